import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { clone, launch, packageJson, said, start, teamRoot, write } from './support/clone.ts'

const sluice = process.env.SLUICE_ROOT ?? process.cwd()
const saying = (words: string): string => `export const component = { says: '${words}' }`
const says = (folder: string, ...args: string[]): readonly string[] =>
  said(launch(folder, ['render', ...args])).components.map(({ component }) => component.says)
const bundlesOf = (folder: string): string => join(folder, '..', 'cache', 'bundles')

test('what is edited, added, renamed or deleted shows at once, and what is put back is still there', () => {
  const folder = clone({ 'generators/020-kafka/component.ts': saying('first') })
  assert.equal(says(folder), ['first'])
  write(folder, { 'generators/020-kafka/component.ts': saying('other') })
  assert.equal(says(folder), ['other'])
  write(folder, { 'generators/030-new/component.ts': saying('new') })
  assert.equal(says(folder), ['other', 'new'])
  rmSync(join(folder, 'generators/020-kafka'), { recursive: true })
  assert.equal(says(folder), ['new'])
  rmSync(join(folder, 'generators/030-new'), { recursive: true })
  write(folder, { 'generators/020-kafka/component.ts': saying('first') })
  withoutEsbuild(folder)
  assert.equal(says(folder), ['first'])
})

test('a second run does not start esbuild', () => {
  const folder = clone()
  const first = said(launch(folder, ['render']))
  withoutEsbuild(folder)
  assert.equal(said(launch(folder, ['render'])), first)
})

test('the key covers path and content of every input of both roots, and nothing of the overlays', () => {
  const [folder, team] = [clone(), teamRoot()]
  const key = (): string => said(launch(folder, ['render', '--root', team])).inputsKey
  const before = key()
  const inputs = [
    [folder, 'base/020-kafka/values.yaml'],
    [folder, 'engine/print.ts'],
    [folder, 'generators/parts/labels.ts'],
    [folder, 'schemas/kubernetes/1.35/schema.json'],
    [folder, 'scripts/notes.txt'],
    [folder, 'package-lock.json'],
    [team, 'base/083-nifi/nifi.properties.hbs'],
    [team, 'generators/083-nifi/.hidden.ts'],
    [team, 'schemas/values/083-nifi.schema.json'],
  ] as const
  for (const [root, path] of inputs) {
    write(root, { [path]: '{}' })
    const added = key()
    write(root, { [path]: '{ }' })
    const edited = key()
    rmSync(join(root, path))
    assert.is(new Set([before, added, edited]).size, 3, path)
    assert.is(key(), before, path)
  }
  write(team, { 'overlays/dev/overlay.yaml': '', 'README.md': '' })
  assert.is(key(), before)
})

test('the key covers the compiler and its settings', () => {
  const folder = clone()
  const key = (): string => said(launch(folder, ['render'])).inputsKey
  const before = key()
  const settings = join(folder, 'tsconfig.json')
  writeFileSync(settings, readFileSync(settings, 'utf8').replace('"skipLibCheck": true', '"skipLibCheck": false'))
  const compiled = key()
  replaceEsbuild(folder, '0.0.1', '')
  assert.is(new Set([before, compiled, key()]).size, 3)
})

test('a source that lies outside the folders of the key shows at once too', () => {
  const folder = clone({
    'generators/020-kafka/component.ts': `import { words } from '../../../shared.ts'
export const component = { says: words }`,
    '../shared.ts': "export const words = 'first'",
  })
  assert.equal(says(folder), ['first'])
  write(folder, { '../shared.ts': "export const words = 'other'" })
  assert.equal(says(folder), ['other'])
  rmSync(join(folder, '../shared.ts'))
  assert.match(launch(folder, ['render']).stderr, /Could not resolve "\.\.\/\.\.\/\.\.\/shared\.ts"/)
})

const damages: readonly [damage: string, apply: (file: string) => void][] = [
  ['cut short', (file) => writeFileSync(file, readFileSync(file).subarray(0, -20))],
  ['emptied', (file) => writeFileSync(file, '')],
  ['removed', (file) => rmSync(file)],
  [
    'overwritten at the same length',
    (file) => writeFileSync(file, file.endsWith('.map') ? '' : readFileSync(file, 'utf8').replaceAll('a', '(')),
  ],
]
for (const [damage, apply] of damages) {
  test(`a cached bundle of which any file is ${damage} is built anew`, () => {
    const folder = clone({
      'engine/later.ts': "export const later = 'later'",
      'scripts/main.ts': `export const main = async (argv: readonly string[]) =>
  console.log(JSON.stringify({ argv: [...argv, (await import('../engine/later.ts')).later] })) ?? 0`,
    })
    const run = (): readonly string[] => said(launch(folder, ['render'])).argv
    assert.equal(run(), ['render', 'later'])
    const [bundle = ''] = readdirSync(bundlesOf(folder))
    const whole = filesIn(join(bundlesOf(folder), bundle))
    assert.equal(Object.keys(whole).sort(), ['contents.json', 'later.cjs', 'later.cjs.map', 'main.cjs', 'main.cjs.map'])
    for (const file of Object.keys(whole)) {
      apply(join(bundlesOf(folder), bundle, file))
      assert.equal(run(), ['render', 'later'], file)
      const { 'contents.json': _, ...made } = filesIn(join(bundlesOf(folder), bundle))
      assert.equal({ ...made, 'contents.json': whole['contents.json'] }, whole, file)
    }
  })
}

test('a part of a bundle that is damaged without a trace is never run', () => {
  const folder = clone({
    'engine/later.ts': "export const later = 'later'",
    'scripts/main.ts': `export const main = async (argv: readonly string[]) =>
  console.log(JSON.stringify({ argv: [...argv, (await import('../engine/later.ts')).later] })) ?? 0`,
  })
  assert.equal(said(launch(folder, ['render'])).argv, ['render', 'later'])
  const [bundle = ''] = readdirSync(bundlesOf(folder))
  const file = join(bundlesOf(folder), bundle, 'later.cjs')
  const contents = join(bundlesOf(folder), bundle, 'contents.json')
  const status = (): string => `${statSync(file).size} ${statSync(file).mtimeMs}`
  const before = status()
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('later"', 'lat(r"'))
  writeFileSync(contents, readFileSync(contents, 'utf8').replace(before, status()))
  const { code, stderr } = launch(folder, ['render'])
  assert.is(code, 2)
  assert.match(stderr, /^The cache in .* was damaged and is removed: run the command again\.\n$/)
  assert.equal(said(launch(folder, ['render'])).argv, ['render', 'later'])
})

const keeping = `import { keepCompiled } from '../engine/script.mjs'
export const main = async (argv: readonly string[]) => {
  console.log(JSON.stringify({ argv }))
  keepCompiled()
  return 0
}`

for (const [damage, apply] of damages) {
  test(`a compiled form that is ${damage} is made anew, and one that is whole is left alone`, () => {
    const folder = clone({ 'scripts/main.ts': keeping })
    const run = (): readonly string[] => said(launch(folder, ['render'])).argv
    const compiled = join(folder, '..', 'cache', 'compiled')
    assert.equal(run(), ['render'])
    const [name = ''] = readdirSync(compiled)
    const file = join(compiled, name)
    const whole = readFileSync(file)
    apply(file)
    assert.equal(run(), ['render'])
    assert.is(readFileSync(file).length, whole.length)
    const { ino } = statSync(file)
    assert.equal(run(), ['render'])
    assert.equal([readdirSync(compiled), statSync(file).ino], [[name], ino])
  })
}

test('a file that is saved while esbuild reads never ends up under the wrong key', () => {
  const folder = clone({ 'generators/020-kafka/component.ts': saying('first') })
  const component = join(folder, 'generators/020-kafka/component.ts')
  replaceEsbuild(
    folder,
    '0.0.1',
    `import { existsSync, writeFileSync } from 'node:fs'
export const build = async (options) => {
  const saved = ${JSON.stringify(join(folder, 'saved'))}
  if (!existsSync(saved)) writeFileSync(${JSON.stringify(component)}, ${JSON.stringify(saying('other'))})
  writeFileSync(saved, '')
  return esbuild.build(options)
}`,
  )
  assert.equal(says(folder), ['other'])
  write(folder, { 'generators/020-kafka/component.ts': saying('first') })
  assert.equal(says(folder), ['first'])
})

test('many first runs at the same time all succeed and leave one bundle', async () => {
  const folder = clone()
  const runs = await Promise.all(Array.from({ length: 6 }, () => start(folder, ['render']).ended))
  assert.equal(
    runs.map(({ code, stderr }) => [code, stderr]),
    runs.map(() => [0, '']),
  )
  assert.equal(readdirSync(bundlesOf(folder)), [said(launch(folder, ['render'])).inputsKey])
})

test('without a folder for bundles the command runs from memory', () => {
  const folder = clone({ '../cache/bundles': 'a file' })
  assert.equal(says(folder), ['as it was'])
  const unusable = launch(folder, ['render'], { SLUICE_CACHE: join(folder, 'package.json', 'cache') })
  assert.not.ok('cacheFolder' in said(unusable))
})

test("without SLUICE_CACHE the cache is the platform's for this user", () => {
  const folder = clone({ 'package.json': packageJson({}) })
  const home = join(folder, '..', 'home')
  const of = (more: Record<string, string>): string | undefined =>
    said(launch(folder, ['render'], { SLUICE_CACHE: '', HOME: home, XDG_CACHE_HOME: '', LOCALAPPDATA: home, ...more }))
      .cacheFolder
  const expected = { darwin: join(home, 'Library', 'Caches', 'sluice'), win32: join(home, 'sluice') }
  assert.is(
    of({}),
    Object.hasOwn(expected, process.platform) ? expected[process.platform as 'darwin'] : join(home, '.cache', 'sluice'),
  )
  if (process.platform === 'linux') {
    assert.is(of({ XDG_CACHE_HOME: join(home, 'xdg') }), join(home, 'xdg', 'sluice'))
    assert.is(of({ XDG_CACHE_HOME: 'relative' }), join(home, '.cache', 'sluice'))
  }
})

/** The text of each file in a folder, by name. */
function filesIn(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')]))
}

/** The clone keeps the compiler's version and loses the compiler. */
function withoutEsbuild(folder: string): void {
  const version = readFileSync(join(folder, 'node_modules/esbuild/package.json'), 'utf8')
  rmSync(join(folder, 'node_modules/esbuild'), { recursive: true })
  write(folder, { 'node_modules/esbuild/package.json': version })
}

/** The clone gets the real compiler under another version, with `code` around it. */
function replaceEsbuild(folder: string, version: string, code: string): void {
  const real = pathToFileURL(join(sluice, 'node_modules/esbuild/lib/main.js')).href
  rmSync(join(folder, 'node_modules/esbuild'), { recursive: true })
  write(folder, {
    'node_modules/esbuild/package.json': JSON.stringify({
      name: 'esbuild',
      version,
      type: 'module',
      exports: './index.js',
    }),
    'node_modules/esbuild/index.js': `import esbuild from '${real}'\nexport * from '${real}'\n${code}`,
  })
}

test.run()
