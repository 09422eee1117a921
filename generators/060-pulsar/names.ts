import type { Instance } from '../../engine/model.ts'
import type { PulsarValues } from '../../schemas/values/060-pulsar.ts'

export type Pulsar = Instance<PulsarValues>

/** What its pods are: servers, and what talks to them. */
export type Part = 'bookie' | 'recovery' | 'broker' | 'proxy' | 'functions' | 'toolset' | 'admin'

/** The StatefulSet, ServiceAccount, ConfigMap, NetworkPolicy and so on of a part. */
export const nameOf = (part: Part): string => `pulsar-${part}`

export const services = {
  /** The brokers that are ready, under one name. */
  brokers: 'pulsar-broker',
  /** Give every server a name of its own, ready or not. */
  brokersHeadless: 'pulsar-broker-headless',
  bookiesHeadless: 'pulsar-bookie-headless',
  proxies: 'pulsar-proxy',
  functions: 'pulsar-functions',
  functionsHeadless: 'pulsar-functions-headless',
  external: 'pulsar-proxy-external',
} as const

export const ports = {
  bookie: 3181,
  /** Probes and metrics of what is BookKeeper's. */
  bookieHttp: 8000,
  pulsar: 6650,
  pulsarTls: 6651,
  /** Probes and metrics of what is Pulsar's; without certificates the admin API too. */
  http: 8080,
  httpTls: 8443,
  /** Probes and metrics of the workers in pods of their own; without certificates their API too. */
  worker: 6750,
  workerTls: 6751,
} as const

/**
 * The Secrets that cert-manager fills, each with the common name of the certificate in it, which is a role in Pulsar: with a
 * dot, as no name of certs.clients is.
 */
export const certificates = {
  bookiePeer: { secretName: 'pulsar-bookie-peer-tls', commonName: 'pulsar.bookie' },
  recoveryPeer: { secretName: 'pulsar-recovery-peer-tls', commonName: 'pulsar.recovery' },
  brokerPeer: { secretName: 'pulsar-broker-peer-tls', commonName: 'pulsar.broker' },
  broker: { secretName: 'pulsar-broker-tls', commonName: 'pulsar.broker' },
  proxyPeer: { secretName: 'pulsar-proxy-peer-tls', commonName: 'pulsar.proxy' },
  proxy: { secretName: 'pulsar-proxy-tls', commonName: 'pulsar.proxy' },
  functionsPeer: { secretName: 'pulsar-functions-peer-tls', commonName: 'pulsar.functions' },
  functions: { secretName: 'pulsar-functions-tls', commonName: 'pulsar.functions' },
  adminPeer: { secretName: 'pulsar-admin-peer-tls', commonName: 'pulsar.admin' },
  admin: { secretName: 'pulsar-admin-tls', commonName: 'pulsar.admin' },
  zookeeperClient: { secretName: 'pulsar-zookeeper-tls', commonName: 'pulsar' },
} as const

/** What a certificate must hold, beside being of the authority of peers, for a bookie to serve whoever shows it. */
export const bookieRole = 'pulsar'

/** Where the files are in every container. */
export const directories = {
  home: '/pulsar',
  config: '/etc/pulsar/config',
  /** Towards bookies, and between servers. */
  peers: '/etc/pulsar/tls/peers',
  /** Towards clients. */
  clients: '/etc/pulsar/tls/clients',
  zookeeper: '/etc/pulsar/tls/zookeeper',
  /** What other clusters gave to this one, each in a folder of its own. */
  clusters: '/etc/pulsar/clusters',
  /** Old messages, where they move to a volume. Pulsar writes down where each is: it never changes. */
  oldMessages: '/pulsar/offload',
  /** The object store's key. */
  offload: '/etc/pulsar/offload',
  /** The key that tokens are verified by. */
  tokens: '/etc/pulsar/tokens',
  /** Packages of code that run, where the image has room for them. */
  functions: '/pulsar/download',
  data: '/pulsar/data',
} as const

/** The claim that all brokers mount, where old messages move to a volume. */
export const offloadClaim = 'pulsar-offload'

/** The user of the image; its files are the group 0's, which nothing here writes. */
export const user = 10000
