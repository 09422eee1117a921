import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fleetProblems, type OverlaySummary } from '../engine/fleet.ts'
import type { Problem } from '../engine/model.ts'

const place = (overlay: string, line: number) => ({ file: `overlays/${overlay}/overlay.yaml`, line, column: 9 })

const summary = (
  name: string,
  more: {
    cluster?: string
    kubernetes?: string
    objects?: readonly string[]
    identities?: Readonly<Record<string, string>>
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

test.run()
