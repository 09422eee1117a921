import type { Instance } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import { plaintextWarning, tlsOf } from '../005-certs/address.ts'
import type { Service } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { clientPort, headless, isEnsemble, part, ports } from './names.ts'

/** A server is not ready before there is a quorum, and there is no quorum before the servers find each other. */
export const headlessService = (zookeeper: Instance<ZookeeperValues>) => {
  const client = clientPort(zookeeper)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: headless(zookeeper),
      namespace: zookeeper.namespace,
      labels: labels(zookeeper, part),
      ...(tlsOf(zookeeper) ? {} : { annotations: plaintextWarning }),
    },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: selector(zookeeper, part),
      ports: [
        { name: client.name, port: client.number, targetPort: client.name },
        ...(isEnsemble(zookeeper)
          ? [
              { name: 'tcp-quorum', port: ports.quorum, targetPort: 'tcp-quorum' },
              { name: 'tcp-election', port: ports.election, targetPort: 'tcp-election' },
            ]
          : []),
      ],
    },
  } satisfies Service
}
