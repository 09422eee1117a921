import type { Check } from './checks/check.ts'
import { faultChecks } from './checks/faults.ts'
import { flinkApplicationChecks, flinkSessionChecks } from './checks/flink.ts'
import { flinkKafkaChecks } from './checks/flink-kafka.ts'
import { flinkOperatorChecks } from './checks/flink-operator.ts'
import { flinkStopChecks } from './checks/flink-stop.ts'
import { kafkaChecks } from './checks/kafka.ts'
import { kafkaChangeChecks } from './checks/kafka-changes.ts'
import type { KafkaClients } from './checks/kafka-client.ts'
import { kafkaCombinedChecks } from './checks/kafka-combined.ts'
import { kafkaRollChecks } from './checks/kafka-roll.ts'
import { kafkaZooKeeperChecks } from './checks/kafka-zookeeper.ts'
import { lapseChecks } from './checks/lapse.ts'
import { type MqttClient, mqttChecks, mqttPasswordChecks } from './checks/mqtt.ts'
import { networkChecks } from './checks/network.ts'
import { platformChecks } from './checks/platform.ts'
import { pulsarChecks } from './checks/pulsar.ts'
import { pulsarBookieChecks } from './checks/pulsar-bookies.ts'
import type { PulsarClients } from './checks/pulsar-client.ts'
import { pulsarGeoChecks, type Site } from './checks/pulsar-geo.ts'
import { renewalChecks } from './checks/renewal.ts'
import { syncChecks } from './checks/sync.ts'
import { waveChecks } from './checks/waves.ts'
import { zookeeperChecks, zookeeperQuorumChecks } from './checks/zookeeper.ts'

/** An overlay, how many nodes it is proven on, and what is proven. */
export type Suite = {
  /** What it is called, where that is not the overlay's name. */
  readonly name?: string
  readonly overlay: string
  /** Whether the checks themselves bring the overlay to the cluster. */
  readonly empty?: boolean
  /** The namespace of its platform. */
  readonly namespace: string
  readonly nodes: 1 | 3
  readonly checks: readonly Check[]
}

/** Where clients run that the platform lets in, and one that it does not. */
export const clientNamespaces = ['shop', 'edge', 'playground', 'elsewhere']

/** The clients that overlays/prod declares, where it lets them in. */
const shop = {
  topic: 'orders.paid',
  producer: 'client-orders-tls',
  consumer: 'client-billing-tls',
  unauthorized: 'client-gateway-tls',
  port: 9093,
  place: { namespace: 'shop', labels: { 'streaming/kafka-client': 'true' } },
} satisfies KafkaClients

/** An administrator of the tenant may all that it may, so the stranger is one of another component. */
const pulsarOfShop = {
  topic: 'persistent://shop/orders/placed',
  otherTopic: 'persistent://public/default/records',
  owner: 'client-orders-tls',
  stranger: 'flink-revenue-zookeeper-tls',
  place: { namespace: 'shop', labels: { 'streaming/pulsar-client': 'true' } },
} satisfies PulsarClients

const edge = {
  secret: 'client-orders-tls',
  allowed: 'devices/orders/heat',
  denied: 'devices/another/heat',
  other: { secret: 'client-billing-tls', allowed: 'devices/billing/heat' },
  place: { namespace: 'edge', labels: { 'streaming/mqtt-client': 'true' } },
} satisfies MqttClient

/** overlays/apk8s-dev3 declares no client of Kafka: one of Kafka's Jobs is played, with its labels and certificate. */
const admin = {
  topic: 'records',
  undeclared: true,
  producer: 'kafka-admin-peer-tls',
  consumer: 'kafka-admin-peer-tls',
  port: 9091,
  place: {
    namespace: 'data',
    labels: {
      'app.kubernetes.io/name': 'kafka',
      'app.kubernetes.io/instance': 'apk8s-dev3-live',
      'app.kubernetes.io/component': 'admin',
    },
  },
} satisfies KafkaClients

/**
 * Nor does it declare one of the MQTT broker. On that broker's node no policy stops anybody, and the certificate that Kafka
 * has for ZooKeeper is of the clients' authority, in the name `kafka`.
 */
const kafkaAtMqtt = {
  secret: 'kafka-zookeeper-tls',
  allowed: 'devices/kafka/heat',
  denied: 'devices/another/heat',
} satisfies MqttClient

/** A site of the two that keep the same messages; its clients are in a namespace of their own. */
const site = (namespace: 'west' | 'east', other: 'west' | 'east', clients: string): Site => ({
  overlay: `geo-${namespace}-live`,
  namespace,
  host: `pulsar.${namespace}.example.com`,
  clients: {
    topic: 'persistent://playground/default/parted',
    otherTopic: 'persistent://public/default/records',
    owner: 'client-player-tls',
    stranger: `client-${other}-tls`,
    place: { namespace: clients, labels: { 'streaming/pulsar-client': 'true' } },
  },
  gives: `client-${other}-tls`,
  expects: `replication-${other}`,
})

/** What a suite is called. */
export const nameOf = ({ name, overlay }: Suite): string => name ?? overlay

/** What `npm run test:live` proves. Overlays in `-live` are those of test/live/overlays. */
export const suites: readonly Suite[] = [
  {
    overlay: 'dev',
    namespace: 'data',
    nodes: 1,
    checks: [
      ...platformChecks,
      ...networkChecks,
      ...zookeeperChecks('kafka-test-client-tls'),
      ...kafkaChecks({
        topic: 'test-records',
        producer: 'kafka-test-client-tls',
        consumer: 'kafka-test-client-tls',
        port: 9093,
        place: {
          namespace: 'data',
          labels: {
            'app.kubernetes.io/name': 'kafka',
            'app.kubernetes.io/instance': 'dev',
            'app.kubernetes.io/component': 'test-client',
          },
        },
      }),
      ...mqttChecks({
        secret: 'kafka-test-client-tls',
        allowed: 'devices/kafka-test-client/heat',
        denied: 'devices/another/heat',
      }),
      ...pulsarChecks({
        topic: 'persistent://playground/default/parted',
        otherTopic: 'persistent://public/default/records',
        owner: 'client-player-tls',
        stranger: 'kafka-test-client-tls',
        place: { namespace: 'playground', labels: { 'streaming/pulsar-client': 'true' } },
      }),
      ...flinkApplicationChecks('statemachine'),
      ...flinkSessionChecks({
        cluster: 'session',
        secret: 'client-player-tls',
        place: { namespace: 'playground', labels: { 'streaming/flink-client': 'true' } },
      }),
      ...flinkOperatorChecks,
      ...flinkStopChecks('statemachine'),
      ...waveChecks,
    ],
  },
  {
    name: 'dev-sync',
    overlay: 'dev',
    empty: true,
    namespace: 'data',
    nodes: 1,
    checks: syncChecks({
      overlay: 'dev',
      component: { name: 'mqtt', directory: '050-mqtt' },
      tag: '2.1.99-alpine',
      broken: 'StatefulSet/data/mqtt',
      sizes: [60, 600, 6000],
    }),
  },
  {
    name: 'prod-sync',
    overlay: 'prod-live',
    empty: true,
    namespace: 'data',
    nodes: 3,
    checks: syncChecks({
      overlay: 'prod-live',
      component: { name: 'mqtt', directory: '050-mqtt' },
      tag: '2.1.99-alpine',
      broken: 'StatefulSet/data/mqtt',
    }),
  },
  {
    overlay: 'prod-live',
    namespace: 'data',
    nodes: 3,
    checks: [
      ...platformChecks,
      ...networkChecks,
      ...zookeeperChecks('client-orders-tls'),
      ...zookeeperQuorumChecks,
      ...kafkaChecks(shop),
      ...kafkaChangeChecks({ ...shop, user: 'billing', acl: 'read' }),
      ...mqttChecks(edge),
      ...mqttPasswordChecks(edge),
      ...lapseChecks,
      ...renewalChecks('client-orders-tls'),
      ...faultChecks(shop, edge),
      ...kafkaRollChecks(shop),
      ...pulsarBookieChecks(pulsarOfShop),
      ...pulsarChecks(pulsarOfShop),
      ...flinkApplicationChecks('statemachine'),
      ...flinkApplicationChecks('revenue'),
      ...flinkKafkaChecks('revenue', shop),
      ...waveChecks,
      ...kafkaCombinedChecks(shop),
    ],
  },
  {
    overlay: 'apk8s-dev3-live',
    namespace: 'data',
    nodes: 3,
    checks: [
      ...platformChecks,
      ...networkChecks,
      ...zookeeperChecks('kafka-zookeeper-tls'),
      ...zookeeperQuorumChecks,
      ...kafkaChecks(admin),
      ...kafkaZooKeeperChecks,
      ...mqttChecks(kafkaAtMqtt),
      ...faultChecks(admin, kafkaAtMqtt),
      ...waveChecks,
    ],
  },
  {
    overlay: 'geo-west-live',
    namespace: 'west',
    nodes: 1,
    checks: [...platformChecks, ...pulsarGeoChecks(site('west', 'east', 'playground'), site('east', 'west', 'shop'))],
  },
]
