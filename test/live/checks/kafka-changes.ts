import { allReady, whileChanged } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { eventually } from './eventually.ts'
import { adminSecret, type KafkaClients, kafkaAdmin, kafkaPod, told } from './kafka-client.ts'
import { aLostDiskIsRefused } from './kafka-quorum.ts'
import { printed } from './kubectl.ts'
import { lose } from './pods.ts'

const brokers = 'kafka-broker'
const values = ['values', 'kafka']

/** What holds of a KRaft cluster with three brokers when somebody edits its overlay. */
export function kafkaChangeChecks(
  clients: KafkaClients & { readonly user: string; readonly acl: string },
): readonly Check[] {
  return [
    {
      fact: 'Kafka: more partitions are there after a render and a sync',
      prove: partitionsAreAdded,
    },
    {
      fact: 'Kafka: a user that is no longer declared loses access, and gets it back',
      prove: (live) => accessIsTaken(live, clients, ['users', clients.user]),
    },
    {
      fact: 'Kafka: a user whose ACL is no longer declared loses access, and gets it back',
      prove: (live) => accessIsTaken(live, clients, ['users', clients.user, 'acls', clients.acl]),
    },
    { fact: 'Kafka: a restart formats no disk', prove: disksStay },
    {
      fact: 'Kafka: with `bootstrap: initial`, a controller that lost its disk does not vote by itself',
      prove: (live) => aLostDiskIsRefused(live, 'kafka-controller'),
    },
  ]
}

async function partitionsAreAdded(live: Live): Promise<string> {
  const topic = `grows-${Date.now()}`
  const { kcat } = await kafkaPod(live, 'kafka-admin', await kafkaAdmin(live))
  const withPartitions = (partitions: number): Promise<void> =>
    whileChanged(
      live,
      (written) => written.setIn([...values, 'topics', topic], { partitions }),
      async () => {
        await allReady(live)
        const { topics } = JSON.parse(await told(kcat(adminSecret, `-L -J -t ${topic}`))) as {
          topics: { partitions: unknown[] }[]
        } // kcat's form
        const found = topics[0]?.partitions.length
        expect(found === partitions, `${topic} has ${found} partitions, not ${partitions}`)
      },
    )
  await withPartitions(3)
  await withPartitions(6)
  return '3 to 6'
}

/** Where something is in the overlay. */
type Place = readonly string[]

async function accessIsTaken(live: Live, clients: KafkaClients, what: Place): Promise<string> {
  const { topic, consumer } = clients
  const { kcat } = await kafkaPod(live, 'kafka-clients', clients)
  const read = (): ReturnType<typeof kcat> => kcat(consumer, `-C -t ${topic} -o beginning -e -q -c 1`)
  await told(read())
  await whileChanged(
    live,
    (written) => written.setIn([...values, ...what], null),
    async () => {
      await allReady(live)
      await eventually(30, async () => {
        const { code, stderr } = await read()
        expect(code !== 0 && /authorization failed/i.test(stderr), `${consumer} still reads ${topic}`)
      })
    },
  )
  await eventually(30, () => told(read()))
  return what.join('.')
}

/** A disk that is formatted anew has the same identity, as that is derived, but other files. */
async function disksStay(live: Live): Promise<string> {
  const disks: string[] = []
  for (const pod of [`${brokers}-0`, 'kafka-controller-0']) {
    const log = '/var/lib/kafka/data/kafka-log'
    const files = (): Promise<string> =>
      printed(live, { name: pod }, ['stat', '-c', '%n %i', log, `${log}/__cluster_metadata-0`])
    const before = await files()
    await lose(live, pod)
    expect((await files()) === before, `${pod} has other files now`)
    disks.push(pod)
  }
  return disks.join(', ')
}
