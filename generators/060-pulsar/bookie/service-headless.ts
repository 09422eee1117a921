import { plaintextWarning, tlsOf } from '../../005-certs/address.ts'
import type { Service } from '../../kubernetes.ts'
import { labels, selector } from '../../parts/labels.ts'
import { type Pulsar, ports, services } from '../names.ts'
import { bookiePortName } from './container.ts'

/** Ready or not: a bookie's name must lead to it while it starts, or brokers take it for lost. */
export const bookieService = (pulsar: Pulsar) =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: services.bookiesHeadless,
      namespace: pulsar.namespace,
      labels: labels(pulsar, 'bookie'),
      ...(tlsOf(pulsar) ? {} : { annotations: plaintextWarning }),
    },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: selector(pulsar, 'bookie'),
      ports: [
        { name: bookiePortName(pulsar), port: ports.bookie, targetPort: bookiePortName(pulsar) },
        { name: 'http', port: ports.bookieHttp, targetPort: 'http' },
      ],
    },
  }) satisfies Service
