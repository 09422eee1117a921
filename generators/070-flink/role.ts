import type { PolicyRule, Role, RoleBinding } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { type Cluster, type Flink, nameOf, partOf } from './names.ts'

/** Kubernetes HA keeps leaders and pointers in ConfigMaps, whose names nobody knows before a job has an id. */
export const configMapRules: readonly PolicyRule[] = [
  {
    apiGroups: [''],
    resources: ['configmaps'],
    verbs: everything(),
  },
]

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
