import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'

// In plain JavaScript because the launcher needs it before there is a bundle.

/**
 * Scripts that were compiled from their text in this process, and where their compiled form belongs.
 *
 * @type {{ script: Script, file: string }[]}
 */
const compiledHere = []

/**
 * Runs the text of a CommonJS module. V8 compiles each function when it is first called, which takes longer than most
 * of what a short run does: where there is a cache, the compiled form of a text is kept there under the text's own key.
 *
 * @param {string} text `(function (exports, require, module) {…})`
 * @param {object} options
 * @param {string} options.url how stack traces and debuggers call it
 * @param {string | undefined} options.cacheFolder
 * @param {(id: string) => unknown} [options.require] what the module may ask for other modules
 * @returns {unknown} what the module exports
 */
export function runScript(text, { url, cacheFolder, require }) {
  const file = cacheFolder === undefined ? undefined : join(cacheFolder, 'compiled', keyOf(text))
  const cachedData = file === undefined ? undefined : readKept(file)
  const script = new Script(text, { filename: url, ...(cachedData && { cachedData }) })
  if (file !== undefined && (cachedData === undefined || script.cachedDataRejected)) compiledHere.push({ script, file })
  const module = { exports: {} }
  script.runInThisContext()(module.exports, require, module)
  return module.exports
}

/** Keeps the compiled form of what ran: at the end of the work, as only functions that were called are part of it. */
export function keepCompiled() {
  for (const { script, file } of compiledHere.splice(0)) writeKept(file, script.createCachedData())
}

/** @param {string} text */
function keyOf(text) {
  return createHash('sha256').update(`${process.version} ${process.arch}\0`).update(text).digest('hex')
}

const headLength = 64

/** The first line of a kept file: V8 takes damaged data for good, and half a script may be one. @param {Uint8Array} content */
function headOf(content) {
  return `// ${createHash('sha256')
    .update(content)
    .digest('hex')
    .slice(0, headLength - 4)}\n`
}

/**
 * Reads a file of the cache.
 *
 * @param {string} file
 * @returns {Buffer | undefined} nothing where it is absent or damaged
 */
export function readKept(file) {
  try {
    const kept = readFileSync(file)
    const content = kept.subarray(headLength)
    if (headOf(content) !== kept.toString('latin1', 0, headLength)) return undefined
    markUsed(file)
    return content
  } catch {
    return undefined // Absent, or it cannot be read: all the same, it is made anew.
  }
}

/**
 * Writes a file of the cache, as a whole or not at all. Where the cache cannot be written, that costs time and nothing
 * else.
 *
 * @param {string} file
 * @param {Uint8Array} content
 */
export function writeKept(file, content) {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`
  const write = () => writeFileSync(temporary, Buffer.concat([Buffer.from(headOf(content)), content]))
  try {
    try {
      write()
    } catch {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      write()
    }
    renameSync(temporary, file)
  } catch {
    rmSync(temporary, { force: true }) // a file system that is full or read-only
  }
}

const halfAnHour = 1_800_000

/** Keeps what is in use from being swept, without a write at every start. @param {string} path in the cache */
export function markUsed(path) {
  const now = Date.now()
  if (now - statSync(path).mtimeMs > halfAnHour) utimesSync(path, now / 1000, now / 1000)
}
