import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assignments, rangeOf } from './live/doubles/load-balancer.ts'
import { ruleset } from './live/doubles/network-policies/ruleset.ts'
import { volumeFor } from './live/doubles/volumes.ts'
import type { Namespace, NetworkPolicy, Node, Pod, Service, StorageClass, VolumeClaim } from './live/resources.ts'

const metadata = (name: string, namespace?: string) => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
  uid: `uid-${name}`,
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
})

function pod(
  name: string,
  namespace: string,
  address: string,
  more: Partial<Pod['spec']> = {},
  phase = 'Running',
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata(name, namespace), labels: { app: name } },
    spec: { containers: [{ name: 'main', ports: [{ name: 'tls', containerPort: 9093 }] }], ...more },
    status: { podIP: address, phase },
  }
}

const pods = [
  pod('a', 'data', '10.244.1.1'),
  pod('b', 'data', '10.244.2.2', { containers: [{ name: 'main', ports: [{ name: 'tls', containerPort: 8883 }] }] }),
  pod('c', 'shop', '10.244.3.3'),
  pod('host', 'data', '10.10.0.1', { hostNetwork: true }),
  pod('done', 'data', '10.244.1.9', {}, 'Succeeded'),
]
const namespaces: Namespace[] = ['data', 'shop'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { ...metadata(name), labels: { 'kubernetes.io/metadata.name': name } },
}))
const policy = (spec: NetworkPolicy['spec'], namespace = 'data'): NetworkPolicy => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: metadata('policy', namespace),
  spec,
})
const onA = { podSelector: { matchLabels: { app: 'a' } } }
const shop = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }

/** What lets pod a be sent something, or send it, in order; undefined where it is free in that direction. */
function chainOfA(direction: 'ingress' | 'egress', policies: readonly NetworkPolicy[]): string[] | undefined {
  const lines = ruleset(policies, pods, namespaces).split('\n')
  const first = lines.findIndex((line) => line.startsWith(`  chain ${direction}-uid-a `))
  if (first < 0) return undefined
  const body = lines.slice(first + 1, lines.indexOf('  }', first)).map((line) => line.trim())
  const side = direction === 'ingress' ? 'saddr' : 'daddr'
  assert.equal(
    [body.at(0), body.at(-1)],
    [`ip ${side} 10.244.1.1 return`, 'counter drop'],
    'itself is reached, the rest dropped',
  )
  return body.slice(1, -1)
}

const ingress = (...rules: NonNullable<NetworkPolicy['spec']['ingress']>) => [policy({ ...onA, ingress: rules })]
const egress = (...rules: NonNullable<NetworkPolicy['spec']['egress']>) => [
  policy({ ...onA, policyTypes: ['Egress'], egress: rules }),
]

for (const [fact, direction, policies, allowed] of [
  ['no policy leaves a pod free', 'ingress', [], undefined],
  ['a policy of another namespace does not concern a pod', 'ingress', [policy({ podSelector: {} }, 'shop')], undefined],
  [
    'a policy that does not select a pod does not concern it',
    'ingress',
    [policy({ podSelector: { matchLabels: { app: 'b' } } })],
    undefined,
  ],
  ['a policy without rules lets nothing in', 'ingress', [policy({ podSelector: {} })], []],
  [
    'a policy without types and without egress rules leaves egress free',
    'egress',
    [policy({ podSelector: {} })],
    undefined,
  ],
  [
    'a policy without types but with egress rules is for egress, too',
    'egress',
    [policy({ ...onA, egress: [{}] })],
    ['return'],
  ],
  ['a policy of type Egress leaves ingress free', 'ingress', [policy({ ...onA, policyTypes: ['Egress'] })], undefined],
  ['an empty rule lets everything in', 'ingress', ingress({}), ['return']],
  [
    'an empty list of peers is everyone',
    'ingress',
    ingress({ from: [], ports: [{ port: 1 }] }),
    ['tcp dport 1 return'],
  ],
  [
    'a pod selector takes pods of the same namespace',
    'ingress',
    ingress({ from: [{ podSelector: {} }] }),
    ['ip saddr { 10.244.1.1, 10.244.2.2 } return'],
  ],
  [
    'a namespace selector takes all pods of the namespaces',
    'ingress',
    ingress({ from: [shop] }),
    ['ip saddr { 10.244.3.3 } return'],
  ],
  [
    'both selectors in one peer are both to hold',
    'ingress',
    ingress({ from: [{ ...shop, podSelector: { matchLabels: { app: 'b' } } }] }),
    [],
  ],
  [
    'two peers are either',
    'ingress',
    ingress({ from: [shop, { podSelector: { matchLabels: { app: 'b' } } }] }),
    ['ip saddr { 10.244.2.2, 10.244.3.3 } return'],
  ],
  [
    'a peer that is nobody at present lets nobody in',
    'ingress',
    ingress({ from: [{ podSelector: { matchLabels: { app: 'x' } } }] }),
    [],
  ],
  [
    'expressions of a selector all hold',
    'ingress',
    ingress({
      from: [
        {
          namespaceSelector: {},
          podSelector: {
            matchExpressions: [
              { key: 'app', operator: 'In', values: ['a', 'b'] },
              { key: 'app', operator: 'NotIn', values: ['a'] },
              { key: 'app', operator: 'Exists' },
              { key: 'tier', operator: 'DoesNotExist' },
            ],
          },
        },
      ],
    }),
    ['ip saddr { 10.244.2.2 } return'],
  ],
  [
    'a block of addresses has holes',
    'ingress',
    ingress({ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.2.0.0/16'] } }] }),
    ['ip saddr 10.0.0.0/8 ip saddr != 10.1.0.0/16 ip saddr != 10.2.0.0/16 return'],
  ],
  ['a block of IPv6 is nobody in a cluster of IPv4', 'ingress', ingress({ from: [{ ipBlock: { cidr: '::/0' } }] }), []],
  [
    'a range of ports, and the other transports',
    'ingress',
    ingress({
      ports: [
        { port: 100, endPort: 200 },
        { port: 53, protocol: 'UDP' },
        { port: 5, protocol: 'SCTP' },
      ],
    }),
    ['tcp dport 100-200 return', 'udp dport 53 return', 'sctp dport 5 return'],
  ],
  [
    'a transport without a port is all its ports',
    'ingress',
    ingress({ ports: [{ protocol: 'UDP' }] }),
    ['meta l4proto udp return'],
  ],
  [
    "a named port of ingress is the pod's own",
    'ingress',
    ingress({ from: [shop], ports: [{ port: 'tls' }] }),
    ['ip saddr { 10.244.3.3 } tcp dport 9093 return'],
  ],
  [
    'a named port that the pod has not is none',
    'ingress',
    ingress({ ports: [{ port: 'http' }, { port: 'tls', protocol: 'UDP' }] }),
    [],
  ],
  [
    'a named port of egress is that of each peer',
    'egress',
    egress({ to: [{ podSelector: {} }], ports: [{ port: 'tls' }] }),
    ['ip daddr 10.244.1.1 tcp dport 9093 return', 'ip daddr 10.244.2.2 tcp dport 8883 return'],
  ],
  [
    'named and numbered ports of egress stand side by side',
    'egress',
    egress({ to: [shop], ports: [{ port: 'tls' }, { port: 53, protocol: 'UDP' }] }),
    ['ip daddr { 10.244.3.3 } udp dport 53 return', 'ip daddr 10.244.3.3 tcp dport 9093 return'],
  ],
  [
    'what any policy allows is allowed',
    'ingress',
    [policy({ podSelector: {} }), ...ingress({ from: [shop] })],
    ['ip saddr { 10.244.3.3 } return'],
  ],
] as const)
  test(`NetworkPolicy: ${fact}`, () => {
    assert.equal(chainOfA(direction, policies), allowed)
  })

test('pods of the host network and pods that are done are neither restricted nor peers', () => {
  const text = ruleset(
    [policy({ podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] })],
    pods,
    namespaces,
  )
  assert.not.match(text, /10\.10\.0\.1|10\.244\.1\.9/)
  assert.match(text, 'ip daddr vmap { 10.244.1.1 : jump ingress-uid-a, 10.244.2.2 : jump ingress-uid-b }')
})

test("an address that is told twice is the younger pod's", () => {
  const older = pod('old', 'data', '10.244.1.1')
  const younger = {
    ...pod('new', 'data', '10.244.1.1'),
    metadata: { ...metadata('new', 'data'), creationTimestamp: '2026-01-02T00:00:00Z' },
  }
  const text = ruleset([policy({ podSelector: {} })], [younger, older], namespaces)
  assert.match(text, 'ip daddr vmap { 10.244.1.1 : jump ingress-uid-new }')
})

test('a Service of type LoadBalancer gets the lowest free address, and keeps what it has', () => {
  const service = (name: string, type: string, ip?: string): Service => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(name, 'data'),
    spec: { type },
    ...(ip ? { status: { loadBalancer: { ingress: [{ ip }] } } } : {}),
  })
  const services = [
    service('one', 'LoadBalancer'),
    service('two', 'LoadBalancer', '10.98.0.254'),
    service('three', 'ClusterIP'),
    service('four', 'LoadBalancer'),
  ]
  const given = (range: string) =>
    assignments(services, rangeOf(range)).map(({ service, address }) => [service.metadata.name, address])
  assert.equal(given('10.98.0.254-10.98.1.0'), [
    ['one', '10.98.0.255'],
    ['four', '10.98.1.0'],
  ])
  assert.equal(given('10.98.0.254-10.98.0.255'), [
    ['one', '10.98.0.255'],
    ['four', undefined],
  ])
  assert.throws(() => rangeOf('10.98.0.0/24'), 'expected a range FIRST-LAST')
})

const claim = (
  annotations: Readonly<Record<string, string>>,
  spec: Partial<VolumeClaim['spec']> = {},
): VolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { ...metadata('data-kafka-0', 'data'), annotations },
  spec: {
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'ssd',
    resources: { requests: { storage: '5Gi' } },
    ...spec,
  },
})
const storage = (volumeBindingMode: string): StorageClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: metadata('ssd'),
  provisioner: 'sluice.test/local',
  reclaimPolicy: 'Retain',
  volumeBindingMode,
})
const nodes: Node[] = ['node1', 'node2'].map((name) => ({ apiVersion: 'v1', kind: 'Node', metadata: metadata(name) }))
const chosen = { 'volume.kubernetes.io/selected-node': 'node2' }

test('a volume is made on the node that the scheduler chose, and not before', () => {
  const waits = storage('WaitForFirstConsumer')
  assert.is(volumeFor(claim({}), [waits], nodes, '/volumes'), undefined)
  const volume = volumeFor(claim(chosen), [waits], nodes, '/volumes')
  assert.equal(
    {
      path: volume?.spec.local.path,
      policy: volume?.spec.persistentVolumeReclaimPolicy,
      size: volume?.spec.capacity.storage,
    },
    { path: '/volumes/node2/pvc-uid-data-kafka-0', policy: 'Retain', size: '5Gi' },
  )
  assert.is(
    volumeFor(claim({}), [storage('Immediate')], nodes, '/volumes')?.spec.local.path,
    '/volumes/node1/pvc-uid-data-kafka-0',
  )
})

test('a volume that several nodes share is in reach of all of them', () => {
  const volume = volumeFor(
    claim(chosen, { accessModes: ['ReadWriteMany'] }),
    [storage('WaitForFirstConsumer')],
    nodes,
    '/volumes',
  )
  assert.is(volume?.spec.local.path, '/volumes/_shared/pvc-uid-data-kafka-0')
  assert.equal(volume?.spec.nodeAffinity.required.nodeSelectorTerms, [
    { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'Exists' }] },
  ])
})

for (const spec of [{ volumeMode: 'Block' }, { selector: {} }])
  test(`a claim with ${JSON.stringify(spec)} is refused`, () => {
    const make = () => volumeFor(claim(chosen, spec), [storage('Immediate')], nodes, '/volumes')
    assert.throws(make, 'claim data/data-kafka-0 wants a volume that the double cannot make')
  })

test.run()
