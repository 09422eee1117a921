import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { bundleFiles, bundleFolder, bundleOf, ofContent, ofSource, ofStatus, readBundle } from './cache.mjs'
import { discoverComponents } from './components.mjs'
import { Refusal } from './failure.mjs'

/**
 * @typedef {object} Wanted
 * @property {string} packageRoot
 * @property {string} root
 * @property {string | undefined} cacheFolder
 * @property {() => string} hashTree the key of what is in the tree now
 *
 * @typedef {import('./cache.mjs').Bundle & { inputsKey: string }} KeyedBundle a bundle and the key of what it was made from
 */

/**
 * Builds what is in the tree now, and keeps it in the cache where there is one.
 *
 * @param {Wanted} wanted
 * @param {number} tries
 * @returns {Promise<KeyedBundle>}
 */
export async function makeBundle(wanted, tries = 3) {
  const { packageRoot, root, cacheFolder, hashTree } = wanted
  const inputsKey = hashTree()
  const components = discoverComponents(packageRoot, root)
  const folder = cacheFolder ? bundleFolder(cacheFolder, inputsKey) : packageRoot
  const built = await build({ packageRoot, root, components }, folder)
  // A file that was saved meanwhile is in the bundle as it is in neither key.
  if (hashTree() !== inputsKey) {
    if (tries > 1) return makeBundle(wanted, tries - 1)
    throw new Refusal('Files of Sluice keep changing while it reads them: try again.')
  }
  if (cacheFolder === undefined) return { ...inMemory(packageRoot, built), inputsKey }
  const written = writeBundle(cacheFolder, inputsKey, built)
  for (const folder of ['bundles', 'compiled', 'memory', 'modules']) removeUnused(join(cacheFolder, folder))
  return written ? { ...written, inputsKey } : makeBundle({ ...wanted, cacheFolder: undefined }, tries)
}

/** @param {string} packageRoot @param {import('./build.mjs').Built} built */
function inMemory(packageRoot, built) {
  const { main, later } = built
  return bundleOf(packageRoot, fingerprints(built), {
    main: { readText: () => main.text, readMap: () => main.map },
    later: { readText: () => later.text, readMap: () => later.map },
  })
}

/** @param {import('./build.mjs').Built} built */
const fingerprints = ({ main, later }) => ({ main: ofContent(main.text), later: ofContent(later.text) })

/**
 * @param {string} cacheFolder
 * @param {string} inputsKey
 * @param {import('./build.mjs').Built} built
 * @returns {import('./cache.mjs').Bundle | undefined} nothing where the folder does not take it
 */
function writeBundle(cacheFolder, inputsKey, built) {
  const folder = bundleFolder(cacheFolder, inputsKey)
  const temporary = bundleFolder(cacheFolder, `.${randomBytes(8).toString('hex')}`)
  try {
    mkdirSync(temporary, { recursive: true, mode: 0o700 })
    const { main, later } = bundleFiles
    const others = { [`${main}.map`]: built.main.map, [later]: built.later.text, [`${later}.map`]: built.later.map }
    writeFileSync(join(temporary, main), built.main.text)
    for (const [name, text] of Object.entries(others)) writeFileSync(join(temporary, name), text)
    /** @type {import('./cache.mjs').Contents} */
    const contents = {
      ...fingerprints(built),
      others: Object.fromEntries(Object.keys(others).map((name) => [name, ofStatus(join(temporary, name))])),
      sources: Object.fromEntries(built.sources.map((path) => [path, ofSource(path)])),
    }
    writeFileSync(join(temporary, bundleFiles.contents), JSON.stringify(contents))
    // Another process may have been faster, and may be running what it wrote.
    if (!readBundle(cacheFolder, inputsKey)) {
      rmSync(folder, { recursive: true, force: true })
      renameSync(temporary, folder)
    }
  } catch {
    // A full disk, or another process was faster after all: whether there is a bundle now decides.
  }
  remove(temporary)
  return readBundle(cacheFolder, inputsKey)
}

const hour = 3_600_000
const kept = { always: hour, atMost: 14 * 24 * hour, count: 30 }

/**
 * Removes what was not used for two weeks, and all but the thirty used last; never what may be in use now.
 *
 * @param {string} folder
 */
function removeUnused(folder) {
  for (const path of unused(folder)) remove(path)
}

/** @param {string} folder @returns {string[]} */
function unused(folder) {
  try {
    return readdirSync(folder)
      .map((name) => ({ path: join(folder, name), age: Date.now() - statSync(join(folder, name)).mtimeMs }))
      .sort((a, b) => a.age - b.age)
      .filter(({ age }, index) => age > kept.atMost || (index >= kept.count && age > kept.always))
      .map(({ path }) => path)
  } catch {
    return [] // Another process sweeps at the same time, or there is no such folder.
  }
}

/** @param {string} path */
function remove(path) {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    // What is left in a cache does no harm, and the next sweep finds it.
  }
}
