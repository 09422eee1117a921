import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { inheritance } from '../engine/inheritance.ts'
import { repository } from './support/world.ts'

test('the README says of every key what the engine does with it in a child', () => {
  const text = readFileSync(join(repository, 'README.md'), 'utf8')
  const rows = [...text.matchAll(/^\| (`[^|]+`) \| ([^|]+) \|$/gm)].flatMap(([, keys = '', says = '']) =>
    keys.split(', ').map((key) => ({ key: key.replaceAll('`', ''), says })),
  )
  const words = { own: "the overlay's own, never inherited", replaced: 'replaced', merged: 'merged' }
  for (const [key, how] of Object.entries(inheritance)) {
    const row = rows.find((one) => one.key === key)
    assert.ok(row?.says.startsWith(words[how]), `${key}: ${how}, ${row?.says}`)
  }
})

test.run()
