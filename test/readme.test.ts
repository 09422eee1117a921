import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { inheritance } from '../engine/inheritance.ts'
import { lines, rendered, repository } from './support/world.ts'

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

test('what the README shows of overlays is legal', async () => {
  const text = readFileSync(join(repository, 'README.md'), 'utf8')
  const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block)
  const shared = blocks.filter((block) => block.includes('abstract: true'))
  assert.is(shared.length, 1)
  for (const block of shared) assert.equal(lines((await rendered({ team: block })).problems), [])
  const broker = blocks.find((block) => block.includes('replicas: 4'))
  assert.ok(broker, 'the first change is shown')
  const prod = readFileSync(join(repository, 'overlays', 'prod', 'overlay.yaml'), 'utf8')
  const changed = prod.replace('    brokers:\n', '    brokers:\n      replicas: 4\n')
  assert.is.not(changed, prod)
  assert.equal(lines((await rendered({ prod: changed })).problems), [])
  const few = prod.replace('    brokers:\n', '    brokers:\n      replicas: 2\n')
  assert.match(lines((await rendered({ prod: few })).problems).join('\n'), /replication/)
})

test.run()
