import { readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import fastGlob from 'fast-glob'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { repository } from './support/world.ts'

/** Every import of a file: its own path and what it names, both relative to the repository where they are files of it. */
function imports(patterns: readonly string[]): { file: string; named: string }[] {
  return fastGlob.sync([...patterns], { cwd: repository }).flatMap((file) => {
    const text = readFileSync(join(repository, file), 'utf8')
    return [...text.matchAll(/(?:from\s|import\b)\s*\(?\s*'([^'\n]+)'/g)].map(([, named = '']) => ({
      file,
      named: named.startsWith('.')
        ? relative(repository, join(repository, dirname(file), named))
            .split(sep)
            .join('/')
        : named,
    }))
  })
}

const wrong = (found: readonly { file: string; named: string }[]): string[] =>
  found.map(({ file, named }) => `${file} imports ${named}`)

test('the shapes that all agree on import nothing', () => {
  assert.equal(wrong(imports(['engine/model.ts'])), [])
})

test('the engine imports no component, no overlay and no script', () => {
  const found = imports(['engine/**/*.ts'])
  assert.ok(found.length > 50)
  assert.equal(wrong(found.filter(({ named }) => /^(generators|overlays|scripts|test)\//.test(named))), [])
})

test('a generator imports its own folder, parts, types, and the address of a lower number; never disk or process', () => {
  const found = imports(['generators/[0-9]*/**/*.ts'])
  assert.ok(found.length > 50)
  const legal = ({ file, named }: { file: string; named: string }): boolean => {
    const own = file.split('/')[1] ?? ''
    const [top, folder = '', ...rest] = named.split('/')
    if (named === 'engine/model.ts' || named === 'generators/kubernetes.ts') return true
    if (named.startsWith('generators/parts/')) return true
    if (posix.dirname(named) === 'schemas/values') return true
    if (top !== 'generators') return false
    return folder === own || (rest.join('/') === 'address.ts' && folder.slice(0, 3) < own.slice(0, 3))
  }
  assert.equal(wrong(found.filter((one) => !legal(one))), [])
})

test('a part imports parts and types only, what knows ranges of addresses, and which name is near another', () => {
  const found = imports(['generators/parts/**/*.ts'])
  const legal = ({ named }: { named: string }): boolean =>
    named.startsWith('generators/parts/') ||
    ['engine/model.ts', 'engine/closest.ts', 'generators/kubernetes.ts', 'node:net'].includes(named)
  assert.equal(wrong(found.filter((one) => !legal(one))), [])
})

test('a package imports nothing of Sluice: it could be published as it is', () => {
  const found = imports(['packages/*/{src,bin}/**/*.{ts,mjs}'])
  assert.ok(found.length > 20)
  const outside = ({ file, named }: { file: string; named: string }): boolean =>
    /^(engine|generators|overlays|scripts|test|packages)\//.test(named) &&
    !named.startsWith(file.split('/').slice(0, 2).join('/'))
  assert.equal(wrong(found.filter(outside)), [])
})

test('nothing imports a test', () => {
  assert.equal(
    wrong(
      imports(['{engine,generators,scripts,schemas}/**/*.{ts,mjs}']).filter(({ named }) => named.startsWith('test/')),
    ),
    [],
  )
})

test.run()
