import { setTimeout as pause } from 'node:timers/promises'
import { allReady } from './change.ts'
import type { Check, Live } from './check.ts'
import { ask } from './kubectl.ts'
import { nothingRestarted } from './platform.ts'
import { members, scale } from './pods.ts'

/** What holds of brokers that keep their metadata in ZooKeeper. */
export const kafkaZooKeeperChecks: readonly Check[] = [
  {
    fact: 'Kafka: brokers that start a minute before ZooKeeper wait for it, without a restart',
    prove: brokersWait,
  },
]

async function brokersWait(live: Live): Promise<string> {
  const brokers = await members(live, 'kafka-broker')
  const zookeepers = await members(live, 'zookeeper')
  await scale(live, 'zookeeper', 0)
  await ask(live, ['delete', 'pod', ...brokers, `--namespace=${live.namespace}`])
  await pause(60_000)
  await scale(live, 'zookeeper', zookeepers.length)
  await allReady(live)
  return nothingRestarted(live, 'app.kubernetes.io/name=kafka')
}
