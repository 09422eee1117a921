import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { clone, environment, launch, packageJson, run, said, start, write } from './support/clone.ts'

const sluice = process.env.SLUICE_ROOT ?? process.cwd()
const announcement = (state: string, folder: string): string =>
  `The packages that Sluice needs are ${state}: running npm ci in ${folder}, once.\n`

test('a fresh clone installs its dependencies once, saying so in one line', () => {
  const folder = freshClone()
  const first = run(folder, ['npm', 'run', '-s', 'render'])
  assert.is(first.stderr, announcement('missing', folder))
  assert.equal(said(first).argv, ['render'])
  assert.is(run(folder, ['npm', 'run', '-s', 'render']).stderr, '')
  assert.equal(installs(folder), [process.execPath])
})

const outdated: readonly [what: string, change: (folder: string) => void][] = [
  ['the lockfile', (folder) => edit(join(folder, 'package-lock.json'), (text) => `${text}\n`)],
  ['the platform', (folder) => edit(stamp(folder), (text) => text.replace(process.arch, 'another'))],
  ['the Node major', (folder) => edit(stamp(folder), (text) => text.replace(/^node .*/m, 'node 19'))],
]
for (const [what, change] of outdated) {
  test(`dependencies that were installed for another state of ${what} are installed anew`, () => {
    const folder = freshClone()
    launch(folder, ['render'])
    change(folder)
    const again = launch(folder, ['render'])
    assert.equal([again.code, again.stderr], [0, announcement('out of date', folder)])
    assert.is(installs(folder).length, 2)
  })
}

test("a person's own npm ci is enough", () => {
  const folder = freshClone()
  run(folder, ['npm', 'ci'])
  const { code, stderr } = launch(folder, ['render'])
  assert.equal([code, stderr, installs(folder).length], [0, '', 1])
  assert.ok(existsSync(stamp(folder)))
})

test('what an interrupted or partial npm ci left is not enough', () => {
  const folder = freshClone()
  run(folder, ['npm', 'ci'])
  rmSync(join(folder, 'node_modules', 'esbuild'))
  assert.is(launch(folder, ['render']).stderr, announcement('missing', folder))
})

test('SLUICE_NO_INSTALL=1 gives a sentence where something is to be installed, and nothing is', () => {
  const folder = freshClone()
  assert.equal(launch(folder, ['render'], { SLUICE_NO_INSTALL: '1' }), {
    code: 2,
    stdout: '',
    stderr: `The packages that Sluice needs are missing, and SLUICE_NO_INSTALL=1 forbids to install them: run npm ci in ${folder}.\n`,
  })
  run(folder, ['npm', 'ci'])
  assert.is(launch(folder, ['render'], { SLUICE_NO_INSTALL: '1' }).code, 0)
  assert.is(installs(folder).length, 1)
})

test('a read-only folder gives a sentence', () => {
  const folder = freshClone()
  chmodSync(dirname(folder), 0o755)
  chmodSync(folder, 0o555)
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'scripts', 'sluice.mjs'), 'render'], {
    ...nobody,
    cwd: folder,
    env: environment(folder),
    encoding: 'utf8',
  })
  chmodSync(folder, 0o755)
  assert.is(
    stderr,
    `The packages that Sluice needs are missing, and the folder is read-only: run npm ci in ${folder}.\n`,
  )
  assert.is(status, 2)
})

test('only a clone of Sluice installs: not a folder without .git or lockfile, and not one in node_modules', () => {
  const places: readonly ((folder: string) => string)[] = [
    (folder) => remove(folder, '.git'),
    (folder) => remove(folder, 'package-lock.json'),
  ]
  for (const place of places) {
    const folder = place(freshClone())
    const { code, stderr } = launch(folder, ['render'])
    assert.equal([code, installs(folder)], [2, []])
    assert.match(stderr, /^The packages that Sluice needs are not installed: run npm install in the project of .*\.\n$/)
  }
  const folder = freshClone('node_modules/sluice')
  assert.equal([launch(folder, ['render']).code, installs(folder)], [2, []])
})

test("as a dependency Sluice uses the project's packages", () => {
  const folder = freshClone('node_modules/sluice')
  write(join(folder, '..'), {
    'esbuild/package.json': '{"name":"esbuild","exports":"./index.mjs"}',
    'esbuild/index.mjs': compiler,
  })
  assert.equal([said(launch(folder, ['render'])).packageRoot, installs(folder)], [folder, []])
})

test('a worktree, whose .git is a file, is a clone', () => {
  const folder = remove(freshClone(), '.git')
  write(folder, { '.git': 'gitdir: ../elsewhere' })
  assert.is(launch(folder, ['render']).stderr, announcement('missing', folder))
})

test('processes that start at the same time install once', async () => {
  const folder = freshClone()
  const runs = await Promise.all(Array.from({ length: 4 }, () => start(folder, ['render']).ended))
  assert.equal(
    runs.map(({ code }) => code),
    [0, 0, 0, 0],
  )
  assert.is(installs(folder).length, 1)
  assert.not.ok(existsSync(lock(folder)))
})

test('the lock of a dead process is taken over by one of many', async () => {
  const folder = freshClone()
  writeFileSync(lock(folder), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), start: '1' }))
  const runs = await Promise.all(Array.from({ length: 3 }, () => start(folder, ['render']).ended))
  assert.equal(
    runs.map(({ code }) => code),
    [0, 0, 0],
  )
  assert.is(installs(folder).length, 1)
})

test('a running npm ci is waited for', async () => {
  const folder = freshClone()
  edit(join(folder, 'package.json'), (text) =>
    text.replace(
      'fs.append',
      "while (!fs.existsSync('go')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50); fs.append",
    ),
  )
  const first = start(folder, ['render'])
  await firstWords(first)
  const second = start(folder, ['render'])
  assert.is(await firstWords(second), `Waiting for another process, which holds ${lock(folder)}.\n`)
  assert.equal(installs(folder), [])
  write(folder, { go: '' })
  assert.equal([(await first.ended).code, (await second.ended).code], [0, 0])
  assert.is(installs(folder).length, 1)
})

test('the lock of another machine is waited for, whatever runs here', async () => {
  const folder = freshClone()
  writeFileSync(lock(folder), JSON.stringify({ pid: 2 ** 22 + 1, host: 'elsewhere.example', start: '' }))
  const waiting = start(folder, ['render'])
  assert.is(await firstWords(waiting), `Waiting for another process, which holds ${lock(folder)}.\n`)
  rmSync(lock(folder))
  assert.is((await waiting.ended).code, 0)
})

test('an npm ci that fails gives its words and a sentence, and the next run tries again', () => {
  const folder = freshClone()
  const lockfile = readFileSync(join(folder, 'package-lock.json'), 'utf8')
  edit(join(folder, 'package.json'), (text) =>
    text.replace('"dependencies":{', '"dependencies":{"other":"file:other",'),
  )
  const failed = launch(folder, ['render'])
  assert.is(failed.code, 2)
  assert.match(failed.stderr, /npm error[\s\S]*\nnpm ci ended with exit code 1, so nothing was done: .*\n$/)
  assert.not.ok(existsSync(lock(folder)))
  edit(join(folder, 'package.json'), (text) => text.replace('"other":"file:other",', ''))
  writeFileSync(join(folder, 'package-lock.json'), lockfile)
  assert.is(launch(folder, ['render']).code, 0)
})

test('npm installs where no npm or another package manager started the command', () => {
  for (const more of [{}, { npm_execpath: '/opt/pnpm/bin/pnpm.cjs' }]) {
    const folder = freshClone()
    assert.is(launch(folder, ['render'], more).code, 0)
    assert.equal(installs(folder), [process.execPath])
  }
})

const compiler = `export * from '${pathToFileURL(join(sluice, 'node_modules/esbuild/lib/main.js')).href}'`

/** A clone as git leaves it, whose only dependency lies in it; each npm ci adds a line to installs.txt. */
function freshClone(place = 'sluice'): string {
  const made = clone()
  const folder = join(made, '..', place)
  mkdirSync(dirname(folder), { recursive: true })
  renameSync(made, folder)
  rmSync(join(folder, 'node_modules'), { recursive: true })
  const dependencies = { esbuild: 'file:vendor/esbuild' }
  const postinstall = `node -e "fs.appendFileSync('installs.txt', process.execPath + '\\n')"`
  return write(folder, {
    '.git/HEAD': '',
    'package.json': packageJson({ dependencies, scripts: { ...JSON.parse(packageJson({})).scripts, postinstall } }),
    'package-lock.json': JSON.stringify({
      name: 'sluice',
      version: '0.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'sluice', version: '0.0.0', hasInstallScript: true, dependencies },
        'node_modules/esbuild': { resolved: 'vendor/esbuild', link: true },
        'vendor/esbuild': { name: 'esbuild', version: '0.0.1' },
      },
    }),
    'vendor/esbuild/package.json': '{"name":"esbuild","version":"0.0.1","type":"module","exports":"./index.js"}',
    'vendor/esbuild/index.js': compiler,
  })
}

/** Which Node ran each npm ci in a clone. */
function installs(folder: string): readonly string[] {
  const lines = join(folder, 'installs.txt')
  return existsSync(lines) ? readFileSync(lines, 'utf8').trimEnd().split('\n') : []
}

const stamp = (folder: string): string => join(folder, 'node_modules', '.sluice-installed')
const lock = (folder: string): string => join(folder, '.sluice-install.lock')

function edit(path: string, change: (text: string) => string): void {
  const [text, changed] = [readFileSync(path, 'utf8'), change(readFileSync(path, 'utf8'))]
  assert.is.not(changed, text)
  writeFileSync(path, changed)
}

function remove(folder: string, name: string): string {
  rmSync(join(folder, name), { recursive: true })
  return folder
}

/** What a running launcher says first. */
function firstWords({ child }: ReturnType<typeof start>): Promise<string> {
  return new Promise((resolve) => {
    child.stderr.once('data', (chunk: Buffer) => resolve(chunk.toString()))
  })
}

test.run()
