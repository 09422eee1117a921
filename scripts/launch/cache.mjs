import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { markUsed } from '../../engine/script.mjs'

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
 * @property {string} text of the CommonJS module that exports `main`
 * @property {string} codeKey of the text
 * @property {string} url what stack traces and debuggers call it
 * @property {string} sourcesFrom the URL that its source map's paths are relative to
 * @property {() => string} readMap its source map, as JSON
 *
 * What lies beside them, so that a damaged or outdated bundle is noticed.
 * @typedef {object} Contents
 * @property {string} text the fingerprint of the text
 * @property {number} map the size of the map, which spoils a stack trace at worst
 * @property {Record<string, string>} sources the fingerprint of each source that the key does not cover, by path
 */

export const bundleFiles = { text: 'main.cjs', map: 'main.cjs.map', contents: 'contents.json' }

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
    const contents = JSON.parse(readFileSync(join(folder, bundleFiles.contents), 'utf8'))
    const text = readFileSync(join(folder, bundleFiles.text))
    const codeKey = ofContent(text)
    const isWhole = contents.text === codeKey && contents.map === statSync(join(folder, bundleFiles.map)).size
    if (!isWhole || !Object.entries(contents.sources).every(([path, known]) => ofSource(path) === known)) return
    markUsed(folder)
    return inFolder(folder, text.toString(), codeKey, () => readFileSync(join(folder, bundleFiles.map), 'utf8'))
  } catch {
    return // Absent, cut short, or not ours: all the same, it is built anew.
  }
}

/** @param {string} folder @param {string} text @param {string} codeKey @param {() => string} readMap @returns {Bundle} */
export function inFolder(folder, text, codeKey, readMap) {
  const sourcesFrom = pathToFileURL(folder + sep).href
  return { text, codeKey, url: new URL(bundleFiles.text, sourcesFrom).href, sourcesFrom, readMap }
}

/** Installed packages are many files, and change by being installed anew. @param {string} path */
export function ofSource(path) {
  if (!path.includes(`${sep}node_modules${sep}`)) return ofContent(readFileSync(path))
  const { size, mtimeMs } = statSync(path)
  return `${size} ${mtimeMs}`
}

/** @param {string | Uint8Array} content */
export const ofContent = (content) => createHash('sha256').update(content).digest('hex')
