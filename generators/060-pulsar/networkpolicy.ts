import { zookeeperPods } from '../010-zookeeper/address.ts'
import type {
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
} from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { dnsEgress, outside, peers, pods, tcp } from '../parts/network.ts'
import { clientListeners, proxyListeners } from './broker/listeners.ts'
import { proxiesLeadToWorkers, workerListener } from './functions/listeners.ts'
import { nameOf, type Part, type Pulsar, ports } from './names.ts'
import { towardsObjectStore } from './offload.ts'
import { towardsClusters } from './replication.ts'

/** A connection between two parts of Pulsar: both ends are rendered from it. */
type Edge = { readonly from: Part; readonly to: Part; readonly ports: readonly number[] }

/** Every connection inside of Pulsar. */
function edges(pulsar: Pulsar): Edge[] {
  const { functions, proxy, recovery, toolset } = pulsar.values
  const bookie = [ports.bookie]
  const broker = brokerPorts(pulsar)
  const worker = [workerListener(pulsar).port]
  return [
    { from: 'broker', to: 'bookie', ports: bookie },
    { from: recovery.place === 'bookies' ? 'bookie' : 'recovery', to: 'bookie', ports: bookie },
    { from: 'broker', to: 'broker', ports: broker },
    { from: 'admin', to: 'broker', ports: broker },
    ...(proxy.enabled ? [{ from: 'proxy', to: 'broker', ports: broker } as const] : []),
    ...(toolset.enabled
      ? [
          { from: 'toolset', to: 'broker', ports: broker } as const,
          { from: 'toolset', to: 'bookie', ports: bookie } as const,
        ]
      : []),
    ...(functions.place === 'pods'
      ? [
          { from: 'functions', to: 'broker', ports: broker } as const,
          { from: 'functions', to: 'bookie', ports: bookie } as const,
          { from: 'functions', to: 'functions', ports: worker } as const,
          ...(proxiesLeadToWorkers(pulsar) ? [{ from: 'proxy', to: 'functions', ports: worker } as const] : []),
          ...(toolset.enabled ? [{ from: 'toolset', to: 'functions', ports: worker } as const] : []),
        ]
      : []),
  ]
}

const brokerPorts = (pulsar: Pulsar): number[] => Object.values(clientListeners(pulsar)).map(({ port }) => port)

/** The ports that clients reach: of the proxies, or where there are none of the brokers. */
export const portsForClients = (pulsar: Pulsar): number[] =>
  pulsar.values.proxy.enabled ? proxyListeners(pulsar).map(({ port }) => port) : brokerPorts(pulsar)

/** Those of a part: workers too are reached by clients where no proxy is between them. */
function portsOfPart(pulsar: Pulsar, part: Part): number[] {
  const { enabled } = pulsar.values.proxy
  if (part === (enabled ? 'proxy' : 'broker')) return portsForClients(pulsar)
  return part === 'functions' && !enabled ? [workerListener(pulsar).port] : []
}

/** The parts that ask ZooKeeper. */
const ofZookeeper = ({ values }: Pulsar): Part[] => [
  'bookie',
  ...(values.recovery.place === 'pods' ? ['recovery' as const] : []),
  'broker',
  ...(values.functions.place === 'pods' ? ['functions' as const] : []),
  'admin',
  ...(values.toolset.enabled ? ['toolset' as const] : []),
]

/** Who reaches the pods of a part, and whom they reach. */
export const access = (pulsar: Pulsar, part: Part) => {
  const { metrics } = pulsar.values
  const zookeeper = zookeeperPods(pulsar)
  const all = edges(pulsar)
  const metricsPort = metricsPorts()[part]
  const clientPorts = portsOfPart(pulsar, part)
  const clients = clientPorts.length > 0 ? clientsOf(pulsar) : []
  const ingress: NetworkPolicyIngressRule[] = [
    ...all
      .filter(({ to }) => to === part)
      .map(({ from, ports }) => ({ from: [of(pulsar, from)], ports: tcp(...ports) })),
    ...(clients.length > 0 ? [{ from: clients, ports: tcp(...clientPorts) }] : []),
    ...(metrics.enabled && metricsPort !== undefined
      ? [{ from: peers(pulsar.overlay.cluster.network.monitoring ?? []), ports: tcp(metricsPort) }]
      : []),
  ]
  const egress: NetworkPolicyEgressRule[] = [
    dnsEgress(pulsar.overlay),
    ...all.filter(({ from }) => from === part).map(({ to, ports }) => ({ to: [of(pulsar, to)], ports: tcp(...ports) })),
    ...(part === 'broker' ? [...towardsClusters(pulsar), ...towardsObjectStore(pulsar)] : []),
    ...(part === placeOfFunctions(pulsar) ? towardsTargets(pulsar) : []),
    ...(ofZookeeper(pulsar).includes(part)
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

/** The part whose pods run the code of users. */
const placeOfFunctions = ({ values }: Pulsar): Part | undefined =>
  (({ none: undefined, pods: 'functions', brokers: 'broker' }) as const)[values.functions.place]

/** Where that code goes. */
function towardsTargets({ values }: Pulsar): NetworkPolicyEgressRule[] {
  return Object.values(values.functions.egress).map(({ to, port }) => ({ to: peers(to), ports: tcp(port) }))
}

const metricsPorts = (): { readonly [part in Part]?: number } => ({
  bookie: ports.bookieHttp,
  recovery: ports.bookieHttp,
  broker: ports.http,
  proxy: ports.http,
  functions: ports.worker,
})

/** Who connects from outside of Pulsar. */
function clientsOf({ overlay, values }: Pulsar): NetworkPolicyPeer[] {
  const { enabled, external } = values.proxy
  return [
    ...peers(values.security.clients),
    ...(enabled && external.type !== 'none' ? outside(overlay, external.sources) : []),
  ]
}

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
      ingress: [{ from: ofZookeeper(pulsar).map((part) => of(pulsar, part)), ports: tcp(port) }],
    },
  } satisfies NetworkPolicy
}

const of = (pulsar: Pulsar, part: Part) => pods(pulsar.namespace, selector(pulsar, part))
