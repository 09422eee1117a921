import type { PodDisruptionBudget } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { nameOf, type Part, type Pulsar } from './names.ts'

/** One pod of a part at a time, and none while another is not ready: a ledger could be left with too few copies. */
export const podDisruptionBudget = (pulsar: Pulsar, part: Part) =>
  ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: nameOf(part), namespace: pulsar.namespace, labels: labels(pulsar, part) },
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: selector(pulsar, part) },
      unhealthyPodEvictionPolicy: 'IfHealthyBudget',
    },
  }) satisfies PodDisruptionBudget
