import type { PolicyRule, Role, RoleBinding } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { type Cluster, type Flink, highAvailabilityName, nameOf, partOf } from './names.ts'

/** Kubernetes HA keeps leaders and pointers in ConfigMaps, whose names nobody knows before jobs have ids. */
export const configMapRules: readonly PolicyRule[] = [
  {
    apiGroups: [''],
    resources: ['configmaps'],
    verbs: everything(),
  },
]

/** The only job of an application has a fixed id, and so its ConfigMaps have names; `create` is asked without one. */
export function highAvailabilityRules(cluster: Cluster): readonly PolicyRule[] {
  const job = fixedJobId(cluster)
  if (job === undefined) return configMapRules
  const name = highAvailabilityName(cluster)
  return [
    { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
    {
      apiGroups: [''],
      resources: ['configmaps'],
      resourceNames: [`${name}-cluster-config-map`, `${name}-${job}-config-map`],
      verbs: everything().filter((verb) => verb !== 'create'),
    },
  ]
}

/**
 * The id of an application's job with high availability: `new JobID(clusterId.hashCode(), 0)` in the
 * ApplicationDispatcherBootstrap of 1.20 and 2.2, which 2.3 has no more. Undefined where Flink chooses it.
 */
function fixedJobId(cluster: Cluster): string | undefined {
  if (cluster.mode !== 'application' || cluster.version.startsWith('2.3.')) return undefined
  const hash = [...`/${highAvailabilityName(cluster)}`].reduce(
    (sum, character) => (Math.imul(31, sum) + character.charCodeAt(0)) | 0,
    0,
  )
  return BigInt.asUintN(64, BigInt(hash)).toString(16).padStart(16, '0').padEnd(32, '0')
}

/** In native mode Flink makes its TaskManagers, and takes its own Deployment away when its job has ended. */
export const nativeRules: readonly PolicyRule[] = [
  { apiGroups: [''], resources: ['configmaps', 'pods'], verbs: everything() },
  { apiGroups: ['apps'], resources: ['deployments', 'deployments/finalizers'], verbs: everything() },
]

/** TaskManagers of a bounded job ask whether the Job of their JobManager has ended; its name ends with a hash. */
export const jobRules: readonly PolicyRule[] = [{ apiGroups: ['batch'], resources: ['jobs'], verbs: ['list'] }]

function everything(): string[] {
  return ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']
}

/** What a cluster's pods may do in their namespace. */
export const role = (flink: Flink, cluster: Cluster, rules: readonly PolicyRule[]) =>
  ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: nameOf(cluster), namespace: flink.namespace, labels: labels(flink, partOf(cluster, undefined)) },
    rules: [...rules],
  }) satisfies Role

export const roleBinding = (flink: Flink, cluster: Cluster) =>
  ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: nameOf(cluster), namespace: flink.namespace, labels: labels(flink, partOf(cluster, undefined)) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: nameOf(cluster) },
    subjects: [{ kind: 'ServiceAccount', name: nameOf(cluster), namespace: flink.namespace }],
  }) satisfies RoleBinding
