import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import type { NetworkPolicy } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { outside, tcp } from '../parts/network.ts'
import { external, listeners, part } from './names.ts'

/**
 * With traffic policy Cluster the broker sees the address of the node that a client came by, or with some networks the
 * client's own, so both are let in.
 */
export const externalAccess = (mqtt: Instance<MqttValues>) => {
  const { trafficPolicy, sources } = mqtt.values.external
  const nodes = trafficPolicy === 'Cluster' ? (mqtt.overlay.cluster.network.nodes ?? []) : []
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: external, namespace: mqtt.namespace, labels: labels(mqtt, part) },
    spec: {
      podSelector: { matchLabels: selector(mqtt, part) },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: outside(mqtt.overlay, [...new Set([...sources, ...nodes])]),
          ports: tcp(...listeners(mqtt).map(({ number }) => number)),
        },
      ],
    },
  } satisfies NetworkPolicy
}
