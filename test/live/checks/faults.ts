import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type CommandLine, run } from '../cluster/command-line.ts'
import { stopNode } from '../cluster/down.ts'
import { firstProcessOf, inMountsOf, inNetworkOf } from '../cluster/kernel-namespaces.ts'
import { clusterPaths } from '../cluster/paths.ts'
import { type ClusterPlan, controlNode, readPlan } from '../cluster/plan.ts'
import { podProcesses, processesIn } from '../cluster/processes.ts'
import { programStates } from '../cluster/programs.ts'
import { startNode } from '../cluster/start.ts'
import { allReady } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { eventually, timed } from './eventually.ts'
import type { KafkaClients } from './kafka-client.ts'
import { whileWriting } from './kafka-records.ts'
import { ask, get, list } from './kubectl.ts'
import { ready, scale } from './pods.ts'
import { zooKeeperWrites } from './zookeeper.ts'

/** What holds of three nodes while things break. Only on a cluster of our own: it kills processes and nodes. */
export function faultChecks(clients: KafkaClients): readonly Check[] {
  const faults = {
    'each server comes back after kill -9': serversAreKilled,
    'a node is lost for a minute and comes back': aNodeIsLost,
    'the API server is killed, and only its clients notice': theApiServerIsKilled,
    'a fifth of all packets between nodes is lost for a minute': packetsAreLost,
    'a broker whose volume is full says so and ends, and catches up when there is room again': aVolumeIsFull,
  }
  return Object.entries(faults).map(([what, fault]) => ({
    fact: `Faults: ${what}; no record is lost`,
    onlyOurs: 'kills processes and nodes',
    // The clients are on the node that is not lost.
    prove: async (live) =>
      whileWriting(
        live,
        clients,
        async () => {
          const figures = await fault(live)
          await allReady(live)
          return figures
        },
        { node: controlNode(planOf(live).nodes).name },
      ),
  }))
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
  const nodeIs = (status: string): Promise<string> =>
    ask(live, ['wait', 'node', node.name, `--for=condition=Ready=${status}`, '--timeout=120s'])
  await stopNode(live.context.stateFolder, node.name)
  await Promise.all([nodeIs('Unknown'), pause(60_000)])
  await zooKeeperWrites(live)
  const seconds = await timed(async () => {
    await startNode(node, plan, live.context)
    await nodeIs('True')
    await allReady(live)
  })
  return `${node.name} with ${pods.length} pods; all Ready ${seconds.toFixed(0)} s after it came back; ZooKeeper was written to meanwhile`
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

async function packetsAreLost(live: Live): Promise<string> {
  const plan = planOf(live)
  const nft = join(plan.artefacts.system, 'usr/sbin/nft')
  const pods = `{ ${plan.nodes.map(({ podRange }) => podRange).join(', ')} }`
  // By a rule of nftables, as not every kernel has a queue that loses packets. Within a node nothing is lost.
  const lossy = (own: string): string => `table inet loss {
    chain lost {
      type filter hook prerouting priority -200; policy accept
      ip saddr ${pods} ip saddr != ${own} ip daddr ${own} numgen random mod 100 < 20 counter drop
    }
  }
  `
  const onNode = (name: string, args: readonly string[], rules = ''): string =>
    run(inNetworkOf(live.context.stateFolder, name, [nft, ...args]), rules)
  for (const { name, podRange } of plan.nodes) onNode(name, ['-f', '-'], lossy(podRange))
  await pause(60_000)
  const lost = plan.nodes.map(({ name }) => {
    const [, packets = '0'] = /counter packets (\d+)/.exec(onNode(name, ['list', 'table', 'inet', 'loss'])) ?? []
    onNode(name, ['delete', 'table', 'inet', 'loss'])
    return Number(packets)
  })
  expect(
    lost.every((packets) => packets > 0),
    `packets lost on each node: ${lost.join(', ')}`,
  )
  return `${lost.join(', ')} packets lost on the way to the nodes`
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
  const complaint = await endsWithoutRoom(live, broker).finally(() => onNode('rm', filler))
  const seconds = await timed(() => eventually(180, () => ready(live, broker)))
  return `"${complaint.slice(0, 120)}", Ready again ${seconds.toFixed(0)} s after there was room`
}

/** Waits until a broker ends, and gives its last words about room. */
async function endsWithoutRoom(live: Live, broker: string): Promise<string> {
  const before = restarts(await get<Pod>(live, 'pod', broker))
  await eventually(180, async () => {
    expect(restarts(await get<Pod>(live, 'pod', broker)) > before, `${broker} goes on without room`)
  })
  const log = await ask(live, ['logs', broker, '--previous', `--namespace=${live.namespace}`])
  const complaint = /^.*No space left on device.*$/m.exec(log)?.[0]
  expect(complaint !== undefined, `${broker} does not say why it ended:\n${log.slice(-800)}`)
  return complaint
}

function planOf({ context }: Live): ClusterPlan {
  const plan = readPlan(context.stateFolder)
  expect(plan !== undefined, 'no cluster of our own runs')
  return plan
}
