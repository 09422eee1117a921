import { type Check, expect, type Live } from './check.ts'
import { eventually } from './eventually.ts'
import { flinkPod, rest, runningJob } from './flink-rest.ts'
import { type KafkaClients, kafkaPod, told } from './kafka-client.ts'
import { ask } from './kubectl.ts'

/** What holds of a job that counts what it reads of the clients' topic. */
export const flinkKafkaChecks = (cluster: string, clients: KafkaClients): readonly Check[] => [
  {
    fact: `Flink: ${cluster} counts every record of Kafka once, over mutual TLS, also when a TaskManager is lost`,
    prove: (live) => everyRecordCounts(live, cluster, clients),
  },
]

const records = 20_000

async function everyRecordCounts(live: Live, cluster: string, clients: KafkaClients): Promise<string> {
  const { consumer, producer, topic } = clients
  const { kcat } = await kafkaPod(live, 'kafka-clients', clients)
  const run = `f${Date.now()}`
  const write = (from: number, to: number): Promise<string> =>
    told(
      kcat(producer, `-P -t ${topic} -X enable.idempotence=true -X acks=all`, `seq ${from} ${to} | sed 's/^/${run}-/'`),
    )
  await write(1, records / 2)
  const lost = await flinkPod(live, cluster, 'taskmanager')
  await ask(live, ['delete', 'pod', lost, `--namespace=${live.namespace}`, '--force', '--grace-period=0'])
  await write(records / 2 + 1, records)
  const kept = await told(
    kcat(consumer, `-C -t ${topic} -o beginning -e -q > /tmp/all; wc -l < /tmp/all; sort -u /tmp/all | wc -l`),
  )
  const [all = Number.NaN, different = Number.NaN] = kept.trim().split('\n').map(Number)
  expect(different >= records, `the topic holds ${different} different records only`)
  await eventually(240, async () => {
    const counted = await countsOf(live, cluster)
    expect(
      counted['records'] === all && counted['different'] === different,
      `the topic holds ${all} records, ${different} different ones; counted are ${JSON.stringify(counted)}`,
    )
  })
  return `${all} records, ${different} different ones`
}

/** What the job counts, by the names that it gave to that. */
async function countsOf(live: Live, cluster: string): Promise<Record<string, number>> {
  const { jid } = await runningJob(live, cluster)
  const told = (await rest(live, cluster, `/jobs/${jid}/accumulators`)) as {
    'user-task-accumulators': readonly { readonly name: string; readonly value: string }[]
  }
  return Object.fromEntries(told['user-task-accumulators'].map(({ name, value }) => [name, Number(value)]))
}
