import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { ofProcess, readIfThere } from './record.ts'

/** In the environment of whatever is started for a cluster: its state folder, by which a process is known as ours. */
export const mark = 'SLUICE_LIVE_STATE'

/** Every process that was started for this state folder, by a node or as one. */
export function markedProcesses(stateFolder: string): number[] {
  const ours = `${mark}=${stateFolder}`
  return processes().filter((pid) =>
    (ofProcess(() => readFileSync(`/proc/${pid}/environ`, 'utf8')) ?? '').split('\0').includes(ours),
  )
}

/** The processes in the pid namespace of a node, by their number in it. */
export function processesIn(firstPid: number): ReadonlyMap<number, number> {
  const namespace = pidNamespace(firstPid)
  return new Map(
    processes()
      .filter((pid) => pidNamespace(pid) === namespace)
      .map((pid) => [Number(/^NSpid:.*?(\d+)$/m.exec(readIfThere(`/proc/${pid}/status`) ?? '')?.[1]), pid]),
  )
}

/** The processes of a node's pods: they are in the node's control group, each pod in a pid namespace of its own. */
export function podProcesses(group: string): number[] {
  return processes().filter((pid) => (readIfThere(`/proc/${pid}/cgroup`) ?? '').includes(`/${group}/`))
}

/** Every process of the machine but this one. */
function processes(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
}

function pidNamespace(pid: number): string | undefined {
  return ofProcess(() => readlinkSync(`/proc/${pid}/ns/pid`))
}
