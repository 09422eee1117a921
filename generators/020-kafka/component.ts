import type { Component, Manifest } from '../../engine/model.ts'
import type { KafkaValues } from '../../schemas/values/020-kafka.ts'
import { tlsOf } from '../005-certs/address.ts'
import { zookeeperComponent } from '../010-zookeeper/address.ts'
import type { Tls } from '../parts/certificate.ts'
import {
  adminCertificate,
  brokerCertificate,
  peerCertificate,
  testClientCertificate,
  zookeeperClientCertificate,
} from './certificates.ts'
import { poolConfig } from './configmap-pool.ts'
import { topicsConfig } from './configmap-topics.ts'
import { usersConfig } from './configmap-users.ts'
import { externals } from './externals.ts'
import { adminJob } from './job.ts'
import type { Kafka } from './names.ts'
import { adminAccess, poolAccess, zookeeperAccess } from './networkpolicy.ts'
import { podDisruptionBudget } from './poddisruptionbudget.ts'
import { type Pool, pools } from './pools.ts'
import { fleetRules } from './rules/access.ts'
import { rules } from './rules/rules.ts'
import { clientService } from './service-clients.ts'
import { externalService } from './service-external.ts'
import { headlessService } from './service-headless.ts'
import { serviceAccount } from './serviceaccount.ts'
import { statefulSet } from './statefulset.ts'
import { testClient, testClientAccess, testClientConfig } from './test-client.ts'
import { passwords } from './volume-passwords.ts'

export const component: Component<KafkaValues> = {
  requires: ({ mode }) => ['namespace', 'certs', ...(mode === 'zookeeper' ? [zookeeperComponent] : [])],
  directories: {
    '020-kafka': (kafka) => {
      const { mode, testClient, topics } = kafka.values
      const tls = tlsOf(kafka)
      return [
        ...pools(kafka).flatMap((pool) => poolOf(kafka, pool, tls)),
        clientService(kafka),
        ...(tls ? [brokerCertificate(kafka, tls)] : []),
        ...(mode === 'zookeeper' ? towardsZookeeper(kafka, tls) : []),
        serviceAccount(kafka, 'admin'),
        adminAccess(kafka),
        ...(tls ? [adminCertificate(kafka, tls)] : []),
        ...(Object.keys(topics).length > 0 ? topicsOf(kafka) : []),
        // Without certificates nobody is anybody: there is nothing to allow.
        ...(tls ? usersOf(kafka) : []),
        ...(testClient.enabled ? testClientOf(kafka, tls) : []),
      ]
    },
    '095-edge': (kafka) =>
      kafka.values.listeners.external.type === 'none'
        ? []
        : Array.from({ length: kafka.values.brokers.replicas }, (_, broker) => externalService(kafka, broker)),
  },
  external: externals,
  rules,
  fleetRules,
}

function poolOf(kafka: Kafka, pool: Pool, tls: Tls | undefined): Manifest[] {
  const config = poolConfig(kafka, pool)
  return [
    serviceAccount(kafka, pool.part),
    ...(tls ? [peerCertificate(kafka, tls, pool)] : []),
    poolAccess(kafka, pool),
    headlessService(kafka, pool),
    config,
    statefulSet(kafka, pool, config),
    ...(pool.values.replicas > 1 ? [podDisruptionBudget(kafka, pool)] : []),
  ]
}

function towardsZookeeper(kafka: Kafka, tls: Tls | undefined): Manifest[] {
  return [...(tls ? [zookeeperClientCertificate(kafka, tls)] : []), zookeeperAccess(kafka)]
}

function topicsOf(kafka: Kafka): Manifest[] {
  const config = topicsConfig(kafka)
  return [config, adminJob(kafka, config, 'topics.sh', undefined)]
}

function usersOf(kafka: Kafka): Manifest[] {
  const config = usersConfig(kafka)
  return [config, adminJob(kafka, config, 'users.sh', passwords(kafka))]
}

function testClientOf(kafka: Kafka, tls: Tls | undefined): Manifest[] {
  const config = testClientConfig(kafka)
  return [
    serviceAccount(kafka, 'test-client'),
    ...(tls ? [testClientCertificate(kafka, tls)] : []),
    testClientAccess(kafka),
    config,
    testClient(kafka, config),
  ]
}
