import type { Service } from '../../kubernetes.ts'
import { labels, selector } from '../../parts/labels.ts'
import { proxyListeners } from '../broker/listeners.ts'
import { type Pulsar, services } from '../names.ts'

/** Where clients outside of the cluster connect. `Local` keeps their addresses, which the NetworkPolicy tells apart. */
export const externalService = (pulsar: Pulsar) => {
  const { annotations, loadBalancerClass, sources, type } = pulsar.values.proxy.external
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: services.external,
      namespace: pulsar.namespace,
      labels: labels(pulsar, 'proxy'),
      annotations: { ...annotations },
    },
    spec: {
      type,
      externalTrafficPolicy: 'Local',
      ...(loadBalancerClass === null ? {} : { loadBalancerClass }),
      loadBalancerSourceRanges: [...sources],
      selector: selector(pulsar, 'proxy'),
      ports: proxyListeners(pulsar).map(({ name, port }) => ({ name, port, targetPort: name })),
    },
  } satisfies Service
}
