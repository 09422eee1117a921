import type { ServiceAccount } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { type Cluster, type Flink, nameOf, partOf } from './names.ts'

/** Whom a cluster's pods are to Kubernetes, and by its annotations to a cloud. */
export const serviceAccount = (flink: Flink, cluster: Cluster) =>
  ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: nameOf(cluster),
      namespace: flink.namespace,
      labels: labels(flink, partOf(cluster, undefined)),
      annotations: { ...flink.values.storage.credentials.annotations },
    },
    automountServiceAccountToken: false,
  }) satisfies ServiceAccount
