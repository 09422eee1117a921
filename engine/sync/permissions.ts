import { groupOf } from '../kinds.ts'
import type { Manifest } from '../model.ts'

/** What a set of objects asks of a cluster: which kinds, in which namespaces, and which objects without one. */
export type Permissions = {
  readonly namespaces: readonly string[]
  readonly namespaced: readonly { readonly group: string; readonly kind: string }[]
  readonly cluster: readonly { readonly group: string; readonly kind: string; readonly name: string }[]
}

/**
 * Kinds that stay permitted when the last object of theirs goes, as long as they live in the overlay's own namespaces:
 * those of Sluice's components. Argo CD looks away from what a project does not permit, so with the permission of a kind
 * gone it would never prune the last objects of it. Source: CompareAppState in Argo CD's controller/state.go.
 */
const prunable: readonly { readonly group: string; readonly kind: string }[] = [
  ...['ConfigMap', 'LimitRange', 'PersistentVolumeClaim', 'ResourceQuota', 'Service', 'ServiceAccount'].map(
    inGroup(''),
  ),
  ...['Deployment', 'StatefulSet'].map(inGroup('apps')),
  ...['Job'].map(inGroup('batch')),
  ...['SealedSecret'].map(inGroup('bitnami.com')),
  ...['Certificate', 'Issuer'].map(inGroup('cert-manager.io')),
  ...['ExternalSecret'].map(inGroup('external-secrets.io')),
  ...['FlinkDeployment', 'FlinkSessionJob', 'FlinkStateSnapshot'].map(inGroup('flink.apache.org')),
  ...['Ingress', 'NetworkPolicy'].map(inGroup('networking.k8s.io')),
  ...['PodDisruptionBudget'].map(inGroup('policy')),
  ...['Role', 'RoleBinding'].map(inGroup('rbac.authorization.k8s.io')),
]

function inGroup(group: string): (kind: string) => { group: string; kind: string } {
  return (kind) => ({ group, kind })
}

/** What syncing these objects asks, and pruning them later. In one order, whatever the order of the objects is. */
export function permissionsOf(manifests: readonly Manifest[]): Permissions {
  const namespaced = manifests.filter(({ metadata }) => metadata.namespace !== undefined)
  const cluster = manifests.filter(({ metadata }) => metadata.namespace === undefined)
  const namespaces = manifests.flatMap(({ kind, metadata }) =>
    metadata.namespace === undefined ? (kind === 'Namespace' ? [metadata.name] : []) : [metadata.namespace],
  )
  return {
    namespaces: [...new Set(namespaces)].sort(),
    namespaced: unique([
      ...prunable,
      ...namespaced.map(({ apiVersion, kind }) => ({ group: groupOf(apiVersion), kind })),
    ]),
    cluster: unique(
      cluster.map(({ apiVersion, kind, metadata }) => ({
        group: groupOf(apiVersion),
        kind,
        name: exactly(metadata.name),
      })),
    ),
  }
}

/** A name as Argo CD matches it, by the rules of Go's filepath.Match: letters that mean more stand for themselves. */
function exactly(name: string): string {
  return name.replace(/[\\*?[\]]/g, '\\$&')
}

function unique<T extends object>(members: readonly T[]): T[] {
  const byText = new Map(members.map((member) => [Object.values(member).join(' '), member]))
  return [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, member]) => member)
}
