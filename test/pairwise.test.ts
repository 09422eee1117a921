import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { pairwise } from './support/pairwise.ts'

test('every two choices meet in some row, in far fewer rows than there are combinations', () => {
  const parameters = Array.from({ length: 8 }, (_, index) => ({ name: `p${index}`, choices: ['a', 'b', 'c'] }))
  const rows = pairwise(parameters)
  for (const first of parameters)
    for (const second of parameters)
      if (first !== second)
        for (const a of first.choices)
          for (const b of second.choices) assert.ok(rows.some((row) => row[first.name] === a && row[second.name] === b))
  assert.ok(rows.length <= 20, `${rows.length} rows of ${3 ** 8}`)
})

test.run()
