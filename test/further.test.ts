import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lines, overlay, rendered, repository } from './support/world.ts'

const prod = readFileSync(join(repository, 'overlays', 'prod', 'overlay.yaml'), 'utf8')

/** What is wrong with overlays/prod after these changes, a line each, with the hint. */
async function wrong(...changes: readonly (readonly [from: string, to: string])[]): Promise<string[]> {
  const text = changes.reduce((before, [from, to]) => {
    assert.ok(before.includes(from), from)
    return before.replace(from, to)
  }, prod)
  const { problems, files } = await rendered({ prod: text })
  assert.equal(files['prod'] ?? [], [])
  return problems.map(
    ({ at, rule, hint }) =>
      `${at.path} ${rule}${/judged.*/.test(hint ?? '') ? ` (${/judged.*/.exec(hint ?? '')})` : ''}`,
  )
}

const annotated = [
  '      type: LoadBalancer\n',
  '      type: LoadBalancer\n      annotations: {kubectl.kubernetes.io/last-applied-configuration: x}\n',
] as const
const twoBrokers = ['    brokers:\n', '    brokers:\n      replicas: 2\n'] as const
const mistyped = ['    topics:\n', '    topicz: {}\n    topics:\n'] as const

test('what the schema, a rule and a manifest find is told in one run', async () => {
  const problems = await wrong(annotated, twoBrokers, mistyped)
  const without = '(judged as if values.kafka.topicz were not written)'
  assert.equal(
    problems.filter((line) => !line.includes('replication-fits-brokers')),
    [
      `values.kafka.brokers.replicas kafka/messages-survive-a-broker ${without}`,
      'values.kafka.topicz schema/unknown-key',
      'values.mqtt.external.type identity/no-tracking-marks (judged as if the values that are wrong were not written)',
    ],
  )
})

test('a wrong fact that nothing stands in for stays as it is written, and hides nothing else', async () => {
  assert.equal(
    await wrong(
      ['domain: cluster.local', 'domain: cluster..local'],
      ['storage: 500Gi', 'storage: 500Gi\n      heap: 7Gi'],
      ['      heap: 4Gi\n', ''],
    ),
    ['cluster.domain schema/pattern', 'values.kafka.brokers.heap kafka/heap-leaves-room'],
  )
})

test('what a mistyped key was to be is not missed as well', async () => {
  const { problems } = await rendered({
    small: overlay('components: {namespace: true}\n').replace('domain:', 'domian:'),
  })
  assert.equal(lines(problems), [
    'overlays/small/overlay.yaml:6:3 cluster.domian error schema/unknown-key: unknown key "domian"',
  ])
})

test('a mistyped key is read as it was meant, and hides nothing', async () => {
  const problems = await wrong(['  domain: cluster.local', '  domian: cluster.local'], twoBrokers)
  assert.equal(
    problems.filter((line) => !line.includes('replication-fits-brokers')),
    ['cluster.domian schema/unknown-key', 'values.kafka.brokers.replicas kafka/messages-survive-a-broker'],
  )
})

const reed = [
  'read: {name: orders.paid, operations: [Read, Describe]}\n            group',
  'read: {name: orders.paid, operations: [Reed]}\n            group',
] as const
const wrongSum = ['sha256: 8f434346', 'sha256: xf434346'] as const

test('an item of a list that is wrong hides nothing else, and neither does a value that only its kind needs', async () => {
  assert.equal(
    (await wrong(reed, twoBrokers)).filter((line) => !line.includes('replication-fits-brokers')),
    [
      'values.kafka.brokers.replicas kafka/messages-survive-a-broker',
      'values.flink.clusters.revenue.kafka.acls.read.operations[0] schema/enum',
    ],
  )
  assert.equal(await wrong(wrongSum), ['values.flink.clusters.revenue.job.jar.sha256 schema/pattern'])
  assert.equal(
    await wrong(['            sha256: 8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4\n', '']),
    ['values.flink.clusters.revenue.job.jar.sha256 flink/application-has-a-jar'],
  )
})

test.run()
