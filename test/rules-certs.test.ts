import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Certificate } from '../generators/kubernetes.ts'
import { type RuleRow, testRows } from './support/rule-table.ts'
import { manifests, overlay, rendered } from './support/world.ts'

const text = (name: string, certs: string): string =>
  overlay(`components: {namespace: true, certs: true}\nvalues: {certs: ${certs}}\n`, { name })

const table: readonly RuleRow<string>[] = [
  {
    rule: 'certs/clients-outlive-renewal',
    breaks: '{clients: {far: {duration: 30d}}}',
    finding: 'values.certs.clients.far.duration: expected more than leaves.renewBefore (30d), got 30d',
    passes: '{clients: {far: {duration: 31d}}}',
  },
  {
    rule: 'certs/clients-outlive-renewal',
    breaks: '{clients: {far: {duration: 365d}}}',
    finding:
      'values.certs.clients.far.duration: expected less than authorities.renewBefore (365d), got 365d: the authority would end before it',
    passes: '{clients: {far: {duration: 364d}}}',
  },
]

testRows(table, text)

test('a client whose certificate is handed over by copying it has a longer one than the others', async () => {
  const { files } = await rendered({ test: text('test', '{clients: {far: {duration: 300d}, near: {}}}') })
  const durations = manifests(files['test'] ?? [])
    .filter((manifest): manifest is Certificate => manifest.metadata.name.startsWith('client-'))
    .map(({ metadata, spec }) => `${metadata.name} ${spec.duration} ${spec.renewBefore}`)
  assert.equal(durations.sort(), ['client-far-tls 7200h 720h', 'client-near-tls 2160h 720h'])
})

test.run()
