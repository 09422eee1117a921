import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readKept, runScript, writeKept } from './script.mjs'

/** The SHA-256 of the parts in hexadecimal. Parts are told apart: `['ab', 'c']` and `['a', 'bc']` differ. */
export function contentKey(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:`).update(part)
  return hash.digest('hex')
}

/** Where the engine keeps what it made, for later runs. Undefined without a cache. */
export function cachedFile(cacheFolder: string | undefined, name: string): string | undefined {
  return cacheFolder === undefined ? undefined : join(cacheFolder, 'modules', name)
}

/**
 * What the CommonJS module exports that `build` writes, kept in the cache as `name` (which must hold the key of all its
 * inputs). A damaged one is built again; where nothing can be written, the module lives in memory only.
 */
export async function cachedModule<T>(
  cacheFolder: string | undefined,
  name: string,
  build: () => Promise<string>,
): Promise<T> {
  const file = cachedFile(cacheFolder, name)
  const run = (text: string): T =>
    runScript(text, { url: file === undefined ? name : pathToFileURL(file).href, cacheFolder }) as T
  const kept = file === undefined ? undefined : readKept(file)
  if (kept !== undefined) return run(kept.toString())
  const text = `(function (exports, require, module) {${await build()}\n})`
  if (file !== undefined) writeKept(file, Buffer.from(text))
  return run(text)
}
