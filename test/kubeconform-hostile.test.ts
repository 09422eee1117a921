import { createWriteStream, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import fastGlob from 'fast-glob'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CoreEnded, startCore } from '../packages/kubeconform-wasm/src/core.ts'
import { filesIn } from '../packages/kubeconform-wasm/src/files.ts'
import { flagValidator, validateFile } from '../packages/kubeconform-wasm/src/flag-validator.ts'
import { type Flags, readFlags } from '../packages/kubeconform-wasm/src/flags.ts'
import { createValidator, type Result, shippedSource, type Validator } from '../packages/kubeconform-wasm/src/index.ts'
import { definitionsOf } from '../scripts/known-schemas.ts'
import { coreForTests } from './support/kubeconform-core.ts'
import { type Draw, draws, randomText } from './support/random-json.ts'
import { repository } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** `npm run test:kubeconform-hostile` asks for a million. */
const strings = process.env['npm_lifecycle_event'] === 'test:kubeconform-hostile' ? 1_000_000 : 20_000
/** No string may keep the processor for longer, in seconds. */
const longest = 3

const core = coreForTests()
const shipped = { definitions: definitionsOf([join(repository, 'schemas')], '1.35') }
const encoder = new TextEncoder()

const extended = (): Validator =>
  createValidator({
    core: core ?? {},
    strict: true,
    extended: true,
    schemas: (how) => [shippedSource(shipped, how)],
  })

async function all(results: AsyncGenerator<Result>): Promise<Result[]> {
  const found: Result[] = []
  for await (const result of results) found.push(result)
  return found
}

const statuses = (results: readonly Result[]): string =>
  results.map(({ status, errors }) => [status, ...new Set(errors.map(({ message }) => message))].join(': ')).join()

const good = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: b}\n'

/** What a defect of the core would say. */
const ofDefects = /panic|runtime error|the core ended|unreachable|fatal error|no such schema|is no JSON/

const bytesOf = (draw: Draw, length: number): Uint8Array => Uint8Array.from({ length }, () => draw(256))

/** The bytes with a few of them changed, left out, doubled, or others in between. */
function mutatedBytes(draw: Draw, bytes: Uint8Array): Uint8Array {
  let mutant = [...bytes]
  for (let times = 1 + draw(4); times > 0; times--) {
    const at = draw(mutant.length + 1)
    const length = draw(8)
    switch (draw(4)) {
      case 0:
        mutant[at] = draw(256)
        break
      case 1:
        mutant.splice(at, length)
        break
      case 2:
        mutant.splice(at, 0, ...mutant.slice(at, at + length))
        break
      default:
        mutant = [...mutant.slice(0, at), ...bytesOf(draw, length), ...mutant.slice(at)]
    }
  }
  return Uint8Array.from(mutant)
}

if (core)
  test(`${strings} random and mutated strings of bytes end neither the core nor the reading`, async () => {
    const draw = draws(20261122)
    const url = 'https://example.invalid/schema'
    const schema = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$', format: 'email' } } }
    const started = async () => {
      const one = await startCore(core, true)
      one.add(url, schema)
      one.compile(url)
      return one
    }
    const asked = await started()
    const refused = asked.validate(url, '{"a":"b"}')
    assert.ok(refused.length > 0)
    const request = encoder.encode(JSON.stringify({ validate: url, instance: { a: 'aaaa', b: [1, { c: null }] } }))
    const manifests = fastGlob
      .sync('overlays/dev/rendered/**/*.yaml', { cwd: repository })
      .sort()
      .map((file) => readFileSync(join(repository, file)))
      .filter(({ length }) => length < 1500)
    assert.ok(manifests.length > 20)
    const validator = extended()
    const slow: string[] = []
    const wrong: string[] = []
    let read = 0
    const kinds: readonly (() => Promise<string>)[] = [
      async () => JSON.stringify(asked.ask(bytesOf(draw, draw(200)))),
      async () => JSON.stringify(asked.ask(mutatedBytes(draw, request))),
      async () => JSON.stringify(asked.ask(encoder.encode(`{"validate":"${url}","instance":${randomText(draw)}}`))),
      async () => text(mutatedBytes(draw, manifests[draw(manifests.length)] ?? request)),
      async () => text(encoder.encode(randomText(draw))),
      async () => text(bytesOf(draw, draw(100))),
    ]
    const text = async (bytes: Uint8Array): Promise<string> => {
      const results = await all(validator.validate({ path: 'x', text: new TextDecoder().decode(bytes) }))
      read += results.filter(({ status }) => status === 'valid' || status === 'invalid').length
      return results.flatMap(({ errors }) => errors.map(({ message }) => message)).join()
    }
    const began = process.cpuUsage()
    let before = 0
    for (let index = 0; index < strings; index++) {
      const kind = index % kinds.length
      const said = (await kinds[kind]?.()) ?? ''
      const { user, system } = process.cpuUsage(began)
      if (user + system - before > longest * 1e6) slow.push(`string ${index} took ${(user + system - before) / 1e6} s`)
      before = user + system
      // The request itself may be no JSON, and is then told so; the reader sends no such thing.
      if ((kind < 3 ? /panic|runtime error/ : ofDefects).test(said)) wrong.push(`string ${index}: ${said}`)
    }
    process.stdout.write(`# ${strings} strings in ${(before / 1e6).toFixed(0)} s of processor time\n`)
    assert.equal([...slow, ...wrong].slice(0, 10), [])
    assert.ok(read > strings / 50, `${read} were objects`)
    // Both go on as before.
    assert.equal(asked.validate(url, '{"a":"b"}'), refused)
    assert.is(statuses(await all(validator.validate({ path: 'x', text: good }))), 'valid')
  })

/** How a Thing fares by a schema in a file. */
async function withSchema(schema: unknown, spec: unknown): Promise<string> {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'thing.json'), JSON.stringify(schema))
  const flags = readFlags(['-schema-location', join(folder, '{{.ResourceKind}}.json')]) as Flags // they are flags
  const { validate } = flagValidator({ flags, core: core ?? {}, shipped: undefined }, () => undefined)
  const object = { apiVersion: 'x.example.com/v1', kind: 'Thing', metadata: { name: 'one' }, spec }
  return statuses(await all(validate({ path: 'x', object })))
}

const nested = (depth: number): unknown => {
  let value: unknown = 'a'
  for (let level = 0; level < depth; level++) value = { a: value }
  return value
}

const schemas: readonly (readonly [says: string, schema: unknown, spec: unknown, told: RegExp])[] = [
  ['a schema that is itself', { $ref: '#' }, {}, /^(error|invalid): .*(loop|cycle|recurs)/i],
  ['a schema that is all of itself', { allOf: [{ $ref: '#' }] }, {}, /^(error|invalid): .*(loop|cycle|recurs)/i],
  [
    'schemas that are each other',
    {
      $ref: '#/definitions/a',
      definitions: { a: { $ref: '#/definitions/b' }, b: { anyOf: [{ $ref: '#/definitions/a' }] } },
    },
    {},
    /^(error|invalid): .*(loop|cycle|recurs)/i,
  ],
  [
    'a schema of what holds itself',
    {
      properties: { spec: { $ref: '#/definitions/a' } },
      definitions: { a: { type: 'object', properties: { a: { $ref: '#/definitions/a' } } } },
    },
    nested(200),
    /^invalid: got string, want object$/,
  ],
  [
    'a pattern that would backtrack without end',
    { properties: { spec: { pattern: '^(a+)+$' } } },
    `${'a'.repeat(100_000)}!`,
    /^invalid: .*does not match pattern/,
  ],
  ['a pattern that is none', { properties: { spec: { pattern: '(' } } }, 'a', /^error: /],
  ['a schema that is none', { properties: [1] }, 'a', /^error: /],
]

if (core)
  for (const [says, schema, spec, told] of schemas)
    test(`hostile: ${says} ends in a sentence`, async () => {
      assert.match(await withSchema(schema, spec), told)
    })

const manyTimes = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => one(index)).join('')

const configMap = (data: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata:\n${data}`
const many = 100_000

const texts: readonly (readonly [says: string, text: () => string, told: string | RegExp])[] = [
  ['deep nesting in brackets', () => '['.repeat(100_000), 'error: it is nested too deeply, or holds itself'],
  ['deep nesting in lines', () => manyTimes(3000, (index) => `${' '.repeat(index)}a:\n`), /^error: /],
  ['deep nesting in JSON', () => `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`, /^error: /],
  ['deep nesting in an object', () => `${good}x: ${'['.repeat(900)}${']'.repeat(900)}\n`, /^invalid: additional/],
  ['keys in keys', () => '  ? '.repeat(500), 'error: a map or a list is no key'],
  ['a key that is a list by an alias', () => 'a: &a [b]\n*a : c\n', 'error: a map or a list is no key'],
  [
    'laughs by the billion',
    () =>
      `a: &a [b,b,b,b,b,b,b,b,b]\n${manyTimes(12, (index) => `${'cdefghijklmn'[index]}: &${'cdefghijklmn'[index]} [${`*${'acdefghijklm'[index]},`.repeat(9)}]\n`)}`,
    /^error: /,
  ],
  [
    'much from aliases',
    () => configMap(`  a: &a ${'b'.repeat(100_000)}\n${manyTimes(900, (index) => `  a${index}: *a\n`)}`),
    /^error: as JSON, with its aliases filled in, it is longer than 32 MiB/,
  ],
  [
    'more parts than a document may have',
    () => `[${'1,'.repeat(1_000_000)}]`,
    'error: the document has more than 1500000 names, values and marks',
  ],
  [
    'a value of 15 MiB',
    () => configMap(`  a: ${'b'.repeat(15 * 1024 * 1024)}\n`),
    'invalid: got 15728640 bytes, want at most 1048576 (size)',
  ],
  ['a key of 1 MiB', () => configMap(`  ? "${'b'.repeat(1024 * 1024)}"\n  : a\n`), /^invalid: got "b+…", want A-Z/],
  [
    'a list of 100,000 members',
    () =>
      `apiVersion: v1\nkind: Endpoints\nmetadata: {name: one}\nsubsets:\n- ports:\n${manyTimes(many, (index) => `  - port: ${index}\n`)}`,
    'valid',
  ],
  [
    '100,000 faults',
    () => configMap(manyTimes(many, (index) => `  a${index}: 1\n`)),
    'invalid: got number, want string',
  ],
  [
    '100,000 nulls',
    () => configMap(manyTimes(many, (index) => `  a${index}: null\n`)),
    'invalid: got null, want a text: the key would stay (null-in-map)',
  ],
  [
    '100,000 ports of one name',
    () =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: one}\nspec:\n  ports:\n${manyTimes(many, (index) => `  - {name: a, port: ${index}}\n`)}`,
    /^invalid: another port has this name/,
  ],
]

if (core)
  for (const [says, text, told] of texts)
    test(`hostile: ${says}`, async () => {
      const before = process.cpuUsage()
      const validator = extended()
      const said = statuses(await all(validator.validate({ path: 'x', text: text() })))
      if (typeof told === 'string') assert.is(said, told)
      else assert.match(said, told)
      const { user, system } = process.cpuUsage(before)
      assert.ok(user + system < 30e6, `it took ${(user + system) / 1e6} s`)
      assert.is(statuses(await all(validator.validate({ path: 'x', text: good }))), 'valid')
    })

if (core)
  test('hostile: a file of 50 MB is read, and told to be too long where it is one document', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'large.yaml')
    const stream = createWriteStream(file)
    for (let index = 0; index < 50; index++) stream.write(`  a${index}: ${'b'.repeat(1_000_000)}\n`)
    stream.end(`---\n${good}`)
    await finished(stream)
    const [found] = await filesIn([file], [])
    assert.ok(found && 'size' in found && found.size > 50_000_000)
    assert.is(statuses(await all(validateFile(found, extended()))), 'error: the document is longer than 16 MiB,valid')
  })

if (core)
  test('hostile: a core that is out of stack says so, and another one goes on', async () => {
    const one = await startCore(core, true)
    const deep = `{"validate":"a","instance":${'['.repeat(1_000_000)}`
    try {
      assert.match(one.ask(encoder.encode(deep)).error ?? '', /no JSON/)
    } catch (error) {
      assert.ok(error instanceof CoreEnded)
    }
  })

test.run()
