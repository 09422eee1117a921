import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { nodeMajor } from './dependencies.mjs'

const folders = ['base', 'engine', 'generators', 'schemas', 'scripts']
const files = ['package.json', 'package-lock.json', 'tsconfig.json']

/**
 * One key for all that decides what Sluice does, apart from the overlays: the path and content of every file of both
 * roots, esbuild's version and the Node major.
 *
 * @param {string} packageRoot
 * @param {string} root
 * @param {{ esbuild: Buffer }} dependencies esbuild's package.json
 * @returns {string} hexadecimal
 */
export function hashInputs(packageRoot, root, dependencies) {
  /** @type {{ heads: string[], contents: Buffer[] }} */
  const inputs = { heads: [], contents: [] }
  /** @type {Add} */
  const add = (path, content) => {
    inputs.heads.push(path, String(content.length))
    inputs.contents.push(content)
  }
  add('node', Buffer.from(nodeMajor))
  add('esbuild', dependencies.esbuild)
  for (const folder of new Set([packageRoot, root])) {
    for (const name of folders) addFolder(join(folder, name), add, [])
    for (const name of files) addFile(join(folder, name), add)
  }
  const hash = createHash('sha256').update(`${inputs.heads.join('\0')}\0`)
  for (const content of inputs.contents) hash.update(content)
  return hash.digest('hex')
}

/** Whether a file's content is part of the key. @param {string[]} roots @param {string} path */
export function isHashed(roots, path) {
  return roots.some((root) => {
    if (!path.startsWith(root + sep)) return false
    const [top = '', ...rest] = path.slice(root.length + 1).split(sep)
    return folders.includes(top) && !rest.includes('node_modules')
  })
}

/**
 * @typedef {(path: string, content: Buffer) => void} Add
 *
 * @param {string} folder
 * @param {Add} add
 * @param {string[]} links the targets of the symbolic links that lead here, so that a circle ends
 */
function addFolder(folder, add, links) {
  const entries = readOr(folder, add, () => readdirSync(folder, { withFileTypes: true })) ?? []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder + sep + entry.name
    if (entry.isFile()) addFile(path, add)
    else if (entry.isDirectory() && entry.name !== 'node_modules') addFolder(path, add, links)
    else if (entry.isSymbolicLink()) addLink(path, add, links)
  }
}

/** @param {string} path @param {Add} add @param {string[]} links */
function addLink(path, add, links) {
  const target = readOr(path, add, () => realpathSync(path))
  if (target === undefined || links.includes(target)) return
  if (statSync(target).isDirectory()) addFolder(path, add, [...links, target])
  else addFile(path, add)
}

/** @param {string} path @param {Add} add */
function addFile(path, add) {
  const content = readOr(path, add, () => readFileSync(path))
  if (content !== undefined) add(path, content)
}

/**
 * What cannot be read is part of the key as just that: who needs it complains by its name.
 *
 * @template T
 * @param {string} path
 * @param {Add} add
 * @param {() => T} read
 * @returns {T | undefined}
 */
function readOr(path, add, read) {
  try {
    return read()
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    if (code !== 'ENOENT') add(path, Buffer.from(String(code)))
  }
}
