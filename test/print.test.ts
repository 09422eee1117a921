import { spawnSync } from 'node:child_process'
import { devNull } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import type { Json } from '../engine/model.ts'
import { printYaml } from '../engine/print.ts'
import { draws, randomDocument, randomText } from './support/random-json.ts'

test('a manifest is block style, its lists in the column of their keys, its config files literal blocks', () => {
  const manifest = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'kafka',
      labels: { 'app.kubernetes.io/name': 'kafka', yes: 'no' },
      finalizers: ['example.com/a', 'b'],
    },
    nested: [[1, [2]], [], {}, { name: 'x', ports: [{ port: 9092 }], empty: {} }, [{ a: 1, b: 2 }]],
    data: {
      'run.sh': '#!/bin/sh\nset -eu\n\nexec kafka\n',
      'no-end': 'one\ntwo',
      'blank-end': 'one\n\n',
      indented: '\n  one\ntwo\n',
      last: 'one\n\n',
    },
  }
  assert.is(
    printYaml(manifest),
    `apiVersion: v1
kind: ConfigMap
metadata:
  name: kafka
  labels:
    app.kubernetes.io/name: kafka
    "yes": "no"
  finalizers:
  - example.com/a
  - b
nested:
- - 1
  - - 2
- []
- {}
- name: x
  ports:
  - port: 9092
  empty: {}
- - a: 1
    b: 2
data:
  run.sh: |
    #!/bin/sh
    set -eu

    exec kafka
  no-end: |-
    one
    two
  blank-end: |+
    one

  indented: |2

      one
    two
  last: "one\\n\\n"
`,
  )
})

const scalars: readonly (readonly [value: Json, text: string])[] = [
  ['kafka', 'kafka'],
  ['kafka-headless.data.svc.cluster.local:9093', 'kafka-headless.data.svc.cluster.local:9093'],
  ['https://example.com/a?b', '"https://example.com/a?b"'],
  ['quay.io/org/kafka:4.1.0@sha256:0a', 'quay.io/org/kafka:4.1.0@sha256:0a'],
  ['/var/lib/kafka', '/var/lib/kafka'],
  ['Parallel (all at once), 3 of 5', 'Parallel (all at once), 3 of 5'],
  ['500m', '500m'],
  ['1Gi', '1Gi'],
  ['1E', '"1E"'],
  ['e5', '"e5"'],
  ['E-6', '"E-6"'],
  ['010m', '"010m"'],
  ['', '""'],
  [' a', '" a"'],
  ['a ', '"a "'],
  ['a  b', '"a  b"'],
  ['a: b', '"a: b"'],
  ['a:', '"a:"'],
  ['a #b', '"a #b"'],
  ['a#b', '"a#b"'],
  ['yes', '"yes"'],
  ['Off', '"Off"'],
  ['y', '"y"'],
  ['TRUE', '"TRUE"'],
  ['null', '"null"'],
  ['~', '"~"'],
  ['.nan', '".nan"'],
  ['1_000', '"1_000"'],
  ['0o14', '"0o14"'],
  ['12:30:45', '"12:30:45"'],
  ['2020-01-01', '"2020-01-01"'],
  ['10.0.0.1', '"10.0.0.1"'],
  ['---', '"---"'],
  ['--flag=a', '"--flag=a"'],
  ['a\tb', '"a\\tb"'],
  ['a\tb\nc\n', '"a\\tb\\nc\\n"'],
  ['a \nb\n', '"a \\nb\\n"'],
  ['a\r\nb\r\n', '"a\\r\\nb\\r\\n"'],
  ['\n', '"\\n"'],
  ['\n\n', '"\\n\\n"'],
  ['\u0000\u007f\u0085\u009f\u2028\u2029\ufeff\uffff', '"\\u0000\\u007f\\u0085\\u009f\\u2028\\u2029\\ufeff\\uffff"'],
  ['a\u0085b\nc\n', '"a\\u0085b\\nc\\n"'],
  ['\u202eabc', '"\\u202eabc"'],
  ['Grüße 🚀', '"Grüße 🚀"'],
  ['Grüße\n🚀\n', '|\n    Grüße\n    🚀'],
  ['---\n...\n%TAG\n# a: b\n', '|\n    ---\n    ...\n    %TAG\n    # a: b'],
  [0, '0'],
  [420, '420'],
  [-1, '-1'],
  [9007199254740991, '9007199254740991'],
  [0.5, '0.5'],
  [1e-7, '1.0e-7'],
  [1.5e-7, '1.5e-7'],
  [true, 'true'],
  [false, 'false'],
]
for (const [value, text] of scalars) {
  test(`${JSON.stringify(value)} is printed as ${JSON.stringify(text)}`, () => {
    assert.is(printYaml({ spec: { a: value, z: 1 } }), `spec:\n  a: ${text}\n  z: 1\n`)
  })
}

test('a value that is no manifest is a fault of ours, and the message names the path', () => {
  const refused: readonly (readonly [unknown, string])[] = [
    [null, 'null'],
    [undefined, 'undefined'],
    [Number.NaN, 'the number NaN'],
    [Number.POSITIVE_INFINITY, 'the number Infinity'],
    [2 ** 53, 'the number 9007199254740992'],
    [1n, '1'],
    [Symbol.iterator, 'Symbol(Symbol.iterator)'],
    [new Date(0), '[object Date]'],
    [new Map(), '[object Map]'],
  ]
  assert.equal(
    refused.map(([value]) => messageOf(() => printYaml({ spec: [{}, { a: value as Json }] }))), // what the type forbids
    refused.map(([, what]) => `${what} must never reach the printer, at .spec[1].a`),
  )
})

function messageOf(action: () => unknown): string {
  try {
    return `returned ${JSON.stringify(action())}`
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault)
  }
}

test('a key that is too long for readers to find its colon stands on a line of its own', () => {
  const key = 'a'.repeat(341)
  assert.is(
    printYaml({ [key]: { [key]: ['b\n'] }, [key.slice(1)]: 1 }),
    `? ${key}\n:\n  ? ${key}\n  :\n  - |\n    b\n${key.slice(1)}: 1\n`,
  )
})

test('a negative zero is zero, and half of a surrogate pair is escaped', () => {
  assert.is(
    printYaml({ zero: -0, half: 'a\ud800\n', key: { '\udc00': 1 } }),
    `zero: 0
half: "a\\ud800\\n"
key:
  "\\udc00": 1
`,
  )
})

test('a text is the same whether it ends the document or not, and one line feed ends the document', () => {
  const texts = ['a', 'a\n', 'a\n\n', '\n', '']
  assert.equal(
    texts.map((text) => printYaml([text])),
    ['- a\n', '- |\n  a\n', '- "a\\n\\n"\n', '- "\\n"\n', '- ""\n'],
  )
  assert.equal(
    texts.map((text) => printYaml(text)),
    ['a\n', '"a\\n"\n', '"a\\n\\n"\n', '"\\n"\n', '""\n'],
  )
})

const seed = Number(process.env.SLUICE_SEED ?? 20_251_121)
const draw = draws(seed)
const texts = Array.from({ length: 100_000 }, () => randomText(draw))
console.log(`printer: ${texts.length} texts of seed ${seed} (SLUICE_SEED chooses another)`)

/** Every text as an item, as a key and as a value, 500 to an object; then as many objects of any shape. */
const objects: readonly Json[] = [
  asObject({
    items: scalars.map(([value]) => value),
    keys: asKeys([...scalars.map(([value]) => String(value)), '__proto__']),
  }),
  ...Array.from({ length: texts.length / 500 }, (_, index) => {
    const some = texts.slice(index * 500, index * 500 + 500)
    return asObject({ items: some, keys: asKeys(some) })
  }),
  ...Array.from({ length: 2_000 }, () => asObject(randomDocument(draw, 5))),
]

function asObject(spec: Json): Json {
  return { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' }, spec }
}

function asKeys(names: readonly string[]): Json {
  return Object.fromEntries(names.map((name, index) => [name, names[(index + 1) % names.length] ?? name]))
}

const documents = objects.map(printYaml)

/** A reader takes documents and gives their values, or says why it is not on this machine. */
type Reader = { readonly read: (documents: readonly string[]) => readonly unknown[]; readonly missing?: string }

const yamlPackage = (version: '1.1' | '1.2'): Reader => ({
  read: (texts) => texts.map((text) => parse(text, { version })),
})

const pyYaml = (loader: string): Reader => {
  const script = `import json, sys, yaml; json.dump([yaml.load(text, yaml.${loader}) for text in json.load(sys.stdin)], sys.stdout)`
  return {
    read: (texts) => JSON.parse(output('python3', ['-c', script], JSON.stringify(texts))),
    ...unlessRuns('python3', ['-c', `from yaml import ${loader}`]),
  }
}

/** Go's sigs.k8s.io/yaml, as the API server, Argo CD and Flux have it. */
const kubectl: Reader = {
  read: (texts) => {
    const patchNothing = [
      '--kubeconfig',
      devNull,
      'patch',
      '--local',
      '-f',
      '-',
      '--type',
      'merge',
      '-p',
      '{}',
      '-o',
      'json',
    ]
    const read = output('kubectl', patchNothing, texts.join('---\n'))
    return read.split(/(?<=^\}\n)(?=\{)/m).map((text) => JSON.parse(text))
  },
  ...unlessRuns('kubectl', ['version', '--client']),
}

function unlessRuns(command: string, commandLine: readonly string[]): { readonly missing?: string } {
  const { error, stderr, status } = spawnSync(command, commandLine, { encoding: 'utf8' })
  return error === undefined && status === 0
    ? {}
    : { missing: error?.message ?? stderr.trim().split('\n').at(-1) ?? command }
}

function output(command: string, commandLine: readonly string[], input: string): string {
  const { error, stdout, stderr, status } = spawnSync(command, commandLine, {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  if (error !== undefined || status !== 0) throw new Error(`${command}: ${error?.message ?? stderr}`)
  return stdout
}

/** The first place where what was read is not what was written. */
function difference(read: unknown, written: unknown, at = ''): string | undefined {
  if (isDeepStrictEqual(read, written)) return undefined
  const keys = typeof written === 'object' && written !== null ? Object.keys(written) : []
  const children = typeof read === 'object' && read !== null ? read : {}
  const inside = keys
    .map((key) =>
      difference(Reflect.get(children, key), Reflect.get(Object(written), key), `${at}[${JSON.stringify(key)}]`),
    )
    .find((found) => found !== undefined)
  return inside ?? `${at}: wrote ${JSON.stringify(written)}, read ${JSON.stringify(read)}`
}

/** Python's own loader takes a second for 250 kB: the table and 5,000 texts have to do. */
const readers: readonly (readonly [name: string, reader: Reader, share: number])[] = [
  ['the yaml package as YAML 1.1', yamlPackage('1.1'), documents.length],
  ['the yaml package as YAML 1.2', yamlPackage('1.2'), documents.length],
  ['PyYAML with libyaml', pyYaml('CSafeLoader'), documents.length],
  ['PyYAML in Python', pyYaml('SafeLoader'), 11],
  ["kubectl, which has Go's reader", kubectl, documents.length],
]
for (const [name, reader, share] of readers) {
  if (reader.missing !== undefined) {
    console.log(`printer: not read by ${name}: ${reader.missing}`)
    continue
  }
  test(`${name} reads every text, key and document as it was`, () => {
    const read = reader.read(documents.slice(0, share))
    assert.is(difference(read, objects.slice(0, share)), undefined)
  })
}

test('no document has a tab, a carriage return, a space at a line end, or more or less than one line feed at its end', () => {
  assert.is(
    documents.find((text) => /[\t\r]| $/m.test(text) || !/[^\n]\n$/.test(text)),
    undefined,
  )
})

test.run()
