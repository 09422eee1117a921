import { plaintextWarning, tlsOf } from '../../005-certs/address.ts'
import type { Service } from '../../kubernetes.ts'
import { labels, selector } from '../../parts/labels.ts'
import { type Pulsar, services } from '../names.ts'
import { clientListeners } from './listeners.ts'

/** The brokers that are ready, under one name. */
export const brokerService = (pulsar: Pulsar) =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: services.brokers,
      namespace: pulsar.namespace,
      labels: labels(pulsar, 'broker'),
      ...(tlsOf(pulsar) ? {} : { annotations: plaintextWarning }),
    },
    spec: {
      type: 'ClusterIP',
      selector: selector(pulsar, 'broker'),
      ports: Object.values(clientListeners(pulsar)).map(({ name, port }) => ({ name, port, targetPort: name })),
    },
  }) satisfies Service
