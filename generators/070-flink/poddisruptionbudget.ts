import type { PodDisruptionBudget } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { type Cluster, type Flink, nameOfRole, partOf, type Role } from './names.ts'

/** One pod at a time: each that goes restarts the job once. One that is broken may always go. */
export const podDisruptionBudget = (flink: Flink, cluster: Cluster, role: Role) =>
  ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: {
      name: nameOfRole(cluster, role),
      namespace: flink.namespace,
      labels: labels(flink, partOf(cluster, role)),
    },
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: selector(flink, partOf(cluster, role)) },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  }) satisfies PodDisruptionBudget
