import type { Service } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { portName } from './listeners.ts'
import { type Kafka, ports } from './names.ts'

/** One broker as the world outside reaches it: a client must reach each by itself. */
export const externalService = (kafka: Kafka, broker: number) => {
  const { annotations, loadBalancerClass, nodePort, trafficPolicy, type } = kafka.values.listeners.external
  const port = portName(kafka, { name: 'EXTERNAL' })
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: `kafka-broker-${broker}-external`,
      namespace: kafka.namespace,
      labels: labels(kafka, 'broker'),
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [key, value.replaceAll('{broker}', String(broker))]),
      ),
    },
    spec: {
      type,
      externalTrafficPolicy: trafficPolicy,
      ...(type === 'LoadBalancer' && loadBalancerClass !== null ? { loadBalancerClass } : {}),
      ...(type === 'LoadBalancer' ? { loadBalancerSourceRanges: kafka.values.listeners.external.sources } : {}),
      selector: { ...selector(kafka, 'broker'), 'statefulset.kubernetes.io/pod-name': `kafka-broker-${broker}` },
      ports: [
        {
          name: port,
          port: ports.external,
          targetPort: port,
          ...(type === 'NodePort' ? { nodePort: nodePort + broker } : {}),
        },
      ],
    },
  } satisfies Service
}
