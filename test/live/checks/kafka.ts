import { allReady, change } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { jobsChangeNothing } from './jobs-again.ts'
import { adminSecret, type KafkaClients, kafkaAdmin, kafkaPod, told } from './kafka-client.ts'
import { whileWriting } from './kafka-records.ts'
import { kafkaTool } from './kafka-tools.ts'
import { get } from './kubectl.ts'
import { lose, members } from './pods.ts'
import { strangersAreRefused } from './strangers.ts'

const brokers = 'kafka-broker'

/** What holds of a Kafka of any mode. */
export function kafkaChecks(clients: KafkaClients): readonly Check[] {
  const { unauthorized } = clients
  return [
    {
      fact: clients.undeclared ? 'Kafka: no topic is declared, and none made' : 'Kafka: the topics are as declared',
      prove: clients.undeclared ? noTopicIsThere : topicsAreDeclared,
    },
    {
      fact: 'Kafka: the Jobs change nothing when they run again',
      prove: (live) =>
        jobsChangeNothing(live, 'kafka', {
          change: /^(Created|Adding|Removing|Completed updating|Revoking)|partitions now/,
          end: /as declared/,
        }),
    },
    {
      fact: 'Kafka: clients without TLS, without a certificate or with a foreign one are refused',
      prove: (live) => strangersAreRefused(live, `${brokers}-0`, clients.port, clients.producer),
    },
    ...(unauthorized
      ? [
          {
            fact: 'Kafka: a client without an ACL reads and writes nothing',
            prove: (live: Live) => aclsHold(live, clients, unauthorized),
          },
        ]
      : []),
    ...(clients.undeclared
      ? [
          {
            fact: 'Kafka: a topic that is declared later is made by the next sync',
            prove: (live: Live) => topicIsDeclared(live, clients),
          },
        ]
      : []),
    {
      fact: 'Kafka: 100,000 records are there, once each, after the loss of each broker in turn',
      prove: (live) => recordsSurviveEachBroker(live, clients),
    },
  ]
}

type ConfigMap = { readonly data: Readonly<Record<string, string>> }

/** The topics that the brokers tell, with their partitions, but for Kafka's own. */
async function topicsThere(live: Live): Promise<readonly Topic[]> {
  const { kcat } = await kafkaPod(live, 'kafka-admin', await kafkaAdmin(live))
  const { topics } = JSON.parse(await told(kcat(adminSecret, '-L -J'))) as { topics: Topic[] } // kcat's form
  return topics.filter(({ topic }) => !topic.startsWith('__'))
}

type Topic = { readonly topic: string; readonly partitions: readonly { readonly replicas: readonly unknown[] }[] }

async function noTopicIsThere(live: Live): Promise<string> {
  const found = await topicsThere(live)
  expect(found.length === 0, `found ${found.map(({ topic }) => topic).join(', ')}`)
  return ''
}

async function topicsAreDeclared(live: Live): Promise<string> {
  const { data } = await get<ConfigMap>(live, 'configmap', 'kafka-topics')
  const lines = (data['topics.txt'] ?? '').split('\n').filter((line) => line !== '')
  const declared = lines.flatMap((line) =>
    [/^topic (\S+) (\d+) (\d+)$/.exec(line) ?? []].filter(({ length }) => length > 0),
  )
  const settings = lines.flatMap((line) => [/^setting (\S+) (.*)$/.exec(line) ?? []].filter(({ length }) => length > 0))
  expect(
    declared.length > 0 && declared.length + settings.length === lines.length,
    `topics.txt has lines of another form: ${lines.join('; ')}`,
  )
  const there = await topicsThere(live)
  for (const [, name = '', partitions, replication] of declared) {
    const found = there.find(({ topic }) => topic === name)?.partitions ?? []
    const is = `${found.length} ${[...new Set(found.map(({ replicas }) => replicas.length))].join('/')}`
    expect(
      is === `${partitions} ${replication}`,
      `${name} has ${is} partitions and replicas, not ${partitions} ${replication}`,
    )
    const wanted = settings.flatMap(([, of, one = '']) => (of === name ? one : [])).sort()
    const set = await settingsOf(live, name)
    expect(
      set.join() === wanted.join(),
      `${name} has the settings ${set.join(', ') || 'none'}, not ${wanted.join(', ') || 'none'}`,
    )
  }
  return `${declared.length} topics with their settings`
}

/** What is set for a topic, each as `key=value`, in order. */
async function settingsOf(live: Live, topic: string): Promise<string[]> {
  const options = `--describe --entity-type topics --entity-name ${topic}`
  const text = await kafkaTool(live, `${brokers}-0`, 'kafka-configs', options)
  return [...text.matchAll(/^ +(\S.*?) sensitive=/gm)].map(([, one = '']) => one).sort()
}

async function topicIsDeclared(live: Live, { topic }: KafkaClients): Promise<string> {
  const settings = { partitions: 6, replication: 3 }
  await change(live, (written) => written.setIn(['values', 'kafka', 'topics', topic], settings))
  await allReady(live)
  const found = (await topicsThere(live)).map((one) => one.topic)
  expect(found.join() === topic, `the topics are ${found.join(', ') || 'none'}`)
  return topicsAreDeclared(live)
}

async function aclsHold(live: Live, clients: KafkaClients, unauthorized: string): Promise<string> {
  const { consumer, producer, topic } = clients
  const { kcat } = await kafkaPod(live, 'kafka-clients', clients)
  const read = (secret: string): ReturnType<typeof kcat> => kcat(secret, `-C -t ${topic} -o beginning -e -q -c 1`)
  const write = (secret: string): ReturnType<typeof kcat> =>
    kcat(secret, `-P -t ${topic} -X message.timeout.ms=10000`, 'echo written')
  // Who has ACLs gets on in the same way.
  await told(write(producer))
  await told(read(consumer))
  const denied = /authorization failed/i
  const reading = await read(unauthorized)
  expect(reading.code !== 0 && denied.test(reading.stderr), `reading came to ${reading.code}: ${reading.stderr}`)
  const writing = await write(unauthorized)
  expect(denied.test(writing.stderr), `writing came to ${writing.code}: ${writing.stderr}`)
  return /[^:%\n]*authorization failed/i.exec(reading.stderr)?.[0].trim() ?? ''
}

const records = 100_000

/** Writes records, and reads them, while one broker after the other is lost. */
export async function recordsSurviveEachBroker(live: Live, clients: KafkaClients): Promise<string> {
  const eachInTurn = async (): Promise<string> => {
    const seconds: string[] = []
    for (const pod of await members(live, brokers)) seconds.push((await lose(live, pod)).toFixed(0))
    return `${seconds.length} lost and back after ${seconds.join(', ')} s`
  }
  return whileWriting(live, clients, eachInTurn, { atLeast: records })
}
