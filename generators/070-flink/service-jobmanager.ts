import { plaintextWarning } from '../005-certs/address.ts'
import type { Service } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { type Cluster, type Flink, nameOfRole, partOf, ports } from './names.ts'
import { protectionOf } from './security.ts'

/**
 * How TaskManagers find a JobManager that no high availability tells them of. It is not ready before its tasks run, and
 * they do not before TaskManagers have found it.
 */
export const jobManagerService = (flink: Flink, cluster: Cluster) =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: nameOfRole(cluster, 'jobmanager'),
      namespace: flink.namespace,
      labels: labels(flink, partOf(cluster, 'jobmanager')),
      ...(protectionOf(flink, cluster)?.internal ? {} : { annotations: plaintextWarning }),
    },
    spec: {
      type: 'ClusterIP',
      publishNotReadyAddresses: true,
      selector: selector(flink, partOf(cluster, 'jobmanager')),
      ports: [
        { name: 'rpc', port: ports.rpc, targetPort: 'rpc' },
        { name: 'blob', port: ports.blob, targetPort: 'blob' },
      ],
    },
  }) satisfies Service
