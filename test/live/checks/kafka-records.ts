import { expect, type Live } from './check.ts'
import { eventually } from './eventually.ts'
import { type KafkaClients, type KafkaPod, kafkaPod, told } from './kafka-client.ts'

/**
 * Writes records with an idempotent producer and `acks=all` while something happens, and at least so many; then reads them
 * all back. Throws where one is lost or there twice. The producer runs in the pod by itself, so that it outlives whatever
 * happens to us.
 */
export async function whileWriting(
  live: Live,
  clients: KafkaClients,
  happening: () => Promise<string>,
  { atLeast = 0, node }: { readonly atLeast?: number; readonly node?: string } = {},
): Promise<string> {
  const pod = await kafkaPod(live, 'kafka-clients', clients, node)
  const run = `r${Date.now()}`
  await begin(pod, clients, run)
  const figures = await happening()
  const written = await end(pod, run, atLeast)
  return eventually(90, async () => {
    const { read, unique } = await count(pod, clients, run)
    expect(unique === written, `${written - unique} of ${written} records are lost`)
    expect(read === unique, `${read - unique} records are there twice`)
    return `${figures}; ${written} records written, 0 lost, 0 twice; longest wait for a write ${await slowest(pod, run)} s`
  })
}

/** A hundred records at a time by one producer, and one at a time by a client that is new each time and tries until it can. */
async function begin({ line, shell }: KafkaPod, { topic, producer }: KafkaClients, run: string): Promise<void> {
  const many = line(producer, `-P -E -t ${topic} -X enable.idempotence=true -X acks=all -X message.timeout.ms=900000`)
  const one = line(producer, `-P -E -t ${topic} -X acks=all -X message.timeout.ms=30000`)
  const { code, stderr } = await shell(`cat > /tmp/${run}.sh << 'END'
i=0
while [ ! -e /tmp/${run}.stop ]; do
  seq $((i * 100 + 1)) $((i * 100 + 100)) | sed 's/^/${run}-/'
  i=$((i + 1))
  echo $((i * 100)) > /tmp/${run}.count
  sleep 0.05
done | ${many}
echo $? > /tmp/${run}.code
END
cat > /tmp/${run}.waits.sh << 'END'
while [ ! -e /tmp/${run}.stop ]; do
  began=$(date +%s)
  until echo wait | ${one}; do sleep 1; done
  echo $(($(date +%s) - began)) >> /tmp/${run}.waits
  sleep 1
done
END
for script in /tmp/${run}.sh /tmp/${run}.waits.sh; do sh $script > $script.out 2>&1 < /dev/null & done`)
  expect(code === 0, `the producer did not start: ${stderr}`)
}

/** Stops the producer once it has written enough, waits until all is delivered, and gives how many records that were. */
async function end({ shell }: KafkaPod, run: string, atLeast: number): Promise<number> {
  const counted = async (): Promise<number> => Number((await shell(`cat /tmp/${run}.count`)).stdout)
  expect((await shell(`test ! -e /tmp/${run}.code`)).code === 0, 'the producer had ended before')
  await eventually(600, async () => expect((await counted()) >= atLeast, `fewer than ${atLeast} records are written`))
  await shell(`touch /tmp/${run}.stop`)
  const ended = await eventually(600, async () => {
    const { code, stdout } = await shell(`cat /tmp/${run}.code`)
    expect(code === 0, 'not everything is delivered')
    return stdout.trim()
  })
  const { stdout: said } = await shell(`tail -3 /tmp/${run}.sh.out`)
  expect(ended === '0', `the producer ended with ${ended}: ${said}`)
  return counted()
}

async function slowest({ shell }: KafkaPod, run: string): Promise<string> {
  const { stdout } = await shell(`sort -n /tmp/${run}.waits | tail -1`)
  expect(/^\d+$/.test(stdout.trim()), 'nobody measured how long a write takes')
  return stdout.trim()
}

/** How many records of a run the topic holds, and how many different ones. */
async function count(
  { kcat, shell }: KafkaPod,
  { topic, consumer }: KafkaClients,
  run: string,
): Promise<{ read: number; unique: number }> {
  await told(kcat(consumer, `-C -t ${topic} -o beginning -e -q > /tmp/read`))
  const { stdout } = await shell(`grep -c '^${run}-' /tmp/read; grep '^${run}-' /tmp/read | sort -u | wc -l`)
  const [read, unique] = stdout.trim().split('\n').map(Number)
  expect(read !== undefined && unique !== undefined, `no counts in: ${stdout}`)
  return { read, unique }
}
