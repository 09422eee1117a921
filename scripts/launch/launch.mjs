import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as script from '../../engine/script.mjs'
import { laterPrefix, openCache, readBundle, scriptModule } from './cache.mjs'
import { requireDependencies } from './dependencies.mjs'
import { onUncaught, reportFailure } from './failure.mjs'
import { hashInputs } from './inputs.mjs'
import { chosenRoot } from './root.mjs'
import { mapStacks } from './stack.mjs'

const packageRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** @typedef {{ main: (argv: string[], launch: object) => Promise<number> }} Main */

/**
 * Runs one command from the TypeScript that is in the tree now. Sets the exit code; never throws.
 *
 * @param {string[]} argv the command and its arguments
 */
export async function launch(argv) {
  process.on('uncaughtException', onUncaught)
  try {
    const root = chosenRoot(argv)
    await refuseSwallowedFlags(argv, root)
    const dependencies = await requireDependencies(packageRoot)
    const cacheFolder = openCache()
    const hashTree = () => hashInputs(packageRoot, root, dependencies)
    const bundle = await openBundle({ packageRoot, root, cacheFolder, hashTree })
    mapStacks(bundle)
    const { main } = /** @type {Main} */ (run(bundle, cacheFolder))
    const { inputsKey, codeKey } = bundle
    process.exitCode = await main(argv, { packageRoot, root, cacheFolder, inputsKey, codeKey })
  } catch (error) {
    process.exitCode = reportFailure(error)
  }
}

/**
 * Runs the bundle's first script, which asks for modules of the second when it needs them.
 *
 * @param {import('./cache.mjs').Bundle} bundle
 * @param {string | undefined} cacheFolder
 */
function run({ main, later }, cacheFolder) {
  const require = createRequire(join(packageRoot, 'package.json'))
  /** @type {Record<string, () => unknown> | undefined} */
  let modules
  const requireModule = (/** @type {string} */ id) => {
    if (id === scriptModule) return script
    if (!id.startsWith(laterPrefix)) return require(id)
    modules ??= /** @type {Record<string, () => unknown>} */ (
      script.runScript(later.readText(), { url: later.url, cacheFolder, require: requireModule })
    )
    return modules[id.slice(laterPrefix.length)]?.()
  }
  return script.runScript(main.readText(), { url: main.url, cacheFolder, require: requireModule })
}

// What most runs have no use for is loaded by those that have.

/** @param {string[]} argv @param {string} root */
async function refuseSwallowedFlags(argv, root) {
  if (process.env.npm_lifecycle_event === undefined) return
  const swallowed = await import('./swallowed-flags.mjs')
  swallowed.refuseSwallowedFlags(argv, root)
}

/**
 * The bundle of what is in the tree now: from the cache, else built.
 *
 * @param {import('./make-bundle.mjs').Wanted} wanted
 */
async function openBundle(wanted) {
  const inputsKey = wanted.hashTree()
  const bundle = wanted.cacheFolder && readBundle(wanted.cacheFolder, inputsKey)
  if (bundle) return { ...bundle, inputsKey }
  const { makeBundle } = await import('./make-bundle.mjs')
  return makeBundle(wanted)
}
