import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, statSync, utimesSync } from 'node:fs'
import module from 'node:module'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * The folder for what is built: `SLUICE_CACHE`, else the platform's cache of this user.
 *
 * @returns {string | undefined} absolute, without symbolic links; nothing where it cannot be written
 */
export function openCache() {
  try {
    const folder = userCache()
    makeFolder(folder)
    accessSync(folder, constants.W_OK | constants.X_OK)
    return statSync(folder).isDirectory() ? realpathSync(folder) : undefined
  } catch {
    return undefined // Whatever the reason is: what is built then stays in memory, slower and as right.
  }
}

function userCache() {
  const { SLUICE_CACHE: chosen, LOCALAPPDATA: local, XDG_CACHE_HOME: xdg } = process.env
  if (chosen) return resolve(chosen)
  if (process.platform === 'win32') return join(local || join(homedir(), 'AppData', 'Local'), 'sluice')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'sluice')
  // A relative one is to be ignored: https://specifications.freedesktop.org/basedir-spec/latest/
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'sluice')
}

/** Node's own `recursive` never returns where an existing folder answers ENOENT (autofs, /proc). @param {string} folder */
function makeFolder(folder) {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
  }
}

/**
 * The TypeScript of both roots as JavaScript that Node runs.
 *
 * @typedef {object} Bundle
 * @property {string} url of the module that exports `main`
 * @property {string} sourcesFrom the URL that its source maps' paths are relative to
 * @property {(url: string) => string | undefined} readMap the source map of one of its modules, as JSON
 *
 * What lies beside the modules, so that a damaged or outdated bundle is noticed.
 * @typedef {object} Contents
 * @property {Record<string, string>} files the fingerprint of each file of the bundle, by name
 * @property {Record<string, string>} sources the fingerprint of each source that the key does not cover, by path
 */

export const contentsFile = 'contents.json'
const halfAnHour = 1_800_000

/** @param {string} cacheFolder @param {string} name */
export const bundleFolder = (cacheFolder, name) => join(cacheFolder, 'bundles', name)

/**
 * @param {string} cacheFolder
 * @param {string} inputsKey of what is in the tree now
 * @returns {Bundle | undefined} nothing where there is none that is whole and current
 */
export function readBundle(cacheFolder, inputsKey) {
  const folder = bundleFolder(cacheFolder, inputsKey)
  try {
    /** @type {Contents} */
    const { files, sources } = JSON.parse(readFileSync(join(folder, contentsFile), 'utf8'))
    const isWhole = Object.entries(files).every(([name, known]) => ofFile(join(folder, name)) === known)
    if (!isWhole || !Object.entries(sources).every(([path, known]) => ofSource(path) === known)) return undefined
    markUsed(folder)
  } catch {
    return undefined // Absent, cut short, or not ours: all the same, it is built anew.
  }
  const sourcesFrom = pathToFileURL(folder + sep).href
  return {
    url: new URL('main.mjs', sourcesFrom).href,
    sourcesFrom,
    readMap: (url) => (url.startsWith(sourcesFrom) ? readFileSync(`${fileURLToPath(url)}.map`, 'utf8') : undefined),
  }
}

/** Lets a Node that can (22.8) keep what it compiles, beside the bundle and as long. @param {Bundle} bundle */
export function keepCompiled({ url }) {
  /** @type {typeof module & { enableCompileCache?: (folder: string) => void }} */
  const { enableCompileCache } = module
  if (url.startsWith('file:')) enableCompileCache?.(fileURLToPath(new URL('compiled', url)))
}

/** Keeps a bundle in use from being swept, without a write at every start. @param {string} folder */
function markUsed(folder) {
  const now = Date.now()
  if (now - statSync(folder).mtimeMs > halfAnHour) utimesSync(folder, now / 1000, now / 1000)
}

/** A map that is damaged spoils a stack trace at worst: its size is enough. @param {string} path */
export function ofFile(path) {
  return path.endsWith('.map') ? String(statSync(path).size) : ofContent(path)
}

/** Installed packages are many files, and change by being installed anew. @param {string} path */
export function ofSource(path) {
  if (!path.includes(`${sep}node_modules${sep}`)) return ofContent(path)
  const { size, mtimeMs } = statSync(path)
  return `${size} ${mtimeMs}`
}

/** @param {string} path */
function ofContent(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}
