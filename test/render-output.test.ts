import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse, parseAllDocuments } from 'yaml'
import { repository } from './support/world.ts'

const overlays = readdirSync(join(repository, 'overlays'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

/** Every generated file of every overlay below a root, by path. */
function generated(root: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(join(root, 'overlays'), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml') && entry.name !== 'overlay.yaml')
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(root.length + 1), readFileSync(file, 'utf8')]),
  )
}

function inCopy<T>(work: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'sluice-copy-'))
  try {
    cpSync(join(repository, 'overlays'), join(root, 'overlays'), { recursive: true })
    return work(root)
  } finally {
    rmSync(root, { recursive: true })
  }
}

const render = (root: string, environment: Record<string, string>, folder: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(repository, 'scripts', 'sluice.mjs'), 'render', '--root', root, ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  })

test('the same inputs give the same bytes in another folder, time zone, language and file mask', () => {
  const committed = generated(repository)
  assert.ok(Object.keys(committed).length > 30)
  inCopy((root) => {
    for (const name of overlays) rmSync(join(root, 'overlays', name, 'rendered'), { recursive: true })
    const mask = process.umask(0o077)
    const { status, stderr } = render(
      root,
      { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
      tmpdir(),
    )
    process.umask(mask)
    assert.is(status, 0, stderr)
    assert.equal(generated(root), committed)
  })
})

test('one overlay at a time gives the same bytes as all at once', () => {
  const committed = generated(repository)
  inCopy((root) => {
    for (const name of overlays) rmSync(join(root, 'overlays', name, 'rendered'), { recursive: true })
    for (const name of [...overlays].reverse()) assert.is(render(root, {}, root, name).status, 0)
    assert.equal(generated(root), committed)
  })
})

test('a change of one overlay changes files of that overlay only', () => {
  inCopy((root) => {
    const before = generated(root)
    const file = join(root, 'overlays', 'dev', 'overlay.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('storageClass: standard', 'storageClass: other'))
    const { status, stderr } = render(root, {}, root)
    assert.is(status, 0, stderr)
    const after = generated(root)
    const changed = Object.keys(after).filter((path) => after[path] !== before[path])
    assert.equal(
      changed.filter((path) => !path.startsWith(join('overlays', 'dev'))),
      [],
    )
  })
})

test('kubectl kustomize gives the same objects as the rendered files', () => {
  const present = spawnSync('kubectl', ['version', '--client']).status === 0
  if (!present) {
    console.log('# skipped: kubectl is not there, so kustomization.yaml was not compared with the rendered files')
    return
  }
  const key = (object: Record<string, unknown>): string => JSON.stringify(sorted(object))
  for (const name of overlays) {
    const folder = join(repository, 'overlays', name)
    const built = parseAllDocuments(
      execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8', maxBuffer: 1e9 }),
    )
    const files = readdirSync(join(folder, 'rendered'), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => parse(readFileSync(join(entry.parentPath, entry.name), 'utf8')))
    assert.equal(built.map((document) => key(document.toJS())).sort(), files.map(key).sort(), name)
  }
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, child]) => [name, sorted(child)]),
  )
}

test('two branches that change different things merge without conflict, and one render puts the list in order', () => {
  inCopy((root) => {
    cpSync(join(repository, '.gitattributes'), join(root, '.gitattributes'))
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
        cwd: root,
        encoding: 'utf8',
        stdio: 'pipe',
      })
    const edit = (change: (text: string) => string): void => {
      const file = join(root, 'overlays', 'prod', 'overlay.yaml')
      writeFileSync(file, change(readFileSync(file, 'utf8')))
      const { status, stderr } = render(root, {}, root)
      assert.is(status, 0, stderr)
      git('add', '-A')
      git('commit', '-qm', 'change')
    }
    git('init', '-q', '-b', 'main')
    git('add', '-A')
    git('commit', '-qm', 'start')
    git('checkout', '-qb', 'clients')
    edit((text) => text.replace('\n      orders: {}\n', '\n      orders: {}\n      reports: {}\n'))
    git('checkout', '-q', 'main')
    edit((text) => text.replace('\n  mqtt:\n', '\n    testClient: {enabled: true}\n  mqtt:\n    websockets: true\n'))
    const added = git('diff', '--name-only', '--diff-filter=A', 'HEAD~1').split('\n')
    assert.ok(
      added.some((path) => path.endsWith('30-deployment-kafka-test-client.yaml')),
      'both branches add files',
    )
    git('merge', '-q', '--no-edit', 'clients')
    assert.is(git('status', '--porcelain'), '')
    const { status, stderr } = render(root, {}, root)
    assert.is(status, 0, stderr)
  })
})

test('a root of Flux finds in sync/ what it applies where Flux syncs, and elsewhere a file that is not there, at which it stops', () => {
  for (const name of overlays) {
    const sync = join(repository, 'overlays', name, 'sync')
    const { resources } = parse(readFileSync(join(sync, 'kustomization.yaml'), 'utf8'))
    const files = readdirSync(sync)
    assert.equal(resources, ['flux.yaml'], name)
    assert.is(files.includes('flux.yaml'), !files.includes('argocd.yaml'), name)
  }
})

test.run()
