import type { Instance } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import { plaintextWarning, tlsOf } from '../005-certs/address.ts'
import type { Service } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { clientPort, part } from './names.ts'

/** The servers that are in the quorum, under one name. Clients that can list all servers do better with the pods' names. */
export const clientService = (zookeeper: Instance<ZookeeperValues>) => {
  const client = clientPort(zookeeper)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: zookeeper.name,
      namespace: zookeeper.namespace,
      labels: labels(zookeeper, part),
      ...(tlsOf(zookeeper) ? {} : { annotations: plaintextWarning }),
    },
    spec: {
      type: 'ClusterIP',
      selector: selector(zookeeper, part),
      ports: [{ name: client.name, port: client.number, targetPort: client.name }],
    },
  } satisfies Service
}
