import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleFiles } from './cache.mjs'
import { Refusal } from './failure.mjs'
import { isHashed } from './inputs.mjs'

/**
 * @typedef {{ packageRoot: string, root: string, components: import('./components.mjs').FoundComponent[] }} Sources
 *
 * @typedef {object} Built
 * @property {string} text
 * @property {string} map its source map, as JSON
 * @property {string[]} sources the files that it was made from and that the key does not cover, absolute
 */

/**
 * Bundles `scripts/main.ts`, the commands that it imports, the engine and every component.
 *
 * @param {Sources} sources
 * @param {string} folder that the paths in its source map are relative to
 * @returns {Promise<Built>}
 */
export async function build(sources, folder) {
  const { packageRoot, root } = sources
  const esbuild = await import('esbuild')
  const outfile = join(folder, bundleFiles.text)
  try {
    const { outputFiles, metafile } = await esbuild.build({
      entryPoints: [join(packageRoot, 'scripts', 'main.ts')],
      outfile,
      absWorkingDir: packageRoot,
      tsconfig: join(packageRoot, 'tsconfig.json'),
      plugins: [sluicePlugin(sources)],
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
    const textOf = (/** @type {string} */ name) => outputFiles.find(({ path }) => path.endsWith(name))?.text ?? ''
    return {
      text: textOf(bundleFiles.text),
      map: textOf(bundleFiles.map),
      sources: Object.keys(metafile.inputs)
        .filter((path) => !path.startsWith(`${componentsModule}:`))
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
      // The launcher runs it too, and there is one list of what was compiled.
      build.onResolve({ filter: /\/script\.mjs$/ }, () => external(join(packageRoot, 'engine', 'script.mjs')))
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
