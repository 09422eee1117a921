import { plaintextWarning, tlsOf } from '../005-certs/address.ts'
import type { Service } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { listeners, portName } from './listeners.ts'
import { type Kafka, services } from './names.ts'
import { brokerPool } from './pools.ts'

/** The brokers that are ready, under one name. A client begins here; then every broker tells it its own name. */
export const clientService = (kafka: Kafka) =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: services.clients,
      namespace: kafka.namespace,
      labels: labels(kafka, 'broker'),
      ...(tlsOf(kafka) ? {} : { annotations: plaintextWarning }),
    },
    spec: {
      type: 'ClusterIP',
      selector: selector(kafka, 'broker'),
      ports: listeners(kafka, brokerPool(kafka))
        .filter(({ name }) => name === 'CLIENTS' || name === 'SCRAM')
        .map((listener) => ({
          name: portName(kafka, listener),
          port: listener.port,
          targetPort: portName(kafka, listener),
        })),
    },
  }) satisfies Service
