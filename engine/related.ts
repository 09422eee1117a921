import type { OverlaySummary, SyncSummary } from './fleet.ts'
import { applyFleetRules } from './fleet-rules.ts'
import { type Instantiated, type Instantiation, instantiate } from './instantiate.ts'
import { identities } from './merge.ts'
import type { Problem } from './model.ts'
import { type MergedOverlay, mergeOverlay } from './overlays.ts'
import { hasError } from './problem.ts'
import type { Opened } from './render-one.ts'
import { type Rendering, renderOverlay, type World } from './render-overlay.ts'
import { objectId } from './seal.ts'
import { find, isMap, placeOf, type Sourced, showPath } from './sourced.ts'

/** An overlay as the rules across overlays see it. */
export type Related = { readonly summary: OverlaySummary; readonly instantiated: readonly Instantiated[] }

/**
 * An overlay that nobody asked to render, for the rules across overlays. Its objects count where it shares one of the
 * clusters. Nothing where it is abstract or broken: whoever renders it hears why.
 */
export async function relate(
  name: string,
  clusters: ReadonlySet<string>,
  { names, world, read }: Opened,
): Promise<Related | undefined> {
  const { merged, problems } = mergeOverlay(name, read, names, world.assets)
  if (!merged || merged.abstract || hasError(problems)) return undefined
  const sharesCluster = clusters.has(String(find(merged.tree, ['cluster', 'name'])?.value))
  const { instantiation, ...rendered } = sharesCluster
    ? await renderOverlay(merged, world)
    : { ...instantiate(merged, world.assets, world.sources), sealed: [], sync: [] }
  const summary = summarized(merged, rendered, world)
  return summary && { summary, instantiated: withFleetRules(instantiation) }
}

/** What the components' rules across overlays find; `known` holds the components with such rules of some overlays. */
export function ruleProblems(
  overlays: readonly string[],
  known: ReadonlyMap<string, readonly Instantiated[]>,
  { names, world, read }: Opened,
): Problem[] {
  if (!world.sources.some(({ component }) => component.fleetRules)) return []
  const instantiationOf = (name: string): Instantiation | undefined => {
    const { merged } = mergeOverlay(name, read, names, world.assets)
    return merged && instantiate(merged, world.assets, world.sources).instantiation
  }
  const instantiated = overlays.flatMap((name) => known.get(name) ?? withFleetRules(instantiationOf(name)))
  return applyFleetRules(instantiated, instantiationOf)
}

/** The components of an overlay that have rules across overlays. */
export function withFleetRules(instantiation: Instantiation | undefined): readonly Instantiated[] {
  return instantiation?.instantiated.filter(({ component }) => component.fleetRules) ?? []
}

/** What the rules across overlays need to know of an overlay; nothing where its cluster has no name. */
export function summarized(
  { tree, name }: MergedOverlay,
  { sealed, sync }: Pick<Rendering, 'sealed' | 'sync'>,
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
    sync: {
      ...syncSummary(tree),
      objects: sync.flatMap(({ manifests }) => manifests.map(objectId)),
    },
  }
}

function syncSummary(tree: Sourced): Omit<SyncSummary, 'objects'> {
  const said = (...path: string[]): string => String(find(tree, ['sync', ...path])?.value ?? '')
  const engine = said('engine')
  const overlays = find(tree, ['sync', 'overlays'])?.value
  const prerequisites = find(tree, ['prerequisites'])
  return {
    engine,
    repository: said('repository'),
    directory: said('directory'),
    namespace: said(engine, 'namespace'),
    destination: ['name', 'server', 'kubeConfig'].map((key) => said('destination', key)).join(''),
    hub: find(tree, ['sync', 'hub'])?.value === true,
    drives: Array.isArray(overlays) ? overlays.map((one: Sourced) => ({ name: String(one.value), place: one.at })) : [],
    installs: (isMap(prerequisites) ? [...prerequisites.value] : []).flatMap(([name, one]) => {
      const mode = find(one, ['mode'])
      return mode?.value === 'install' ? [{ name, place: mode.at }] : []
    }),
    place: placeOf(tree, ['sync'], true),
  }
}

function plainScalar(value: Sourced['value']): unknown {
  return Array.isArray(value) ? value.map((child: Sourced) => child.value) : value // a list of scalars
}
