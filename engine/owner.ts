import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { codeOf } from './failure.ts'

/** A process, told apart from every other one on any machine and at any time. */
export type Owner = {
  readonly host: string
  /** The running kernel and the process numbers that it knows by them; both empty where the system does not say. */
  readonly boot: string
  readonly namespace: string
  readonly pid: number
  /** When the process started, in the kernel's clock ticks; empty where the system does not say. */
  readonly start: string
  /** When it became the owner, as an ISO 8601 time. */
  readonly since: string
  /** Unlike that of any other owner, be it the same process. */
  readonly token: string
}

/** This process as an owner from now on. */
export function thisProcess(): Owner {
  return {
    host: hostname(),
    boot: orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    namespace: orEmpty(() => readlinkSync('/proc/self/ns/pid')),
    pid: process.pid,
    start: procStat('self')?.start ?? '',
    since: new Date().toISOString(),
    token: randomUUID(),
  }
}

/** The owner that a text names, or undefined where it names none. */
export function readOwner(text: string): Owner | undefined {
  try {
    const owner: unknown = JSON.parse(text)
    return isOwner(owner) ? owner : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/**
 * Whether an owner still lives, as `me` can see it. Of another machine, or of another container, no process can be seen:
 * such an owner is taken to live for `patience` milliseconds from its `age`, also in milliseconds.
 */
export function lives(owner: Owner, me: Owner, { age, patience }: { age: number; patience: number }): boolean {
  const bootsKnown = owner.boot !== '' && me.boot !== ''
  const rebooted = bootsKnown && owner.boot !== me.boot && owner.host === me.host
  if (rebooted) return false
  const seen = (bootsKnown ? owner.boot === me.boot : owner.host === me.host) && owner.namespace === me.namespace
  return seen ? processLives(owner) : age < patience
}

/** How a message names an owner. */
export function showOwner({ pid, host, since }: Owner): string {
  return `process ${pid} on ${host}, since ${since}`
}

/** Seconds in what `ps -o etime=` prints, `[[days-]hours:]minutes:seconds`; undefined where it is something else. */
export function elapsedSeconds(text: string): number | undefined {
  const match = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)$/.exec(text.trim())
  if (match === null) return undefined
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0))
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== 'object' || value === null) return false
  const texts = ['host', 'boot', 'namespace', 'start', 'since', 'token']
  const owner = value as Record<string, unknown> // an object's keys may be asked for, whatever it is
  return (
    Number.isSafeInteger(owner.pid) && Number(owner.pid) > 0 && texts.every((key) => typeof owner[key] === 'string')
  )
}

function processLives({ pid, start, since }: Owner): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false
    if (codeOf(error) !== 'EPERM') throw error
  }
  const stat = procStat(String(pid))
  if (stat !== undefined) return !stat.dead && (start === '' || stat.start === start)
  // Without /proc: whoever has started after the owner became one is another process with its number.
  const { spawnSync } = process.getBuiltinModule('node:child_process') // loaded where it is needed, as it is large
  const elapsed = elapsedSeconds(
    spawnSync('ps', ['-o', 'etime=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '',
  )
  return elapsed === undefined || Date.now() - elapsed * 1000 < Date.parse(since) + 2000
}

/** State and start of a process, see proc(5): fields 3 and 22, counted behind the name, which may hold anything. */
function procStat(pid: string): { dead: boolean; start: string } | undefined {
  const text = orEmpty(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, start] = [fields[0], fields[19]]
  // A zombie lives no more, but keeps its number until its parent asks for it; in a container nobody may.
  return state === undefined || start === undefined ? undefined : { dead: state === 'Z' || state === 'X', start }
}

/** What the system says, or nothing where it does not: Windows and macOS have no /proc, a sandbox may hide it. */
function orEmpty(read: () => string): string {
  try {
    return read()
  } catch (error) {
    if (codeOf(error) === undefined) throw error
    return ''
  }
}
