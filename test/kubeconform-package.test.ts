import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { chromium, noChromium, openPage } from './support/chromium.ts'
import { coreForTests } from './support/kubeconform-core.ts'
import { repository } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

const packageFolder = join(repository, 'packages', 'kubeconform-wasm')
const hasCore = coreForTests() !== undefined

function run(folder: string, command: string, ...args: string[]): SpawnSyncReturns<string> {
  const cache = process.env['SLUICE_TEST_CACHE']
  return spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      ...(cache === undefined ? {} : { SLUICE_CACHE: cache }),
      npm_config_update_notifier: 'false',
    },
  })
}

/** What ran; where it failed, all that it said. */
function ran(result: SpawnSyncReturns<string>): string {
  assert.is(result.status, 0, `${result.stdout}\n${result.stderr}`)
  return result.stdout
}

/** An empty project with the package in it, as `npm pack` makes it; yaml is linked, as there may be no network. */
function installed(): string {
  const folder = temporaryFolder()
  ran(run(repository, 'npm', 'pack', '-w', 'kubeconform-wasm', '--pack-destination', folder))
  const [tarball = ''] = readdirSync(folder)
  const project = join(folder, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{"name": "project", "private": true, "type": "module"}')
  const yaml = join(repository, 'node_modules', 'yaml')
  ran(run(project, 'npm', 'install', '--offline', '--no-audit', '--no-fund', join(folder, tarball), yaml))
  return project
}

const good = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: b}\n'

if (hasCore) {
  const project = installed()
  const inside = join(project, 'node_modules', 'kubeconform-wasm')

  test('the package ships its core, code, types, schemas and licences, and nothing else', () => {
    const files = readdirSync(inside, { recursive: true, encoding: 'utf8' }).sort()
    const kinds = new Set(
      files
        .filter((file) => /\.\w+$/.test(file))
        .map((file) => file.replace(/^dist\/[\w-]+\.d\.ts$/, '*.d.ts').replace(/^dist\/chunk-\w+\.js$/, 'chunk.js')),
    )
    assert.equal(
      [...kinds].sort(),
      [
        '*.d.ts',
        'README.md',
        'bin/kubeconform.mjs',
        'chunk.js',
        'dist/browser.js',
        'dist/cli.js',
        'dist/core.wasm',
        'dist/node.js',
        'dist/schemas/custom-resources.json',
        'dist/schemas/kubernetes-1.33.json',
        'dist/schemas/kubernetes-1.34.json',
        'dist/schemas/kubernetes-1.35.json',
        'dist/schemas/kubernetes-1.36.json',
        'dist/schemas/minors.json',
        'dist/third-party-licences.txt',
        'dist/worker.js',
        'package.json',
      ].sort(),
    )
    const licences = readFileSync(join(inside, 'dist', 'third-party-licences.txt'), 'utf8')
    for (const name of [
      'santhosh-tekuri/jsonschema',
      'golang.org/x/text',
      'k8s.io/kube-openapi',
      'Go, its runtime',
      'yaml',
    ])
      assert.ok(licences.includes(name), name)
    assert.match(licences, /Apache License\s+Version 2\.0/)
    assert.not.ok(existsSync(join(packageFolder, 'dist')), 'what was packed is left behind')
  })

  test('the package runs as a command in another project', () => {
    writeFileSync(join(project, 'good.yaml'), good)
    writeFileSync(join(project, 'bad.yaml'), `${good}dat: {}\n`)
    const valid = run(project, 'npx', '--no-install', 'kubeconform', '-strict', '-summary', 'good.yaml')
    assert.is(ran(valid), 'Summary: 1 resource found in 1 file - Valid: 1, Invalid: 0, Errors: 0, Skipped: 0\n')
    const invalid = run(project, 'npx', '--no-install', 'kubeconform', '-strict', 'bad.yaml')
    assert.is(
      invalid.stdout,
      "bad.yaml - ConfigMap one is invalid: at '/dat' (bad.yaml:5:1): additional property 'dat' not allowed\n",
    )
    assert.is(invalid.status, 1)
  })

  test('the package runs its threads in another project', () => {
    mkdirSync(join(project, 'many'), { recursive: true })
    for (let file = 0; file < 4; file++)
      writeFileSync(
        join(project, 'many', `${file}.yaml`),
        `${good.replace('{a: b}', file === 2 ? '{a: 1}' : `{a: ${'b'.repeat(400_000)}}`)}---\n${good.replace('{a: b}', `{a: ${'b'.repeat(400_000)}}`)}`,
      )
    const { status, stdout } = run(project, 'npx', '--no-install', 'kubeconform', '-n', '4', '-verbose', 'many')
    assert.equal(
      stdout.split('\n').map((line) => line.replace(/^many\/(\d)\.yaml - ConfigMap one is (\w+).*$/, '$1 $2')),
      ['0 valid', '0 valid', '1 valid', '1 valid', '2 invalid', '2 valid', '3 valid', '3 valid', ''],
    )
    assert.is(status, 1)
  })

  test('the API of the package has types, and does what they say', () => {
    writeFileSync(
      join(project, 'use.ts'),
      `import { createValidator, extendedErrors, type Result, shippedCore, shippedMinors, shippedSchemas, shippedSource } from 'kubeconform-wasm'
const minors: readonly string[] = await shippedMinors()
const schemas = await shippedSchemas(minors.at(-1) ?? '')
const { validate } = createValidator({ core: await shippedCore(), strict: true, schemas: (how) => [shippedSource(schemas, how)] })
const object: unknown = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'A' }, dat: {} }
const results: Result[] = []
for await (const result of validate({ path: 'one', object })) results.push(result)
// @ts-expect-error a result has no such field
void results[0]?.fine
console.log(minors.join(), results.map(({ status, errors }) => status + ' ' + errors.map(({ path }) => path).join()).join(), extendedErrors(object).map(({ rule }) => rule).join())
declare const console: { log(...texts: unknown[]): void }
`,
    )
    const compiler = join(repository, 'node_modules', 'typescript', 'bin', 'tsc')
    const options = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023', '--types', '']
    ran(run(project, process.execPath, compiler, ...options, 'use.ts'))
    assert.is(ran(run(project, process.execPath, 'use.js')), '1.33,1.34,1.35,1.36 invalid /dat name\n')
  })

  const browser = chromium()
  if (browser === undefined) process.stdout.write(`# skipped: ${noChromium}\n`)
  else
    test('the package runs in a browser', async () => {
      const { server, url, said } = await serve(inside)
      try {
        assert.is(await openPage(browser, url, said), 'bad invalid /dat 5:1, good valid')
      } finally {
        server.close()
      }
    })
}

const page = `<!doctype html><title>kubeconform</title><script type="module">
import { createValidator, shippedCore, shippedSchemas, shippedSource } from './dist/browser.js'
const say = (text) => fetch('/said', { method: 'POST', body: text })
try {
  const schemas = await shippedSchemas('1.35')
  const core = await shippedCore()
  const { validate } = createValidator({ core, strict: true, schemas: (how) => [shippedSource(schemas, how)] })
  const said = []
  for (const [path, text] of Object.entries(${JSON.stringify({ bad: `${good}dat: {}\n`, good })}))
    for await (const { status, errors } of validate({ path, text }))
      said.push([path, status, ...errors.map(({ path, line, column }) => path + ' ' + line + ':' + column)].join(' '))
  await say(said.join(', '))
} catch (error) {
  await say('failed: ' + error)
}
</script>`

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  json: 'application/json',
  wasm: 'application/wasm',
}

/** Serves a folder and the page; `said` is what its script sends back. */
async function serve(folder: string): Promise<{ server: Server; url: string; said: Promise<string> }> {
  let tell: (said: string) => void = () => undefined
  const said = new Promise<string>((resolve) => {
    tell = resolve
  })
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost')
    if (request.method === 'POST') {
      tell(await text(request))
      response.end()
      return
    }
    const file = join(folder, pathname)
    const content = pathname === '/page.html' ? page : existsSync(file) ? readFileSync(file) : undefined
    const type = types[pathname.split('.').at(-1) ?? ''] ?? 'text/plain'
    response.writeHead(content === undefined ? 404 : 200, { 'content-type': type })
    response.end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port
  return { server, url: `http://127.0.0.1:${port}/page.html`, said }
}

test.run()
