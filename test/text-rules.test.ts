import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { File } from '../engine/model.ts'
import { textRules } from '../engine/rules/text.ts'
import { legal, path, rows } from './support/text-rule-rows.ts'

const fired = (files: readonly File[]) =>
  textRules.flatMap(({ id, check }) => check(files).map((finding) => ({ id, ...finding })))

test('legal files are found nothing wrong with', () => {
  assert.equal(fired(legal), [])
})

for (const { rule, that, file } of rows) {
  test(`${rule} refuses ${that}, and no other rule does`, () => {
    const findings = fired([...legal, file])
    assert.equal(
      findings.map(({ id, path: at }) => [id, at]),
      [[rule, file.path]],
    )
    assert.match(findings[0]?.message ?? '', /expected/)
  })
}

test('an overlay of more than 10 MiB is refused', () => {
  const files = Array.from({ length: 11 }, (_, at) => ({
    path: `rendered/a/${at}.yaml`,
    text: `a: ${'x'.repeat(2 ** 20 - 10)}\n`,
  }))
  assert.equal(
    fired(files).map(({ id, path: at }) => [id, at]),
    [['text/size-is-bearable', 'rendered/']],
  )
})

test('a residue is told with its line', () => {
  assert.equal(
    fired([{ path, text: 'a: b\nc: undefined\n' }])[0]?.message,
    'expected a value, found undefined in line 2',
  )
})

test('every rule has a row that breaks it', () => {
  assert.equal([...new Set(rows.map(({ rule }) => rule))].sort(), textRules.map(({ id }) => id).sort())
})

test.run()
