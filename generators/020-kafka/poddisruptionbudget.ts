import type { PodDisruptionBudget } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import type { Kafka } from './names.ts'
import type { Pool } from './pools.ts'

/**
 * One server of a pool at a time. `IfHealthyBudget`: while one is missing, another that is just catching up is not moved
 * away, which could leave a partition with fewer replicas than producers need.
 */
export const podDisruptionBudget = (kafka: Kafka, pool: Pool) =>
  ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: pool.name, namespace: kafka.namespace, labels: labels(kafka, pool.part) },
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: selector(kafka, pool.part) },
      unhealthyPodEvictionPolicy: 'IfHealthyBudget',
    },
  }) satisfies PodDisruptionBudget
