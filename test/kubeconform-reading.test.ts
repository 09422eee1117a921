import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import fastGlob from 'fast-glob'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { startCore } from '../packages/kubeconform-wasm/src/core.ts'
import { documentsOf, placedDocumentOf } from '../packages/kubeconform-wasm/src/documents.ts'
import { toJson } from '../packages/kubeconform-wasm/src/json.ts'
import { readPlainYaml } from '../packages/kubeconform-wasm/src/plain-yaml.ts'
import { coreForTests } from './support/kubeconform-core.ts'
import { type Draw, draws, randomDocument, randomText } from './support/random-json.ts'
import { repository } from './support/world.ts'

const mutants = 5_000

const manifests = fastGlob
  .sync('overlays/{dev,prod,apk8s-dev3}/rendered/**/*.yaml', { cwd: repository })
  .sort()
  .flatMap((file) => readFileSync(join(repository, file), 'utf8').split(/^(?=---)/m))

const placed = (text: string) => placedDocumentOf({ text, line: 0, tooLong: false })

/** What both readings of a text say; the keys of maps in their order. */
const said = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one))

/** How the reading without places differs from the one with them; undefined where it does not, or leaves the text to that. */
function difference(text: string): string | undefined {
  const plain = readPlainYaml(text)
  if (!plain) return undefined
  const { value, error, duplicates, positionOf } = placed(text)
  const before = text.slice(0, plain.offset).split('\n')
  const start = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  const isSame =
    !error &&
    duplicates.length === 0 &&
    isDeepStrictEqual(value, plain.value) &&
    said(value) === said(plain.value) &&
    isDeepStrictEqual(positionOf([]), start)
  return isSame
    ? undefined
    : `${JSON.stringify(text)}\n  yaml: ${error?.message ?? said(value)}\n  plain: ${said(plain.value)}`
}

/** A text with a few things put in, left out, or on another line. */
function mutated(text: string, draw: Draw): string {
  let mutant = text
  for (let times = 1 + draw(3); times > 0; times--) {
    const at = draw(mutant.length + 1)
    const lineEnd = mutant.indexOf('\n', at)
    const valueStart = mutant.indexOf(': ', at) + 2
    const lines = mutant.split('\n')
    const line = draw(lines.length)
    const changes: readonly (() => string)[] = [
      () => mutant.slice(0, at) + randomText(draw) + mutant.slice(at),
      () => mutant.slice(0, at) + mutant.slice(at + 1 + draw(6)),
      () => mutant.slice(0, lineEnd) + randomText(draw) + mutant.slice(lineEnd),
      () => mutant.slice(0, valueStart) + randomText(draw) + mutant.slice(valueStart),
      () => lines.toSpliced(line, 1).join('\n'),
      () => lines.toSpliced(line, 0, ' '.repeat(draw(8)) + lines[draw(lines.length)]?.trimStart()).join('\n'),
    ]
    mutant = changes[draw(changes.length)]?.() ?? mutant
  }
  return mutant
}

test('every manifest of ours is read without places, and says the same', () => {
  const left = manifests.filter((text) => !readPlainYaml(text))
  assert.equal(left, [])
  assert.equal(
    manifests.flatMap((text) => difference(text) ?? []),
    [],
  )
})

test(`${mutants} mutants of manifests say the same without places, or are left to yaml`, () => {
  const draw = draws(20261123)
  const objects = manifests.map((text) => readPlainYaml(text)?.value)
  const texts = [
    ...manifests,
    ...objects.map(toJson),
    ...objects.map((object) => JSON.stringify(JSON.parse(toJson(object)), null, 2)),
  ].filter(({ length }) => length < 2500)
  const apart: string[] = []
  let plain = 0
  for (let index = 0; index < mutants; index++) {
    const mutant = mutated(texts[draw(texts.length)] ?? '', draw)
    if (readPlainYaml(mutant)) plain++
    apart.push(...[difference(mutant) ?? []].flat())
  }
  assert.equal(apart.slice(0, 5), [])
  // Were all left to yaml, this would prove nothing.
  assert.ok(plain > mutants / 5, `${plain} were read`)
})

const words: readonly (readonly [text: string, value: unknown])[] = [
  ['yes', true],
  ['Off', false],
  ['~', null],
  ['010', 8n],
  ['0o10', 8n],
  ['1_000', 1000n],
  ['9223372036854775807', 9223372036854775807n],
  ['1e400', '1e400'],
  ['1:30', '1:30'],
  ['2020-01-01', '2020-01-01'],
  ['500m', '500m'],
  ['a#b', 'a#b'],
  ['a # b', 'a'],
  ['"a\\u00e9\\n"', 'aé\n'],
  ["'a''b'", "a'b"],
  ['[1, {a: b}, "c"]', [1n, { a: 'b' }, 'c']],
]

for (const [text, value] of words)
  test(`without places, ${text} is ${said(value)}`, () => {
    assert.equal(readPlainYaml(`a:\n  - ${text}\n`)?.value, { a: [value] })
    assert.is(difference(`a:\n  - ${text}\n`), undefined)
  })

for (const text of [
  '0_',
  '*a',
  '&a b',
  '!!str 1',
  '? a',
  '"\\x41"',
  'a\n    b',
  '|+\n    a\n',
  '>\n    a\n\n    b',
  'b: c: d',
])
  test(`${JSON.stringify(text)} is left to yaml`, () => {
    assert.is(readPlainYaml(`a:\n  - ${text}\n`), undefined)
  })

test('places are told of a document that was read without them', () => {
  const [, second] = documentsOf('a: 1\n---\n# what\nb:\n- c\n- d: [e, f]\n')
  const at = (...path: string[]) => Object.values(second?.positionOf(path) ?? {}).join(':')
  assert.equal([at(), at('b', '0'), at('b', '1', 'd', '1'), at('b', 'x')], ['4:1', '5:3', '6:10', '4:1'])
})

const core = coreForTests()

/** Refuses every text, number and null, and says what it was. */
const echo = {
  additionalProperties: { $ref: '#' },
  items: { $ref: '#' },
  pattern: '^\\b$',
  minimum: 1e9,
  maximum: -1e9,
  not: { enum: [null, true, false] },
}

if (core)
  test(`the core reads ${mutants} texts as Go's own reader of JSON does`, async () => {
    const draw = draws(20261124)
    const one = await startCore(core, false)
    one.add('https://example.invalid/echo', echo)
    one.compile('https://example.invalid/echo')
    const encoder = new TextEncoder()
    const answer = (request: string): string => {
      const { error, errors = [] } = one.ask(encoder.encode(request))
      return [error ?? '', ...errors.map((one) => JSON.stringify(one)).sort()].join('\n')
    }
    let [apart, read] = ['', 0]
    for (let index = 0; index < mutants && apart === ''; index++) {
      const json = JSON.stringify(randomDocument(draw, 3), null, draw(2))
      const at = draw(json.length + 1)
      const change = ['', randomText(draw), '\\u0041', '\\ud83d', '\\x', '\u0001', '-', '0', 'e5', '.'][draw(10)] ?? ''
      const text = draw(2) ? json : json.slice(0, at) + change + json.slice(at + draw(3))
      // A space before the first name is enough for the core to leave the request to Go's reader.
      const [own, ofGo] = ['', ' '].map((space) =>
        answer(`{${space}"validate":"https://example.invalid/echo","instance":${text}}`),
      )
      if (!own?.includes('no JSON')) read++
      if (own !== ofGo) apart = `${JSON.stringify(text)}\n  own: ${own}\n  Go: ${ofGo}`
    }
    assert.is(apart, '')
    assert.ok(read > mutants / 3, `${read} were JSON`)
  })

test.run()
