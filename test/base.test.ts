import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { write } from './support/clone.ts'
import { sluice } from './support/command.ts'
import { ownComponents } from './support/own-component.ts'
import { overlay } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

const root = write(temporaryFolder(), ownComponents)
const file = 'base/083-notes/values.yaml'
const legal = ownComponents[file] ?? ''
const schema = 'schemas/values/083-notes.schema.json'
const facts = overlay('components: {namespace: true, notes: true}\n')

/** What the command says, and its exit code, where the component's folder reads otherwise. */
function told(files: Readonly<Record<string, string>>, overlays: Readonly<Record<string, string>>): string[] {
  rmSync(join(root, 'overlays'), { recursive: true, force: true })
  write(root, { ...ownComponents, ...files })
  for (const [name, text] of Object.entries(overlays)) write(root, { [`overlays/${name}/overlay.yaml`]: text })
  const { code, stderr } = sluice(root, ['render'])
  return [String(code), ...stderr.trimEnd().split('\n')]
}

const twice = { one: facts, two: facts.replace('name: test', 'name: two') }

test('all that is wrong with the values of base/ is told at its lines, once, whatever the overlays are', () => {
  const text = `text: fine
line: one line
lines: []
template: note.conf
pause: none
colour: red
entries:
  "*": {copies: 1}
  first: {text: one}
  second: null
  third: {text: one, copis: 2}
  fourth: {copies: 2}
`
  assert.equal(told({ [file]: text }, twice), [
    '1',
    `${file}:5:8: pause: expected a whole number, got "none"  error [schema/type]`,
    `${file}:6:1: colour: unknown key "colour"  error [schema/unknown-key]`,
    '  hint: allowed here: text, line, lines, template, throws, pause, entries',
    `${file}:10:3: entries.second: null removes an inherited entry, and base inherits none  error [overlay/removes-nothing]`,
    '  hint: take the line out',
    `${file}:11:22: entries.third.copis: unknown key "copis"  error [schema/unknown-key]`,
    '  hint: did you mean "copies"?',
    `${file}:12:3: entries.fourth.text: expected a value, found none  error [schema/required]`,
    '5 errors; nothing was written',
  ])
})

test('a value that base/ leaves out is missed there', () => {
  assert.equal(told({ [file]: legal.replace('pause: 0\n', '') }, twice), [
    '1',
    `${file}:1:1: pause: expected a value, found none  error [schema/required]`,
    '1 error; nothing was written',
  ])
})

test('a line of base/ that is indented otherwise is one mistake', () => {
  assert.equal(told({ [file]: legal.replace('line: one', ' line: one') }, twice), [
    '1',
    `${file}:1:7: expected the next line no deeper than this one  error [yaml/syntax]`,
    '  hint: align the keys of a map',
    '1 error; nothing was written',
  ])
})

test('a component without its base is one problem, not one in each overlay', () => {
  rmSync(join(root, schema))
  const { [schema]: _gone, ...files } = ownComponents
  rmSync(join(root, 'overlays'), { recursive: true, force: true })
  write(root, { ...files, 'overlays/small/overlay.yaml': `${facts}values: {notes: {text: fine}}\n` })
  const { code, stderr } = sluice(root, ['render'])
  assert.equal(
    [code, stderr],
    [1, `${schema}:1:1: component 083-notes has no such file  error [base/broken]\n1 error; nothing was written\n`],
  )
})

test('what else is wrong is told beside what is wrong in base/, and what follows from it is not', () => {
  const wrong = `${facts.replace('domain: cluster.local', 'domain: .local').replace('notes: true', 'notes: true, certs: true')}values:
  notes: {entries: {first: null}}
  certs: {leaves: {renewBefore: 400d}}
`
  assert.equal(told({ [file]: `${legal}pause: 1\n` }, { small: wrong, other: facts.replace('test', 'other') }), [
    '1',
    `${file}:8:1: expected each key once, found pause twice  error [yaml/syntax]`,
    '  hint: make one of the two',
    'overlays/small/overlay.yaml:6:11: cluster.domain: expected a DNS domain such as cluster.local, got ".local"  error [schema/pattern]',
    'overlays/small/overlay.yaml:19:33: values.certs.leaves.renewBefore: expected less than the duration (90d), got 400d  error [certs/durations-are-legal]',
    '3 errors; nothing was written',
  ])
})

test.run()
