import { expect, type Live } from './check.ts'
import { eventually } from './eventually.ts'
import { type PulsarClients, type PulsarPod, pulsarPod } from './pulsar-client.ts'

/**
 * Writes records, through the proxies, while something happens, and at least so many, and reads them all the while; then
 * reads them all back by a subscription that was made before. Throws where one is lost. The clients run in the pod by
 * themselves.
 */
export async function whileProducing(
  live: Live,
  clients: PulsarClients,
  happening: () => Promise<string>,
  atLeast: number,
): Promise<string> {
  const pod = await pulsarPod(live, 'pulsar-clients', clients)
  const run = `r${Date.now()}`
  const log = `/tmp/${run}.log`
  const { stderr, code } = await pod.shell(
    `(${pod.line(clients.owner, `records ${clients.topic} ${run}`)}; echo "ended $?") > ${log} 2>&1 < /dev/null &`,
  )
  expect(code === 0, `the clients did not start: ${stderr}`)
  const before = await eventually(60, () => written(pod, log))
  const figures = await happening()
  expect((await written(pod, log)) > before, 'nothing was written meanwhile')
  await eventually(600, async () =>
    expect((await written(pod, log)) >= atLeast, `fewer than ${atLeast} records are written`),
  )
  await pod.shell(`touch /tmp/${run}.stop`)
  const { stdout } = await eventually(600, async () => {
    const said = await pod.shell(tellsLast(log))
    expect(/^ended \d+$/m.test(said.stdout), 'the clients have not ended')
    return said
  })
  expect(/^ended 0$/m.test(stdout), `the clients ended with: ${stdout.slice(-1500)}`)
  const meanwhile = counts(stdout, 'meanwhile')
  const kept = counts(stdout, 'kept')
  for (const [how, { all, unique }] of Object.entries({ 'read meanwhile': meanwhile, kept }))
    expect(unique === all, `${how}: ${all - unique} of ${all} records are lost`)
  const twice = meanwhile.read - meanwhile.unique
  return `${figures}; ${kept.all} records written, and read by a consumer that ran all the while, 0 lost, ${twice} read twice; longest wait for a write ${(kept.slowest / 1000).toFixed(0)} s`
}

/** What the program itself tells, among what Pulsar's client logs, and the last of that. */
const tellsLast = (log: string): string => `grep -E '^(so far|meanwhile|kept|ended) ' ${log} | tail -4; tail -5 ${log}`

type Counts = { readonly all: number; readonly read: number; readonly unique: number; readonly slowest: number }

/** What the last line of that kind tells, of those that the program prints. */
export function counts(text: string, kind: string): Counts {
  const [, ...figures] = [...text.matchAll(new RegExp(`^${kind} (\\d+) (\\d+) (\\d+) (\\d+)$`, 'gm'))].at(-1) ?? []
  const [all = Number.NaN, read = Number.NaN, unique = Number.NaN, slowest = Number.NaN] = figures.map(Number)
  expect(all > 0, `nothing is counted in: ${text.slice(-1500)}`)
  return { all, read, unique, slowest }
}

/** How many records are acknowledged so far; throws where there are none, or the clients have ended. */
async function written({ shell }: PulsarPod, log: string): Promise<number> {
  const { stdout } = await shell(tellsLast(log))
  expect(!/^ended/m.test(stdout), `the clients have ended: ${stdout.slice(-1500)}`)
  return counts(stdout, 'so far').all
}
