import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isAlias, isNode, isPair, isScalar, parse, parseAllDocuments, visit } from 'yaml'
import { schemaRule } from '../engine/check-manifests.ts'
import { fleetProblems } from '../engine/fleet.ts'
import { defaultsInLists } from '../engine/rules/shape.ts'
import { textRules } from '../engine/rules/text.ts'
import { setRules } from '../engine/set-rules.ts'
import { syncRules } from '../engine/sync/rules.ts'
import { checklist, type Property } from './checklist.ts'
import { rows as setRows } from './support/set-rule-rows.ts'
import { syncChecks, syncRows } from './support/sync-checks.ts'
import { committed } from './support/synced.ts'
import { rows as textRows } from './support/text-rule-rows.ts'
import { waysOut } from './support/ways-out.ts'
import { overlay, rendered, repository } from './support/world.ts'

const numbers = Array.from({ length: 56 }, (_, at) => at + 1)
const placed = checklist.flatMap(({ number, at }) => at.map((one) => ({ number, ...one })))

test('every number of the checklist is there once, with a sentence and a check', () => {
  assert.equal(
    checklist.map(({ number }) => number),
    numbers,
  )
  for (const { number, holds, at } of checklist) {
    assert.match(holds, /^[A-Z].*\.$/, `${number}`)
    assert.ok(at.length > 0, `${number}`)
  }
})

test('every rule that the checklist names is one of the engine, and the row that it names breaks it', () => {
  const engine = [...setRules, ...textRules].map(({ id }) => id)
  const rows = [...setRows, ...textRows].map(({ rule, that }) => `${rule}: ${that}`)
  for (const one of placed) {
    if (!('rule' in one)) continue
    assert.ok(engine.includes(one.rule), `H${one.number}: there is no rule ${one.rule}`)
    assert.ok(rows.includes(`${one.rule}: ${one.breaks}`), `H${one.number}: no row of ${one.rule} is "${one.breaks}"`)
  }
})

test('every check of what syncs that the checklist names is there, and the row that it names breaks it', () => {
  const rows = syncRows.map(({ check, that }) => `${check}: ${that}`)
  for (const one of placed) {
    if (!('check' in one)) continue
    assert.ok(
      syncChecks.some(({ id }) => id === one.check),
      `H${one.number}: there is no check ${one.check}`,
    )
    assert.ok(rows.includes(`${one.check}: ${one.breaks}`), `H${one.number}: no row of ${one.check} is "${one.breaks}"`)
  }
})

test('every option that the checklist says is nowhere is one that is tried', () => {
  for (const one of placed)
    if ('wayOut' in one)
      assert.ok(
        waysOut.some(({ that }) => that === one.wayOut),
        `H${one.number}: ${one.wayOut}`,
      )
})

test('every test that the checklist names is there, and expects the finding that it names', () => {
  for (const one of placed) {
    if (!('test' in one)) continue
    const lines = readFileSync(join(repository, 'test', `${one.test}.test.ts`), 'utf8').split('\n')
    const code = lines.filter((line) => !/^\s*(\/\/|\/?\*)/.test(line))
    const isThere =
      'title' in one
        ? code.some((line) =>
            ["'", '"', '`'].some((quote) => line.trimStart().startsWith(`test(${quote}${one.title}${quote}`)),
          )
        : code.some((line) => line.includes(one.row))
    assert.ok(isThere, `H${one.number}: test/${one.test}.test.ts has no "${'title' in one ? one.title : one.row}"`)
    if (one.finding === undefined) continue
    assert.ok(findings.includes(one.finding), `H${one.number}: the engine has no ${one.finding}`)
  }
})

/** The findings that are none of the rules over rendered objects and files. */
const findings: readonly string[] = [
  ...syncRules.map(({ id }) => id),
  ...fleetProblems(
    ['a', 'b'].map((name) => ({
      name,
      cluster: 'one',
      place: { file: `overlays/${name}/overlay.yaml`, line: 1, column: 1 },
      facts: [],
      objects: [{ id: '/Namespace//data', directory: '000-namespace' }],
      identities: [],
      sync: {
        engine: 'argocd',
        repository: '',
        directory: '',
        namespace: '',
        destination: '',
        hub: false,
        drives: [],
        installs: [],
        objects: [],
        place: { file: `overlays/${name}/overlay.yaml`, line: 1, column: 1 },
      },
    })),
  ).map(({ rule }) => rule),
  schemaRule.id,
]

test('only what needs the committed files of before is left to a later command, and says so', () => {
  const later = (property: Property): boolean => property.at.some((one) => 'later' in one)
  assert.equal(
    checklist.filter(later).map(({ number }) => number),
    [17, 30, 31, 47],
  )
  assert.equal(
    checklist.filter(({ at }) => at.every((one) => 'later' in one)).map(({ number }) => number),
    [17, 47],
  )
})

test('only where there is nothing to check it says why', () => {
  const none = placed.filter((one) => 'none' in one)
  assert.equal(
    none.map(({ number }) => number),
    [42],
  )
})

/** What is odd about the text of a rendered file, whoever reads it. */
function oddities(text: string): readonly string[] {
  const [one, ...more] = parseAllDocuments(text)
  if (!one) return ['no document']
  const found = new Set<string>(more.length > 0 ? ['two documents'] : [])
  if (one.errors.some(({ code }) => code === 'DUPLICATE_KEY')) return ['a key twice']
  visit(one, (_, node) => {
    if (isAlias(node)) found.add('an anchor')
    if (isPair(node) && isScalar(node.key) && node.key.value === '<<') found.add('a merge key')
    if (!isNode(node) || isAlias(node)) return
    if (node.anchor !== undefined) found.add('an anchor')
    if (node.tag !== undefined) found.add('a tag')
    if (isScalar(node) && String(node.value).includes('$$')) found.add('a dollar twice')
  })
  if (more.length === 0 && !found.has('a merge key') && different(text))
    found.add('a word that only YAML 1.1 takes for a boolean')
  return [...found]
}

const different = (text: string): boolean =>
  JSON.stringify(parse(text, { version: '1.1' })) !== JSON.stringify(parse(text, { version: '1.2' }))

const odd: Readonly<Record<string, string>> = {
  'two documents': 'a: b\n---\nc: d\n',
  'a word that only YAML 1.1 takes for a boolean': 'a: yes\n',
  'an anchor': 'a: &b c\n',
  'a tag': 'a: !!str b\n',
  'a merge key': '<<: {a: b}\n',
  'a key twice': 'a: b\na: c\n',
  'a dollar twice': 'a: |\n  kill $$\n',
}

for (const [what, text] of Object.entries(odd))
  test(`in the text of a file is seen: ${what}`, () => {
    assert.equal(oddities(text), [what])
  })

test('every oddity that the checklist names is one that is seen', () => {
  for (const one of placed) if ('text' in one) assert.ok(Object.hasOwn(odd, one.text), `H${one.number}: ${one.text}`)
})

test('no rendered file of a committed overlay is odd', async () => {
  assert.equal(oddities('a: "yes"\n'), [])
  // Another engine changes none of these: test/sync-objects.test.ts.
  const files = (await committed('argocd')).flatMap(({ overlay: name, files: its }) =>
    its.filter(({ path }) => path.startsWith('rendered/')).map(({ path, text }) => ({ path: `${name}/${path}`, text })),
  )
  assert.ok(files.length > 300)
  assert.equal(
    files.flatMap(({ path, text }) => oddities(text).map((what) => `${path}: ${what}`)),
    [],
  )
})

test('an overlay that would render nothing is refused', async () => {
  const { problems } = await rendered({ small: overlay('components: {}\n') })
  assert.equal(
    problems.map(({ rule }) => rule),
    ['overlay/empty'],
  )
})

/** Operators whose kinds no component writes. */
const unused = ['argo-cd', 'flux', 'gateway-api', 'prometheus-operator']

test('every default inside of a list of a kind that components may write is stated', () => {
  const folder = join(repository, 'schemas', 'crds')
  const schemas = readdirSync(folder)
    .filter((product) => !unused.includes(product))
    .flatMap((product) => readdirSync(join(folder, product)).map((file) => join(folder, product, file)))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')))
  assert.ok(schemas.length > 10)
  const found = schemas.flatMap((schema) => {
    const [{ group, kind }] = schema['x-kubernetes-group-version-kind']
    return defaultsOf(schema.properties.spec ?? {}, ['spec'], false).map((path) => `${group}/${kind} ${path}`)
  })
  const stated = Object.entries(defaultsInLists).flatMap(([type, places]) =>
    Object.entries(places).flatMap(([way, fields]) => fields.map((field) => `${type} ${way} ${field}`)),
  )
  // What cert-manager makes itself is never in git.
  const ours = found.filter((path) => !/^(acme\.)?cert-manager\.io\/(Challenge|Order|CertificateRequest) /.test(path))
  assert.equal([...new Set(ours)].sort(), [...stated].sort())
})

/** The ways to fields of members of lists that have a default; an empty name is none that anybody means. */
function defaultsOf(schema: Schema, path: readonly string[], inList: boolean): readonly string[] {
  return [
    ...(inList && schema.default !== undefined && schema.default !== '' ? [path.join(' ')] : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, one]) => defaultsOf(one, [...path, key], inList)),
    ...(schema.items ? defaultsOf(schema.items, [...path, '[]'], true) : []),
  ]
}

type Schema = {
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

test.run()
