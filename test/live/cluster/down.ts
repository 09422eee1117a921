import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { LiveCommand, LiveContext } from '../context.ts'
import { Obstacle } from '../obstacle.ts'
import { removeGroups } from './cgroups.ts'
import { restoreControllers } from './controllers.ts'
import { firstProcessOf } from './kernel-namespaces.ts'
import { restoreKernelSettings } from './kernel-settings.ts'
import { leftovers } from './leftovers.ts'
import { clusterPaths } from './paths.ts'
import { cgroupOf } from './plan.ts'
import { markedProcesses } from './processes.ts'
import { isAlive, type ProcessRecord, recordedProcess, startedAt } from './record.ts'

/** `down`: ends the cluster and leaves the machine as it was; only the logs stay. Once more does no harm. */
export const downCommand: LiveCommand = async (_, context) => {
  const { starter } = clusterPaths(context.stateFolder)
  const up = recordedProcess(starter)
  if (up) await ends(up)
  const left = await takeDown(context)
  for (const sentence of left) process.stderr.write(`Left over: ${sentence}\n`)
  return left.length === 0 ? 0 : 1
}

/**
 * Ends all that was started for a state folder, at whatever moment that was broken off. What does not end keeps nothing
 * else from being tidied up. Gives what is left over.
 */
export async function takeDown(context: LiveContext): Promise<string[]> {
  const { stateFolder } = context
  const paths = clusterPaths(stateFolder)
  const nodes = existsSync(paths.nodes) ? readdirSync(paths.nodes) : []
  for (const node of nodes) await nodeEnds(stateFolder, node)
  await endMarked(stateFolder)
  restoreKernelSettings(paths.kernelSettings)
  await removeGroups(cgroupOf(stateFolder))
  restoreControllers(paths.controllers)
  const left = leftovers(context)
  if (left.length === 0) forget(stateFolder)
  return left
}

/** Ends a node as a power cut does; throws where it does not end. */
export async function stopNode(stateFolder: string, node: string): Promise<void> {
  if (!(await nodeEnds(stateFolder, node))) throw new Obstacle(`${node} does not end`)
}

/** Whether a node ended: its namespaces end with their first process, and `unshare` with that. */
async function nodeEnds(stateFolder: string, node: string): Promise<boolean> {
  const unshare = recordedProcess(clusterPaths(stateFolder).node(node).record)
  if (!unshare) return true
  const first = firstProcessOf(stateFolder, node)
  const [process = unshare] = first === undefined ? [] : recordOf(first)
  return (await ends(process)) && (await isGone(unshare))
}

/**
 * Ends what was started and not written down: a node whose starter was killed, a build. Looks again, for up to 20 s, as
 * a build starts programs until it ends.
 */
async function endMarked(stateFolder: string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const marked = markedProcesses(stateFolder)
    if (marked.length === 0) return
    for (const record of marked.flatMap(recordOf)) kill(record)
    await pause(50)
  }
}

function recordOf(pid: number): ProcessRecord[] {
  const started = startedAt(pid)
  return started ? [{ pid, startedAt: started }] : []
}

/** Kills a process; gives whether it ended. */
function ends(process: ProcessRecord): Promise<boolean> {
  kill(process)
  return isGone(process)
}

/** Waits up to 20 s until a process is gone; gives whether it is. */
async function isGone(process: ProcessRecord): Promise<boolean> {
  for (let attempt = 0; attempt < 2000 && isAlive(process); attempt += 1) await pause(10)
  return !isAlive(process)
}

function kill(record: ProcessRecord): void {
  if (!isAlive(record)) return
  try {
    process.kill(record.pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // it ended by itself
  }
}

function forget(stateFolder: string): void {
  const { logs } = clusterPaths(stateFolder)
  if (!existsSync(stateFolder)) return
  for (const entry of readdirSync(stateFolder)) {
    const path = join(stateFolder, entry)
    if (path !== logs) rmSync(path, { recursive: true, force: true })
  }
}
