import { zookeeperPods } from '../010-zookeeper/address.ts'
import type { NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { dnsEgress, peers, pods, tcp } from '../parts/network.ts'
import { clientListeners } from './broker/listeners.ts'
import { nameOf, type Part, type Pulsar, ports } from './names.ts'

/** A connection between two parts of Pulsar: both ends are rendered from it. */
type Edge = { readonly from: Part; readonly to: Part; readonly ports: readonly number[] }

/** Every connection inside of Pulsar. */
function edges(pulsar: Pulsar): Edge[] {
  const { recovery } = pulsar.values
  const broker = Object.values(clientListeners(pulsar)).map(({ port }) => port)
  return [
    { from: 'broker', to: 'bookie', ports: [ports.bookie] },
    ...(recovery.place === 'bookies' ? [{ from: 'bookie', to: 'bookie', ports: [ports.bookie] } as const] : []),
    { from: 'broker', to: 'broker', ports: broker },
    { from: 'admin', to: 'broker', ports: broker },
  ]
}

/** The parts that ask ZooKeeper. */
const ofZookeeper: readonly Part[] = ['bookie', 'broker', 'admin']

/** Who reaches the pods of a part, and whom they reach. */
export const access = (pulsar: Pulsar, part: Part) => {
  const { metrics, security } = pulsar.values
  const zookeeper = zookeeperPods(pulsar)
  const all = edges(pulsar)
  const ingress: NetworkPolicyIngressRule[] = [
    ...all
      .filter(({ to }) => to === part)
      .map(({ from, ports }) => ({ from: [of(pulsar, from)], ports: tcp(...ports) })),
    ...(part === 'broker' && security.clients.length > 0
      ? [
          {
            from: peers(security.clients),
            ports: tcp(...Object.values(clientListeners(pulsar)).map(({ port }) => port)),
          },
        ]
      : []),
    ...(metrics.enabled && part in metricsPorts
      ? [
          {
            from: peers(pulsar.overlay.cluster.network.monitoring ?? []),
            ports: tcp(metricsPorts[part as keyof typeof metricsPorts]), // looked up right before
          },
        ]
      : []),
  ]
  const egress: NetworkPolicyEgressRule[] = [
    dnsEgress(pulsar.overlay),
    ...all.filter(({ from }) => from === part).map(({ to, ports }) => ({ to: [of(pulsar, to)], ports: tcp(...ports) })),
    ...(ofZookeeper.includes(part)
      ? [{ to: [pods(zookeeper.namespace, zookeeper.podLabels)], ports: tcp(zookeeper.port) }]
      : []),
  ]
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: nameOf(part), namespace: pulsar.namespace, labels: labels(pulsar, part) },
    spec: {
      podSelector: { matchLabels: selector(pulsar, part) },
      policyTypes: ['Ingress', 'Egress'],
      ...(ingress.length === 0 ? {} : { ingress }),
      egress,
    },
  } satisfies NetworkPolicy
}

const metricsPorts = { bookie: ports.bookieHttp, broker: ports.http } as const

/** ZooKeeper's end of the connections: ZooKeeper knows none of those who use it. */
export const zookeeperAccess = (pulsar: Pulsar) => {
  const { namespace, podLabels, port } = zookeeperPods(pulsar)
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'pulsar-to-zookeeper', namespace, labels: labels(pulsar, 'admin') },
    spec: {
      podSelector: { matchLabels: { ...podLabels } },
      policyTypes: ['Ingress'],
      ingress: [{ from: ofZookeeper.map((part) => of(pulsar, part)), ports: tcp(port) }],
    },
  } satisfies NetworkPolicy
}

const of = (pulsar: Pulsar, part: Part) => pods(pulsar.namespace, selector(pulsar, part))
