import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import { plaintextWarning, tlsOf } from '../005-certs/address.ts'
import type { Service } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { external, listeners, part } from './names.ts'

export const externalService = (mqtt: Instance<MqttValues>) => {
  const { type, nodePorts, trafficPolicy, sources, loadBalancerClass, annotations } = mqtt.values.external
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: external,
      namespace: mqtt.namespace,
      labels: labels(mqtt, part),
      annotations: { ...annotations, ...(tlsOf(mqtt) ? {} : plaintextWarning) },
    },
    spec: {
      type,
      externalTrafficPolicy: trafficPolicy,
      ...(type === 'LoadBalancer' && loadBalancerClass !== null ? { loadBalancerClass } : {}),
      ...(type === 'LoadBalancer' ? { loadBalancerSourceRanges: [...sources] } : {}),
      selector: selector(mqtt, part),
      ports: listeners(mqtt).map((listener) => ({
        name: listener.name,
        port: listener.number,
        targetPort: listener.name,
        ...(type === 'NodePort' ? { nodePort: nodePorts[listener.protocol] } : {}),
      })),
    },
  } satisfies Service
}
