import { plaintextWarning } from '../005-certs/address.ts'
import type { Service } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { type Cluster, type Flink, partOf, ports, restService } from './names.ts'
import { protectionOf } from './security.ts'

/** The REST API. Also of a JobManager that is not ready: a job that does not run is when somebody wants to look. */
export const restApi = (flink: Flink, cluster: Cluster) => {
  const plaintext = (protectionOf(flink, cluster)?.rest ?? 'none') === 'none'
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: restService(cluster),
      namespace: flink.namespace,
      labels: labels(flink, partOf(cluster, 'jobmanager')),
      ...(plaintext ? { annotations: plaintextWarning } : {}),
    },
    spec: {
      type: 'ClusterIP',
      publishNotReadyAddresses: true,
      selector: selector(flink, partOf(cluster, 'jobmanager')),
      ports: [{ name: 'rest', port: ports.rest, targetPort: 'rest' }],
    },
  } satisfies Service
}
