import { existsSync, realpathSync } from 'node:fs'
import type { LiveContext } from '../context.ts'
import { groupsOf } from './cgroups.ts'
import { changedKernelSettings } from './kernel-settings.ts'
import { mounts } from './mounts.ts'
import { clusterPaths } from './paths.ts'
import { cgroupOf } from './plan.ts'
import { markedProcesses } from './processes.ts'
import { readIfThere } from './record.ts'

/** What a cluster left on this machine, a sentence each; nothing after `down`. */
export function leftovers({ stateFolder }: LiveContext): string[] {
  // The kernel names mounts by where they really are, which a cache behind a link is not.
  const folder = existsSync(stateFolder) ? realpathSync(stateFolder) : stateFolder
  const changed = Object.entries(changedKernelSettings(clusterPaths(stateFolder).kernelSettings))
  return [
    ...markedProcesses(stateFolder).map((pid) => `process ${pid} runs: ${commandOf(pid)}`),
    ...mounts()
      .filter(({ what, where }) => [what, where].some((path) => path.startsWith(`${folder}/`)))
      .map(({ what, where }) => `${what} is mounted at ${where}`),
    ...groupsOf(cgroupOf(stateFolder)).map((folder) => `the control group ${folder} exists`),
    ...changed.map(([setting, value]) => `the kernel setting ${setting} is changed; it was ${value}`),
  ]
}

function commandOf(pid: number): string {
  return (readIfThere(`/proc/${pid}/cmdline`) ?? '').split('\0').join(' ').trim()
}
