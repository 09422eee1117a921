import type { Instance } from '../../engine/model.ts'
import type { KafkaValues } from '../../schemas/values/020-kafka.ts'

export type Kafka = Instance<KafkaValues>

/** What its pods are: servers by their pool, and what talks to them. */
export type Part = 'broker' | 'controller' | 'admin' | 'test-client'

export const services = {
  /** The brokers that are ready, under one name: what clients begin with. */
  clients: 'kafka',
  /** Give every server a name of its own, ready or not. */
  brokers: 'kafka-headless',
  controllers: 'kafka-controller-headless',
} as const

export const ports = {
  controller: 9090,
  replication: 9091,
  clients: 9093,
  external: 9094,
  scram: 9095,
  metrics: 9404,
} as const

/** The Secrets that cert-manager fills, each with the common name of the certificate in it. */
export const certificates = {
  controllerPeer: { secretName: 'kafka-controller-peer-tls', commonName: 'kafka-controller' },
  brokerPeer: { secretName: 'kafka-broker-peer-tls', commonName: 'kafka-broker' },
  broker: { secretName: 'kafka-broker-tls', commonName: 'kafka-broker' },
  admin: { secretName: 'kafka-admin-peer-tls', commonName: 'kafka-admin' },
  zookeeperClient: { secretName: 'kafka-zookeeper-tls', commonName: 'kafka' },
  testClient: { secretName: 'kafka-test-client-tls', commonName: 'kafka-test-client' },
} as const

/**
 * Who may do everything, as a listener of the peers' authority names them: by the whole distinguished name. The names of
 * clients are common names or user names, in which no `=` can be.
 */
export const superUsers = [certificates.brokerPeer, certificates.controllerPeer, certificates.admin].map(
  ({ commonName }) => `User:CN=${commonName}`,
)

/** How the user names of the platform's own components begin. Each of them looks after its own ACLs: see address.ts. */
export const componentPrefix = 'component.'

/** Where the files are in every container. */
export const directories = {
  config: '/etc/kafka/config',
  /** The server's configuration, once prepare.sh has put in what is the pod's own. */
  completed: '/etc/kafka/completed',
  peers: '/etc/kafka/tls/peers',
  clients: '/etc/kafka/tls/clients',
  zookeeper: '/etc/kafka/tls/zookeeper',
  passwords: '/etc/kafka/passwords',
  data: '/var/lib/kafka/data',
  /** Below the volume's root, where a file system may have a lost+found that Kafka takes for a broken topic. */
  disk: '/var/lib/kafka/data/kafka-log',
} as const

/** The user of the image. */
export const user = 1000
