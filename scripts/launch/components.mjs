import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { Refusal } from './failure.mjs'

/**
 * A folder that holds a `component.ts`. `folder` is relative to its root, with `/`.
 *
 * @typedef {{ id: string, folder: string, root: 'package' | 'root', path: string }} FoundComponent
 */

/**
 * The components of the package and of the root, by number. The list of folders is the registry.
 *
 * @param {string} packageRoot
 * @param {string} root the same folder as `packageRoot`, or another
 * @returns {FoundComponent[]}
 */
export function discoverComponents(packageRoot, root) {
  const ofPackage = componentsIn(packageRoot, 'package')
  const ofRoot = root === packageRoot ? [] : componentsIn(root, 'root')
  if (ofRoot.length > 0 && !root.startsWith(packageRoot + sep)) refuseUnwantedCode(root)
  const found = [...ofPackage, ...ofRoot].sort((a, b) => (a.id < b.id ? -1 : 1))
  refuseClash(found, 'number', (id) => id.slice(0, 3))
  refuseClash(found, 'name', (id) => id.slice(4))
  return found
}

/**
 * @param {string} root
 * @param {'package' | 'root'} origin
 * @returns {FoundComponent[]}
 */
function componentsIn(root, origin) {
  const generators = join(root, 'generators')
  if (!existsSync(generators)) return []
  const ids = readdirSync(generators).filter((id) => existsSync(join(generators, id, 'component.ts')))
  const misnamed = ids.find((id) => !/^\d{3}-[a-z]([-a-z0-9]*[a-z0-9])?$/.test(id))
  if (misnamed !== undefined) {
    throw new Refusal(
      `${join(generators, misnamed)} holds a component.ts, and a component's folder is named by three digits and lower-case words, like 083-nifi: rename it.`,
    )
  }
  return ids.map((id) => ({ id, folder: `generators/${id}`, root: origin, path: join(generators, id) }))
}

/** Code from outside Sluice's own folder runs only where its owner said so. @param {string} root */
function refuseUnwantedCode(root) {
  const manifest = join(root, 'package.json')
  const { dependencies, devDependencies } = existsSync(manifest) ? readManifest(manifest) : {}
  if ([dependencies, devDependencies].some((names) => names && Object.hasOwn(names, 'sluice'))) return
  throw new Refusal(
    `${join(root, 'generators')} holds components, whose code runs only where package.json depends on sluice, and ${manifest} does not: add sluice to its devDependencies, or remove the components.`,
  )
}

/** @param {string} path */
function readManifest(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Refusal(`${path} is not readable JSON: ${/** @type {Error} */ (error).message}`)
  }
}

/**
 * @param {FoundComponent[]} components
 * @param {string} what
 * @param {(id: string) => string} partOf
 */
function refuseClash(components, what, partOf) {
  const firsts = new Map()
  for (const { id, path } of components) {
    const part = partOf(id)
    if (firsts.has(part))
      throw new Refusal(`Two components have the ${what} ${part}: ${firsts.get(part)} and ${path}. Rename one.`)
    firsts.set(part, path)
  }
}
