import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { LiveCommand, LiveContext } from '../context.ts'
import { removeGroups } from './cgroups.ts'
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
  if (up) await end(up)
  const left = await takeDown(context)
  for (const sentence of left) process.stderr.write(`Left over: ${sentence}\n`)
  return left.length === 0 ? 0 : 1
}

/** Ends all that was started for a state folder, at whatever moment that was broken off. Gives what is left over. */
export async function takeDown(context: LiveContext): Promise<string[]> {
  const { stateFolder } = context
  const paths = clusterPaths(stateFolder)
  const nodes = existsSync(paths.nodes) ? readdirSync(paths.nodes) : []
  for (const node of nodes) await stopNode(stateFolder, node)
  // A node that was started and not yet written down when its starter was killed.
  for (const process of markedProcesses(stateFolder).flatMap(recordOf)) await end(process)
  restoreKernelSettings(paths.kernelSettings)
  await removeGroups(cgroupOf(stateFolder))
  const left = leftovers(context)
  if (left.length === 0) forget(stateFolder)
  return left
}

/** Ends a node as a power cut does: its namespaces end with their first process, and `unshare` with that. */
export async function stopNode(stateFolder: string, node: string): Promise<void> {
  const unshare = recordedProcess(clusterPaths(stateFolder).node(node).record)
  if (!unshare) return
  const first = firstProcessOf(stateFolder, node)
  const [process = unshare] = first === undefined ? [] : recordOf(first)
  await end(process)
  await gone(unshare)
}

function recordOf(pid: number): ProcessRecord[] {
  const started = startedAt(pid)
  return started ? [{ pid, startedAt: started }] : []
}

async function end(process: ProcessRecord): Promise<void> {
  kill(process)
  await gone(process)
}

/** Waits until a process is gone; throws where it is not after 20 s. */
async function gone(process: ProcessRecord): Promise<void> {
  for (let attempt = 0; isAlive(process); attempt += 1) {
    if (attempt === 2000) throw new Error(`process ${process.pid} does not end`)
    await pause(10)
  }
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
