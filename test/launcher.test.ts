import { mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { clone, launch, packageJson, run, said, start, teamRoot, throwingLine, write } from './support/clone.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('a command gets its arguments, both roots and every component, by number', () => {
  const folder = clone({ 'generators/010-zookeeper/component.ts': "export const component = { says: 'first' }" })
  const got = said(run(folder, ['npm', 'run', '-s', 'render', '--', 'prod', '--check']))
  assert.equal(got.argv, ['render', 'prod', '--check'])
  assert.equal([got.packageRoot, got.root], [folder, folder])
  assert.equal(got.cacheFolder, join(folder, '..', 'cache'))
  assert.match(got.inputsKey, /^[0-9a-f]{64}$/)
  assert.equal(got.components, [
    { id: '010-zookeeper', folder: 'generators/010-zookeeper', root: 'package', component: { says: 'first' } },
    { id: '020-kafka', folder: 'generators/020-kafka', root: 'package', component: { says: 'as it was' } },
  ])
})

test("the command's exit code is the launcher's", () => {
  assert.is(launch(clone(), ['problems']).code, 1)
})

test('an older Node gets one sentence', () => {
  const folder = clone()
  for (const version of ['20.18.3', '18.20.8', '9.11.2']) {
    const versions = `{ ...process.versions, node: '${version}' }`
    write(folder, { 'older.cjs': `Object.defineProperty(process, 'versions', { value: ${versions} })` })
    assert.equal(launch(folder, ['render'], { NODE_OPTIONS: `--require "${join(folder, 'older.cjs')}"` }), {
      code: 2,
      stdout: '',
      stderr: `Sluice needs Node 20.19 or newer, and this is Node ${version}: install a newer one.\n`,
    })
  }
})

const typed: readonly [typed: string, meant: string | undefined][] = [
  ['run render --check', 'npm run render -- --check'],
  ['run render prod --check --strict', 'npm run render -- prod --check --strict'],
  ['run render --json', 'npm run render -- --json'],
  ['run render --root=../team', 'npm run render -- --root ../team'],
  ['run render --root team', 'npm run render -- --root team'],
  ['run render --root team prod', 'npm run render -- team prod --root DIR'],
  ['run render --format github', 'npm run render -- --format github'],
  ['test --json', 'npm test -- --json'],
  ['run -q render', undefined],
  ['run -s render -- --json', undefined],
  ['run render --no-check', undefined],
]
for (const [words, meant] of typed) {
  test(`npm ${words} ${meant ? `is refused: ${meant}` : 'runs'}`, () => {
    const { code, stderr } = run(clone(), ['npm', ...words.split(' ')])
    assert.equal(
      { code, advice: / Type: (.*)\n/.exec(stderr)?.[1] },
      meant ? { code: 2, advice: meant } : { code: 0, advice: undefined },
    )
  })
}

test("a person's npm settings are no flags, and neither is an overlay named github", () => {
  const folder = clone({ '.npmrc': 'json=true\n', 'overlays/github/overlay.yaml': '' })
  assert.equal(said(run(folder, ['npm', 'run', '-s', 'render', 'github'])).argv, ['render', 'github'])
})

test('another root brings its components, whose code may use Sluice and packages of its own', () => {
  const team = teamRoot({
    'generators/083-nifi/component.ts': `import { shared } from 'sluice/engine/shared.ts'
import { own } from 'own'
export const component = { says: shared + own }`,
    'node_modules/own/package.json': '{"name":"own","type":"module","exports":"./own.js"}',
    'node_modules/own/own.js': "export const own = 'own'",
    'node_modules/sluice/engine/shared.ts': "export const shared = 'another copy, '",
  })
  const folder = clone({ 'engine/shared.ts': "export const shared = 'this copy, '" })
  const got = said(launch(folder, ['render', '--root', team]))
  assert.equal([got.packageRoot, got.root], [folder, team])
  assert.equal(
    got.components.map(({ folder, root, component }) => [folder, root, component.says]),
    [
      ['generators/020-kafka', 'package', 'as it was'],
      ['generators/083-nifi', 'root', 'this copy, own'],
    ],
  )
  assert.is(said(launch(folder, ['render', `--root=${team}`])).inputsKey, got.inputsKey)
})

test('the working directory is the root where none is named', () => {
  const team = teamRoot()
  const outcome = run(team, [process.execPath, join(clone(), 'scripts', 'sluice.mjs'), 'render'])
  assert.is(said(outcome).root, team)
})

const refusedRoots: readonly [why: string, root: () => string, sentence: RegExp][] = [
  ['a folder that is not there', () => 'nowhere', /^--root must name a folder, and .*nowhere is none\.\n$/],
  ['no folder', () => '', /^--root needs a folder: --root DIR\.\n$/],
  [
    'components of a project that does not depend on sluice',
    () => teamRoot({ 'package.json': '{"dependencies":{}}' }),
    /^.*generators holds components, .* depends on sluice, and .*package\.json does not: add sluice .*\n$/,
  ],
  [
    'a number that is taken',
    () => teamRoot({ 'generators/020-redpanda/component.ts': '' }),
    /^Two components have the number 020: .*020-kafka and .*020-redpanda\. Rename one\.\n$/,
  ],
  [
    'a name that is taken',
    () => teamRoot({ 'generators/021-kafka/component.ts': '' }),
    /^Two components have the name kafka: .*020-kafka and .*021-kafka\. Rename one\.\n$/,
  ],
  [
    'a folder that is not named as a component',
    () => teamRoot({ 'generators/84-Flink/component.ts': '' }),
    /^.*84-Flink holds a component\.ts, .* rename it\.\n$/,
  ],
]
for (const [why, root, sentence] of refusedRoots) {
  test(`a root is refused for ${why}`, () => {
    const { code, stdout, stderr } = launch(clone(), ['render', '--root', root()])
    assert.equal([code, stdout], [2, ''])
    assert.match(stderr, sentence)
  })
}

test('a root without components needs no dependency on sluice', () => {
  const root = write(temporaryFolder(), { 'overlays/dev/overlay.yaml': '' })
  assert.is(said(launch(clone(), ['render', '--root', root])).root, root)
})

test('code that cannot be read is named by file and line', () => {
  const folder = clone({ 'generators/030-broken/component.ts': 'export const component =\n  {{' })
  const { code, stderr } = launch(folder, ['render'])
  assert.is(code, 2)
  assert.match(stderr, /generators\/030-broken\/component\.ts:2:3/)
  assert.not.match(stderr, /defect/)
})

const throwing = /no manifest for orders\n {4}at .*generators[\\/]\S+[\\/]component\.ts:(\d+):\d+\)?\n/
const throws: readonly [where: string, command: () => readonly string[], environment: Record<string, string>][] = [
  ['a generator', () => ['generate', '020-kafka', 'orders'], {}],
  ['a generator that nothing waits for', () => ['later', '020-kafka', 'orders'], {}],
  ['a generator of another root', () => ['generate', '083-nifi', 'orders', '--root', teamRoot()], {}],
  ['a generator without a cache', () => ['generate', '020-kafka', 'orders'], { SLUICE_CACHE: process.execPath }],
]
for (const [where, command, more] of throws) {
  test(`an exception in ${where} names the .ts line`, () => {
    const { code, stderr } = launch(clone(), command(), more)
    assert.is(code, 2)
    assert.is(Number(throwing.exec(stderr)?.[1]), throwingLine)
    assert.match(stderr, /This is a defect of Sluice or of a component/)
  })
}

test('an exception in a generator stops a real render, and names the .ts line', () => {
  const team = write(join(temporaryFolder(), 'team'), {
    'package.json': JSON.stringify({ devDependencies: { sluice: '0.0.0' } }),
    'overlays/one/overlay.yaml': `purpose: development
namespace: data
cluster:
  name: one
  kubernetes: "1.35"
  domain: cluster.local
  registry: null
  storageClass: standard
  zones: [local]
  network: {dns: [{namespace: kube-system, podLabels: {k8s-app: kube-dns}}]}
sync: {engine: argocd, repository: "https://git.example.com/team.git", revision: main}
components: {nifi: true}
`,
  })
  const launcher = join(process.env.SLUICE_ROOT ?? process.cwd(), 'scripts', 'sluice.mjs')
  const real = (...args: string[]) => run(team, [process.execPath, launcher, ...args], { SLUICE_NO_INSTALL: '1' })
  assert.is(real('new', 'component', '083-nifi').code, 0)
  write(team, {
    'generators/083-nifi/component.ts': `import { broken } from './broken.ts'

export const component = { requires: () => [], directories: { '083-nifi': broken }, rules: [] }
`,
    'generators/083-nifi/broken.ts': `type Named = { readonly name: string }

export function broken({ name }: Named): never {
  throw new Error(\`no manifest for \${name}\`)
}
`,
  })
  const { code, stderr } = real('render')
  assert.is(code, 2)
  const [shown] = /no manifest for nifi\n +at .*/.exec(stderr) ?? []
  const place = join(team, 'generators', '083-nifi', 'broken.ts')
  assert.is(shown?.replace(/\n +/, ' '), `no manifest for nifi at broken (${place}:4:9)`)
  assert.match(stderr, /engine[\\/]generate\.ts:\d+:\d+/)
})

test('a reader that closes early gets no stack trace, and the command ends as it would have', async () => {
  const { child, ended } = start(clone(), ['lines'])
  child.stdout.once('data', () => child.stdout.destroy())
  const { code, stderr } = await ended
  assert.equal([code, stderr], [0, ''])
})

test('packages that every render uses are bundled, others are imported from where they are installed', () => {
  const folder = clone({
    'package.json': packageJson({ devDependencies: { absent: '1.0.0' } }),
    'engine/packages.ts': `import { inside } from 'yaml'
export const says = async () => [inside, (await import('outside')).default, await import('absent').catch(({ code }) => code)]`,
    'node_modules/yaml/package.json': '{"name":"yaml","main":"main.cjs"}',
    'node_modules/yaml/main.cjs': '',
    'node_modules/yaml/browser/dist/index.js': "export const inside = 'bundled'",
    'node_modules/outside/package.json': '{"name":"outside","main":"outside.cjs"}',
    'node_modules/outside/outside.cjs': 'module.exports = __filename',
    'scripts/main.ts': `import { says } from '../engine/packages.ts'
export const main = async () => console.log(JSON.stringify({ argv: await says() })) ?? 0`,
  })
  const outside = join(folder, 'node_modules/outside/outside.cjs')
  assert.equal(said(launch(folder, ['render'])).argv, ['bundled', outside, 'MODULE_NOT_FOUND'])
  rmSync(join(folder, 'node_modules/yaml/main.cjs'))
  write(folder, { 'node_modules/yaml/browser/dist/index.js': "export const inside = 'installed anew'" })
  assert.equal(said(launch(folder, ['render'])).argv[0], 'installed anew')
})

test('a link that leads back to its own folder ends', () => {
  const folder = clone()
  symlinkSync(join(folder, 'generators'), join(folder, 'generators', 'again'), 'junction')
  assert.is(launch(folder, ['render']).code, 0)
})

for (const kind of ['bundles', 'compiled', 'memory', 'modules']) {
  test(`a cache that is not used ends in two weeks, and more than thirty ${kind} in an hour`, () => {
    const folder = clone()
    const kept = join(realpathSync(join(folder, '..')), 'cache', kind)
    const hoursOld = { 'not used for three weeks': 21 * 24, 'running now': 0 }
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`many-${index}`, 2 + index]))
    for (const [name, hours] of Object.entries({ ...hoursOld, ...many })) {
      mkdirSync(join(kept, name), { recursive: true })
      utimesSync(join(kept, name), Date.now() / 1000 - hours * 3600, Date.now() / 1000 - hours * 3600)
    }
    const { inputsKey } = said(launch(folder, ['render']))
    const newest = kind === 'bundles' ? [inputsKey] : ['many-28']
    const expected = ['running now', ...newest, ...Array.from({ length: 28 }, (_, index) => `many-${index}`)]
    assert.equal(readdirSync(kept).sort(), expected.sort())
  })
}

test.run()
