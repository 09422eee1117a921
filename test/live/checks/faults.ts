import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type CommandLine, run } from '../cluster/command-line.ts'
import { stopNode } from '../cluster/down.ts'
import { firstProcessOf, inMountsOf, inNetworkOf } from '../cluster/namespaces.ts'
import { clusterPaths } from '../cluster/paths.ts'
import { type ClusterPlan, controlNode, readPlan } from '../cluster/plan.ts'
import { podProcesses, processesIn } from '../cluster/processes.ts'
import { programStates } from '../cluster/programs.ts'
import { startNode } from '../cluster/start.ts'
import { allReady } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { eventually, timed } from './eventually.ts'
import { type KafkaClients, type KafkaPod, kafkaPod, told } from './kafka-client.ts'
import { countOf, feed } from './kafka-records.ts'
import { ask, get, list } from './kubectl.ts'
import { ready, scale } from './pods.ts'

/** What holds of three nodes while things break. Only on a cluster of our own: it kills processes and nodes. */
export function faultChecks(clients: KafkaClients): readonly Check[] {
  const whileWriting =
    (seconds: number, fault: (live: Live) => Promise<string>): Check['prove'] =>
    (live) =>
      recordsSurvive(live, clients, seconds, () => fault(live))
  const faults = [
    {
      fact: 'Faults: each server comes back after kill -9, and no record is lost',
      prove: whileWriting(120, serversAreKilled),
    },
    {
      fact: 'Faults: a node is lost for half a minute and comes back, and no record is lost',
      prove: whileWriting(150, aNodeIsLost),
    },
    {
      fact: 'Faults: the API server is killed, and nobody but its clients notices',
      prove: whileWriting(30, theApiServerIsKilled),
    },
    {
      fact: 'Faults: a fifth of all packets between nodes is lost for a minute, and no record is',
      prove: whileWriting(90, packetsAreLost),
    },
    {
      fact: 'Faults: a broker whose volume is full says so and ends; with room again it catches up, and no record is lost',
      prove: whileWriting(90, aVolumeIsFull),
    },
  ]
  return faults.map((fault) => ({ ...fault, onlyOurs: 'kills processes and nodes' }))
}

/** Writes for about so many seconds while something breaks, then counts. */
async function recordsSurvive(
  live: Live,
  clients: KafkaClients,
  seconds: number,
  fault: () => Promise<string>,
): Promise<string> {
  const { topic, producer, consumer } = clients
  const pod = await kafkaPod(live, 'kafka-clients', clients)
  const count = seconds * 500
  const name = `f${Date.now()}`
  const options = '-X enable.idempotence=true -X acks=all -X message.timeout.ms=900000'
  const producing = pod.kcat(producer, `-P -E -t ${topic} ${options}`, feed(name, count, 0.2))
  const [slowest, figures] = await Promise.all([longestGap(pod, clients, seconds), fault()])
  await told(producing)
  await allReady(live)
  return eventually(90, async () => {
    const { read, unique } = await countOf(pod, consumer, topic, name)
    expect(unique === count, `${count - unique} of ${count} records are lost`)
    expect(read === unique, `${read - unique} records are there twice`)
    return `${figures}; ${count} records written, 0 lost, 0 twice; longest time without a write ${slowest} s`
  })
}

/** Writes one record after the other for so many seconds, each by a client of its own; gives the longest that one took. */
async function longestGap(
  { line, shell }: KafkaPod,
  { topic, producer }: KafkaClients,
  seconds: number,
): Promise<string> {
  const write = line(producer, `-P -E -t ${topic} -X acks=all -X message.timeout.ms=120000`)
  const { stdout } = await shell(`
    end=$(($(date +%s) + ${seconds}))
    while [ $(date +%s) -lt $end ]; do
      began=$(date +%s)
      echo gap | ${write}
      echo $(($(date +%s) - began))
      sleep 1
    done 2> /dev/null | sort -n | tail -1`)
  return stdout.trim()
}

type Pod = {
  readonly metadata: { readonly name: string; readonly uid: string }
  readonly spec: { readonly nodeName: string }
  readonly status: { readonly containerStatuses?: readonly { readonly restartCount: number }[] }
}

const servers = ['zookeeper-0', 'kafka-controller-0', 'kafka-broker-0', 'mqtt-0']

async function serversAreKilled(live: Live): Promise<string> {
  const seconds: string[] = []
  for (const name of servers) {
    const pod = await get<Pod>(live, 'pod', name)
    const before = restarts(pod)
    const killed = podProcesses(`pod${pod.metadata.uid}`).filter((pid) =>
      /^(java|mosquitto)\n$/.test(readFileSync(`/proc/${pid}/comm`, 'utf8')),
    )
    expect(killed.length > 0, `${name} runs no server`)
    for (const pid of killed) process.kill(pid, 'SIGKILL')
    const took = await timed(async () => {
      await eventually(60, async () =>
        expect(restarts(await get<Pod>(live, 'pod', name)) > before, `${name} was not restarted`),
      )
      await ready(live, name)
    })
    seconds.push(`${name} Ready again after ${took.toFixed(0)} s`)
  }
  return seconds.join(', ')
}

const restarts = ({ status }: Pod): number =>
  (status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0)

async function aNodeIsLost(live: Live): Promise<string> {
  const plan = planOf(live)
  const node = plan.nodes.at(-1)
  expect(node !== undefined && node !== controlNode(plan.nodes), 'there is no node to lose')
  const pods = (await list<Pod>(live, 'pods')).filter(({ spec }) => spec.nodeName === node.name)
  await stopNode(live.context.stateFolder, node.name)
  await pause(30_000)
  const seconds = await timed(async () => {
    await startNode(node, plan, live.context)
    await ask(live, ['wait', 'node', node.name, '--for=condition=Ready', '--timeout=120s'])
    await allReady(live)
  })
  return `${node.name} with ${pods.length} pods, all Ready again ${seconds.toFixed(0)} s after it came back`
}

async function theApiServerIsKilled(live: Live): Promise<string> {
  const { stateFolder } = live.context
  const [first] = planOf(live).nodes
  expect(first !== undefined, 'there is no node')
  const before = await list<Pod>(live, 'pods')
  const state = programStates(clusterPaths(stateFolder).node(first.name).programs).find(
    ({ name }) => name === 'apiserver',
  )
  const inside = firstProcessOf(stateFolder, first.name)
  const pid = inside === undefined || !state ? undefined : processesIn(inside).get(state.pid)
  expect(pid !== undefined, 'the API server does not run')
  process.kill(pid, 'SIGKILL')
  const seconds = await timed(() => eventually(60, () => ask(live, ['get', '--raw=/readyz'])))
  await pause(10_000)
  const after = await list<Pod>(live, 'pods')
  for (const pod of before) {
    const same = after.find(({ metadata }) => metadata.uid === pod.metadata.uid)
    expect(same !== undefined && restarts(same) === restarts(pod), `${pod.metadata.name} was restarted`)
  }
  return `it answers again after ${seconds.toFixed(0)} s`
}

/** By a rule of nftables, as not every kernel has a queue that loses packets. */
const lossy = `table inet loss {
  chain lost { type filter hook prerouting priority -200; policy accept; iifname { "eth0", "node0" } ip saddr NODES numgen random mod 100 < 20 drop; }
}
`

async function packetsAreLost(live: Live): Promise<string> {
  const plan = planOf(live)
  const nft = join(plan.artefacts.system, 'usr/sbin/nft')
  const onNodes = (rules: string): void => {
    for (const { name } of plan.nodes) run(inNetworkOf(live.context.stateFolder, name, [nft, '-f', '-']), rules)
  }
  onNodes(lossy.replace('NODES', `{ ${plan.nodes.map(({ podRange }) => podRange).join(', ')} }`))
  await pause(60_000)
  onNodes('delete table inet loss\n')
  return 'a minute'
}

type Volume = { readonly spec: { readonly local: { readonly path: string } } }
type Claim = { readonly spec: { readonly volumeName: string } }

/** The broker gets a volume that is no larger than what is on it and some megabytes, and something else fills those. */
async function aVolumeIsFull(live: Live): Promise<string> {
  const broker = 'kafka-broker-2'
  const { spec } = await get<Pod>(live, 'pod', broker)
  const claim = await get<Claim>(live, 'pvc', `data-${broker}`)
  const volume = await get<Volume>(live, 'pv', claim.spec.volumeName)
  const { path } = volume.spec.local
  const filler = join(path, 'filler')
  const onNode = (...command: CommandLine): string => run(inMountsOf(live.context.stateFolder, spec.nodeName, command))
  await scale(live, 'kafka-broker', 2)
  onNode('cp', '-a', path, `${path}.kept`)
  onNode('mount', '-t', 'tmpfs', '-o', 'size=256m', 'tmpfs', path)
  onNode('cp', '-a', `${path}.kept/.`, path)
  await scale(live, 'kafka-broker', 3)
  await ready(live, broker)
  onNode('sh', '-c', `cat /dev/zero > ${filler} 2> /dev/null || true`)
  const before = restarts(await get<Pod>(live, 'pod', broker))
  await eventually(120, async () => {
    expect(restarts(await get<Pod>(live, 'pod', broker)) > before, `${broker} goes on without room`)
  })
  const log = await ask(live, ['logs', broker, '--previous', `--namespace=${live.namespace}`])
  const complaint = /^.*No space left on device.*$/m.exec(log)?.[0]
  expect(complaint !== undefined, `${broker} does not say why it ended:\n${log.slice(-800)}`)
  onNode('rm', filler)
  const seconds = await timed(() => eventually(180, () => ready(live, broker)))
  return `"${complaint.slice(0, 120)}", Ready again ${seconds.toFixed(0)} s after there was room`
}

function planOf({ context }: Live): ClusterPlan {
  const plan = readPlan(context.stateFolder)
  expect(plan !== undefined, 'no cluster of our own runs')
  return plan
}
