import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleFiles, laterPrefix, scriptModule } from './cache.mjs'
import { Refusal } from './failure.mjs'
import { isHashed } from './inputs.mjs'

/**
 * @typedef {{ packageRoot: string, root: string, components: import('./components.mjs').FoundComponent[] }} Sources
 *
 * @typedef {{ text: string, map: string }} BuiltScript its source map is JSON
 *
 * @typedef {object} Built
 * @property {BuiltScript} main
 * @property {BuiltScript} later what `main` imports when it needs it
 * @property {string[]} sources the files that it was made from and that the key does not cover, absolute
 */

/**
 * Bundles `scripts/main.ts`, the commands that it imports, the engine and every component. In two scripts, because most
 * runs find that nothing changed, and need little of it.
 *
 * @param {Sources} sources
 * @param {string} folder that the paths in its source maps are relative to
 * @returns {Promise<Built>}
 */
export async function build(sources, folder) {
  const { packageRoot, root } = sources
  const esbuild = await import('esbuild')
  /** @type {(name: string, contents: string, plugins: import('esbuild').Plugin[]) => Promise<BuiltScript & { inputs: string[] }>} */
  const script = async (name, contents, plugins) => {
    const { outputFiles, metafile } = await esbuild.build({
      stdin: { contents, resolveDir: packageRoot, sourcefile: entry },
      outfile: join(folder, name),
      absWorkingDir: packageRoot,
      tsconfig: join(packageRoot, 'tsconfig.json'),
      plugins: [...plugins, sluicePlugin(sources)],
      bundle: true,
      platform: 'node',
      target: 'node20.19',
      format: 'cjs',
      // What runs as a script can import nothing by itself; Node's require loads ES modules too.
      supported: { 'dynamic-import': false },
      banner: { js: '(function (exports, require, module) {' },
      footer: { js: '})' },
      sourcemap: 'linked',
      sourcesContent: false,
      metafile: true,
      write: false,
      legalComments: 'none',
      logLevel: 'silent',
    })
    const textOf = (/** @type {string} */ end) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
    return { text: textOf(name), map: textOf(`${name}.map`), inputs: Object.keys(metafile.inputs) }
  }
  try {
    /** @type {Set<string>} */
    const postponed = new Set()
    const mainFile = JSON.stringify(join(packageRoot, 'scripts', 'main.ts'))
    const main = await script(bundleFiles.main, `export * from ${mainFile}`, [postponing(postponed)])
    const modules = [...postponed].map((id) => `${JSON.stringify(id)}: () => require(${JSON.stringify(id)})`)
    const later = await script(bundleFiles.later, `module.exports = { ${modules.join(', ')} }`, [])
    return {
      main,
      later,
      sources: [...new Set([...main.inputs, ...later.inputs])]
        .filter((path) => path !== entry && !path.startsWith(`${componentsModule}:`))
        .map((path) => resolve(packageRoot, path))
        .filter((path) => !isHashed([packageRoot, root], path)),
    }
  } catch (error) {
    const { errors } = /** @type {Partial<import('esbuild').BuildFailure>} */ (error)
    if (!errors)
      throw new Refusal(`esbuild could not run, and npm ci may mend it: ${/** @type {Error} */ (error).message}`)
    const color = process.stderr.isTTY === true && !process.env.NO_COLOR
    const said = await esbuild.formatMessages(errors, { kind: 'error', color })
    throw new Refusal(`${said.join('')}The code of Sluice or of a component could not be read, so nothing was done.`)
  } finally {
    await esbuild.stop()
  }
}

const entry = 'entry'

/**
 * Leaves out of a script what it imports dynamically, packages apart, and notes it.
 *
 * @param {Set<string>} postponed
 * @returns {import('esbuild').Plugin}
 */
function postponing(postponed) {
  return {
    name: 'postponing',
    setup(build) {
      build.onResolve({ filter: /^(\.|sluice:)/ }, ({ path, kind, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined
        const id = path.startsWith('.') ? join(resolveDir, path) : path
        postponed.add(id)
        return { path: laterPrefix + id, external: true }
      })
    },
  }
}

const componentsModule = 'sluice:components'

// The packages that become part of the bundle, as every render uses them and many small files load slowly. yaml has its
// code as modules too, of which only what is used comes along; its entry for Node is CommonJS.
/** @type {Record<string, string | undefined>} */
const bundled = { yaml: 'browser/dist/index.js', 'fast-glob': undefined, 'handlebars/runtime': undefined }

/**
 * What the bundle knows beyond files: the module `sluice:components`, `sluice/…` as this very package, and the packages
 * that are imported from where they are installed.
 *
 * @param {Sources} sources
 * @returns {import('esbuild').Plugin}
 */
export function sluicePlugin({ packageRoot, root, components }) {
  const { devDependencies = {} } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
  return {
    name: 'sluice',
    setup(build) {
      const isScript = build.initialOptions.format === 'cjs'
      const external = (/** @type {string} */ path, kind = 'import-statement') => ({
        path: isScript || kind.startsWith('require') ? path : pathToFileURL(path).href,
        external: true,
      })
      build.onResolve({ filter: /^sluice:components$/ }, () => ({ path: 'all', namespace: componentsModule }))
      build.onLoad({ filter: /.*/, namespace: componentsModule }, () => ({
        contents: componentsSource(components),
        resolveDir: packageRoot,
      }))
      // A root may have another copy of Sluice installed than the one that runs.
      build.onResolve({ filter: /^sluice\// }, ({ path }) => ({
        path: join(packageRoot, path.slice('sluice/'.length)),
      }))
      build.onResolve({ filter: /\/script\.mjs$/ }, () =>
        isScript ? { path: scriptModule, external: true } : undefined,
      )
      build.onResolve({ filter: /^[^./\\]/ }, async ({ path, pluginData, ...from }) => {
        if (pluginData === asked || isBuiltin(path) || isAbsolute(path)) return undefined
        if (isInstalled(from.importer, [packageRoot, root])) return undefined
        const { importer, kind, resolveDir } = from
        const find = (/** @type {string} */ name) =>
          build.resolve(name, { importer, kind, resolveDir, pluginData: asked })
        const file = bundled[path]
        const found = await find(file ? `${path}/package.json` : path)
        if (found.errors.length === 0) {
          if (path in bundled) return { path: file ? join(dirname(found.path), file) : found.path }
          return external(found.path, kind)
        }
        // Where Sluice is itself a dependency, the commands of its own developers lack what they need.
        return packageName(path) in devDependencies ? { path, external: true } : { errors: found.errors }
      })
    },
  }
}

const asked = { by: 'sluice' }

/**
 * Whether a file is of a package, and not of Sluice or of a root, which may be installed too.
 *
 * @param {string} path
 * @param {string[]} roots
 */
function isInstalled(path, roots) {
  const own = roots.find((root) => path.startsWith(root + sep)) ?? ''
  return path.slice(own.length).includes(`${sep}node_modules${sep}`)
}

/** @param {string} path */
const packageName = (path) => path.split('/', path.startsWith('@') ? 2 : 1).join('/')

/** @param {import('./components.mjs').FoundComponent[]} components */
function componentsSource(components) {
  const imports = components.map(
    ({ path }, index) => `import { component as component${index} } from ${JSON.stringify(join(path, 'component.ts'))}`,
  )
  const rows = components.map(
    ({ id, folder, root }, index) => `{ ...${JSON.stringify({ id, folder, root })}, component: component${index} },`,
  )
  return [...imports, 'export const components = [', ...rows, ']'].join('\n')
}
