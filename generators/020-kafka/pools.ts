import type { KafkaValues } from '../../schemas/values/020-kafka.ts'
import { podHost } from '../parts/names.ts'
import { certificates, type Kafka, services } from './names.ts'

/** A StatefulSet of Kafka servers, and what everything around it must agree on. */
export type Pool = {
  /** The StatefulSet, its ServiceAccount, ConfigMap, NetworkPolicy and PodDisruptionBudget. */
  readonly name: string
  readonly part: 'broker' | 'controller'
  readonly headless: string
  readonly isBroker: boolean
  readonly isController: boolean
  /** The node id of the pod with ordinal 0. */
  readonly firstNode: number
  readonly peer: { readonly secretName: string; readonly commonName: string }
  readonly values: KafkaValues['controllers'] | KafkaValues['brokers']
}

export function brokerPool({ values }: Kafka): Pool {
  return {
    name: 'kafka-broker',
    part: 'broker',
    headless: services.brokers,
    isBroker: true,
    isController: values.mode === 'kraft' && values.roles === 'combined',
    firstNode: 0,
    peer: certificates.brokerPeer,
    values: values.brokers,
  }
}

/** The controllers where they are pods of their own. Ids from 100 leave room for as many brokers as the schema allows. */
function controllerPool({ values }: Kafka): Pool {
  return {
    name: 'kafka-controller',
    part: 'controller',
    headless: services.controllers,
    isBroker: false,
    isController: true,
    firstNode: 100,
    peer: certificates.controllerPeer,
    values: values.controllers,
  }
}

export function pools(kafka: Kafka): Pool[] {
  const { mode, roles } = kafka.values
  return [...(mode === 'kraft' && roles === 'separate' ? [controllerPool(kafka)] : []), brokerPool(kafka)]
}

/** The pool whose servers are controllers; undefined in ZooKeeper mode. */
export function quorumPool(kafka: Kafka): Pool | undefined {
  return pools(kafka).find(({ isController }) => isController)
}

/** The servers of a pool with their node ids and full DNS names. */
export function serversOf(kafka: Kafka, pool: Pool): { readonly node: number; readonly host: string }[] {
  return Array.from({ length: pool.values.replicas }, (_, ordinal) => ({
    node: pool.firstNode + ordinal,
    host: podHost(kafka.overlay, `${pool.name}-${ordinal}`, pool.headless, kafka.namespace),
  }))
}
