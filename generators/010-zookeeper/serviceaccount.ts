import type { Instance } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import type { ServiceAccount } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { part } from './names.ts'

export const serviceAccount = (zookeeper: Instance<ZookeeperValues>) =>
  ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: zookeeper.name, namespace: zookeeper.namespace, labels: labels(zookeeper, part) },
    automountServiceAccountToken: false,
  }) satisfies ServiceAccount
