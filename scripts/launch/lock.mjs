import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { Refusal } from './failure.mjs'

/** @typedef {{ pid: number, host: string, start: string }} Owner */

const patience = { milliseconds: 600_000, step: 200, unreadable: 5_000 }

/**
 * Runs `work` while no other process of this or another machine does. Waits for a living owner of the lock, takes over
 * from a dead one.
 *
 * @template T
 * @param {string} path of the lock, a file in an existing folder
 * @param {() => T} work
 * @returns {T}
 */
export function withLock(path, work) {
  for (let waited = 0; !takeLock(path); waited += patience.step) {
    if (waited === 0) console.error(`Waiting for another process, which holds ${path}.`)
    if (waited > patience.milliseconds) {
      throw new Refusal(`${path} has been held for too long: remove it if nothing is installing, and try again.`)
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, patience.step)
  }
  try {
    return work()
  } finally {
    rmSync(path, { force: true })
  }
}

/** @param {string} path @returns {boolean} whether it is ours now */
function takeLock(path) {
  if (createLock(path)) return true
  if (!isAbandoned(path)) return false
  // Two processes may find the same dead owner: only one may remove it, or it would remove the other's new lock.
  const guard = `${path}.takeover`
  if (!createLock(guard)) {
    if (isAbandoned(guard)) rmSync(guard, { force: true })
    return false
  }
  try {
    if (isAbandoned(path)) rmSync(path, { force: true })
  } finally {
    rmSync(guard, { force: true })
  }
  return createLock(path)
}

/** @param {string} path @returns {boolean} */
function createLock(path) {
  try {
    const file = openSync(path, 'wx')
    /** @type {Owner} */
    const owner = { pid: process.pid, host: hostname(), start: startOf(process.pid) }
    writeSync(file, JSON.stringify(owner))
    closeSync(file)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw new Refusal(`${path} could not be written: ${/** @type {Error} */ (error).message}.`)
  }
}

/** Whether the lock's owner is known to be dead. One on another machine never is. @param {string} path */
function isAbandoned(path) {
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
  const owner = readOwner(path)
  if (owner === undefined) return age > patience.unreadable
  return owner.host === hostname() && (!isRunning(owner.pid) || startOf(owner.pid) !== owner.start)
}

/** @param {string} path @returns {Owner | undefined} nothing while its owner is still writing it */
function readOwner(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/**
 * When a process started, as Linux counts it, so that a number that was given out again is not its former owner.
 * Elsewhere nothing: there the number alone decides.
 *
 * @param {number} pid
 */
function startOf(pid) {
  try {
    // The second field is the program's name, in parentheses, with anything inside; the start is the 22nd.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
