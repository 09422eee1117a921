import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { type Command, exit, WrongArguments } from './command.ts'
import { customResourcesIn, definitionsOf, minorsIn } from './known-schemas.ts'
import { kubeconformCore } from './kubeconform-core.ts'

/**
 * `kubeconform-dist`: fills packages/kubeconform-wasm/dist with all that the package ships, for `npm pack`: the core, its code for Node
 * and for browsers, its types, the schemas of this checkout, and the licences of what is compiled in.
 */
export const kubeconformDistCommand: Command = async (_, { roots, cacheFolder }) => {
  const folder = join(roots.package, 'packages', 'kubeconform-wasm')
  const schemas = [join(roots.package, 'schemas')]
  const dist = join(folder, 'dist')
  const write = (name: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(dist, name)), { recursive: true })
    writeFileSync(join(dist, name), content)
  }
  rmSync(dist, { recursive: true, force: true })
  write('core.wasm', kubeconformCore(folder, cacheFolder))
  write('schemas/minors.json', JSON.stringify(minorsIn(schemas)))
  write('schemas/custom-resources.json', JSON.stringify(customResourcesIn(schemas)))
  for (const minor of minorsIn(schemas))
    write(`schemas/kubernetes-${minor}.json`, JSON.stringify({ definitions: definitionsOf(schemas, minor) }))
  await compile(folder, dist)
  declare(roots.package, folder)
  write('third-party-licences.txt', licences(roots.package, folder))
  return exit.clean
}

async function compile(folder: string, dist: string): Promise<void> {
  const common = { bundle: true, format: 'esm', outdir: dist, legalComments: 'inline' } satisfies BuildOptions
  const sources = (...names: string[]): string[] => names.map((name) => join(folder, 'src', name))
  await build({
    ...common,
    entryPoints: sources('node.ts', 'cli.ts', 'worker.ts'),
    platform: 'node',
    target: 'node20.19',
    splitting: true,
    packages: 'external',
  })
  // A browser finds no packages.
  await build({ ...common, entryPoints: sources('browser.ts'), platform: 'browser', target: 'es2022' })
}

function declare(root: string, folder: string): void {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.types.json'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new WrongArguments(`The types of kubeconform-wasm cannot be declared: ${stdout.trim()}`)
}

/** What the licences of everything in the package ask to be shipped with it, word for word. */
function licences(root: string, folder: string): string {
  const go = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync('go', args, {
      cwd: join(folder, 'core'),
      encoding: 'utf8',
      env: { ...process.env, GOOS: 'wasip1', GOARCH: 'wasm', GOFLAGS: '-mod=readonly' },
    })
    if (status !== 0) throw new WrongArguments(`Go cannot say what the core is built of: ${stderr?.trim()}`)
    return stdout.trim()
  }
  const packages = go(
    'list',
    '-deps',
    '-f',
    '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}\t{{$.Dir}}{{end}}{{end}}',
    '.',
  )
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t') as [module: string, folder: string, folderOfPackage: string]) // as the template says
  // The licence of a part that was taken from elsewhere lies nearer to it.
  const ofModules = packages.flatMap(([module, top, own]) =>
    upTo(top, own).flatMap((at) => legalTexts(at).map((file) => [`${module} (${relative(top, file)})`, file] as const)),
  )
  const texts = new Map<string, string[]>()
  const found = [
    [`Go, its runtime and standard library, ${go('env', 'GOVERSION')}`, join(go('env', 'GOROOT'), 'LICENSE')],
    ...ofModules,
    ['yaml, in the code for browsers', join(root, 'node_modules', 'yaml', 'LICENSE')],
  ] as const
  for (const [name, file] of found) {
    const text = readFileSync(file, 'utf8').trim()
    texts.set(text, [...new Set([...(texts.get(text) ?? []), name])])
  }
  const line = `\n\n${'='.repeat(80)}\n\n`
  return `${[
    'This package holds parts of the works below, under their licences.\n\nschemas/ is derived from the OpenAPI of Kubernetes and from the CustomResourceDefinitions of cert-manager, Argo CD, Flux,\nthe Prometheus Operator, the Gateway API and the Flink Kubernetes Operator, all under the Apache License 2.0, whose text is below.',
    ...[...texts].map(([text, names]) => `${names.join('\n')}\n\n${text}`),
  ].join(line)}\n`
}

const upTo = (top: string, folder: string): string[] =>
  folder === top || !folder.startsWith(top) ? [top] : [folder, ...upTo(top, dirname(folder))]

const legalTexts = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^(LICEN[CS]E|NOTICE|COPYING|PATENTS)(\.(txt|md))?$/i.test(name))
        .sort()
        .map((name) => join(folder, name))
    : []
