import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { LiveCommand, LiveContext } from '../context.ts'
import { Obstacle } from '../obstacle.ts'
import { type CommandLine, type Finished, finished } from './command-line.ts'
import { inNetworkOf } from './kernel-namespaces.ts'
import { clusterPaths } from './paths.ts'
import { controlNode, readPlan } from './plan.ts'
import { mark } from './processes.ts'

/** `kubectl ARGUMENTS`: kubectl as the cluster's administrator, its output and exit code passed on. */
export const kubectlCommand: LiveCommand = async (args, context) => {
  const [program, ...rest] = commandLine(args, context)
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { stdio: 'inherit', env: { ...process.env, ...environment(context) } })
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/** Runs kubectl as the cluster's administrator, and gives what came of it. */
export function kubectl(context: LiveContext, args: readonly string[], input = ''): Promise<Finished> {
  return finished(commandLine(args, context), { input, environment: environment(context) })
}

/** What kubectl prints; throws with its complaint where it fails. */
export async function asked(context: LiveContext, args: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await kubectl(context, args, input)
  if (code !== 0) throw new Obstacle(`kubectl ${args.join(' ')}: ${stderr.trim()}`)
  return stdout
}

/** What the API says of some kinds in all namespaces; throws where it does not answer. */
export async function listed<T>(context: LiveContext, kinds: string): Promise<T[]> {
  const text = await asked(context, ['get', kinds, '--all-namespaces', '--output=json'])
  return (JSON.parse(text) as { items: T[] }).items // a List, by kubectl's contract
}

function commandLine(args: readonly string[], { stateFolder, external }: LiveContext): CommandLine {
  if (external !== undefined) return ['kubectl', `--kubeconfig=${external}`, ...args]
  const plan = readPlan(stateFolder)
  if (!plan) throw new Obstacle('There is no cluster: npm run live -- up OVERLAY starts one.')
  const program = join(plan.artefacts.bin, 'kubectl')
  const kubeconfig = join(clusterPaths(stateFolder).keys, 'admin.kubeconfig')
  // The API server is in the nodes' network, which has no way out, and so no way in.
  return inNetworkOf(stateFolder, controlNode(plan.nodes).name, [program, `--kubeconfig=${kubeconfig}`, ...args])
}

/** A proxy of the machine's leads nowhere from there. It waits for ever for a cluster that is gone, unless `down` knows it. */
function environment({ stateFolder, external }: LiveContext): Readonly<Record<string, string>> {
  if (external !== undefined) return {}
  return { NO_PROXY: '*', KUBECACHEDIR: clusterPaths(stateFolder).kubectlCache, [mark]: stateFolder }
}
