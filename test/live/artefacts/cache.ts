import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Where artefacts are kept, and who hears how their making goes. */
export type Cache = {
  readonly folder: string
  readonly say: (line: string) => void
  /** What is being made, or is there, by its name and key. */
  readonly artefacts: Map<string, Promise<string>>
}

const unfinished = '.unfinished-'

/** Opens the cache in a folder, and clears away what processes that are gone left half made. */
export function openCache(folder: string, say: (line: string) => void): Cache {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) {
    const [, pid] = name.split(unfinished)
    if (pid !== undefined && !existsSync(join('/proc', pid))) clear(join(folder, name))
  }
  return { folder, say, artefacts: new Map() }
}

/** The name, with its key, of the part that a path inside the cache is of: the same wherever the cache is. */
export const nameOf = (path: string): string => basename(dirname(path))

/** A folder of this process alone, for what is not kept. */
export const unfinishedFolder = (cache: Cache, name: string): string =>
  join(cache.folder, `${name}${unfinished}${process.pid}`)

/** Clears away what this process had for itself. */
export function closeCache({ folder }: Cache): void {
  const own = `${unfinished}${process.pid}`
  for (const name of readdirSync(folder)) {
    if (name.endsWith(own)) clear(join(folder, name))
  }
}

/** Removes a folder. A program that outlived the process that started it may still write there for a while. */
function clear(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

/** The way in which parts are made of their inputs. Whoever changes what it makes counts it up. */
const way = 1

/** The name of what is made of these inputs. Plain data only; two inputs that differ anywhere have different keys. */
export function keyOf(inputs: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([way, inputs]))
    .digest('hex')
    .slice(0, 16)
}

/**
 * The folder of what `make` makes of the inputs: as it was made before, or made now, in a folder that gets its name when it
 * is whole. A process that is killed leaves nothing that looks whole.
 */
export function artefact(
  cache: Cache,
  name: string,
  inputs: unknown,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(cache.folder, `${name}-${keyOf(inputs)}`)
  const known = cache.artefacts.get(folder)
  if (known) return known
  const artefact = existsSync(folder) ? Promise.resolve(folder) : makeWhole(cache, name, folder, make)
  cache.artefacts.set(folder, artefact)
  return artefact
}

async function makeWhole(
  { say }: Cache,
  name: string,
  folder: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const start = performance.now()
  const partial = `${folder}${unfinished}${process.pid}`
  clear(partial)
  mkdirSync(partial)
  try {
    await make(partial)
    // Another process may have been faster. What it made of the same inputs is as good.
    if (existsSync(folder)) clear(partial)
    else renameSync(partial, folder)
  } catch (error) {
    clear(partial)
    throw error
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  say(`${name}: ${(sizeOf(folder) / 1e6).toFixed(0)} MB, ${seconds} s`)
  return folder
}

/** Bytes of the files in a folder; one with several names counts once. */
function sizeOf(folder: string): number {
  const sizes = new Map<number, number>()
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const stats = lstatSync(join(folder, path))
    if (stats.isFile()) sizes.set(stats.ino, stats.size)
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0)
}
