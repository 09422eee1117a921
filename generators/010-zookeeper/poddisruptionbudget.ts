import type { Instance } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import type { PodDisruptionBudget } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { part } from './names.ts'

/**
 * One server at a time. `IfHealthyBudget`: while servers are missing, one that is just catching up is not moved away;
 * `AlwaysAllow` would let a drain empty two hosts of an ensemble that has no quorum.
 */
export const podDisruptionBudget = (zookeeper: Instance<ZookeeperValues>) =>
  ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: zookeeper.name, namespace: zookeeper.namespace, labels: labels(zookeeper, part) },
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: selector(zookeeper, part) },
      unhealthyPodEvictionPolicy: 'IfHealthyBudget',
    },
  }) satisfies PodDisruptionBudget
