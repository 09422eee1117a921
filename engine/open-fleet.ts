import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fleetProblems, type OverlaySummary } from './fleet.ts'
import { applyFleetRules } from './fleet-rules.ts'
import { type Instantiation, instantiate } from './instantiate.ts'
import type { Memory } from './memory.ts'
import { identities } from './merge.ts'
import type { Problem } from './model.ts'
import { type MergedOverlay, mergeOverlay } from './overlays.ts'
import { hasError } from './problem.ts'
import type { Opened } from './render-one.ts'
import { renderOverlay, type World } from './render-overlay.ts'
import { objectId, type Sealed } from './seal.ts'
import { find, type Sourced, showPath } from './sourced.ts'

/** Gathers what the rules across overlays need to know of each overlay, and applies them. */
export type Fleet = {
  /** Without an instantiation it is made when a rule asks for it. */
  readonly add: (summary: OverlaySummary, instantiation?: Instantiation) => void
  /** What is wrong between the overlays, and between them and those of the root that were not added. */
  readonly problems: (root: Root) => Promise<Problem[]>
}

type Root = { readonly root: string; readonly names: readonly string[]; readonly open: () => Promise<Opened> }

export function openFleet(memory: Memory): Fleet {
  const summaries: OverlaySummary[] = []
  const instantiations = new Map<string, Instantiation>()
  const add: Fleet['add'] = (summary, instantiation) => {
    summaries.push(summary)
    if (instantiation?.instantiated.some(({ component }) => component.fleetRules))
      instantiations.set(summary.name, instantiation)
  }
  /** Adds overlays as far as their text says that they may clash with one that is there. */
  const addRelated = async ({ root, names, open }: Root): Promise<void> => {
    const added = new Set(summaries.map(({ name }) => name))
    const others = names.filter((name) => !added.has(name))
    if (others.length === 0 || added.size === 0) return
    const clusters = new Set(summaries.map(({ cluster }) => cluster))
    const clashing = anyOf([...clusters, ...summaries.flatMap((summary) => summary.identities.flatMap(membersOf))])
    for (const name of others) {
      if (!clashing.test(ownText(root, name))) continue
      const { world, read } = await open()
      const { merged, problems } = mergeOverlay(name, read, names, world.assets)
      if (!merged || merged.abstract || hasError(problems)) continue
      const sharesCluster = clusters.has(String(find(merged.tree, ['cluster', 'name'])?.value))
      const { instantiation, sealed } = sharesCluster
        ? await renderOverlay(merged, world)
        : { ...instantiate(merged, world.assets, world.sources), sealed: [] }
      const summary = summarized(merged, sealed, world)
      if (summary) add(summary, instantiation)
    }
  }
  return {
    add,
    problems: async (root) => {
      await addRelated(root)
      const found = fleetProblems(summaries)
      const added = summaries.map(({ name }) => name)
      if (added.length === 0 || memory.recallPeace(added)) return found
      const { world, read } = await root.open()
      const again = (name: string): Instantiation | undefined => {
        const { merged } = mergeOverlay(name, read, root.names, world.assets)
        return merged && instantiate(merged, world.assets, world.sources).instantiation
      }
      const ruled = world.sources.some(({ component }) => component.fleetRules)
        ? applyFleetRules(added.flatMap((name) => instantiations.get(name) ?? again(name) ?? []))
        : []
      if (ruled.length === 0) memory.rememberPeace(added)
      return [...found, ...ruled]
    },
  }
}

/** What the rules across overlays need to know of an overlay; nothing where its cluster has no name. */
export function summarized(
  { tree, name }: MergedOverlay,
  sealed: readonly Sealed[],
  { assets }: World,
): OverlaySummary | undefined {
  const cluster = find(tree, ['cluster', 'name'])
  if (!cluster || typeof cluster.value !== 'string') return undefined
  return {
    name,
    cluster: cluster.value,
    place: cluster.at,
    facts: ['kubernetes', 'domain'].flatMap((key) => {
      const fact = find(tree, ['cluster', key])
      return fact ? [{ path: `cluster.${key}`, value: String(fact.value), place: fact.at }] : []
    }),
    objects: sealed.map(({ manifest, directory }) => ({ id: objectId(manifest), directory })),
    identities: identities(tree, assets.overlaySchema).map(({ path, value }) => ({
      path: showPath(path),
      value: JSON.stringify(plainScalar(value.value)),
      place: value.key ?? value.at,
    })),
  }
}

function plainScalar(value: Sourced['value']): unknown {
  return Array.isArray(value) ? value.map((child: Sourced) => child.value) : value // a list of scalars
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
