import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Problem } from '../engine/model.ts'
import { write } from './support/clone.ts'
import { sluice } from './support/command.ts'
import { ownComponents } from './support/own-component.ts'
import { lines, overlay } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

const root = write(temporaryFolder(), ownComponents)
const facts = overlay('components: {namespace: true, notes: true}\n')

/** What the command says of overlays that are given as the texts of their files. */
function problemsOf(overlays: Readonly<Record<string, string>>): Problem[] {
  rmSync(join(root, 'overlays'), { recursive: true, force: true })
  write(
    root,
    Object.fromEntries(Object.entries(overlays).map(([name, text]) => [`overlays/${name}/overlay.yaml`, text])),
  )
  const { stdout } = sluice(root, ['render', '--json'])
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

const found = 'error manifest/schema: expected a string, got 7 (in ConfigMap/notes'

test('a finding in a manifest is blamed on the value that causes it, with the way out', () => {
  assert.equal(problemsOf({ small: `${facts}values:\n  notes: {line: two, text: 7}\n` }), [
    {
      rule: 'manifest/schema',
      severity: 'error',
      at: { file: 'overlays/small/overlay.yaml', line: 18, column: 22, path: 'values.notes.text' },
      message: 'expected a string, got 7 (in ConfigMap/notes data.text)',
      hint: 'make it a string: "7"',
      overlay: 'small',
      object: 'ConfigMap/notes',
    },
  ])
})

test('each of several findings is blamed on its own value', () => {
  assert.equal(
    lines(
      problemsOf({
        small: `${facts}values:\n  notes:\n    text: 7\n    entries: {b: {text: 7, copies: 1}, a: {text: 7, copies: 1}}\n`,
      }),
    ),
    [
      `overlays/small/overlay.yaml:19:5 values.notes.text ${found} data.text)`,
      `overlays/small/overlay.yaml:20:15 values.notes.entries.b ${found} data.b-0)`,
      `overlays/small/overlay.yaml:20:40 values.notes.entries.a ${found} data.a-0)`,
    ],
  )
})

test('several findings of one value are all told at its line', () => {
  const problems = problemsOf({ small: `${facts}values: {notes: {entries: {b: {text: 7, copies: 2}}}}\n` })
  assert.equal(
    lines(problems),
    ['0', '1'].map((copy) => `overlays/small/overlay.yaml:17:28 values.notes.entries.b ${found} data.b-${copy})`),
  )
})

test('an inherited value is blamed on the file of the parent that wrote it', () => {
  const child = (name: string): string => `extends: parent\ncluster: {name: ${name}}\n`
  assert.equal(
    problemsOf({
      parent: `${facts}abstract: true\nvalues:\n  notes:\n    text: 7\n`,
      east: child('east'),
      west: child('west'),
    }).map(({ at }) => `${at.file}:${at.line}:${at.column} ${at.path}`),
    ['overlays/parent/overlay.yaml:20:5 values.notes.text'],
  )
})

test('a value that replaces an inherited one as wrong as itself is blamed in its own file', () => {
  assert.equal(
    problemsOf({
      parent: `${facts}abstract: true\nvalues: {notes: {text: 7}}\n`,
      child: 'extends: parent\ncluster: {name: child}\nvalues: {notes: {text: 7}}\n',
    }).map(({ at }) => `${at.file}:${at.line}:${at.column} ${at.path}`),
    ['overlays/child/overlay.yaml:3:18 values.notes.text'],
  )
})

test('a finding that no value causes is blamed on the generator, as a defect', () => {
  const blotted = facts.replace('notes: true', 'blots: true')
  assert.equal(problemsOf({ small: `${blotted}values: {blots: {color: red}}\n` }), [
    {
      rule: 'manifest/schema',
      severity: 'error',
      at: { file: 'generators/084-blots/component.ts', line: 1, column: 1, path: '' },
      message: 'expected a string, got 3 (in ConfigMap/blots data.count)',
      hint: 'make it a string: "3"; this is a defect of generators/084-blots, not of overlay small',
      overlay: 'small',
      object: 'ConfigMap/blots',
    },
  ])
})

test('a name that is taken is blamed on the entry that takes it, be it an empty one', () => {
  const certs = facts.replace('notes: true', 'certs: true, zookeeper: true')
  assert.equal(
    problemsOf({ small: `${certs}values: {certs: {clients: {zookeeper: {}}}}\n` }).map(
      ({ at, rule }) => `${at.file}:${at.line}:${at.column} ${at.path} ${rule}`,
    ),
    ['overlays/small/overlay.yaml:17:28 values.certs.clients.zookeeper cert-manager/identity-has-one-certificate'],
  )
})

test('a value that a rule wants is blamed all the same, and the one that the finding names before others', () => {
  const flink = `${overlay('components: {namespace: true, certs: true, flink: true}\n', { purpose: 'development' })}values:
  flink:
    storage: {uri: s3://bucket/flink, access: {peers: [{cidr: 10.40.0.1/24}]}}
    security: {keystorePassword: {secret: keys}}
    clusters: {orders: {highAvailability: none, job: {class: a.B, jar: {path: /a.jar}}}}
`
  const found = problemsOf({ small: flink }).filter(({ rule }) => rule === 'network/ranges-begin-at-their-start')
  assert.equal([...new Set(found.map(({ at }) => `${at.line} ${at.path}`))], ['19 values.flink.storage.access.peers'])
})

test.run()
