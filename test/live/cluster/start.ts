import { setTimeout as pause } from 'node:timers/promises'
import type { Artefacts } from '../artefacts/artefacts.ts'
import type { LiveContext } from '../context.ts'
import { Obstacle } from '../obstacle.ts'
import { saveControllers } from './controllers.ts'
import type { OverlayFacts } from './facts.ts'
import { goAhead, openNamespaces } from './kernel-namespaces.ts'
import { saveKernelSettings } from './kernel-settings.ts'
import { asked, kubectl } from './kubectl.ts'
import { connect } from './network.ts'
import { clusterPaths } from './paths.ts'
import { type ClusterPlan, type NodePlan, planCluster } from './plan.ts'
import { prepare } from './prepare.ts'
import { programStates } from './programs.ts'
import type { Say } from './say.ts'
import { coredns } from './settings/coredns.ts'

/** Seconds until all nodes and the cluster's DNS are there; they take ten on two slow processors. */
const patience = 120

/** The cluster that is wanted: for this overlay, with so many nodes, of these programs and images. */
export type Wanted = { readonly facts: OverlayFacts; readonly count: number; readonly artefacts: Artefacts }

/** Starts a cluster up to where nodes and DNS are Ready. Throws where they do not become so, or where it is broken off. */
export async function startCluster(
  { facts, count, artefacts }: Wanted,
  context: LiveContext,
  say: Say,
  broken: AbortSignal,
): Promise<void> {
  const plan = planCluster(facts, count, artefacts)
  const { kernelSettings, controllers } = clusterPaths(context.stateFolder)
  saveKernelSettings(kernelSettings)
  saveControllers(controllers)
  prepare(plan, context.stateFolder)
  say('keys, settings and images are in place')
  for (const node of plan.nodes) {
    broken.throwIfAborted()
    await startNode(node, plan, context)
  }

  const until = deadline(patience, broken, () => ended(plan, context))
  await until('the API server is ready', () => worked(context, ['get', '--raw=/readyz']))
  say('the API server is ready')
  await until('every node is Ready', () => nodesReady(context, count))
  say(`${count === 1 ? 'the node is' : `${count} nodes are`} Ready`)
  await asked(context, ['apply', '--server-side', '--filename=-'], JSON.stringify(list(coredns(plan))))
  await asked(context, ['--namespace=kube-system', 'rollout', 'status', 'deployment/coredns', `--timeout=${patience}s`])
  say('DNS is Ready')
}

/** Starts one node of a cluster that is prepared, also one that was lost. */
export async function startNode(node: NodePlan, plan: ClusterPlan, context: LiveContext): Promise<void> {
  const input = await openNamespaces(node, plan, context)
  connect(node, plan, context.stateFolder)
  await new Promise<void>((resolve, reject) => {
    input.on('error', reject)
    input.end(goAhead, resolve)
  })
}

/** Undefined where it worked, else what kubectl complained of. */
async function worked(context: LiveContext, args: readonly string[]): Promise<string | undefined> {
  const { code, stderr } = await kubectl(context, args)
  return code === 0 ? undefined : stderr.trim()
}

async function nodesReady(context: LiveContext, count: number): Promise<string | undefined> {
  const path = '{range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}'
  const { stdout, stderr } = await kubectl(context, ['get', 'nodes', `--output=jsonpath=${path}`])
  const ready = stdout.split('\n').filter((line) => line === 'True').length
  return ready === count ? undefined : `${ready} of ${count} are ${stderr.trim()}`
}

/** The programs that did not keep running, a line each. */
function ended({ nodes }: ClusterPlan, { stateFolder }: LiveContext): string {
  return nodes
    .flatMap(({ name }) => programStates(clusterPaths(stateFolder).node(name).programs))
    .filter((state) => state.ended)
    .map((state) => `${state.name} ended with ${state.ended}: npm run live -- logs ${state.name}`)
    .join('\n')
}

const list = (items: readonly object[]): object => ({ apiVersion: 'v1', kind: 'List', items })

/** Waits for one thing after another, so many seconds for all of them. */
function deadline(seconds: number, broken: AbortSignal, explain: () => string) {
  const end = performance.now() + seconds * 1000
  return async (what: string, obstacle: () => Promise<string | undefined>): Promise<void> => {
    for (;;) {
      const found = await obstacle()
      broken.throwIfAborted()
      if (found === undefined) return
      if (performance.now() > end) {
        throw new Obstacle(`not within ${seconds} s: ${what}: ${found}\n${explain()}`)
      }
      await pause(200)
    }
  }
}
