import type { Certificate } from '../kubernetes.ts'
import { type Leaf, leafCertificate, type Tls } from '../parts/certificate.ts'
import { labels } from '../parts/labels.ts'
import { podNames, serviceNames } from '../parts/names.ts'
import { certificates, type Kafka, type Part, services } from './names.ts'
import { brokerPool, type Pool } from './pools.ts'

/** What a pool's servers show to other servers. */
export const peerCertificate = (kafka: Kafka, tls: Tls, pool: Pool) =>
  certificate(kafka, ofServer(kafka, tls), pool.part, {
    ...pool.peer,
    authority: 'peers',
    usage: 'peer',
    dnsNames: [
      ...podNames(kafka.overlay, pool.headless, kafka.namespace),
      // Super users begin at the Service.
      ...(pool.isBroker ? serviceNames(kafka.overlay, pool.headless, kafka.namespace) : []),
    ],
  })

/** What the brokers show to clients, those outside of the cluster included. */
export const brokerCertificate = (kafka: Kafka, tls: Tls) => {
  const { headless } = brokerPool(kafka)
  return certificate(kafka, ofServer(kafka, tls), 'broker', {
    ...certificates.broker,
    authority: 'clients',
    usage: 'server',
    dnsNames: [
      ...serviceNames(kafka.overlay, services.clients, kafka.namespace),
      ...podNames(kafka.overlay, headless, kafka.namespace),
      ...externalName(kafka),
    ],
  })
}

/**
 * One name for all brokers, so that one more needs no other certificate: their first labels differ, and a wildcard covers
 * a whole label.
 */
function externalName({ values }: Kafka): string[] {
  const { host, type } = values.listeners.external
  if (type === 'none' || host === null) return []
  return [host.includes('{broker}') ? `*${host.slice(host.indexOf('.'))}` : host]
}

/** What the Jobs show to the brokers: they may do everything. */
export const adminCertificate = (kafka: Kafka, tls: Tls) =>
  certificate(kafka, tls, 'admin', { ...certificates.admin, authority: 'peers', usage: 'client', dnsNames: [] })

/** What the brokers show to ZooKeeper: there they are clients. */
export const zookeeperClientCertificate = (kafka: Kafka, tls: Tls) =>
  certificate(kafka, ofServer(kafka, tls), 'broker', {
    ...certificates.zookeeperClient,
    authority: 'clients',
    usage: 'client',
    dnsNames: [],
  })

export const testClientCertificate = (kafka: Kafka, tls: Tls) =>
  certificate(kafka, tls, 'test-client', {
    ...certificates.testClient,
    authority: 'clients',
    usage: 'client',
    dnsNames: [],
  })

/** Servers read their certificates at their start only, so these are valid for longer than others. */
const ofServer = ({ values }: Kafka, tls: Tls): Tls => {
  const { duration, renewBefore } = values.certificates
  return { ...tls, leaves: { ...tls.leaves, duration, renewBefore } }
}

const certificate = (kafka: Kafka, tls: Tls, part: Part, leaf: Leaf) =>
  ({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: leaf.secretName, namespace: kafka.namespace, labels: labels(kafka, part) },
    spec: leafCertificate(tls, leaf),
  }) satisfies Certificate
