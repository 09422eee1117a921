import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { packed } from '../engine/packed-files.ts'

test('packed files read as they were, in whatever order and however often', () => {
  const files = (overlay: string) =>
    ['a', 'b', 'c'].map((name) => ({
      path: `rendered/${name}.yaml`,
      text: `# ${overlay} ${name} é\n${'x'.repeat(99)}\n`,
    }))
  const [one, two] = [packed(files('one')), packed(files('two'))]
  const read = (list: typeof one) => list.map(({ path, text }) => ({ path, text }))
  for (let round = 0; round < 2; round++) {
    assert.equal(read(two), files('two'))
    assert.equal(read(one).reverse(), files('one').reverse())
    assert.equal([one[2]?.text, two[0]?.text], [files('one')[2]?.text, files('two')[0]?.text])
  }
})

test.run()
