import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lines, overlay, rendered, repository } from './support/world.ts'

type Changes = readonly (readonly [from: string, to: string])[]

/** The text of an overlay of this repository after these changes. */
function changed(name: string, changes: Changes): string {
  return changes.reduce(
    (before, [from, to]) => {
      assert.ok(before.includes(from), from)
      return before.replace(from, to)
    },
    readFileSync(join(repository, 'overlays', name, 'overlay.yaml'), 'utf8'),
  )
}

/** What is wrong with overlays/prod after these changes, a line each, with the hint. */
async function wrong(...changes: Changes): Promise<string[]> {
  const { problems, files } = await rendered({ prod: changed('prod', changes) })
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
      'values.mqtt.external.type identity/no-tracking-marks',
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

test('of a list the wrong item is left out, and nobody misses it', async () => {
  assert.equal(await wrong(['peers: [{cidr: 10.40.0.0/24}]', 'peers: [{cidr: s3.amazonaws.com}]']), [
    'values.flink.storage.access.peers[0].cidr schema/pattern',
  ])
  assert.equal(
    await wrong(['nodes: [10.10.0.0/16]', 'nodes: [ten, 10.10.0.0/16, eleven]'], annotated),
    ['0', '2']
      .map((item) => `cluster.network.nodes[${item}] schema/pattern`)
      .concat(
        'values.mqtt.external.type identity/no-tracking-marks (judged as if cluster.network.nodes[2] and cluster.network.nodes[0] were not written)',
      ),
  )
})

test('a list of nothing but what is wrong, which nothing stands in for, hides nothing', async () => {
  const problems = await wrong(
    [
      'read: {name: orders.paid, operations: [Read, Describe]}\n          g',
      'read: {name: orders.paid, operations: [Reed]}\n          g',
    ],
    twoBrokers,
  )
  assert.equal(
    problems.filter((line) => !line.includes('replication-fits-brokers')),
    [
      'values.kafka.brokers.replicas kafka/messages-survive-a-broker',
      'values.kafka.users.billing.acls.read.operations[0] schema/enum',
    ],
  )
})

test('where a value is missing the entry is left out, and nothing else of it is missed', async () => {
  const url = /^ +url: .*\n/m.exec(changed('prod', []))?.[0] ?? ''
  assert.equal(await wrong([url, ''], annotated), [
    'values.mqtt.external.type identity/no-tracking-marks',
    'values.flink.clusters.revenue.job.jar.url flink/application-has-a-jar',
  ])
})

test('an acceptance of what is left out is not called one of nothing', async () => {
  const { problems } = await rendered({
    dev: changed('dev', [['bookies:\n      replicas: 1', 'bookies:\n      replicas: one']]),
  })
  assert.equal(
    problems.map(({ at, rule }) => `${at.path} ${rule}`),
    ['values.pulsar.bookies.replicas schema/type'],
  )
})

test('a mistake in one overlay hides none between overlays', async () => {
  const { problems } = await rendered({
    prod: changed('prod', [['retention: 7d', 'retention: 7 d']]),
    'prod-eu': changed('prod-eu', [
      ['pulsar: pulsar+ssl://pulsar.prod', 'pulsar: pulsar+ssl://pulsar.prd'],
      ['replicateTo: [prod]', 'replicateTo: []'],
    ]),
  })
  assert.equal(
    problems.map(({ at, rule }) => `${at.file.split('/')[1]} ${at.path} ${rule}`),
    [
      'prod-eu values.pulsar.tenants.shop.namespaces.orders.replicateTo pulsar/replication-is-mutual',
      'prod-eu values.pulsar.replication.clusters.prod.pulsar pulsar/replication-leads-there',
      'prod values.pulsar.tenants.shop.namespaces.orders.retention schema/pattern',
    ],
  )
})

test('a cluster without a name is told once, and nobody is to write an empty name', async () => {
  const { problems } = await rendered({
    prod: changed('prod', [['clusterName: prod', 'clusterName: null']]),
    'prod-eu': changed('prod-eu', []),
  })
  assert.equal(
    problems.map(({ at, rule }) => `${at.path} ${rule}`),
    ['values.pulsar.clusterName pulsar/cluster-has-a-name'],
  )
})

test.run()
