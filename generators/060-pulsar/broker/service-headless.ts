import { plaintextWarning, tlsOf } from '../../005-certs/address.ts'
import type { Service } from '../../kubernetes.ts'
import { labels, selector } from '../../parts/labels.ts'
import { type Pulsar, services } from '../names.ts'
import { clientListeners, withHttp } from './listeners.ts'

/** Ready or not: a broker tells its name before it is ready. */
export const headlessService = (pulsar: Pulsar) =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: services.brokersHeadless,
      namespace: pulsar.namespace,
      labels: labels(pulsar, 'broker'),
      ...(tlsOf(pulsar) ? {} : { annotations: plaintextWarning }),
    },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: selector(pulsar, 'broker'),
      ports: withHttp(Object.values(clientListeners(pulsar))).map(({ name, port }) => ({
        name,
        port,
        targetPort: name,
      })),
    },
  }) satisfies Service
