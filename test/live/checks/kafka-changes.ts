import { setTimeout as pause } from 'node:timers/promises'
import { allReady, change, whileChanged } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { eventually } from './eventually.ts'
import { type KafkaClients, kafkaPod, told } from './kafka-client.ts'
import { list, printed } from './kubectl.ts'
import { lose } from './pods.ts'

const brokers = 'kafka-broker'
const values = ['values', 'kafka']

/** What holds of a KRaft cluster with three brokers when somebody edits its overlay. */
export function kafkaChangeChecks(clients: KafkaClients & { readonly user: string }): readonly Check[] {
  return [
    {
      fact: 'Kafka: more partitions are there after a render and a sync',
      prove: (live) => partitionsAreAdded(live, clients),
    },
    {
      fact: 'Kafka: a user that is no longer declared loses access, and gets it back',
      prove: (live) => usersAreRevoked(live, clients),
    },
    { fact: 'Kafka: a broker more restarts no other', prove: aBrokerMoreRestartsNone },
    { fact: 'Kafka: a restart formats no disk', prove: disksStay },
  ]
}

async function partitionsAreAdded(live: Live, clients: KafkaClients): Promise<string> {
  const { topic, producer } = clients
  const { kcat } = await kafkaPod(live, 'kafka-clients', clients)
  const partitions = async (): Promise<number> => {
    const { topics } = JSON.parse(await told(kcat(producer, `-L -J -t ${topic}`))) as {
      topics: { partitions: unknown[] }[]
    }
    return topics[0]?.partitions.length ?? 0
  }
  const before = await partitions()
  const wanted = before + 3
  // For good: the Job refuses to take partitions away.
  await change(live, (written) => written.setIn([...values, 'topics', topic, 'partitions'], wanted))
  await allReady(live)
  expect((await partitions()) === wanted, `${topic} has ${await partitions()} partitions, not ${wanted}`)
  return `${before} to ${wanted}`
}

async function usersAreRevoked(live: Live, clients: KafkaClients & { user: string }): Promise<string> {
  const { topic, consumer, user } = clients
  const { kcat } = await kafkaPod(live, 'kafka-clients', clients)
  const read = (): ReturnType<typeof kcat> => kcat(consumer, `-C -t ${topic} -o beginning -e -q -c 1`)
  await told(read())
  await whileChanged(
    live,
    (written) => written.setIn([...values, 'users', user], null),
    async () => {
      await allReady(live)
      await eventually(30, async () => {
        const { code, stderr } = await read()
        expect(code !== 0 && /authorization failed|Unknown topic/i.test(stderr), `${user} still reads ${topic}`)
      })
    },
  )
  await eventually(30, () => told(read()))
  return user
}

type Pod = { readonly metadata: { readonly name: string; readonly uid: string } }

async function aBrokerMoreRestartsNone(live: Live): Promise<string> {
  const uids = async (): Promise<ReadonlyMap<string, string>> =>
    new Map(
      (await list<Pod>(live, 'pods', 'app.kubernetes.io/name=kafka'))
        .filter(({ metadata }) => /-\d+$/.test(metadata.name))
        .map(({ metadata }) => [metadata.name, metadata.uid]),
    )
  const before = await uids()
  const more = before.size + 1
  const revision = await revisions(live)
  return whileChanged(
    live,
    (written) => written.setIn([...values, 'brokers', 'replicas'], 4),
    async () => {
      const after = await eventually(60, async () => {
        const found = await uids()
        expect(found.size === more, `${found.size} pods, not ${more}`)
        return found
      })
      // Longer than a StatefulSet takes to begin a roll.
      await pause(15_000)
      // A StatefulSet with a pod that is not Ready postpones a roll: what it would roll to tells.
      const intended = await revisions(live)
      expect(intended.join() === revision.join(), 'the StatefulSets would roll')
      const changed = [...before].filter(([name, uid]) => after.get(name) !== uid).map(([name]) => name)
      expect(changed.length === 0, `restarted: ${changed.join(', ')}`)
      return `${before.size} pods stayed, ${brokers}-3 was added (three nodes have no room for it, so it waits)`
    },
  )
}

type StatefulSet = { readonly status: { readonly updateRevision: string } }

async function revisions(live: Live): Promise<string[]> {
  const sets = await list<StatefulSet>(live, 'statefulsets', 'app.kubernetes.io/name=kafka')
  return sets.map(({ status }) => status.updateRevision)
}

async function disksStay(live: Live): Promise<string> {
  const disks: string[] = []
  for (const pod of [`${brokers}-0`, 'kafka-controller-0']) {
    const identity = (): Promise<string> =>
      printed(live, { name: pod }, [
        'sh',
        '-c',
        'grep -hE "^(cluster|directory|node).id" /var/lib/kafka/data/*/meta.properties | sort',
      ])
    const before = await identity()
    await lose(live, pod)
    expect((await identity()) === before, `${pod} has another identity now`)
    disks.push(pod)
  }
  return disks.join(', ')
}
