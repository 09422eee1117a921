import { apply } from '../cluster/apply.ts'
import { untilReady } from '../cluster/until-ready.ts'
import { allReady, change } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { adminSecret, type KafkaClients, kafkaAdmin, kafkaPod, told } from './kafka-client.ts'
import { whileWriting } from './kafka-records.ts'
import { kafkaTool } from './kafka-tools.ts'
import { ask, get } from './kubectl.ts'
import { lose, members } from './pods.ts'
import { strangersAreRefused } from './strangers.ts'

const brokers = 'kafka-broker'

/** What holds of a Kafka of any mode. */
export function kafkaChecks(clients: KafkaClients): readonly Check[] {
  return [
    {
      fact: 'Kafka: the topics are what the overlay declares',
      prove: topicsAreDeclared,
    },
    { fact: 'Kafka: the Jobs change nothing when they run again', prove: jobsRunAgain },
    {
      fact: 'Kafka: clients without TLS, without a certificate or with a foreign one are refused',
      prove: (live) => strangersAreRefused(live, `${brokers}-0`, clients.port, clients.producer),
    },
    ...(clients.unauthorized
      ? [
          {
            fact: 'Kafka: a client without an ACL reads and writes nothing',
            prove: (live: Live) => aclsHold(live, clients),
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

async function topicsAreDeclared(live: Live): Promise<string> {
  const names = await ask(live, ['get', 'configmaps', `--namespace=${live.namespace}`, '--output=name'])
  if (!names.includes('configmap/kafka-topics\n')) return 'none is declared'
  const { data } = await get<ConfigMap>(live, 'configmap', 'kafka-topics')
  const text = data['topics.txt'] ?? ''
  const declared = [...text.matchAll(/^topic (\S+) (\d+) (\d+)$/gm)]
  const { kcat } = await kafkaPod(live, 'kafka-admin', await kafkaAdmin(live))
  const metadata = JSON.parse(await told(kcat(adminSecret, '-L -J'))) as {
    topics: { topic: string; partitions: { replicas: unknown[] }[] }[]
  }
  for (const [, name = '', partitions, replication] of declared) {
    const found = metadata.topics.find(({ topic }) => topic === name)?.partitions ?? []
    const is = `${found.length} ${[...new Set(found.map(({ replicas }) => replicas.length))].join('/')}`
    expect(
      is === `${partitions} ${replication}`,
      `${name} has ${is} partitions and replicas, not ${partitions} ${replication}`,
    )
    const wanted = [...text.matchAll(/^setting (\S+) (.*)$/gm)].flatMap(([, of, one = '']) => (of === name ? one : []))
    const settings = await settingsOf(live, name)
    expect(
      settings.join() === wanted.sort().join(),
      `${name} has the settings ${settings.join(', ') || 'none'}, not ${wanted.join(', ') || 'none'}`,
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
  return topicsAreDeclared(live)
}

async function jobsRunAgain(live: Live): Promise<string> {
  const selector = 'app.kubernetes.io/name=kafka,app.kubernetes.io/component=admin'
  const names = await ask(live, [
    'get',
    'jobs',
    `--namespace=${live.namespace}`,
    `--selector=${selector}`,
    '--output=name',
  ])
  const jobs = names.trim().split('\n')
  expect(jobs.length > 0 && jobs[0] !== '', 'there are no Jobs')
  await ask(live, ['delete', ...jobs, `--namespace=${live.namespace}`])
  await apply(live.overlayFolder, live.context, () => {})
  expect(await untilReady(live.context, 300, () => {}), 'the Jobs did not complete again')
  for (const job of jobs) {
    const log = await ask(live, ['logs', job, `--namespace=${live.namespace}`])
    const last = log.trim().split('\n').at(-1) ?? ''
    const changes = log
      .split('\n')
      .filter((line) => /^(Created|Adding|Removing|Completed updating|Revoking)|partitions now/.test(line))
    expect(changes.length === 0, `${job} changed something: ${changes.join('; ')}`)
    expect(/as declared/.test(last), `${job} ended with: ${last}`)
  }
  return jobs.map((job) => job.replace('job.batch/', '')).join(', ')
}

async function aclsHold(live: Live, clients: KafkaClients): Promise<string> {
  const { unauthorized, topic } = clients
  expect(unauthorized !== undefined, 'everybody has an ACL')
  const { kcat } = await kafkaPod(live, 'kafka-clients', clients)
  const denied = /authorization failed|not authorized|Unknown topic/i
  const reading = await kcat(unauthorized, `-C -t ${topic} -o beginning -e -q -m 10`)
  expect(reading.code !== 0 && denied.test(reading.stderr), `reading came to ${reading.code}: ${reading.stderr}`)
  const writing = await kcat(unauthorized, `-P -t ${topic} -X message.timeout.ms=5000`, 'echo forbidden')
  expect(denied.test(writing.stderr) || writing.code !== 0, `writing came to ${writing.code}: ${writing.stderr}`)
  return /[^:%\n]*authorization failed/i.exec(reading.stderr)?.[0].trim() ?? 'refused'
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
