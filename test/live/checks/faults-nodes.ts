import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Finished, run } from '../cluster/command-line.ts'
import { stopNode } from '../cluster/down.ts'
import { inNetworkOf } from '../cluster/kernel-namespaces.ts'
import { kubectl } from '../cluster/kubectl.ts'
import { startNode } from '../cluster/start.ts'
import { allReady } from './change.ts'
import { expect, type Live } from './check.ts'
import { timed } from './eventually.ts'
import { ask, list } from './kubectl.ts'
import { ownPlan } from './own-plan.ts'
import { zooKeeperWrites } from './zookeeper.ts'

type Pod = { readonly metadata: { readonly name: string }; readonly spec: { readonly nodeName?: string } }

/** Ends the last node as a power cut does, and starts it again after a minute. */
export async function aNodeIsLost(live: Live): Promise<string> {
  const plan = ownPlan(live)
  const [, , node] = plan.nodes
  expect(node !== undefined, 'there are no three nodes')
  const pods = await podsOn(live, node.name)
  const nodeIs = (status: string): Promise<string> =>
    ask(live, ['wait', 'node', node.name, `--for=condition=Ready=${status}`, '--timeout=120s'])
  await stopNode(live.context.stateFolder, node.name)
  try {
    await Promise.all([nodeIs('Unknown'), pause(60_000)])
    await zooKeeperWrites(live)
  } finally {
    await startNode(node, plan, live.context)
  }
  const seconds = await timed(async () => {
    await nodeIs('True')
    await allReady(live)
  })
  return `${node.name} with ${pods} pods; all Ready ${seconds.toFixed(0)} s after it came back; ZooKeeper was written to meanwhile`
}

async function podsOn(live: Live, node: string): Promise<number> {
  return (await list<Pod>(live, 'pods')).filter(({ spec }) => spec.nodeName === node).length
}

type Budget = {
  readonly metadata: { readonly name: string }
  readonly spec: { readonly selector: { readonly matchLabels: Readonly<Record<string, string>> } }
  readonly status: {
    readonly currentHealthy: number
    readonly desiredHealthy: number
    readonly disruptionsAllowed: number
  }
}

/**
 * Drains the last node as its operator does. Its pods wait for it, as their volumes are there; somebody who tries to drain
 * another one meanwhile, for 20 s, gets no pod that a budget is for.
 */
export async function aNodeIsDrained(live: Live): Promise<string> {
  const [, other, node] = ownPlan(live).nodes
  expect(other !== undefined && node !== undefined, 'there are no three nodes')
  const pods = await podsOn(live, node.name)
  const figures = await (async () => {
    const seconds = await timed(async () => {
      const { code, stderr } = await drain(live, node.name, 180)
      expect(code === 0, `${node.name} was not drained: ${stderr.trim()}`)
    })
    const kept = await budgetsRefuse(live, other.name)
    await zooKeeperWrites(live)
    return `${node.name} with ${pods} pods drained in ${seconds.toFixed(0)} s; ${other.name} kept ${kept.join(', ')}`
  })().finally(() => ask(live, ['uncordon', node.name, other.name]))
  const seconds = await timed(() => allReady(live))
  return `${figures}; all Ready ${seconds.toFixed(0)} s after it was taken back; ZooKeeper was written to meanwhile`
}

/**
 * Tries to drain one node more. Gives its pods that the budgets kept: those of every budget that allows nothing any more. What was
 * started elsewhere meanwhile, as a TaskManager is, may go from here as well.
 */
async function budgetsRefuse(live: Live, node: string): Promise<string[]> {
  const spent: { readonly name: string; readonly here: readonly string[] }[] = []
  for (const { metadata, spec, status } of await budgets(live)) {
    const labels = Object.entries(spec.selector.matchLabels).map(([key, value]) => `${key}=${value}`)
    const pods = (await list<Pod>(live, 'pods', labels.join())).filter((pod) => pod.spec.nodeName === node)
    const here = pods.map((pod) => pod.metadata.name)
    if (status.disruptionsAllowed === 0 && here.length > 0) spent.push({ name: metadata.name, here })
  }
  expect(spent.length > 0, `no budget is spent of which ${node} has a pod`)
  const { code, stderr } = await drain(live, node, 20)
  expect(code !== 0, `${node} was drained, too`)
  const kept = refusedEvictions(stderr)
  for (const { name, here } of spent)
    expect(
      here.every((pod) => kept.includes(pod)),
      `${name} did not keep all of ${here.join(', ')} on ${node}: ${stderr.trim()}`,
    )
  for (const { metadata, status } of await budgets(live)) {
    const { currentHealthy, desiredHealthy } = status
    expect(currentHealthy >= desiredHealthy, `${metadata.name}: ${currentHealthy} healthy of ${desiredHealthy}`)
  }
  return kept
}

const budgets = (live: Live): Promise<Budget[]> => list(live, 'poddisruptionbudgets')

/** The pods that a drain was refused for the sake of a budget, from what kubectl says. */
export function refusedEvictions(said: string): string[] {
  const refused = said.matchAll(/evicting pods\/"([^"]+)".*violate the pod's disruption budget/g)
  return [...new Set([...refused].flatMap(([, pod = '']) => pod))].sort()
}

function drain({ context }: Live, node: string, seconds: number): Promise<Finished> {
  const what = ['--ignore-daemonsets', '--delete-emptydir-data', '--pod-selector=!sluice.test/tools']
  return kubectl(context, ['drain', node, ...what, `--timeout=${seconds}s`])
}

/** Loses a fifth of what pods send to pods of other nodes. */
export async function packetsAreLost(live: Live): Promise<string> {
  const plan = ownPlan(live)
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
  const lostOn = (name: string): number => {
    const [, packets = '0'] = /counter packets (\d+)/.exec(onNode(name, ['list', 'table', 'inet', 'loss'])) ?? []
    return Number(packets)
  }
  const lost = await (async () => {
    for (const { name, podRange } of plan.nodes) onNode(name, ['-f', '-'], lossy(podRange))
    await pause(60_000)
    return plan.nodes.map(({ name }) => lostOn(name))
  })().finally(() => {
    // Made first, as a table that is not there cannot be deleted.
    for (const { name } of plan.nodes) onNode(name, ['-f', '-'], 'table inet loss {}\ndelete table inet loss\n')
  })
  expect(
    lost.every((packets) => packets > 0),
    `packets lost on each node: ${lost.join(', ')}`,
  )
  return `${lost.join(', ')} packets lost on the way to the nodes`
}
