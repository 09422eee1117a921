import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fleetProblems, type OverlaySummary, type SyncSummary } from '../engine/fleet.ts'
import type { Problem } from '../engine/model.ts'

const place = (overlay: string, line: number) => ({ file: `overlays/${overlay}/overlay.yaml`, line, column: 9 })

const summary = (
  name: string,
  more: {
    cluster?: string
    kubernetes?: string
    objects?: readonly string[]
    identities?: Readonly<Record<string, string>>
    sync?: Partial<SyncSummary>
    drives?: readonly string[]
    installs?: readonly string[]
  } = {},
): OverlaySummary => ({
  name,
  cluster: more.cluster ?? name,
  place: place(name, 5),
  facts: [{ path: 'cluster.kubernetes', value: more.kubernetes ?? '1.35', place: place(name, 6) }],
  objects: (more.objects ?? []).map((id) => ({ id, directory: '020-kafka' })),
  identities: Object.entries(more.identities ?? {}).map(([path, value], at) => ({
    path,
    value,
    place: place(name, 10 + at),
  })),
  sync: {
    engine: 'flux',
    repository: 'https://git.example.com/a.git',
    directory: '',
    namespace: 'flux-system',
    destination: '',
    hub: more.drives !== undefined,
    drives: (more.drives ?? []).map((other, at) => ({ name: other, place: place(name, 30 + at) })),
    installs: (more.installs ?? []).map((other, at) => ({ name: other, place: place(name, 40 + at) })),
    objects: [],
    place: place(name, 20),
    ...more.sync,
  },
})

const told = (problems: readonly Problem[]): string[] =>
  problems.map(({ at, rule, message }) => `${at.file}:${at.line} ${at.path} ${rule}: ${message}`)

const path = 'values.kafka.clusterId'

test('overlays of their own identities and clusters may be alike in all else', () => {
  const objects = ['/Namespace//data', 'apps/StatefulSet/data/kafka']
  const overlays = [
    summary('a', { objects, identities: { [path]: '"one"' } }),
    summary('b', { objects, identities: { [path]: '"two"' } }),
  ]
  assert.equal(fleetProblems(overlays), [])
})

test('an identity that two overlays have is told at both, and each names the other', () => {
  const overlays = ['a', 'b'].map((name) => summary(name, { identities: { [path]: '"one"' } }))
  assert.equal(fleetProblems(overlays), [
    {
      rule: 'fleet/identity-is-unique',
      severity: 'error',
      at: { ...place('a', 10), path },
      message:
        'expected a value that no other overlay has, found "one", which overlay b (overlays/b/overlay.yaml:10) has too',
      hint: 'give one of them a value of its own, for instance one that begins with a',
      overlay: 'a',
    },
    {
      rule: 'fleet/identity-is-unique',
      severity: 'error',
      at: { ...place('b', 10), path },
      message:
        'expected a value that no other overlay has, found "one", which overlay a (overlays/a/overlay.yaml:10) has too',
      hint: 'give one of them a value of its own, for instance one that begins with b',
      overlay: 'b',
    },
  ])
})

test('an identity is the same whatever its entry is called, and a member of a list is one', () => {
  const overlays = [
    summary('a', { identities: { 'values.certs.publicHosts.data.hosts': '["x.example.com","y.example.com"]' } }),
    summary('b', { identities: { 'values.certs.publicHosts["data.b"].hosts': '["y.example.com"]' } }),
  ]
  assert.equal(told(fleetProblems(overlays)), [
    'overlays/a/overlay.yaml:10 values.certs.publicHosts.data.hosts fleet/identity-is-unique: expected a value that no other overlay has, found "y.example.com", which overlay b (overlays/b/overlay.yaml:10) has too',
    'overlays/b/overlay.yaml:10 values.certs.publicHosts["data.b"].hosts fleet/identity-is-unique: expected a value that no other overlay has, found "y.example.com", which overlay a (overlays/a/overlay.yaml:10) has too',
  ])
})

test('identities of different kinds may be equal, and so may two of one overlay', () => {
  const overlays = [
    summary('a', {
      identities: {
        'values.kafka.clusterId': '"one"',
        'values.kafka.voters.x.id': '"v"',
        'values.kafka.voters.y.id': '"v"',
      },
    }),
    summary('b', { identities: { 'values.pulsar.clusterId': '"one"' } }),
  ]
  assert.equal(fleetProblems(overlays), [])
})

test('objects that two overlays of one cluster render are told at the names of their clusters', () => {
  const objects = [
    '/Namespace//data',
    '/Service/data/kafka',
    'apps/StatefulSet/data/kafka',
    '/ConfigMap/data/kafka',
    '/Secret/data/a',
  ]
  const overlays = [
    summary('a', { cluster: 'one', objects }),
    summary('b', { cluster: 'one', objects: objects.slice(0, 4) }),
    summary('c', { cluster: 'two', objects }),
  ]
  assert.equal(told(fleetProblems(overlays)), [
    'overlays/a/overlay.yaml:5 cluster.name fleet/objects-are-of-one-overlay: expected objects that no other overlay of cluster one renders, found Namespace/data (020-kafka), Service/kafka.data (020-kafka), StatefulSet/kafka.data (020-kafka) and 1 more in b too',
    'overlays/b/overlay.yaml:5 cluster.name fleet/objects-are-of-one-overlay: expected objects that no other overlay of cluster one renders, found Namespace/data (020-kafka), Service/kafka.data (020-kafka), StatefulSet/kafka.data (020-kafka) and 1 more in a too',
  ])
})

test('overlays of one cluster that contradict each other about it are told', () => {
  const overlays = [
    summary('a', { cluster: 'one' }),
    summary('b', { cluster: 'one', kubernetes: '1.36' }),
    summary('c', { cluster: 'two', kubernetes: '1.36' }),
  ]
  assert.equal(told(fleetProblems(overlays)), [
    'overlays/b/overlay.yaml:6 cluster.kubernetes fleet/cluster-is-described-once: expected what overlay a says of cluster one (1.35, overlays/a/overlay.yaml:6), found 1.36',
  ])
})

test('one host name is one name, whatever it is the name of', () => {
  const overlays = [
    summary('a', { identities: { 'values.mqtt.external.hosts': '["data.example.com"]' } }),
    summary('b', { identities: { 'values.certs.publicHosts.web.hosts': '["data.example.com"]' } }),
  ]
  assert.equal(
    fleetProblems(overlays).map(({ overlay, rule }) => `${overlay} ${rule}`),
    ['a fleet/identity-is-unique', 'b fleet/identity-is-unique'],
  )
})

test('overlays of one cluster that share nothing are left alone', () => {
  const overlays = ['a', 'b'].map((name) => summary(name, { cluster: 'one', objects: [`/Namespace//${name}`] }))
  assert.equal(fleetProblems(overlays), [])
})

test('a thousand overlays of one cluster with the same objects are told once each, in time', () => {
  const objects = Array.from({ length: 90 }, (_, at) => `/ConfigMap/data/config-${at}`)
  const overlays = Array.from({ length: 1000 }, (_, at) =>
    summary(`o${at}`, { cluster: 'one', objects, identities: { [path]: '"one"', 'values.kafka.host': `"${at}"` } }),
  )
  const start = performance.now()
  const problems = fleetProblems(overlays)
  const took = performance.now() - start
  assert.is(problems.filter(({ rule }) => rule === 'fleet/objects-are-of-one-overlay').length, 1000)
  assert.is(problems.filter(({ rule }) => rule === 'fleet/identity-is-unique').length, 1000)
  assert.match(problems.at(-1)?.message ?? '', /in o0, o1, o2 and more too$/)
  assert.ok(took < 2000, `took ${took} ms`)
})

const elsewhere = (name: string, more: Partial<SyncSummary> = {}): OverlaySummary =>
  summary(name, { sync: { destination: name, ...more } })

test('a hub may drive overlays of other clusters, and of its own', () => {
  const overlays = [
    summary('hub', { drives: ['a', 'b', 'beside'] }),
    elsewhere('a'),
    elsewhere('b'),
    summary('beside', { cluster: 'hub' }),
  ]
  assert.equal(told(fleetProblems(overlays)), [])
})

const wrongFleets: readonly (readonly [says: string, overlays: readonly OverlaySummary[], told: string])[] = [
  [
    'a hub of another engine than what it drives',
    [summary('hub', { drives: ['a'] }), elsewhere('a', { engine: 'argocd' })],
    'overlays/hub/overlay.yaml:30 sync.overlays fleet/hub-and-driven-agree: expected overlays with the engine of the hub (sync.engine: flux), found a with argocd (overlays/a/overlay.yaml:20)',
  ],
  [
    'a hub of another repository than what it drives',
    [summary('hub', { drives: ['a'] }), elsewhere('a', { repository: 'https://git.example.com/b.git' })],
    'overlays/hub/overlay.yaml:30 sync.overlays fleet/hub-and-driven-agree: expected overlays with the repository of the hub (sync.repository: https://git.example.com/a.git), found a with https://git.example.com/b.git (overlays/a/overlay.yaml:20)',
  ],
  [
    'an overlay of another cluster without a destination, which a hub would sync into its own',
    [summary('hub', { drives: ['a'] }), summary('a')],
    "overlays/hub/overlay.yaml:30 sync.overlays fleet/destinations-tell-clusters-apart: expected another destination for each cluster, found the engine's own cluster for a (cluster a) and for hub (cluster hub)",
  ],
  [
    'one cluster by two destinations',
    [
      summary('hub', { drives: ['a', 'b'] }),
      elsewhere('a'),
      summary('b', { cluster: 'a', sync: { destination: 'other' } }),
    ],
    `overlays/hub/overlay.yaml:30 sync.overlays fleet/destinations-tell-clusters-apart: expected one destination for cluster a, found a for a and other for b
overlays/hub/overlay.yaml:31 sync.overlays fleet/destinations-tell-clusters-apart: expected one destination for cluster a, found other for b and a for a`,
  ],
  [
    'two hubs that drive one overlay',
    [summary('hub', { drives: ['a'] }), summary('other', { drives: ['a'] }), elsewhere('a')],
    `overlays/hub/overlay.yaml:30 sync.overlays fleet/driven-by-one-hub: expected overlays that no other hub drives, found a, which other drives too (overlays/other/overlay.yaml:30)
overlays/other/overlay.yaml:30 sync.overlays fleet/driven-by-one-hub: expected overlays that no other hub drives, found a, which hub drives too (overlays/hub/overlay.yaml:30)`,
  ],
  [
    'hubs that drive each other',
    [summary('a', { drives: ['b'] }), summary('b', { drives: ['a'], sync: { destination: 'b' } })],
    `overlays/a/overlay.yaml:30 sync.overlays fleet/hubs-have-a-root: expected overlays that do not drive a, found b, which does
overlays/b/overlay.yaml:30 sync.overlays fleet/hubs-have-a-root: expected overlays that do not drive b, found a, which does`,
  ],
  [
    'two overlays whose engines would write one object',
    [
      summary('hub', { drives: ['a', 'b'] }),
      elsewhere('a', { objects: ['argoproj.io/Application/argocd/a-b'] }),
      elsewhere('b', { objects: ['argoproj.io/Application/argocd/a-b'] }),
    ],
    'overlays/hub/overlay.yaml:30 sync.overlays fleet/sync-objects-are-of-one-overlay: expected names of their own in a and b, found Application/a-b in both',
  ],
  [
    'two overlays that install one chart in one cluster',
    [
      summary('a', { cluster: 'one', installs: ['cert-manager'] }),
      summary('b', { cluster: 'one', installs: ['cert-manager'] }),
    ],
    'overlays/b/overlay.yaml:40 prerequisites.cert-manager.mode fleet/prerequisite-is-installed-once: expected external, as overlay a installs cert-manager in cluster one (overlays/a/overlay.yaml:40), found install',
  ],
]

for (const [says, overlays, expected] of wrongFleets)
  test(`${says} is refused`, () => {
    assert.is(told(fleetProblems(overlays)).join('\n'), expected)
  })

test.run()
