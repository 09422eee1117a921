import type { Certificate } from '../kubernetes.ts'
import { type Leaf, leafCertificate, type Tls } from '../parts/certificate.ts'
import { labels } from '../parts/labels.ts'
import { podNames, serviceNames } from '../parts/names.ts'
import { certificates, type Part, type Pulsar, services } from './names.ts'

/** What a bookie shows to brokers and to other bookies. */
export const bookieCertificate = (pulsar: Pulsar, tls: Tls) =>
  certificate(pulsar, tls, 'bookie', {
    ...certificates.bookiePeer,
    authority: 'peers',
    usage: 'peer',
    dnsNames: podNames(pulsar.overlay, services.bookiesHeadless, pulsar.namespace),
  })

/** What a broker shows to bookies. */
export const brokerPeerCertificate = (pulsar: Pulsar, tls: Tls) =>
  certificate(pulsar, tls, 'broker', {
    ...certificates.brokerPeer,
    authority: 'peers',
    usage: 'client',
    dnsNames: [],
  })

/** What a broker shows to clients, and to other brokers, of which it is a client. */
export const brokerCertificate = (pulsar: Pulsar, tls: Tls) =>
  certificate(pulsar, tls, 'broker', {
    ...certificates.broker,
    authority: 'clients',
    usage: 'peer',
    dnsNames: [
      ...serviceNames(pulsar.overlay, services.brokers, pulsar.namespace),
      ...podNames(pulsar.overlay, services.brokersHeadless, pulsar.namespace),
    ],
  })

/** What everything of Pulsar's shows to ZooKeeper. */
export const zookeeperClientCertificate = (pulsar: Pulsar, tls: Tls) =>
  certificate(pulsar, tls, 'admin', {
    ...certificates.zookeeperClient,
    authority: 'clients',
    usage: 'client',
    dnsNames: [],
  })

const certificate = (pulsar: Pulsar, tls: Tls, part: Part, leaf: Leaf) =>
  ({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: leaf.secretName, namespace: pulsar.namespace, labels: labels(pulsar, part) },
    spec: leafCertificate(tls, leaf),
  }) satisfies Certificate
