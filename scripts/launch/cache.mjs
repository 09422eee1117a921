import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { markUsed } from '../../engine/script.mjs'
import { Refusal } from './failure.mjs'

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
 * @typedef {object} BundledScript
 * @property {string} url what stack traces and debuggers call it
 * @property {() => string} readText
 * @property {() => string} readMap its source map, as JSON
 *
 * @typedef {object} Bundle
 * @property {BundledScript} main exports `main`
 * @property {BundledScript} later what `main` asks for when it needs it
 * @property {string} sourcesFrom the URL that the paths of the source maps are relative to
 * @property {string} codeKey of both texts
 *
 * What lies beside them, so that a damaged or outdated bundle is noticed.
 * @typedef {object} Contents
 * @property {string} main the fingerprint of its text
 * @property {string} later the fingerprint of its text, which is long, and read only when it is needed
 * @property {Record<string, string>} others size and time of each file but `main`, by name
 * @property {Record<string, string>} sources the fingerprint of each source that the key does not cover, by path
 */

export const bundleFiles = { main: 'main.cjs', later: 'later.cjs', contents: 'contents.json' }

/** What both ask for that the launcher has: the list of what is compiled must be one. */
export const scriptModule = 'sluice:script'

/** What `main` asks for that lies in `later`: this and the module's name. */
export const laterPrefix = 'sluice:later/'

/** @param {string} cacheFolder @param {string} name */
export const bundleFolder = (cacheFolder, name) => join(cacheFolder, 'bundles', name)

/**
 * @param {string} cacheFolder
 * @param {string} inputsKey of what is in the tree now
 * @returns {Bundle | undefined} nothing where there is none that is whole and current
 */
export function readBundle(cacheFolder, inputsKey) {
  const folder = bundleFolder(cacheFolder, inputsKey)
  const read = (/** @type {string} */ name) => readFileSync(join(folder, name), 'utf8')
  try {
    /** @type {Contents} */
    const contents = JSON.parse(read(bundleFiles.contents))
    const text = read(bundleFiles.main)
    const isWhole =
      contents.main === ofContent(text) &&
      Object.entries(contents.others).every(([name, known]) => ofStatus(join(folder, name)) === known) &&
      Object.entries(contents.sources).every(([path, known]) => ofSource(path) === known)
    if (!isWhole) return
    markUsed(folder)
    const readLater = () => {
      const later = read(bundleFiles.later)
      if (ofContent(later) === contents.later) return later
      rmSync(folder, { recursive: true })
      throw new Refusal(`The cache in ${folder} was damaged and is removed: run the command again.`)
    }
    return bundleOf(folder, contents, {
      main: { readText: () => text, readMap: () => read(`${bundleFiles.main}.map`) },
      later: { readText: readLater, readMap: () => read(`${bundleFiles.later}.map`) },
    })
  } catch {
    return // Absent, cut short, or not ours: all the same, it is built anew.
  }
}

/**
 * @param {string} folder
 * @param {{ main: string, later: string }} fingerprints
 * @param {Record<'main' | 'later', Omit<BundledScript, 'url'>>} scripts
 * @returns {Bundle}
 */
export function bundleOf(folder, fingerprints, { main, later }) {
  const sourcesFrom = pathToFileURL(folder + sep).href
  return {
    main: { ...main, url: new URL(bundleFiles.main, sourcesFrom).href },
    later: { ...later, url: new URL(bundleFiles.later, sourcesFrom).href },
    sourcesFrom,
    codeKey: `${fingerprints.main} ${fingerprints.later}`,
  }
}

/** Installed packages are many files, and change by being installed anew. @param {string} path */
export function ofSource(path) {
  return path.includes(`${sep}node_modules${sep}`) ? ofStatus(path) : ofContent(readFileSync(path))
}

/** @param {string} path */
export function ofStatus(path) {
  const { size, mtimeMs } = statSync(path)
  return `${size} ${mtimeMs}`
}

/** @param {string | Uint8Array} content */
export const ofContent = (content) => createHash('sha256').update(content).digest('hex')
