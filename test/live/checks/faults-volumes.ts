import { join } from 'node:path'
import { type CommandLine, run } from '../cluster/command-line.ts'
import { inMountsOf } from '../cluster/kernel-namespaces.ts'
import { kubectl } from '../cluster/kubectl.ts'
import { expect, type Live } from './check.ts'
import { eventually, timed } from './eventually.ts'
import { kill, restartsOf, signal } from './faults-processes.ts'
import { kafkaTool } from './kafka-tools.ts'
import { get, inPod } from './kubectl.ts'
import { type MqttClient, messagesLeft, mqttPod } from './mqtt.ts'
import { members, nodeOf, scale, untilPodReady } from './pods.ts'
import { holds, write } from './zookeeper.ts'

/** A broker ends where it has no room, and is restarted until it has; then it has every record that others have. */
export async function kafkaVolumeIsFull(live: Live): Promise<string> {
  const [other = ''] = await members(live, 'kafka-broker')
  return withFullVolume(live, { set: 'kafka-broker', claim: 'data' }, async (pod) => {
    const complaint = await complaintOf(live, pod)
    await eventually(180, async () => expect((await restartsOf(live, pod)) > 0, `${pod} goes on without room`))
    const healed = async (): Promise<void> => {
      await untilPodReady(live, pod)
      const lacking = await kafkaTool(live, other, 'kafka-topics', '--describe --under-replicated-partitions')
      expect(lacking.trim() === '', `${pod} has not caught up: ${lacking.trim()}`)
    }
    return { complaint, healed }
  })
}

/** A member whose transaction log has no room gets what others were given meanwhile as soon as it has some. */
export async function zooKeeperVolumeIsFull(live: Live): Promise<string> {
  const [other = ''] = await members(live, 'zookeeper')
  const now = Date.now()
  const before = { path: `/before-${now}`, value: 'before' }
  // More than is left of the last block of its log.
  const meanwhile = { path: `/meanwhile-${now}`, value: 'm'.repeat(10_000) }
  const hold = async (pod: string): Promise<void> => {
    for (const { path, value } of [before, meanwhile])
      expect(await holds(live, pod, path, value), `${path} is not on ${pod}`)
  }
  await write(live, other, before.path, before.value)
  return withFullVolume(live, { set: 'zookeeper', claim: 'log' }, async (pod) => {
    await write(live, other, meanwhile.path, meanwhile.value)
    return { complaint: await complaintOf(live, pod), healed: () => hold(pod), afterwards: () => hold(pod) }
  })
}

/** A broker that cannot save goes on, with what it saved last as it was, and saves again as soon as it has room. */
export async function mqttVolumeIsFull(live: Live, client: MqttClient): Promise<string> {
  const mqtt = await mqttPod(live, client)
  const now = Date.now()
  const before = await messagesLeft(mqtt, client, `before-${now}`)
  return withFullVolume(live, { set: 'mqtt', claim: 'data' }, async (pod) => {
    await signal(live, pod, 'SIGUSR1') // it saves at once, not after minutes
    const complaint = await complaintOf(live, pod)
    await kill(live, pod)
    await eventually(60, before)
    const later = await messagesLeft(mqtt, client, `later-${now}`)
    const healed = async (): Promise<void> => {
      await signal(live, pod, 'SIGUSR1')
      expect(await hasSaved(live, pod, `later-${now}`), `${pod} does not save`)
    }
    const lasting = async (): Promise<void> => {
      await kill(live, pod)
      await eventually(60, later)
    }
    return { complaint, healed, lasting }
  })
}

/** Whether a text stands in what an MQTT broker saved last. */
async function hasSaved(live: Live, pod: string, text: string): Promise<boolean> {
  const file = '/mosquitto/data/mosquitto.db'
  const { code } = await inPod(live, { name: pod, container: 'mqtt' }, ['grep', '-q', text, file])
  return code === 0
}

/** What a server without room came to. */
type WithoutRoom = {
  /** What it says in its log. */
  readonly complaint: string
  /** Throws until it is as it was, after there is room again. */
  readonly healed: () => Promise<void>
  /** Breaks it once more, now that it has room; throws where something is lost. */
  readonly lasting?: () => Promise<void>
  /** Throws where something is lost after one restart more. */
  readonly afterwards?: () => Promise<void>
}

type Volume = { readonly spec: { readonly local: { readonly path: string } } }
type Claim = { readonly spec: { readonly volumeName: string } }

/**
 * The last member of a StatefulSet gets a volume of 256 MiB in memory, and something else fills what is left of that
 * while `work` is done. In the end it has its disk again, with what is in memory then.
 */
async function withFullVolume(
  live: Live,
  { set, claim }: { readonly set: string; readonly claim: string },
  work: (pod: string) => Promise<WithoutRoom>,
): Promise<string> {
  const pods = await members(live, set)
  const pod = pods.at(-1) ?? ''
  const node = await nodeOf(live, pod)
  const { spec } = await get<Claim>(live, 'pvc', `${claim}-${pod}`)
  const { path } = (await get<Volume>(live, 'pv', spec.volumeName)).spec.local
  const [beside, filler] = [`${path}.beside`, join(path, 'filler')]
  const onNode = (...command: CommandLine): string => run(inMountsOf(live.context.stateFolder, node, command))
  const whileAway = async (exchange: () => void): Promise<void> => {
    await scale(live, set, pods.length - 1)
    try {
      exchange()
    } finally {
      await scale(live, set, pods.length)
    }
    await untilPodReady(live, pod)
  }
  await whileAway(() => {
    onNode('mkdir', beside)
    onNode('mount', '-t', 'tmpfs', '-o', 'size=256m', 'tmpfs', beside)
    onNode('cp', '-a', `${path}/.`, beside)
    onNode('mount', '--bind', beside, path)
  })
  const { figures, afterwards } = await (async () => {
    onNode('sh', '-c', `cat /dev/zero > ${filler} 2> /dev/null || true`)
    const { complaint, healed, lasting, afterwards } = await work(pod).finally(() => onNode('rm', filler))
    const seconds = await timed(() => eventually(180, healed))
    const figures = `${pod}: "${complaint.slice(0, 240)}", as before ${seconds.toFixed(0)} s after there was room`
    await lasting?.()
    return { figures, afterwards }
  })().finally(() =>
    whileAway(() => {
      onNode('umount', path)
      onNode('find', path, '-mindepth', '1', '-delete')
      onNode('cp', '-a', `${beside}/.`, path)
      onNode('umount', beside)
      onNode('rmdir', beside)
    }),
  )
  if (afterwards) await eventually(60, afterwards)
  return figures
}

/** Waits until a server says that it has no room, and gives what it says; one that has ended since said it before. */
function complaintOf({ context, namespace }: Live, pod: string): Promise<string> {
  return eventually(120, async () => {
    const logs = await Promise.all(
      ['true', 'false'].map((previous) =>
        kubectl(context, ['logs', pod, `--namespace=${namespace}`, `--previous=${previous}`]),
      ),
    )
    const complaint = complaintIn(logs.map(({ stdout }) => stdout).join('\n'))
    expect(complaint !== undefined, `${pod} does not say that it has no room:\n${logs[1]?.stdout.slice(-800)}`)
    return complaint
  })
}

/** What a log says first of a lack of room, and what it says that a stack trace is of; without the time. */
export function complaintIn(log: string): string | undefined {
  const lines = log.split('\n')
  const at = lines.findIndex((line) => line.includes('No space left on device'))
  if (at < 0) return undefined
  const told = lines.slice(0, at + 1).findLast((line) => !/^(\s|Caused by:|[\w.$]+(Exception|Error)\b)/.test(line))
  const time = /^\[?\d{4}-\d\d-\d\d[T ][\d:.,]+Z?\]?:? */
  return [...new Set([told, lines[at]])]
    .map((line = '') => line.replace(time, ''))
    .join(' ')
    .trim()
}
