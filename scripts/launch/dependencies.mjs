import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { Refusal } from './failure.mjs'

/** What decides whether compiled code fits: `20` */
export const nodeMajor = process.versions.node.replace(/\..*/, '')

/**
 * Makes sure that the packages which Sluice needs are installed: by `npm ci` in its own clone, and by the project that
 * depends on it elsewhere.
 *
 * @param {string} packageRoot
 * @returns {Promise<{ esbuild: Buffer }>} esbuild's package.json
 */
export async function requireDependencies(packageRoot) {
  if (isOwnClone(packageRoot) && readStamp(packageRoot) !== dueStamp(packageRoot)) {
    const { installDependencies } = await import('./install.mjs')
    installDependencies(packageRoot)
  }
  const esbuild = findInstalled(packageRoot, 'esbuild')
  if (esbuild !== undefined) return { esbuild: readFileSync(join(esbuild, 'package.json')) }
  throw new Refusal(
    `The packages that Sluice needs are not installed: run npm install in the project of ${packageRoot}.`,
  )
}

/** Whether this is a clone of Sluice itself: nobody else's project is ever changed. @param {string} packageRoot */
function isOwnClone(packageRoot) {
  const isInstalled = packageRoot.split(sep).includes('node_modules')
  return !isInstalled && ['package-lock.json', '.git'].every((name) => existsSync(join(packageRoot, name)))
}

/** @param {string} packageRoot */
export const stampPath = (packageRoot) => join(packageRoot, 'node_modules', '.sluice-installed')

/** @param {string} packageRoot @returns {string | undefined} */
export function readStamp(packageRoot) {
  return existsSync(stampPath(packageRoot)) ? readFileSync(stampPath(packageRoot), 'utf8') : undefined
}

/** What the stamp says where the installed packages are those of the lockfile. @param {string} packageRoot */
export function dueStamp(packageRoot) {
  const lockfile = createHash('sha256')
    .update(readFileSync(join(packageRoot, 'package-lock.json')))
    .digest('hex')
  return `lockfile ${lockfile}\nplatform ${process.platform} ${process.arch}\nnode ${nodeMajor}\n`
}

/** @param {string} from @param {string} name @returns {string | undefined} the package's folder, as Node would find it */
function findInstalled(from, name) {
  const folder = join(from, 'node_modules', name)
  if (existsSync(join(folder, 'package.json'))) return folder
  return dirname(from) === from ? undefined : findInstalled(dirname(from), name)
}
