import type { Certificate } from '../kubernetes.ts'
import { type Leaf, leafCertificate, type Tls } from '../parts/certificate.ts'
import { labels } from '../parts/labels.ts'
import { podNames, serviceNames } from '../parts/names.ts'
import { brokerAuthority } from './access.ts'
import { bookieRole, certificates, type Part, type Pulsar, services } from './names.ts'

/** What everything of Pulsar's shows to ZooKeeper. */
export const zookeeperClientCertificate = (pulsar: Pulsar, tls: Tls) =>
  certificate(pulsar, tls, 'admin', {
    ...certificates.zookeeperClient,
    authority: 'clients',
    usage: 'client',
    dnsNames: [],
  })

/** What a bookie shows to brokers and to other bookies. */
export const bookieCertificate = (pulsar: Pulsar, tls: Tls) =>
  certificate(pulsar, tls, 'bookie', {
    ...certificates.bookiePeer,
    authority: 'peers',
    usage: 'peer',
    dnsNames: podNames(pulsar.overlay, services.bookiesHeadless, pulsar.namespace),
  })

export const recoveryCertificate = (pulsar: Pulsar, tls: Tls) =>
  certificate(pulsar, tls, 'recovery', {
    ...certificates.recoveryPeer,
    authority: 'peers',
    usage: 'client',
    dnsNames: [],
  })

/** What a broker shows to bookies, and to whoever connects, of which other brokers are. */
export const brokerCertificates = (pulsar: Pulsar, tls: Tls) => {
  const dnsNames = [
    ...serviceNames(pulsar.overlay, services.brokers, pulsar.namespace),
    ...podNames(pulsar.overlay, services.brokersHeadless, pulsar.namespace),
  ]
  return both(pulsar, tls, 'broker', certificates.brokerPeer, certificates.broker, dnsNames)
}

/** What a server shows to bookies, and where brokers trust the authority of clients, what it shows to them. */
const both = (
  pulsar: Pulsar,
  tls: Tls,
  part: Part,
  peer: Pick<Leaf, 'secretName' | 'commonName'>,
  own: Pick<Leaf, 'secretName' | 'commonName'>,
  dnsNames: readonly string[],
) => [
  certificate(pulsar, tls, part, { ...peer, authority: 'peers', usage: 'peer', dnsNames }),
  ...(brokerAuthority(pulsar) === 'clients'
    ? [certificate(pulsar, tls, part, { ...own, authority: 'clients', usage: 'peer', dnsNames })]
    : []),
]

/** What a proxy shows to clients, and what it shows to brokers. */
export const proxyCertificates = (pulsar: Pulsar, tls: Tls) => [
  certificate(pulsar, tls, 'proxy', {
    ...certificates.proxy,
    authority: 'clients',
    usage: 'server',
    dnsNames: [
      ...serviceNames(pulsar.overlay, services.proxies, pulsar.namespace),
      ...(pulsar.values.proxy.external.type === 'none' ? [] : pulsar.values.proxy.external.hosts),
    ],
  }),
  certificate(pulsar, tls, 'proxy', {
    ...certificates.proxyPeer,
    authority: 'peers',
    usage: 'client',
    dnsNames: [],
  }),
]

/** What a worker in a pod of its own shows to bookies, to brokers, and to whoever uses its API, other workers among them. */
export const functionsCertificates = (pulsar: Pulsar, tls: Tls) => {
  const dnsNames = [
    ...serviceNames(pulsar.overlay, services.functions, pulsar.namespace),
    ...podNames(pulsar.overlay, services.functionsHeadless, pulsar.namespace),
  ]
  return both(pulsar, tls, 'functions', certificates.functionsPeer, certificates.functions, dnsNames)
}

/** What Jobs and the toolset show to bookies and brokers: they may do everything. */
export const adminCertificates = (pulsar: Pulsar, tls: Tls) => [
  certificate(pulsar, tls, 'admin', {
    ...certificates.adminPeer,
    authority: 'peers',
    usage: 'client',
    dnsNames: [],
  }),
  ...(brokerAuthority(pulsar) === 'clients'
    ? [
        certificate(pulsar, tls, 'admin', {
          ...certificates.admin,
          authority: 'clients',
          usage: 'client',
          dnsNames: [],
        }),
      ]
    : []),
]

const certificate = (pulsar: Pulsar, tls: Tls, part: Part, leaf: Leaf) =>
  ({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: leaf.secretName, namespace: pulsar.namespace, labels: labels(pulsar, part) },
    spec: {
      ...leafCertificate(tls, leaf),
      // Where BookKeeper looks for roles: the unit numbered 0.
      ...(leaf.authority === 'peers' ? { subject: { organizationalUnits: [`0:${bookieRole}`] } } : {}),
    },
  }) satisfies Certificate
