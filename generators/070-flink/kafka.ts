import type { Manifest } from '../../engine/model.ts'
import { tlsOf } from '../005-certs/address.ts'
import { kafkaBootstrap, kafkaPods, kafkaUser } from '../020-kafka/address.ts'
import type { NetworkPolicy } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { pods, tcp } from '../parts/network.ts'
import { template } from '../parts/template.ts'
import { kafkaCertificate } from './certificates.ts'
import { type Cluster, directories, type Flink, nameOf, partOf, type Role } from './names.ts'

/** How a job connects: every client of Kafka reads such a file. */
export function kafkaProperties(flink: Flink): string {
  return template(
    flink,
    'kafka.properties',
  )({ bootstrap: kafkaBootstrap(flink), tls: tlsOf(flink) ? directories.kafka : null })
}

/** What a cluster needs at Kafka's end: its user and ACLs, its certificate, and the way in. */
export function towardsKafka(flink: Flink, cluster: Cluster): Manifest[] {
  const tls = tlsOf(flink)
  return [
    ...(tls ? [kafkaCertificate(flink, cluster, tls)] : []),
    kafkaAccess(flink, cluster),
    ...kafkaUser(flink, nameOf(cluster), Object.values(cluster.kafka.acls)),
  ]
}

/** Kafka's end of the cluster's connections: Kafka knows none of those who use it. */
const kafkaAccess = (flink: Flink, cluster: Cluster) => {
  const { namespace, podLabels, port } = kafkaPods(flink)
  const of = (role: Role) => pods(flink.namespace, selector(flink, partOf(cluster, role)))
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `${nameOf(cluster)}-to-kafka`, namespace, labels: labels(flink, partOf(cluster, undefined)) },
    spec: {
      podSelector: { matchLabels: { ...podLabels } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [of('jobmanager'), of('taskmanager')], ports: tcp(port) }],
    },
  } satisfies NetworkPolicy
}
