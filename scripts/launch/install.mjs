import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { dueStamp, readStamp, stampPath } from './dependencies.mjs'
import { Refusal } from './failure.mjs'
import { withLock } from './lock.mjs'

/**
 * Installs what the lockfile says, once, however many processes want it at the same time.
 *
 * @param {string} packageRoot Sluice's own clone
 */
export function installDependencies(packageRoot) {
  const state = readStamp(packageRoot) === undefined ? 'missing' : 'out of date'
  const refusal = refusalToInstall(packageRoot)
  if (refusal) {
    if (wasInstalledByHand(packageRoot)) return
    throw new Refusal(`The packages that Sluice needs are ${state}, and ${refusal}: run npm ci in ${packageRoot}.`)
  }
  withLock(join(packageRoot, '.sluice-install.lock'), () => {
    if (readStamp(packageRoot) === dueStamp(packageRoot)) return
    if (!wasInstalledByHand(packageRoot)) runNpmCi(packageRoot, state)
    writeFileSync(stampPath(packageRoot), dueStamp(packageRoot))
  })
}

/** @param {string} packageRoot @returns {string | undefined} */
function refusalToInstall(packageRoot) {
  if (process.env.SLUICE_NO_INSTALL === '1') return 'SLUICE_NO_INSTALL=1 forbids to install them'
  try {
    accessSync(packageRoot, constants.W_OK)
  } catch {
    return 'the folder is read-only'
  }
}

/** @param {string} packageRoot @param {string} state */
function runNpmCi(packageRoot, state) {
  console.error(`The packages that Sluice needs are ${state}: running npm ci in ${packageRoot}, once.`)
  const { program, start } = npm()
  // NODE_ENV=production or a person's settings may leave out what the commands need.
  const options = ['--include=dev', '--include=optional', '--loglevel=error', '--no-audit', '--no-fund']
  const { status, signal, error } = spawnSync(program, [...start, 'ci', ...options], {
    cwd: packageRoot,
    env: withoutScope(process.env),
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: program.endsWith('.cmd'),
  })
  if (status === 0) return
  const outcome = error?.message ?? (signal ? `was ended by ${signal}` : `ended with exit code ${status}`)
  throw new Refusal(`npm ci ${outcome}, so nothing was done: mend what it says above, or run npm ci in ${packageRoot}.`)
}

/** npm as the same Node runs it: the npm that runs this, else the one that came with this Node, else any. */
function npm() {
  const { npm_execpath: running = '' } = process.env
  const folder = dirname(process.execPath)
  const found = [
    ...(/^np[mx]-cli\.js$/.test(basename(running)) ? [join(dirname(running), 'npm-cli.js')] : []),
    join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(folder), 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find((path) => existsSync(path))
  if (found !== undefined) return { program: process.execPath, start: [found] }
  return { program: process.platform === 'win32' ? 'npm.cmd' : 'npm', start: [] }
}

/** An outer npm hands down by environment what it was told to act on. @param {NodeJS.ProcessEnv} env */
function withoutScope(env) {
  const scope = /^npm_config_(workspaces?|include_workspace_root|global|location|dry_run|package_lock_only)$/i
  return Object.fromEntries(Object.entries(env).filter(([name]) => !scope.test(name)))
}

/**
 * Whether a person's own `npm ci` or `npm install` left exactly what the lockfile says; npm keeps its own record.
 *
 * @param {string} packageRoot
 */
function wasInstalledByHand(packageRoot) {
  const record = join(packageRoot, 'node_modules', '.package-lock.json')
  if (readStamp(packageRoot) !== undefined || !existsSync(record)) return false
  const present = packagesIn(record)
  return Object.entries(packagesIn(join(packageRoot, 'package-lock.json'))).every(([folder, wanted]) => {
    if (folder === '') return true
    const found = present[folder]
    if (!found) return wanted.optional === true // Made for another platform.
    const same = ['version', 'integrity', 'link'].every((key) => found[key] === wanted[key])
    return same && existsSync(join(packageRoot, folder))
  })
}

/** @param {string} lockfile @returns {Record<string, Record<string, unknown>>} */
function packagesIn(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, 'utf8')).packages ?? {}
  } catch {
    return {} // npm says better than we what is wrong with a lockfile.
  }
}
