import { allReady, whileChanged } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { eventually } from './eventually.ts'
import { type KafkaClients, kafkaPod, told } from './kafka-client.ts'
import { countOf, feed } from './kafka-records.ts'
import { ask, list, printed } from './kubectl.ts'
import { lose, members } from './pods.ts'

const brokers = 'kafka-broker'
const values = ['values', 'kafka']

/** What holds of a KRaft cluster with three brokers and three controllers when somebody edits its overlay. */
export function kafkaChangeChecks(
  clients: KafkaClients & { readonly topicPartitions: number; readonly user: string },
): readonly Check[] {
  return [
    {
      fact: 'Kafka: more partitions are there after a render and a sync',
      prove: (live) => partitionsAreAdded(live, clients),
    },
    {
      fact: 'Kafka: a user that is no longer declared loses access, and gets it back',
      prove: (live) => usersAreRevoked(live, clients),
    },
    {
      fact: 'Kafka: a changed setting rolls the brokers and loses no record',
      prove: (live) => settingsRoll(live, clients),
    },
    { fact: 'Kafka: a broker more restarts no other', prove: aBrokerMoreRestartsNone },
    { fact: 'Kafka: a restart formats no disk', prove: disksStay },
    {
      fact: 'Kafka: a controller that lost its disk is no voter by itself under `bootstrap: join`',
      prove: aLostControllerOnlyWatches,
    },
  ]
}

async function partitionsAreAdded(live: Live, clients: KafkaClients & { topicPartitions: number }): Promise<string> {
  const { topic, producer, topicPartitions } = clients
  const { kcat } = await kafkaPod(live, 'kafka-clients', clients)
  const partitions = async (): Promise<number> => {
    const { topics } = JSON.parse(await told(kcat(producer, `-L -J -t ${topic}`))) as {
      topics: { partitions: unknown[] }[]
    }
    return topics[0]?.partitions.length ?? 0
  }
  const before = await partitions()
  const wanted = topicPartitions + 3
  await whileChanged(
    live,
    (written) => written.setIn([...values, 'topics', topic, 'partitions'], wanted),
    async () => {
      await allReady(live)
      expect((await partitions()) === wanted, `${topic} has ${await partitions()} partitions, not ${wanted}`)
    },
  )
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

async function settingsRoll(live: Live, clients: KafkaClients): Promise<string> {
  const { topic, producer, consumer } = clients
  const { kcat, shell } = await kafkaPod(live, 'kafka-clients', clients)
  const count = 60_000
  const run = `s${Date.now()}`
  const producing = kcat(
    producer,
    `-P -E -t ${topic} -X enable.idempotence=true -X acks=all -X message.timeout.ms=900000`,
    feed(run, count, 0.2),
  )
  const began = performance.now()
  await whileChanged(
    live,
    (written) => written.setIn([...values, 'brokers', 'config', 'num.io.threads'], 4),
    () => allReady(live),
  )
  const seconds = (performance.now() - began) / 1000
  await told(producing)
  return eventually(60, async () => {
    const { read, unique } = await countOf({ kcat, shell }, consumer, topic, run)
    expect(unique === count, `${count - unique} of ${count} records are lost`)
    expect(read === unique, `${read - unique} records are there twice`)
    return `${count} records over two rolls in ${seconds.toFixed(0)} s: 0 lost, 0 twice`
  })
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
      await new Promise((resolve) => setTimeout(resolve, 15_000))
      const changed = [...before].filter(([name, uid]) => after.get(name) !== uid).map(([name]) => name)
      expect(changed.length === 0, `restarted: ${changed.join(', ')}`)
      return `${before.size} pods stayed, ${brokers}-3 was added (three nodes have no room for it, so it waits)`
    },
  )
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

async function aLostControllerOnlyWatches(live: Live): Promise<string> {
  const lost = 'kafka-controller-2'
  return whileChanged(
    live,
    (written) => written.setIn([...values, 'controllers', 'bootstrap'], 'join'),
    async () => {
      await allReady(live)
      const before = await voters(live)
      await ask(live, ['delete', 'pvc', `data-${lost}`, `--namespace=${live.namespace}`, '--wait=false'])
      await lose(live, lost)
      const after = await eventually(60, async () => {
        const found = await voters(live)
        expect(
          found.observers.some((one) => one.startsWith('102 ')),
          `${lost} does not watch: ${found.observers.join(', ')}`,
        )
        return found
      })
      expect(
        after.voters.join() === before.voters.join(),
        `the voters were ${before.voters.join(', ')} and are ${after.voters.join(', ')}`,
      )
      return `voters ${after.voters.length} as before, observers ${before.observers.length} to ${after.observers.length}`
    },
  )
}

/** The members of the controllers' quorum, each as `node directory`. */
async function voters(live: Live): Promise<{ voters: string[]; observers: string[] }> {
  const [pod = ''] = await members(live, 'kafka-controller')
  const script = `umask 077
    grep -E '^ssl\\.' /etc/kafka/completed/server.properties > /tmp/quorum.properties
    echo security.protocol=SSL >> /tmp/quorum.properties
    KAFKA_HEAP_OPTS=-Xmx96m KAFKA_OPTS= /opt/kafka/bin/kafka-metadata-quorum.sh --bootstrap-controller "$HOSTNAME.kafka-controller-headless.${live.namespace}.svc.cluster.local:9090" \
      --command-config /tmp/quorum.properties describe --replication`
  const text = await printed(live, { name: pod }, ['bash', '-c', script])
  const rows = [...text.matchAll(/^(\d+)\s+(\S+)\s.*\s(Leader|Follower|Observer)\s*$/gm)]
  const named = (of: (status: string) => boolean): string[] =>
    rows
      .filter(([, , , status = '']) => of(status))
      .map(([, node, directory]) => `${node} ${directory}`)
      .sort()
  return { voters: named((status) => status !== 'Observer'), observers: named((status) => status === 'Observer') }
}
