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
        expect(code !== 0 && /authorization failed|Unknown topic/i.test(stderr), `${consumer} still reads ${topic}`)
      })
    },
  )
  await eventually(30, () => told(read()))
  return what.join('.')
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
