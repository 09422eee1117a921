import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import type { NetworkPolicy } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { dnsEgress, peers, tcp } from '../parts/network.ts'
import { listeners, name, part } from './names.ts'

/** The broker dials nobody. */
export const networkPolicy = (mqtt: Instance<MqttValues>) => {
  const { clients } = mqtt.values.security
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: mqtt.namespace, labels: labels(mqtt, part) },
    spec: {
      podSelector: { matchLabels: selector(mqtt, part) },
      policyTypes: ['Ingress', 'Egress'],
      // A rule without peers would let everyone in.
      ingress:
        clients.length === 0
          ? []
          : [{ from: peers(clients), ports: tcp(...listeners(mqtt).map(({ number }) => number)) }],
      egress: [dnsEgress(mqtt.overlay)],
    },
  } satisfies NetworkPolicy
}
