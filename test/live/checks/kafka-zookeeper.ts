import { setTimeout as pause } from 'node:timers/promises'
import { allReady } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { get } from './kubectl.ts'
import { nothingRestarted } from './platform.ts'
import { members, scale } from './pods.ts'

/** What holds of brokers that keep their metadata in ZooKeeper. */
export const kafkaZooKeeperChecks: readonly Check[] = [
  {
    fact: 'Kafka: brokers that start a minute before ZooKeeper wait for it, without a restart',
    prove: brokersWait,
  },
]

type Pod = {
  readonly status: {
    readonly containerStatuses?: readonly { readonly ready: boolean; readonly state: { readonly running?: object } }[]
  }
}

async function brokersWait(live: Live): Promise<string> {
  const [brokers, zookeepers] = [await members(live, 'kafka-broker'), await members(live, 'zookeeper')]
  // Brokers go first: ZooKeeper keeps the names of those that cannot say goodbye, and Kafka ends where its own is taken.
  await scale(live, 'kafka-broker', 0)
  await scale(live, 'zookeeper', 0)
  try {
    await scale(live, 'kafka-broker', brokers.length)
    await pause(60_000)
    for (const name of brokers) {
      const { status } = await get<Pod>(live, 'pod', name)
      const waits = status.containerStatuses?.every(({ ready, state }) => !ready && state.running !== undefined)
      expect(waits ?? false, `${name} does not wait for ZooKeeper`)
    }
  } finally {
    await scale(live, 'zookeeper', zookeepers.length)
  }
  await allReady(live)
  return nothingRestarted(live, 'app.kubernetes.io/name=kafka')
}
