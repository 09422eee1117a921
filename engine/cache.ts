import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The SHA-256 of the parts in hexadecimal. Parts are told apart: `['ab', 'c']` and `['a', 'bc']` differ. */
export function contentKey(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:`).update(part)
  return hash.digest('hex')
}

/**
 * The ES module that `build` writes, kept at `file` (its name must hold the key of all its inputs). A module that does
 * not load is built again; where nothing can be written, the module lives in memory only.
 */
export async function cachedModule<T>(file: string | undefined, build: () => Promise<string>): Promise<T> {
  if (file !== undefined) {
    const cached = await importFile<T>(file)
    if (cached !== undefined) return cached
  }
  const source = await build()
  if (file !== undefined && writeWhole(file, source)) {
    // A second import of a URL that failed before would answer from the module loader's memory.
    return (await import(`${pathToFileURL(file).href}?built=${Date.now()}`)) as T
  }
  return (await import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`)) as T
}

async function importFile<T>(file: string): Promise<T | undefined> {
  try {
    readFileSync(file, { flag: 'r' })
  } catch {
    return undefined
  }
  try {
    return (await import(pathToFileURL(file).href)) as T
  } catch {
    return undefined // cut off or damaged: it is built again
  }
}

/** Writes a file as a whole or not at all; false where the folder cannot be written. */
function writeWhole(file: string, text: string): boolean {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(temporary, text)
    renameSync(temporary, file)
    return true
  } catch {
    if (existsSync(temporary)) rmSync(temporary)
    return false // a cache that cannot be written costs time, nothing else
  }
}
