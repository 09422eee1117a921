import { plaintextWarning, tlsOf } from '../005-certs/address.ts'
import type { Service } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { listeners, portName } from './listeners.ts'
import type { Kafka } from './names.ts'
import type { Pool } from './pools.ts'

/** Ready or not: servers must find each other before any of them can be ready, and while they stop. */
export const headlessService = (kafka: Kafka, pool: Pool) =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: pool.headless,
      namespace: kafka.namespace,
      labels: labels(kafka, pool.part),
      ...(tlsOf(kafka) ? {} : { annotations: plaintextWarning }),
    },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: selector(kafka, pool.part),
      ports: listeners(kafka, pool)
        .filter(({ name }) => name !== 'EXTERNAL')
        .map((listener) => ({
          name: portName(kafka, listener),
          port: listener.port,
          targetPort: portName(kafka, listener),
        })),
    },
  }) satisfies Service
