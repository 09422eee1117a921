import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { type Actor, whatOf } from './live/checks/actor.ts'
import { type Endpoint, isDeclared, isRestricted, type Policy } from './live/checks/declared-edges.ts'
import { edgeTable } from './live/checks/edge-table.ts'
import { addressesNamed, podsNamed } from './live/checks/named-peers.ts'
import { type Attempt, edgesOf } from './live/checks/network-edges.ts'

const root = process.env['SLUICE_ROOT'] ?? process.cwd()

const pod = (app: string, namespace: string, address: string): Endpoint => ({
  address,
  pod: { namespace, labels: { app } },
})
const a = pod('a', 'data', '10.244.1.1')
const b = pod('b', 'data', '10.244.2.2')
const client = pod('client', 'shop', '10.244.3.3')
const node: Endpoint = { address: '10.10.0.1' }
const tls = { port: 9093, protocol: 'TCP' } as const

const policy = (spec: Policy['spec']): Policy => ({ metadata: { name: 'policy', namespace: 'data' }, spec })
const ofA = { podSelector: { matchLabels: { app: 'a' } } }
const intoA = (...ingress: NonNullable<Policy['spec']['ingress']>): Policy => policy({ ...ofA, ingress })
const outOfA = (...egress: NonNullable<Policy['spec']['egress']>): Policy =>
  policy({ ...ofA, policyTypes: ['Egress'], egress })
const block = (cidr: string, ...except: string[]) => ({ ipBlock: { cidr, ...(except.length > 0 ? { except } : {}) } })
const shop = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }
const ports = [{ protocol: 'TCP', port: 9093 }]

for (const [fact, policies, from, to, declared] of [
  ['without a policy everything is', [], client, a, true],
  ['a policy without rules declares nothing', [intoA()], client, a, false],
  ['a policy of another pod is none of this one', [intoA()], client, b, true],
  ['a policy without types is for what comes in', [intoA()], a, b, true],
  [
    'a policy without types that has rules for what goes out is for that, too',
    [intoA({}), policy({ ...ofA, egress: [{ to: [shop] }] })],
    a,
    b,
    false,
  ],
  ['a rule without peers is for everybody', [intoA({ ports })], node, a, true],
  ['an empty list of peers or ports is everybody and every port', [intoA({ from: [], ports: [] })], client, a, true],
  [
    'a rule for another port is not for this one',
    [intoA({ ports: [{ protocol: 'TCP', port: 9091 }] })],
    client,
    a,
    false,
  ],
  ['a rule for UDP is not for TCP', [intoA({ ports: [{ protocol: 'UDP', port: 9093 }] })], client, a, false],
  ['a port within a range is', [intoA({ ports: [{ port: 9000, endPort: 9093 }] })], client, a, true],
  ['a pod selector alone takes pods of the same namespace', [intoA({ from: [{ podSelector: {} }] })], client, a, false],
  ['a namespace selector takes the pods of that namespace', [intoA({ from: [shop] })], client, a, true],
  ['two selectors in one peer both count', [intoA({ from: [{ ...shop, ...ofA }] })], client, a, false],
  ['one policy that lets in is enough', [intoA(), intoA({ from: [shop] })], client, a, true],
  [
    'who is let in must be let out as well',
    [intoA({}), policy({ podSelector: {}, policyTypes: ['Egress'] })],
    b,
    a,
    false,
  ],
  ['selectors take no node', [outOfA({ to: [{ podSelector: {} }, shop] })], a, node, false],
  ['a block takes the addresses in it', [outOfA({ to: [block('10.10.0.0/16')] })], a, node, true],
  ['a block does not take another address', [outOfA({ to: [block('10.11.0.0/16')] })], a, node, false],
  ['a block of one address takes that', [outOfA({ to: [block('10.10.0.1/32')] })], a, node, true],
  ['a block of one address does not take the next', [outOfA({ to: [block('10.10.0.2/32')] })], a, node, false],
  ['a block does not take what is excepted', [outOfA({ to: [block('0.0.0.0/0', '10.10.0.0/24')] })], a, node, false],
  [
    'a block takes what is beside the exceptions',
    [outOfA({ to: [block('0.0.0.0/0', '10.10.1.0/24')] })],
    a,
    node,
    true,
  ],
  [
    'what one peer excepts another may take',
    [outOfA({ to: [block('0.0.0.0/0', '10.10.0.0/24'), block('10.10.0.1/32')] })],
    a,
    node,
    true,
  ],
  ['a block takes pods by their addresses', [intoA({ from: [block('0.0.0.0/0')] })], client, a, true],
  [
    'a block that excepts the pods takes none',
    [intoA({ from: [block('0.0.0.0/0', '10.244.0.0/16')] })],
    client,
    a,
    false,
  ],
  ['a block of IPv6 takes no address of IPv4', [intoA({ from: [block('::/0')] })], client, a, false],
] satisfies [string, Policy[], Endpoint, Endpoint, boolean][]) {
  test(`of the edges that policies declare: ${fact}`, () => {
    assert.is(isDeclared(policies, from, to, tls), declared)
  })
}

test('what the reading of policies does not know it does not guess', () => {
  for (const rule of [
    { ports: [{ port: 'tls' }] },
    { ports: [{ port: 9093, protocol: 'SCTP' }] },
    { from: [{ namespaceSelector: { matchLabels: { team: 'shop' } } }] },
    { from: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }] },
  ])
    assert.throws(() => isDeclared([intoA(rule)], b, a, tls), /not know|not known/)
})

test('an edge is free where no policy has a say at either end', () => {
  assert.is(isRestricted([intoA()], client, a), true)
  assert.is(isRestricted([intoA()], a, client), false)
  assert.is(isRestricted([outOfA()], a, client), true)
})

function renderedPolicies(overlay: string): Policy[] {
  const folder = join(root, 'overlays', overlay, 'rendered')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.includes('networkpolicy'))
    .sort()
    .map((path) => parse(readFileSync(join(folder, path), 'utf8')) as Policy) // Sluice rendered it
}

const outside = (overlay: string): string[] =>
  podsNamed(renderedPolicies(overlay))
    .filter(({ namespace, isPeer }) => isPeer && namespace !== 'data')
    .map(({ namespace, labels, ports }) => `${whatOf(labels)} in ${namespace} ${ports.map(({ port }) => port)}`.trim())

test('whom the policies of an overlay name is read from what is rendered', () => {
  assert.equal(outside('dev'), [
    'kube-dns in kube-system 53,53',
    'no labels in monitoring',
    'pulsar-client in playground',
    'flink-client in playground',
  ])
  assert.equal(outside('prod'), [
    'kube-dns in kube-system 53,53',
    'prometheus in monitoring',
    'kafka-client in shop',
    'mqtt-client in edge',
    'pulsar-client in shop',
  ])
  assert.equal(outside('apk8s-dev3'), [
    'kube-dns in kube-system 53,53',
    'no labels in monitoring',
    'ingress-nginx in ingress-nginx',
  ])
})

test('the ports of a pod are those of its own policies and of the rules that let others out to it', () => {
  const policies = [intoA({ from: [shop], ports }), outOfA({ to: [shop], ports: [{ port: 443 }] })]
  assert.equal(podsNamed(policies), [
    { namespace: 'data', labels: { app: 'a' }, ports: [tls], isPeer: false },
    { namespace: 'shop', labels: {}, ports: [{ port: 443, protocol: 'TCP' }], isPeer: true },
  ])
})

test('ports that cannot be tried one by one are not left out in silence', () => {
  for (const rule of [
    {},
    { ports: [{ protocol: 'TCP' }] },
    { ports: [{ port: 'tls' }] },
    { ports: [{ port: 9000, endPort: 9093 }] },
    { ports: [{ port: 9093, protocol: 'SCTP' }] },
  ]) {
    assert.throws(() => podsNamed([intoA(rule)]), /more than can be tried|is not tried/)
    assert.throws(() => podsNamed([outOfA({ to: [shop], ...rule })]), /more than can be tried|is not tried/)
  }
})

test('single addresses are named with their ports, ranges are not', () => {
  const dns = {
    to: [block('169.254.20.10/32'), block('10.0.0.0/8')],
    ports: [{ port: 53 }, { protocol: 'UDP', port: 53 }],
  }
  assert.equal(addressesNamed([outOfA(dns), outOfA(dns)]), [
    {
      address: '169.254.20.10',
      ports: [
        { port: 53, protocol: 'TCP' },
        { port: 53, protocol: 'UDP' },
      ],
    },
  ])
})

const actor = (what: string, ...addresses: string[]): Actor => {
  const members = addresses.map((address, ordinal) => ({
    ...pod(what, 'data', address),
    name: `${what}-${ordinal}`,
    namespace: 'data',
    nodeAddress: node.address,
  }))
  return { what, members, endpoints: members, ports: [tls] }
}
const ensemble = actor('a', '10.244.1.1', '10.244.1.2', '10.244.1.3')
const other = actor('b', '10.244.2.2')
const amongA = intoA({ from: [ofA], ports })

/** The pods with these ends of their addresses try each other, and connect or not. */
const attempt = ([from, to, connected]: [string, string, boolean]): Attempt[] => {
  const [source, endpoint] = [from, to].map((end) =>
    [ensemble, other]
      .flatMap((of) => of.members.map((one) => ({ of, one })))
      .find(({ one }) => one.address.endsWith(end)),
  )
  return source && endpoint
    ? [{ from: source.of, to: endpoint.of, source: source.one, endpoint: endpoint.one, port: tls, connected }]
    : []
}

for (const [fact, policies, tries, found] of [
  ['what connects on its own address is no edge', [amongA], [['1.1', '1.1', true]], []],
  ['what connects without a policy is free', [], [['2.2', '1.1', true]], ['b -> a free']],
  ['what connects and is declared is open', [amongA], [['1.1', '1.2', true]], ['a -> a open']],
  ['what connects and is not declared is OPEN', [amongA], [['2.2', '1.1', true]], ['b -> a OPEN']],
  [
    'nobody need reach a member that does not listen, as long as somebody reaches one that does',
    [amongA],
    [
      ['1.1', '1.2', false],
      ['1.1', '1.3', true],
    ],
    ['a -> a open'],
  ],
  [
    'the one that leads is reached by the others',
    [amongA],
    [
      ['1.1', '1.1', true],
      ['1.1', '1.2', false],
      ['1.2', '1.1', true],
    ],
    ['a -> a open'],
  ],
  [
    'a member that listens and is not reached makes an edge CLOSED',
    [amongA],
    [
      ['1.1', '1.2', false],
      ['1.2', '1.2', true],
      ['1.1', '1.3', true],
    ],
    ['a -> a CLOSED'],
  ],
  ['what is declared where nobody listens is CLOSED', [amongA], [['1.1', '1.2', false]], ['a -> a CLOSED']],
  [
    'what is not declared is closed where somebody listens',
    [amongA],
    [
      ['2.2', '1.1', false],
      ['1.1', '1.1', true],
    ],
    ['b -> a -'],
  ],
  ['where nobody listens nothing is proven closed', [amongA], [['2.2', '1.1', false]], ['b -> a ?']],
] satisfies [string, Policy[], [string, string, boolean][], string[]][]) {
  test(`of attempts to connect: ${fact}`, () => {
    const edges = edgesOf(policies, tries.flatMap(attempt), () => true)
    assert.equal(
      edges.map(({ from, to, found }) => `${from.what} -> ${to.what} ${found}`),
      found,
    )
  })
}

test('who reaches what is a row for who connects and a column for each port', () => {
  const [broker, prometheus] = [{ what: 'kafka broker' }, { what: 'prometheus', where: 'monitoring' }]
  const dns = { port: 53, protocol: 'UDP' } as const
  const edges = [
    { from: broker, to: broker, port: tls, found: 'open' },
    { from: broker, to: broker, port: dns, found: '-' },
    { from: prometheus, to: broker, port: tls, found: 'OPEN' },
    { from: prometheus, to: broker, port: dns, found: 'CLOSED' },
    { from: broker, to: prometheus, port: tls, found: 'free' },
  ] as const
  assert.equal(edgeTable(edges).split('\n'), [
    '                         | kafka broker | prometheus',
    '                         |              | in monitoring',
    'from                     | 53/udp 9093  | 9093',
    'kafka broker             | -      open  | free',
    'prometheus in monitoring | CLOSED OPEN  |',
  ])
})

test.run()
