import { createHash } from 'node:crypto'
import { closeSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs'
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
  /** @type {Inputs} */
  const inputs = { heads: [], contents: createHash('sha256') }
  addContent(inputs, 'node', Buffer.from(nodeMajor))
  addContent(inputs, 'esbuild', dependencies.esbuild)
  for (const folder of new Set([packageRoot, root])) {
    for (const name of folders) addFolder(inputs, join(folder, name), [])
    for (const name of files) addFile(inputs, join(folder, name))
  }
  return createHash('sha256').update(inputs.contents.digest()).update(inputs.heads.join('\0')).digest('hex')
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
 * @typedef {object} Inputs
 * @property {string[]} heads each input's path and length, in order
 * @property {import('node:crypto').Hash} contents one after the other
 */

/** @param {Inputs} inputs @param {string} path @param {Buffer} content */
function addContent(inputs, path, content) {
  inputs.heads.push(path, String(content.length))
  inputs.contents.update(content)
}

/**
 * @param {Inputs} inputs
 * @param {string} folder
 * @param {string[]} links the targets of the symbolic links that lead here, so that a circle ends
 */
function addFolder(inputs, folder, links) {
  const entries = orFailure(inputs, folder, () => readdirSync(folder, { withFileTypes: true })) ?? []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder + sep + entry.name
    if (entry.isFile()) addFile(inputs, path)
    else if (entry.isDirectory() && entry.name !== 'node_modules') addFolder(inputs, path, links)
    else if (entry.isSymbolicLink()) addLink(inputs, path, links)
  }
}

/** @param {Inputs} inputs @param {string} path @param {string[]} links */
function addLink(inputs, path, links) {
  const target = orFailure(inputs, path, () => realpathSync(path))
  if (target === undefined || links.includes(target)) return
  if (statSync(target).isDirectory()) addFolder(inputs, path, [...links, target])
  else addFile(inputs, path)
}

const buffer = Buffer.allocUnsafeSlow(2 ** 20)

/** Through one buffer: with one for each of some hundred files this took twice as long. @param {Inputs} inputs @param {string} path */
function addFile(inputs, path) {
  orFailure(inputs, path, () => {
    const file = openSync(path, 'r')
    try {
      let length = 0
      for (let count = -1; count !== 0; length += count) {
        count = readSync(file, buffer, 0, buffer.length, null)
        inputs.contents.update(buffer.subarray(0, count))
      }
      inputs.heads.push(path, String(length))
    } finally {
      closeSync(file)
    }
  })
}

/**
 * What cannot be read is part of the key as just that: who needs it complains by its name.
 *
 * @template T
 * @param {Inputs} inputs
 * @param {string} path
 * @param {() => T} read
 * @returns {T | undefined}
 */
function orFailure(inputs, path, read) {
  try {
    return read()
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    if (code !== 'ENOENT') addContent(inputs, path, Buffer.from(String(code)))
  }
}
