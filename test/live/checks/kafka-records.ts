import { expect } from './check.ts'
import { type KafkaPod, told } from './kafka-client.ts'

const batch = 100

/** A line of shell that prints so many records of a run, a hundred at a time, with a pause of so many seconds between. */
export function feed(run: string, count: number, pause: number): string {
  const last = `$((i * ${batch} + ${batch}))`
  return `(i=0; while [ $i -lt ${count / batch} ]; do seq $((i * ${batch} + 1)) ${last} | sed 's/^/${run}-/'; i=$((i + 1)); sleep ${pause.toFixed(2)}; done)`
}

/** How many records of a run a topic holds, and how many different ones. */
export async function countOf(
  { kcat, shell }: Pick<KafkaPod, 'kcat' | 'shell'>,
  consumer: string,
  topic: string,
  run: string,
): Promise<{ read: number; unique: number }> {
  await told(kcat(consumer, `-C -t ${topic} -o beginning -e -q > /tmp/read`))
  const { stdout } = await shell(`grep -c '^${run}-' /tmp/read; grep '^${run}-' /tmp/read | sort -u | wc -l`)
  const [read, unique] = stdout.trim().split('\n').map(Number)
  expect(read !== undefined && unique !== undefined, `no counts in: ${stdout}`)
  return { read, unique }
}
