import { expect, type Live } from './check.ts'
import { eventually } from './eventually.ts'
import { type KafkaClients, type KafkaPod, kafkaPod, told } from './kafka-client.ts'

/**
 * Writes records with an idempotent producer and `acks=all` while something happens, and at least so many, and reads them
 * all the while; then reads them all back. Throws where one is lost or comes twice. The clients run in the pod by
 * themselves, so that they outlive whatever happens to us.
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
  const before = await eventually(60, () => writtenSoFar(pod, run))
  const figures = await happening()
  const written = await end(pod, run, atLeast)
  expect(written > before, 'nothing was written meanwhile')
  await eventually(90, async () => allThere('read meanwhile', written, await readMeanwhile(pod, run)))
  await eventually(90, async () => allThere('kept', written, await readBack(pod, clients, run)))
  return `${figures}; ${written} records written, and read by a consumer that ran all the while, 0 lost, 0 twice; longest wait for a write ${await slowest(pod, run)} s`
}

/** How many records somebody has read, and how many different ones. */
type Seen = { readonly read: number; readonly unique: number }

function allThere(how: string, written: number, { read, unique }: Seen): void {
  expect(unique === written, `${how}: ${written - unique} of ${written} records are lost`)
  expect(read === unique, `${how}: ${read - unique} records are there twice`)
}

/**
 * A hundred records at a time by one producer, and one at a time by a client that is new each time and tries until it can;
 * and a consumer of all of them.
 */
async function begin(
  { line, shell }: KafkaPod,
  { topic, producer, consumer }: KafkaClients,
  run: string,
): Promise<void> {
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
touch /tmp/${run}.waited
END
cat > /tmp/${run}.reader.sh << 'END'
# It ends at once where nobody answers in time, as no policy knows this pod yet.
while [ ! -s /tmp/${run}.seen ]; do
  ${line(consumer, `-C -E -q -u -t ${topic} -o beginning`)} > /tmp/${run}.seen
  sleep 1
done
END
for script in /tmp/${run}.sh /tmp/${run}.waits.sh /tmp/${run}.reader.sh; do sh $script > $script.out 2>&1 < /dev/null & done`)
  expect(code === 0, `the producer did not start: ${stderr}`)
}

/** Stops the producers once enough is written, waits until all is delivered, and gives how many records that were. */
async function end(pod: KafkaPod, run: string, atLeast: number): Promise<number> {
  const { shell } = pod
  expect((await shell(`test ! -e /tmp/${run}.code`)).code === 0, 'the producer had ended before')
  await eventually(600, async () =>
    expect((await writtenSoFar(pod, run)) >= atLeast, `fewer than ${atLeast} records are written`),
  )
  await shell(`touch /tmp/${run}.stop`)
  const ended = await eventually(600, async () => {
    const { code, stdout } = await shell(`test -e /tmp/${run}.waited && cat /tmp/${run}.code`)
    expect(code === 0, 'not everything is delivered')
    return stdout.trim()
  })
  const { stdout: said } = await shell(`tail -3 /tmp/${run}.sh.out`)
  expect(ended === '0', `the producer ended with ${ended}: ${said}`)
  return writtenSoFar(pod, run)
}

async function writtenSoFar({ shell }: KafkaPod, run: string): Promise<number> {
  const written = Number((await told(shell(`cat /tmp/${run}.count`))).trim())
  expect(written > 0, 'nothing is written')
  return written
}

async function slowest({ shell }: KafkaPod, run: string): Promise<string> {
  const { stdout } = await shell(`sort -n /tmp/${run}.waits | tail -1`)
  expect(/^\d+$/.test(stdout.trim()), 'nobody measured how long a write takes')
  return stdout.trim()
}

/** What the consumer has read that runs all the while. */
function readMeanwhile(pod: KafkaPod, run: string): Promise<Seen> {
  return counted(pod, run, `/tmp/${run}.seen`)
}

/** What the topic holds. */
async function readBack(pod: KafkaPod, { topic, consumer }: KafkaClients, run: string): Promise<Seen> {
  await told(pod.kcat(consumer, `-C -t ${topic} -o beginning -e -q > /tmp/back`))
  return counted(pod, run, '/tmp/back')
}

/** The records of a run in a file. */
async function counted({ shell }: KafkaPod, run: string, file: string): Promise<Seen> {
  const { stdout } = await shell(`grep -c '^${run}-' ${file}; grep '^${run}-' ${file} | sort -u | wc -l`)
  const [read, unique] = stdout.trim().split('\n').map(Number)
  expect(read !== undefined && unique !== undefined, `no counts in: ${stdout}`)
  return { read, unique }
}
