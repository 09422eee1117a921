import { createHash } from 'node:crypto'
import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { codeOf, failure, problemAt } from './failure.ts'
import type { Problem } from './model.ts'
import { isTemporary, temporaryName } from './ours.ts'
import { lives, type Owner, readOwner, showOwner, thisProcess } from './owner.ts'
import { patienceOn, patiently } from './patiently.ts'

export type LockOptions<T> = {
  /** How problems call the file: `overlays/.sluice.lock`. */
  readonly label: string
  /** How long to wait for a living owner, in milliseconds. */
  readonly patience: number
  /** Is told, in one line and once, whom this waits for; also that a lock could not be removed. */
  readonly say: (line: string) => void
  /** What to give back where the lock cannot be had. */
  readonly refused: (problem: Problem) => T
}

/**
 * Does `work` while no other process that asks for the same lock does its own. Whatever decides what is written belongs
 * into the work too, from the reading of the inputs on. The lock of a process that lives is waited for, then `refused`
 * says whose it is; that of one that died is taken over, by one taker only.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, options: LockOptions<T>): Promise<T> {
  const { label, refused, say } = options
  const me = thisProcess()
  try {
    const holder = await acquire(file, me, { until: now() + options.patience, say })
    if (holder !== undefined) return refused(held(holder, label))
  } catch (error) {
    return refused(failure(error, { rule: 'lock/cannot-lock', file: label, expected: 'to make this file' }))
  }
  try {
    attempt(() => sweep(dirname(file), me), 'what an earlier render left beside the lock', say)
    return await work()
  } finally {
    attempt(() => release(file, me), label, say)
  }
}

/** What may fail without harm to the work; the next render does it again. */
function attempt(act: () => void, what: string, say: (line: string) => void): void {
  try {
    act()
  } catch (error) {
    if (codeOf(error) === undefined) throw error
    say(`cannot remove ${what} (${codeOf(error)})`)
  }
}

function release(file: string, me: Owner): void {
  if (read(file)?.owner?.token === me.token) remove(file)
}

/** Milliseconds that no change of the clock changes. `performance` is a module to load. */
const now = (): number => process.uptime() * 1000

// No render takes as long, so that the owner has died where nobody here can see whether it lives.
const oneHour = 3_600_000
// A shared folder may show a lock, and a moment later what its maker has left beside it.
const momentToShow = 2000

/** A lock as it is on disk. Whoever sees the same lock sees the same identity, and no two locks ever share one. */
type Found = { readonly identity: string; readonly owner: Owner | undefined; readonly age: number }

const claimOn = ({ identity }: Found): string => `.sluice-${identity}.tmp`
const isClaim = (name: string): boolean => /^\.sluice-[0-9a-f]{32}\.tmp$/.test(name)

/** Gets the lock and gives nothing; or gives the lock of somebody who still lived at the end of the patience. */
async function acquire(
  file: string,
  me: Owner,
  { until, say }: { until: number; say: (line: string) => void },
): Promise<Found | undefined> {
  let said = false
  for (;;) {
    const found = read(file)
    if (found === undefined) {
      if (create(file, me)) return undefined
    } else if (isDead(found, me, dirname(file))) {
      // Between seeing that the lock is dead and replacing it, another taker may have done both. So a taker first gets
      // the lock for taking over this very one, then looks again. It may die too: hence the same way for that lock.
      const claim = join(dirname(file), claimOn(found))
      const holder = await acquire(claim, me, { until, say })
      if (holder !== undefined) return holder
      try {
        if (isDead(found, me, dirname(file)) && read(file)?.identity === found.identity) {
          replace(file, me)
          return undefined
        }
      } finally {
        remove(claim)
      }
    } else {
      if (now() >= until) return found
      if (!said) say(`waiting for another render: ${whose(found)}`)
      said = true
      await wait(50)
    }
  }
}

function isDead({ owner, age }: Found, me: Owner, folder: string): boolean {
  if (owner !== undefined) return !lives(owner, me, { age, patience: oneHour })
  return Math.abs(age) > momentToShow && !isBeingMade(folder, me)
}

/**
 * Whether somebody who lives may be about to fill a lock that cannot be read, however long they have been kept from it. Whoever
 * makes a lock that way has its content beside it in a temporary file, from before the lock is there until it is filled. So one
 * that was seen unfilled, with no such file beside it then, and that is unfilled still, nobody will ever fill.
 */
function isBeingMade(folder: string, me: Owner): boolean {
  return readdirSync(folder)
    .filter((name) => isTemporary(name) && !isClaim(name))
    .some((name) => {
      try {
        const found = read(join(folder, name))
        return found?.owner !== undefined && !isDead(found, me, folder)
      } catch (error) {
        if (codeOf(error) === undefined) throw error
        return true // whose it is nobody can see
      }
    })
}

/** The lock, or undefined where there is none. */
function read(file: string): Found | undefined {
  let descriptor: number
  try {
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)) // Windows has no O_NOFOLLOW
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    const { mtimeMs, mtimeNs } = fstatSync(descriptor, { bigint: true })
    const content = readFileSync(descriptor, 'utf8')
    const owner = readOwner(content)
    const identity = createHash('sha256')
      .update(owner?.token ?? `${mtimeNs} ${content}`)
      .digest('hex')
      .slice(0, 32)
    return { identity, owner, age: Date.now() - Number(mtimeMs) }
  } finally {
    closeSync(descriptor)
  }
}

/** Makes the lock, with its content at once, where there is none; false where there is one. */
function create(file: string, me: Owner): boolean {
  return withTemporary(file, me, (temporary) => {
    try {
      linkSync(temporary, file)
    } catch (error) {
      // Nothing to link: the owner of a lock that has just gone swept it while it was being written.
      if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOENT') return false
      return copyExclusively(temporary, file)
    }
    return true
  })
}

/**
 * For file systems without hard links (FAT, some shared folders): exclusive too, but for a moment, or as long as this process
 * is kept waiting, without content. `from` says until then that it is being made.
 */
function copyExclusively(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL)
    return true
  } catch (error) {
    // As above; some of these systems refuse to link what is not there with EPERM too.
    if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOENT') return false
    throw error
  }
}

function replace(file: string, me: Owner): void {
  withTemporary(file, me, (temporary) => patiently(patienceOn(process.platform), () => renameSync(temporary, file)))
}

function withTemporary<T>(file: string, me: Owner, use: (temporary: string) => T): T {
  const temporary = join(dirname(file), temporaryName())
  try {
    writeFileSync(temporary, `${JSON.stringify(me)}\n`, { flag: 'wx' })
    return use(temporary)
  } finally {
    remove(temporary)
  }
}

function remove(file: string): void {
  try {
    patiently(patienceOn(process.platform), () => unlinkSync(file))
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

/** Removes what takers that died have left beside the lock. The owner may: no lock that these were for exists any more. */
function sweep(folder: string, me: Owner): void {
  for (const name of readdirSync(folder).filter(isTemporary)) {
    const found = read(join(folder, name))
    if (found !== undefined && (found.owner === undefined || isDead(found, me, folder))) remove(join(folder, name))
  }
}

function whose({ owner }: Found): string {
  return owner === undefined ? 'its lock cannot be read yet' : showOwner(owner)
}

function held(found: Found, label: string): Problem {
  return problemAt(label, {
    rule: 'lock/held',
    message: `expected no other render at the same time, found ${whose(found)}`,
    hint: `wait until it has ended; if that is no render any more, delete ${label}`,
  })
}
