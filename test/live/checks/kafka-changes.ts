import { allReady, change, whileChanged } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { eventually } from './eventually.ts'
import { type KafkaClients, kafkaPod, told } from './kafka-client.ts'
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
      prove: (live) => partitionsAreAdded(live, clients),
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
