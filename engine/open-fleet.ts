import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fleetProblems, type OverlaySummary } from './fleet.ts'
import { applyFleetRules } from './fleet-rules.ts'
import { type Instantiation, instantiate } from './instantiate.ts'
import { identities } from './merge.ts'
import type { Problem } from './model.ts'
import { type MergedOverlay, mergeOverlay, type WrittenOverlay } from './overlays.ts'
import { hasError } from './problem.ts'
import { type Rendering, renderOverlay, type World } from './render-overlay.ts'
import { objectId, type Sealed } from './seal.ts'
import { find, type Sourced, showPath } from './sourced.ts'

/** Gathers what the rules across overlays need to know of each overlay, and applies them. */
export type Fleet = {
  readonly add: (merged: MergedOverlay, rendering: Pick<Rendering, 'instantiation' | 'sealed'>) => void
  /** Adds the overlays of a root that were not rendered, as far as their text says that they may clash with one that was. */
  readonly addRelated: (root: string, names: readonly string[], read: (name: string) => WrittenOverlay) => Promise<void>
  readonly problems: () => Problem[]
}

export function openFleet(world: World): Fleet {
  const summaries: OverlaySummary[] = []
  const instantiations: Instantiation[] = []
  const hasRules = world.sources.some(({ component }) => component.fleetRules)
  const add: Fleet['add'] = (merged, { instantiation, sealed }) => {
    const summary = summarized(merged, sealed, world)
    if (!summary) return
    summaries.push(summary)
    if (instantiation && hasRules) instantiations.push(instantiation)
  }
  return {
    add,
    addRelated: async (root, names, read) => {
      const added = new Set(summaries.map(({ name }) => name))
      const others = names.filter((name) => !added.has(name))
      if (others.length === 0 || added.size === 0) return
      const clusters = new Set(summaries.map(({ cluster }) => cluster))
      const clashing = anyOf([...clusters, ...summaries.flatMap((summary) => summary.identities.flatMap(membersOf))])
      for (const name of others) {
        if (!clashing.test(ownText(root, name))) continue
        const { merged, problems } = mergeOverlay(name, read, names, world.assets)
        if (!merged || merged.abstract || hasError(problems)) continue
        const sharesCluster = clusters.has(String(find(merged.tree, ['cluster', 'name'])?.value))
        if (sharesCluster) add(merged, await renderOverlay(merged, world))
        else add(merged, { ...instantiate(merged, world.assets, world.sources), sealed: [] })
      }
    },
    problems: () => [...fleetProblems(summaries), ...applyFleetRules(instantiations)],
  }
}

function summarized(
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
