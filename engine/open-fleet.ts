import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fleetProblems, type OverlaySummary } from './fleet.ts'
import type { Instantiated } from './instantiate.ts'
import type { Memory } from './memory.ts'
import type { Problem } from './model.ts'
import type { Opened } from './render-one.ts'

/** Gathers what the rules across overlays need to know of each overlay, and applies them. */
export type Fleet = {
  /** `instantiated` are the components with rules across overlays; undefined: they are made when a rule asks for them. */
  readonly add: (summary: OverlaySummary, instantiated?: readonly Instantiated[]) => void
  /** What is wrong between the overlays, and between them and those of the root that were not added. */
  readonly problems: (root: Root) => Promise<Problem[]>
}

type Root = { readonly root: string; readonly names: readonly string[]; readonly open: () => Promise<Opened> }

export function openFleet(memory: Memory): Fleet {
  const summaries: OverlaySummary[] = []
  const known = new Map<string, readonly Instantiated[]>()
  const add: Fleet['add'] = (summary, instantiated) => {
    summaries.push(summary)
    if (instantiated) known.set(summary.name, instantiated)
  }
  /** Adds overlays as far as their text says that they may clash with one that is there. */
  const addRelated = async ({ root, names, open }: Root): Promise<void> => {
    const added = new Set(summaries.map(({ name }) => name))
    const others = names.filter((name) => !added.has(name))
    if (others.length === 0 || added.size === 0) return
    const clusters = new Set(summaries.map(({ cluster }) => cluster))
    const driven = new Set(summaries.flatMap(({ sync }) => sync.drives.map(({ name }) => name)))
    const clashing = anyOf([
      ...clusters,
      ...summaries.flatMap((summary) => summary.identities.flatMap(membersOf)),
      ...added, // a hub that drives one of them
    ])
    for (const name of others.filter((other) => driven.has(other) || clashing.test(ownText(root, other)))) {
      const { relate } = await import('./related.ts')
      const related = await relate(name, clusters, await open())
      if (related) add(related.summary, related.instantiated)
    }
  }
  return {
    add,
    problems: async (root) => {
      await addRelated(root)
      const found = fleetProblems(summaries)
      const added = summaries.map(({ name }) => name)
      if (added.length === 0 || memory.recallPeace(added)) return found
      const { ruleProblems } = await import('./related.ts')
      const ruled = ruleProblems(added, known, await root.open())
      if (ruled.length === 0) memory.rememberPeace(added)
      return [...found, ...ruled]
    },
  }
}

function membersOf({ value }: { readonly value: string }): string[] {
  const members: unknown = JSON.parse(value)
  return (Array.isArray(members) ? members : [members]).map(String)
}

/** Finds any of the words in a text, where it is not part of a longer one: `prod`, and not `prod-eu`. */
function anyOf(words: readonly string[]): RegExp {
  const escaped = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`(?<![\\w.-])(?:${escaped.join('|')})(?![\\w.-])`)
}

/**
 * What an overlay says itself, without what it extends: clusters and identities are never inherited. Nothing where it
 * cannot be read: whoever asks for that overlay hears why.
 */
function ownText(root: string, name: string): string {
  try {
    return readFileSync(join(root, 'overlays', name, 'overlay.yaml'), 'utf8').replace(/^extends:.*/m, '')
  } catch {
    return ''
  }
}
