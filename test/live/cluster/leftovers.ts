import { existsSync, realpathSync } from 'node:fs'
import type { LiveContext } from '../context.ts'
import { groupsOf } from './cgroups.ts'
import { addedControllers } from './controllers.ts'
import { changedKernelSettings } from './kernel-settings.ts'
import { mounts } from './mounts.ts'
import { clusterPaths } from './paths.ts'
import { cgroupOf } from './plan.ts'
import { markedProcesses } from './processes.ts'
import { readIfThere, recordedProcess } from './record.ts'

/** What a cluster left on this machine, a sentence each; nothing after `down`. */
export function leftovers({ stateFolder }: LiveContext): string[] {
  // The kernel names mounts by where they really are, which a cache behind a link is not.
  const folder = existsSync(stateFolder) ? realpathSync(stateFolder) : stateFolder
  const changed = Object.entries(changedKernelSettings(clusterPaths(stateFolder).kernelSettings))
  const starter = recordedProcess(clusterPaths(stateFolder).starter)
  const running = [...(starter && starter.pid !== process.pid ? [starter.pid] : []), ...markedProcesses(stateFolder)]
  return [
    ...running.map((pid) => `process ${pid} runs: ${commandOf(pid)}`),
    ...mounts()
      .filter(({ what, where }) => [what, where].some((path) => path.startsWith(`${folder}/`)))
      .map(({ what, where }) => `${what} is mounted at ${where}`),
    ...groupsOf(cgroupOf(stateFolder)).map((folder) => `the control group ${folder} exists`),
    ...addedControllers(clusterPaths(stateFolder).controllers).map(
      ({ folder, controller }) => `${folder} hands down the controller ${controller}, and did not`,
    ),
    ...changed.map(([setting, value]) => `the kernel setting ${setting} is changed; it was ${value}`),
  ]
}

function commandOf(pid: number): string {
  return (readIfThere(`/proc/${pid}/cmdline`) ?? '').split('\0').join(' ').trim()
}
