import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { differences } from './live/argocd-rules/difference.ts'
import { healthOf } from './live/argocd-rules/health.ts'
import type { Anything } from './live/argocd-rules/objects.ts'
import { trackingId } from './live/argocd-rules/objects.ts'
import { inOrder } from './live/argocd-rules/order.ts'
import { forbids, matches, type Project } from './live/argocd-rules/project.ts'

const object = (kind: string, apiVersion = 'v1', wave?: string, namespace: string | null = 'data'): Anything => ({
  apiVersion,
  kind,
  metadata: {
    name: 'one',
    ...(namespace === null ? {} : { namespace }),
    ...(wave === undefined ? {} : { annotations: { 'argocd.argoproj.io/sync-wave': wave } }),
  },
})

test('a name is matched as Go matches file names, and * alone matches all', () => {
  const cases: [pattern: string, text: string, matches: boolean][] = [
    ['data', 'data', true],
    ['data', 'database', false],
    ['data-*', 'data-1', true],
    ['a*b', 'a/b', false],
    ['*', 'https://example.com/x', true],
    ['d?ta', 'data', true],
    ['d[a-c]ta', 'data', true],
    ['d[^a]ta', 'data', false],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['a.b', 'axb', false],
  ]
  for (const [pattern, text, expected] of cases) assert.is(matches(pattern, text), expected, `${pattern} and ${text}`)
})

test('a project permits what it lists: namespaced kinds in its namespaces, others by name', () => {
  const project: Project = {
    metadata: { name: 'dev' },
    spec: {
      destinations: [{ server: 'https://here', namespace: 'data' }],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'data' }],
      namespaceResourceWhitelist: [{ group: 'apps', kind: 'StatefulSet' }],
    },
  }
  const cases: [object: Anything, namespaced: boolean, reason: string | undefined][] = [
    [object('StatefulSet', 'apps/v1'), true, undefined],
    [object('Deployment', 'apps/v1'), true, 'resource apps:Deployment is not permitted in project dev'],
    [object('StatefulSet', 'apps/v1', '0', 'shop'), true, "namespace shop is not permitted in project 'dev'"],
    [object('Namespace', 'v1', '0', null), false, 'resource :Namespace is not permitted in project dev'],
    [{ ...object('Namespace', 'v1', '0', null), metadata: { name: 'data' } }, false, undefined],
  ]
  for (const [one, namespaced, reason] of cases) assert.is(forbids(project, one, namespaced, 'https://here'), reason)
  assert.is(
    forbids(project, object('StatefulSet', 'apps/v1'), true, 'https://there'),
    "namespace data is not permitted in project 'dev'",
  )
})

test('waves ascend, also below zero; what is no number is none; in a wave kinds have their order, custom ones last', () => {
  const objects = [
    object('Certificate', 'cert-manager.io/v1', '10'),
    object('StatefulSet', 'apps/v1', '10'),
    object('ConfigMap', 'v1', '10'),
    object('Service', 'v1', 'ten'),
    object('Secret', 'v1', '-5'),
  ]
  const shown = inOrder(objects).map(({ wave, groups }) => [wave, groups.map((group) => group.map(({ kind }) => kind))])
  assert.equal(shown, [
    [-5, [['Secret']]],
    [0, [['Service']]],
    [10, [['ConfigMap'], ['StatefulSet'], ['Certificate']]],
  ])
})

test('what is well and what nothing waits for', () => {
  const set = { ...object('StatefulSet', 'apps/v1'), spec: { replicas: 2 } }
  const told = { observedGeneration: 1, readyReplicas: 2, currentRevision: 'a', updateRevision: 'a' }
  const ready = (status: string) => ({ conditions: [{ type: 'Ready', status }] })
  const cases: [one: Anything, health: string | undefined][] = [
    [object('ConfigMap'), undefined],
    [object('NetworkPolicy', 'networking.k8s.io/v1'), undefined],
    [{ ...set, status: told }, 'Healthy'],
    [{ ...set, status: { ...told, readyReplicas: 1 } }, 'Progressing'],
    [{ ...set, status: { ...told, updateRevision: 'b' } }, 'Progressing'],
    [{ ...object('Issuer', 'cert-manager.io/v1'), status: ready('False') }, 'Degraded'],
    [{ ...object('Certificate', 'cert-manager.io/v1'), status: ready('True') }, 'Healthy'],
    [object('Certificate', 'cert-manager.io/v1'), 'Progressing'],
    [{ ...object('Service'), spec: { type: 'LoadBalancer' } }, 'Progressing'],
    [{ ...object('Job', 'batch/v1'), status: { conditions: [{ type: 'Failed', status: 'True' }] } }, 'Degraded'],
  ]
  for (const [one, health] of cases) assert.is(healthOf(one), health, `${one.kind} ${JSON.stringify(one.status)}`)
})

test('a difference names the field and both values; what the server writes is none', () => {
  const live = { metadata: { name: 'a', resourceVersion: '1' }, spec: { ports: [{ port: 1 }] }, status: { x: 1 } }
  const foreseen = { metadata: { name: 'a', resourceVersion: '2' }, spec: { ports: [{ port: 2 }] } }
  assert.equal(differences(live, foreseen), ['spec.ports[0].port: 1 would be 2'])
  assert.equal(differences(live, { ...foreseen, spec: live.spec }), [])
})

test('an object is tracked by its application, group, kind, namespace and name', () => {
  assert.is(
    trackingId('dev-platform', object('StatefulSet', 'apps/v1'), 'data'),
    'dev-platform:apps/StatefulSet:data/one',
  )
  assert.is(
    trackingId('dev-platform', object('Namespace', 'v1', '0', null), 'data'),
    'dev-platform:/Namespace:data/one',
  )
})

test.run()
