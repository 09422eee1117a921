import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { LiveContext } from '../context.ts'
import { Obstacle } from '../obstacle.ts'
import type { CommandLine } from './command-line.ts'
import { clusterPaths } from './paths.ts'
import type { ClusterPlan, NodePlan } from './plan.ts'
import { mark } from './processes.ts'
import { isAlive, readIfThere, recordedProcess, recordProcess } from './record.ts'

/** What a node waits for on its input before it touches anything. */
export const goAhead = 'go\n'

/**
 * Starts the namespaces of a node, with tini as their first process: it buries what pods orphan. When it ends, the kernel
 * ends everything in them. Until the go-ahead the node does nothing, so that nothing runs that is not written down: a
 * node whose starter is killed sees its input close, and ends.
 */
export async function openNamespaces(node: NodePlan, plan: ClusterPlan, context: LiveContext): Promise<Writable> {
  const { stateFolder, bundle } = context
  const paths = clusterPaths(stateFolder)
  mkdirSync(paths.logs, { recursive: true })
  const log = openSync(join(paths.logs, `${node.name}.log`), 'a')
  const tini = join(plan.artefacts.system, 'usr/bin/tini')
  const unshare = ['--mount', '--net', '--pid', '--uts', '--ipc', '--propagation', 'private', '--fork', '--mount-proc']
  const command = [tini, '--', process.execPath, '--enable-source-maps', bundle, 'node', node.name]
  const child = spawn('unshare', [...unshare, '--kill-child', ...command], {
    // A session of its own: Ctrl-C is for whoever waits, not for the cluster.
    detached: true,
    stdio: ['pipe', log, log],
    env: nodeEnvironment(plan, context),
  })
  closeSync(log)
  await once(child, 'spawn')
  const { pid, stdin } = child
  if (pid === undefined || !stdin) throw new Error('a process that was spawned has a number and an input')
  const record = recordProcess(paths.node(node.name).record, pid)
  child.unref()
  while (firstProcess(pid) === undefined) {
    if (!isAlive(record)) throw new Obstacle(`${node.name} ended: ${readIfThere(join(paths.logs, `${node.name}.log`))}`)
    await pause(5)
  }
  return stdin
}

/** Only what is named here: the settings of whoever starts it, a proxy say, are not for the cluster. */
function nodeEnvironment({ artefacts: { bin, system } }: ClusterPlan, context: LiveContext): NodeJS.ProcessEnv {
  const own = ['usr/bin', 'usr/sbin', 'bin', 'sbin'].map((folder) => join(system, folder))
  return {
    PATH: [bin, process.env['PATH'], ...own].join(':'),
    HOME: '/root',
    SLUICE_LIVE_REPOSITORY: context.repository,
    SLUICE_LIVE_CACHE: context.cacheFolder,
    [mark]: context.stateFolder,
  }
}

/** The first process of a node's namespaces, as the machine counts; undefined where the node does not run. */
export function firstProcessOf(stateFolder: string, node: string): number | undefined {
  const unshare = recordedProcess(clusterPaths(stateFolder).node(node).record)
  return unshare && firstProcess(unshare.pid)
}

/** The one child of `unshare`. */
function firstProcess(unshare: number): number | undefined {
  const [child] = (readIfThere(`/proc/${unshare}/task/${unshare}/children`) ?? '').split(' ')
  return child ? Number(child) : undefined
}

/** A command line that runs in a node's network; throws where the node does not run. */
export function inNetworkOf(stateFolder: string, node: string, command: CommandLine): CommandLine {
  return ['nsenter', `--net=/proc/${firstOf(stateFolder, node)}/ns/net`, ...command]
}

/** A command line that sees what a node has mounted; throws where the node does not run. */
export function inMountsOf(stateFolder: string, node: string, command: CommandLine): CommandLine {
  return ['nsenter', `--mount=/proc/${firstOf(stateFolder, node)}/ns/mnt`, ...command]
}

function firstOf(stateFolder: string, node: string): number {
  const first = firstProcessOf(stateFolder, node)
  if (first === undefined) throw new Obstacle(`${node} does not run: npm run live -- up OVERLAY starts it`)
  return first
}
