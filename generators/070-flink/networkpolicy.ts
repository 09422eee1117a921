import { zookeeperPods } from '../010-zookeeper/address.ts'
import { kafkaPods } from '../020-kafka/address.ts'
import type { NetworkPolicy, NetworkPolicyEgressRule } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { dnsEgress, peers, pods, tcp } from '../parts/network.ts'
import { usesKafka } from './configmap.ts'
import { asksKubernetes, type Cluster, type Flink, nameOf, nameOfRole, partOf, ports, type Role } from './names.ts'

/** Who reaches the JobManager, and whom it reaches. */
export const jobManagerAccess = (flink: Flink, cluster: Cluster) => {
  const others = cluster.jobManager.replicas > 1 ? [of(flink, cluster, 'jobmanager')] : []
  return policy(flink, cluster, 'jobmanager', {
    ingress: [
      { from: [of(flink, cluster, 'taskmanager'), ...others], ports: tcp(ports.rpc, ports.blob) },
      ...(cluster.clients.length === 0 ? [] : [{ from: peers(cluster.clients), ports: tcp(ports.rest) }]),
      ...monitoring(flink),
    ],
    egress: [
      ...outwards(flink, cluster, 'jobmanager'),
      { to: [of(flink, cluster, 'taskmanager')], ports: tcp(ports.taskManagerRpc, ports.metricsQuery) },
      ...(others.length === 0 ? [] : [{ to: others, ports: tcp(ports.rpc, ports.blob) }]),
    ],
  })
}

/** Who reaches the TaskManagers, and whom they reach. */
export const taskManagerAccess = (flink: Flink, cluster: Cluster) => {
  const others = cluster.taskManagers.replicas > 1 ? [of(flink, cluster, 'taskmanager')] : []
  return policy(flink, cluster, 'taskmanager', {
    ingress: [
      { from: [of(flink, cluster, 'jobmanager')], ports: tcp(ports.taskManagerRpc, ports.metricsQuery) },
      ...(others.length === 0 ? [] : [{ from: others, ports: tcp(ports.data) }]),
      ...monitoring(flink),
    ],
    egress: [
      ...outwards(flink, cluster, 'taskmanager'),
      { to: [of(flink, cluster, 'jobmanager')], ports: tcp(ports.rpc, ports.blob) },
      ...(others.length === 0 ? [] : [{ to: others, ports: tcp(ports.data) }]),
    ],
  })
}

/** ZooKeeper's end of a cluster's connections: ZooKeeper knows none of those who use it. */
export const zookeeperAccess = (flink: Flink, cluster: Cluster) => {
  const { namespace, podLabels, port } = zookeeperPods(flink)
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `${nameOf(cluster)}-to-zookeeper`, namespace, labels: labels(flink, partOf(cluster, undefined)) },
    spec: {
      podSelector: { matchLabels: { ...podLabels } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [of(flink, cluster, 'jobmanager'), of(flink, cluster, 'taskmanager')], ports: tcp(port) }],
    },
  } satisfies NetworkPolicy
}

/** What a kind of pods reaches beyond its cluster. */
export function outwards(flink: Flink, cluster: Cluster, role: Role): NetworkPolicyEgressRule[] {
  const { overlay, values } = flink
  const { apiServer } = overlay.cluster.network
  const { access, type } = values.storage
  const zookeeper = cluster.highAvailability === 'zookeeper' ? zookeeperPods(flink) : undefined
  const kafka = usesKafka(cluster) ? kafkaPods(flink) : undefined
  return [
    dnsEgress(overlay),
    ...(asksKubernetes(cluster, role) && apiServer
      ? [{ to: peers(apiServer.cidrs.map((cidr) => ({ cidr }))), ports: tcp(apiServer.port) }]
      : []),
    ...(zookeeper ? [{ to: [pods(zookeeper.namespace, zookeeper.podLabels)], ports: tcp(zookeeper.port) }] : []),
    ...(type !== 'claim' && type !== 'none' && access.peers.length > 0
      ? [{ to: peers(access.peers), ports: tcp(access.port) }]
      : []),
    ...(kafka ? [{ to: [pods(kafka.namespace, kafka.podLabels)], ports: tcp(kafka.port) }] : []),
    ...Object.values(cluster.egress).map(({ to, port }) => ({ to: peers(to), ports: tcp(port) })),
  ]
}

/** Who reads metrics. */
export function monitoring({ overlay, values }: Flink) {
  return values.metrics.enabled
    ? [{ from: peers(overlay.cluster.network.monitoring ?? []), ports: tcp(ports.metrics) }]
    : []
}

const of = (flink: Flink, cluster: Cluster, role: Role) => pods(flink.namespace, selector(flink, partOf(cluster, role)))

const policy = (flink: Flink, cluster: Cluster, role: Role, rules: Pick<NetworkPolicy['spec'], 'ingress' | 'egress'>) =>
  ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: nameOfRole(cluster, role),
      namespace: flink.namespace,
      labels: labels(flink, partOf(cluster, role)),
    },
    spec: {
      podSelector: { matchLabels: selector(flink, partOf(cluster, role)) },
      policyTypes: ['Ingress', 'Egress'],
      ...rules,
    },
  }) satisfies NetworkPolicy
