import { readFileSync } from 'node:fs'
import { writeWhole } from './write-whole.ts'

/** A process for good: a pid alone may have been given to another process meanwhile, pid and start time may not. */
export type ProcessRecord = {
  readonly pid: number
  /** Clock ticks since boot, field 22 of /proc/PID/stat (proc_pid_stat(5)). */
  readonly startedAt: string
}

/** When a process was started, undefined where there is none, or only its remains (a zombie). */
export function startedAt(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`)
  if (!stat) return undefined
  // The second field is the program's name in brackets, which may hold spaces and brackets.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return state === 'Z' ? undefined : fields[18]
}

/** Writes down a process that was just started; throws where it has ended already. */
export function recordProcess(file: string, pid: number): ProcessRecord {
  const started = startedAt(pid)
  if (!started) throw new Error(`process ${pid} ended as soon as it was started`)
  const record = { pid, startedAt: started }
  writeWhole(file, JSON.stringify(record))
  return record
}

/** The process that a file names, undefined where there is no file or the process has ended. */
export function recordedProcess(file: string): ProcessRecord | undefined {
  const text = readIfThere(file)
  if (!text) return undefined
  const record = JSON.parse(text) as ProcessRecord // written by recordProcess
  return isAlive(record) ? record : undefined
}

export function isAlive(record: ProcessRecord): boolean {
  return startedAt(record.pid) === record.startedAt
}

/** What node:fs says of a file that is not there; ESRCH: of a process that ended while its file was read. */
const gone = ['ENOENT', 'ESRCH']

/** What `read` gives, undefined where it fails with one of these codes. */
function unless(codes: readonly string[], read: () => string): string | undefined {
  try {
    return read()
  } catch (error) {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined // what node:fs throws
    throw error
  }
}

/** A file's text, undefined where it does not exist. */
export function readIfThere(file: string): string | undefined {
  return unless(gone, () => readFileSync(file, 'utf8'))
}

/** What /proc tells of a process, undefined where it has ended or where it is none of ours (EACCES, also for root). */
export function ofProcess(read: () => string): string | undefined {
  return unless([...gone, 'EACCES'], read)
}
