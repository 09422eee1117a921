import { zookeeperPods } from '../010-zookeeper/address.ts'
import type { NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { dnsEgress, outside, peers, pods, tcp } from '../parts/network.ts'
import { type Kafka, type Part, ports } from './names.ts'
import { type Pool, quorumPool } from './pools.ts'

/** Who reaches the servers of a pool, and whom they reach. */
export const poolAccess = (kafka: Kafka, pool: Pool) => {
  const { cluster } = kafka.overlay
  const { listeners, metrics, mode, security, testClient } = kafka.values
  const quorum = quorumPool(kafka)
  const zookeeper = mode === 'zookeeper' ? zookeeperPods(kafka) : undefined
  const { external } = listeners
  return policy(kafka, pool.part, {
    ingress: [
      ...(pool.isController
        ? [
            {
              from: [of(kafka, pool.part), ...(pool.isBroker ? [] : [of(kafka, 'broker')])],
              ports: tcp(ports.controller),
            },
          ]
        : []),
      ...(pool.isBroker ? [{ from: [of(kafka, 'broker'), of(kafka, 'admin')], ports: tcp(ports.replication) }] : []),
      ...(pool.isBroker && security.clients.length > 0
        ? [
            {
              from: peers(security.clients),
              ports: tcp(ports.clients, ...(listeners.scram.enabled ? [ports.scram] : [])),
            },
          ]
        : []),
      ...(pool.isBroker && testClient.enabled ? [{ from: [of(kafka, 'test-client')], ports: tcp(ports.clients) }] : []),
      ...(pool.isBroker && external.type !== 'none'
        ? [
            {
              from: outside(kafka.overlay, [
                ...external.sources,
                // Whichever node took the connection hands it on in its own name.
                ...(external.trafficPolicy === 'Cluster' ? (cluster.network.nodes ?? []) : []),
              ]),
              ports: tcp(ports.external),
            },
          ]
        : []),
      ...(metrics.enabled ? [{ from: peers(cluster.network.monitoring ?? []), ports: tcp(ports.metrics) }] : []),
    ],
    egress: [
      dnsEgress(kafka.overlay),
      ...(quorum ? [{ to: [of(kafka, quorum.part)], ports: tcp(ports.controller) }] : []),
      ...(pool.isBroker ? [{ to: [of(kafka, 'broker')], ports: tcp(ports.replication) }] : []),
      ...(zookeeper ? [{ to: [pods(zookeeper.namespace, zookeeper.podLabels)], ports: tcp(zookeeper.port) }] : []),
    ],
  })
}

/** The Jobs reach the brokers, and nobody reaches the Jobs. */
export const adminAccess = (kafka: Kafka) =>
  policy(kafka, 'admin', {
    egress: [dnsEgress(kafka.overlay), { to: [of(kafka, 'broker')], ports: tcp(ports.replication) }],
  })

/** ZooKeeper's end of the brokers' connections: ZooKeeper knows none of those who use it. */
export const zookeeperAccess = (kafka: Kafka) => {
  const { namespace, podLabels, port } = zookeeperPods(kafka)
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'kafka-to-zookeeper', namespace, labels: labels(kafka, 'broker') },
    spec: {
      podSelector: { matchLabels: { ...podLabels } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [of(kafka, 'broker')], ports: tcp(port) }],
    },
  } satisfies NetworkPolicy
}

const of = (kafka: Kafka, part: Part) => pods(kafka.namespace, selector(kafka, part))

const policy = (
  kafka: Kafka,
  part: Part,
  rules: { ingress?: NetworkPolicyIngressRule[]; egress: NetworkPolicyEgressRule[] },
) =>
  ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `kafka-${part}`, namespace: kafka.namespace, labels: labels(kafka, part) },
    spec: { podSelector: { matchLabels: selector(kafka, part) }, policyTypes: ['Ingress', 'Egress'], ...rules },
  }) satisfies NetworkPolicy
