import { plaintextWarning, tlsOf } from '../../005-certs/address.ts'
import type { Service } from '../../kubernetes.ts'
import { labels, selector } from '../../parts/labels.ts'
import { proxyListeners } from '../broker/listeners.ts'
import { type Pulsar, services } from '../names.ts'

/** Where clients inside of the cluster connect. */
export const proxyService = (pulsar: Pulsar) =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: services.proxies,
      namespace: pulsar.namespace,
      labels: labels(pulsar, 'proxy'),
      ...(tlsOf(pulsar) ? {} : { annotations: plaintextWarning }),
    },
    spec: {
      type: 'ClusterIP',
      selector: selector(pulsar, 'proxy'),
      ports: proxyListeners(pulsar).map(({ name, port }) => ({ name, port, targetPort: name })),
    },
  }) satisfies Service
