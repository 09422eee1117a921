import { groupOf } from '../../../engine/kinds.ts'
import { objectsOf } from './application.ts'
import { differences } from './difference.ts'
import { inParallel } from './in-parallel.ts'
import { type Anything, keyOf, shown, trackingAnnotation, trackingId } from './objects.ts'
import { forbids, permitsNamespace } from './project.ts'
import type { World } from './world.ts'

/** The manager of the fields that Argo CD applies. */
export const manager = 'argocd-controller'

/** What git wants and what the cluster has. */
export type Compared = {
  readonly targets: readonly Anything[]
  readonly live: ReadonlyMap<string, Anything>
  /** What Argo CD applied before and git does not hold any more; what the project does not permit is not seen. */
  readonly extra: readonly Anything[]
  readonly differing: readonly { readonly key: string; readonly object: string; readonly drift: readonly string[] }[]
  /** Objects that another Application says are its own. */
  readonly shared: readonly string[]
}

/** Compares by server-side diff: what a dry run of the apply would make of each object, with the object. */
export async function compare(world: World, folder: string): Promise<Compared> {
  const targets = await Promise.all(objectsOf(world.application, folder).map((one) => tracked(one, world)))
  const live = await liveObjects(world, targets)
  const name = world.application.metadata.name
  const wanted = new Set(targets.map(keyOf))
  const owner = (one: Anything): string | undefined => one.metadata.annotations?.[trackingAnnotation]?.split(':')[0]
  const extra = [...live].filter(([key, one]) => !wanted.has(key) && owner(one) === name).map(([, one]) => one)
  const shared = targets.flatMap((one) => {
    const other = owner(live.get(keyOf(one)) ?? one)
    return other === name || other === undefined ? [] : [`${shown(one)} is part of ${name} and ${other}`]
  })
  const drifts = await inParallel(targets, async (target) => driftOf(target, live.get(keyOf(target)), world))
  const differing = [
    ...targets.map((target, at) => ({ key: keyOf(target), object: shown(target), drift: drifts[at] ?? [] })),
    ...extra.map((one) => ({ key: keyOf(one), object: shown(one), drift: ['is not in git'] })),
  ].filter(({ drift }) => drift.length > 0)
  return { targets, live, extra, differing, shared }
}

/** The object as it is applied: with its namespace, and marked as this Application's. */
async function tracked(object: Anything, { application, resourceOf }: World): Promise<Anything> {
  const { metadata, kind } = object
  const resource = await resourceOf(object)
  const namespace = application.spec.destination.namespace ?? ''
  if (kind === 'CustomResourceDefinition') return object
  const at = resource?.namespaced && metadata.namespace === undefined ? { namespace } : {}
  const annotations = {
    ...metadata.annotations,
    [trackingAnnotation]: trackingId(application.metadata.name, object, namespace),
  }
  return { ...object, metadata: { ...metadata, ...at, annotations } }
}

async function driftOf(target: Anything, live: Anything | undefined, { api, resourceOf }: World): Promise<string[]> {
  if (!live) return ['is missing']
  const resource = await resourceOf(target)
  if (!resource) return ['its kind is not known']
  return differences(live, await api.foresee(resource, target, manager))
}

/**
 * What the cluster has of the kinds that the project permits, where it permits them. Of a project that permits all, only
 * the kinds of what git holds and Argo CD's own are looked at.
 */
async function liveObjects(world: World, targets: readonly Anything[]): Promise<Map<string, Anything>> {
  const { api, project, server, versionOf, resourceOf, application } = world
  const { namespaceResourceWhitelist: namespaced, clusterResourceWhitelist: cluster = [] } = project.spec
  const listed = [...(namespaced ?? []), ...cluster].filter(({ kind }) => kind !== '*')
  const own = targets.map(({ apiVersion, kind }) => ({ group: groupOf(apiVersion), kind }))
  const ids = new Set([...listed, ...own].map(({ group, kind }) => `${group}/${kind}`))
  if (namespaced === undefined)
    for (const kind of ['Application', 'AppProject']) ids.add(`${groupOf(application.apiVersion)}/${kind}`)
  const found = await inParallel([...ids], async (id) => {
    const [group = '', kind = ''] = id.split('/')
    const apiVersion = versionOf(group)
    const resource = apiVersion === undefined ? undefined : await resourceOf({ apiVersion, kind })
    return resource ? api.list(resource) : []
  })
  const isSeen = (one: Anything): boolean => {
    const { namespace } = one.metadata
    if (namespace !== undefined && !permitsNamespace(project, namespace, server)) return false
    return forbids(project, one, namespace !== undefined, server) === undefined
  }
  return new Map(
    found
      .flat()
      .filter(isSeen)
      .map((one) => [keyOf(one), one]),
  )
}
