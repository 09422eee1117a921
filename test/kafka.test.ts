import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { instantiate } from '../engine/instantiate.ts'
import type { Instance, Manifest } from '../engine/model.ts'
import { mergeOverlay, readOverlay } from '../engine/overlays.ts'
import { kafkaBootstrap, kafkaPods, kafkaUser, kafkaUserName } from '../generators/020-kafka/address.ts'
import { directoryId, proposedClusterId } from '../generators/020-kafka/identity.ts'
import { freeProperties, ownedProperties, refusedPrefixes } from '../generators/020-kafka/own-properties.ts'
import type {
  Certificate,
  ConfigMap,
  Job,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  Service,
  StatefulSet,
} from '../generators/kubernetes.ts'
import { manifests, overlay, rendered, stockWorld } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

const clusterId = 'Ab3dEfGhIjKlMnOpQrStUw'
const zookeeperMode = 'mode: zookeeper, zookeeper: {chroot: /kafka}, image: {tag: "3.9.2"}'

/** An overlay with Kafka: its values, and those of the certificates. */
const written = (kafka: string, certs: string): string =>
  overlay(
    `components: {namespace: true, certs: true, zookeeper: true, kafka: true}
values: {certs: ${certs}, kafka: {clusterId: ${clusterId}${kafka === '' ? '' : `, ${kafka}`}}}
`,
    { purpose: 'development' },
  )

/** The text of every file of Kafka, by its path, without errors. */
async function filesOf(kafka: string, certs = '{}'): Promise<ReadonlyMap<string, string>> {
  const { problems, files } = await rendered({ test: written(kafka, certs) })
  assert.equal(
    problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    [],
  )
  return new Map((files['test'] ?? []).map(({ path, text }) => [path, text]))
}

async function platform(kafka: string, certs = '{}'): Promise<Manifest[]> {
  return manifests([...(await filesOf(kafka, certs))].map(([path, text]) => ({ path, text })))
}

/** The one object of a kind whose name is this, or this and a hash; `K` is its type, which the kind stands for. */
function object<K extends Manifest>(all: readonly Manifest[], kind: K['kind'], name: string): K {
  const found = all.find(
    (manifest) => manifest.kind === kind && manifest.metadata.name.replace(/(?<=^kafka-\w+)-[0-9a-f]{8}$/, '') === name,
  )
  assert.ok(found, `${kind}/${name} is not rendered`)
  return found as K // the kind is K's
}

const fileOf = (all: readonly Manifest[], config: string, file: string): string =>
  object<ConfigMap>(all, 'ConfigMap', config).data?.[file] ?? ''

const properties = (all: readonly Manifest[], pool: 'broker' | 'controller'): ReadonlyMap<string, string> =>
  new Map(
    fileOf(all, `kafka-${pool}`, 'server.properties')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )

/** The paths that differ between two renderings, and of the files that both have, the lines. */
function difference(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  const shared = [...after].filter(([path]) => before.has(path))
  return {
    added: [...after.keys()].filter((path) => !before.has(path)),
    removed: [...before.keys()].filter((path) => !after.has(path)),
    changed: shared.flatMap(([path, text]) => {
      const old = (before.get(path) ?? '').split('\n')
      return text
        .split('\n')
        .filter((line) => !old.includes(line))
        .map((line) => `${path}: ${line.trim()}`)
    }),
  }
}

const everything = `users: {orders: {acls: {it: {name: orders, operations: [Read]}}}}, topics: {orders: {}}, testClient: {enabled: true}`

test('one more broker changes the number of replicas and nothing else', async () => {
  assert.equal(
    difference(
      await filesOf(`brokers: {replicas: 3}, ${everything}`),
      await filesOf(`brokers: {replicas: 4}, ${everything}`),
    ),
    {
      added: [],
      removed: [],
      changed: ['rendered/020-kafka/40-statefulset-kafka-broker.yaml: replicas: 4'],
    },
  )
})

for (const type of ['LoadBalancer', 'NodePort'])
  test(`one more broker behind a ${type} brings its Service, and changes nothing else`, async () => {
    const exposed = (replicas: number): Promise<ReadonlyMap<string, string>> =>
      filesOf(
        `brokers: {replicas: ${replicas}}, listeners: {external: {type: ${type}, host: "kafka-{broker}.example.com"}}`,
      )
    const service = '095-edge/10-service-kafka-broker-3-external.yaml'
    assert.equal(difference(await exposed(3), await exposed(4)), {
      added: [`rendered/${service}`],
      removed: [],
      changed: [
        'rendered/020-kafka/40-statefulset-kafka-broker.yaml: replicas: 4',
        `kustomization.yaml: - rendered/${service}`,
      ],
    })
  })

test('one more broker of a cluster with ZooKeeper changes the number of replicas and nothing else', async () => {
  assert.equal(
    difference(
      await filesOf(`${zookeeperMode}, brokers: {replicas: 3}`),
      await filesOf(`${zookeeperMode}, brokers: {replicas: 4}`),
    ).changed,
    ['rendered/020-kafka/40-statefulset-kafka-broker.yaml: replicas: 4'],
  )
})

test('another host name outside restarts the brokers, which tell it to clients', async () => {
  const checksum = async (host: string): Promise<string | undefined> =>
    object<StatefulSet>(
      await platform(`listeners: {external: {type: LoadBalancer, host: "${host}"}}`),
      'StatefulSet',
      'kafka-broker',
    ).spec.template.metadata?.annotations?.['checksum/config']
  assert.is.not(await checksum('kafka-{broker}.example.com'), await checksum('k{broker}.example.com'))
})

test('the super users are the same on both roles: the whole names of the peers that are servers or run Jobs', async () => {
  const all = await platform('')
  const names = all
    .filter(({ kind }) => kind === 'Certificate')
    .map((certificate) => (certificate as Certificate).spec) // filtered right above
    .filter(({ issuerRef, isCA, commonName }) => issuerRef.name === 'peers' && !isCA && commonName?.startsWith('kafka'))
    .map(({ commonName }) => `User:CN=${commonName}`)
  for (const pool of ['broker', 'controller'] as const)
    assert.equal(properties(all, pool).get('super.users')?.split(';').sort(), names.sort())
})

test('what the active controller applies is the same on both roles', async () => {
  const all = await platform('defaults: {replication: 3, minInSync: 1, partitions: 9}')
  for (const key of [
    'min.insync.replicas',
    'default.replication.factor',
    'num.partitions',
    'unclean.leader.election.enable',
    'auto.create.topics.enable',
    'allow.everyone.if.no.acl.found',
    'authorizer.class.name',
    'controller.quorum.bootstrap.servers',
  ])
    assert.is(properties(all, 'broker').get(key), properties(all, 'controller').get(key), key)
  assert.is(properties(all, 'broker').get('min.insync.replicas'), '1')
})

test('a listener for clients trusts their authority alone and knows them by their common name', async () => {
  const broker = properties(
    await platform(
      'listeners: {scram: {enabled: true}, external: {type: LoadBalancer, host: "k{broker}.example.com"}}',
    ),
    'broker',
  )
  assert.is(
    broker.get('listener.security.protocol.map'),
    'CONTROLLER:SSL,REPLICATION:SSL,CLIENTS:SSL,SCRAM:SASL_SSL,EXTERNAL:SSL',
  )
  assert.is(broker.get('ssl.truststore.location'), '/etc/kafka/tls/peers/ca.crt')
  for (const listener of ['clients', 'scram', 'external'])
    assert.is(broker.get(`listener.name.${listener}.ssl.truststore.location`), '/etc/kafka/tls/clients/ca.crt')
  for (const listener of ['clients', 'external']) {
    assert.is(broker.get(`listener.name.${listener}.ssl.client.auth`), 'required')
    const [, rule = ''] = /^RULE:(.*)\/\$1\/$/.exec(
      broker.get(`listener.name.${listener}.ssl.principal.mapping.rules`) ?? '',
    ) ?? ['']
    assert.is(new RegExp(rule).exec('CN=orders')?.[1], 'orders')
    for (const foreign of ['CN=kafka-admin,O=x', 'CN=CN\\=kafka-admin', 'O=x,CN=orders'])
      assert.not.ok(new RegExp(rule).test(foreign), foreign)
  }
  assert.not.ok([...broker.keys()].some((key) => /^listener\.name\.(replication|controller)\./.test(key)))
})

test('the certificates cover every name that the brokers tell', async () => {
  const all = await platform('listeners: {external: {type: LoadBalancer, host: "kafka-{broker}.eu.example.com"}}')
  const covers = (pattern: string, host: string): boolean =>
    pattern.startsWith('*.') ? host.slice(host.indexOf('.')) === pattern.slice(1) : pattern === host
  const secrets = { REPLICATION: 'kafka-broker-peer-tls', CLIENTS: 'kafka-broker-tls', EXTERNAL: 'kafka-broker-tls' }
  const told = (properties(all, 'broker').get('advertised.listeners') ?? '').split(',').map((one) => {
    const [, name = '', host = ''] = /^(\w+):\/\/(.*):\d+$/.exec(one) ?? []
    return { name, host: host.replace('@POD@', 'kafka-broker-7').replace('@NODE@', '7') }
  })
  assert.equal(
    told.map(({ name, host }) => `${name} ${host}`),
    [
      'REPLICATION kafka-broker-7.kafka-headless.data.svc.cluster.local',
      'CLIENTS kafka-broker-7.kafka-headless.data.svc.cluster.local',
      'EXTERNAL kafka-7.eu.example.com',
    ],
  )
  for (const { name, host } of told) {
    const { dnsNames = [] } = object<Certificate>(all, 'Certificate', secrets[name as keyof typeof secrets]).spec // told by us
    assert.ok(
      dnsNames.some((pattern) => covers(pattern, host)),
      `${name} ${host}: ${dnsNames.join(' ')}`,
    )
  }
})

test("the servers' certificates live longer than others, as servers read them only when they start", async () => {
  const all = await platform('certificates: {duration: 300d, renewBefore: 150d, rollEvery: 30d}')
  const lives = (name: string): string | undefined => object<Certificate>(all, 'Certificate', name).spec.duration
  assert.equal(
    ['kafka-broker-tls', 'kafka-broker-peer-tls', 'kafka-controller-peer-tls', 'kafka-admin-peer-tls'].map(lives),
    ['7200h', '7200h', '7200h', '2160h'],
  )
})

test('raising the generation of the certificates restarts every server and nothing else', async () => {
  const { added, removed, changed } = difference(await filesOf(''), await filesOf('certificates: {generation: 2}'))
  assert.equal([...added, ...removed], [])
  assert.equal(
    changed.map((line) => line.split(': ').slice(0, 2).join(' ')),
    [
      'rendered/020-kafka/40-statefulset-kafka-broker.yaml sluice/certificates-generation',
      'rendered/020-kafka/40-statefulset-kafka-controller.yaml sluice/certificates-generation',
    ],
  )
})

test('the first voters are named with their disks, and no single node begins a quorum of its own', async () => {
  const script = fileOf(await platform('controllers: {replicas: 3}'), 'kafka-controller', 'prepare.sh')
  const first = [0, 1, 2].map(
    (ordinal) =>
      `${100 + ordinal}@kafka-controller-${ordinal}.kafka-controller-headless.data.svc:9090:${directoryId(clusterId, 100 + ordinal)}`,
  )
  assert.ok(script.includes(`first="${first.join(',')}"`))
  assert.ok(script.includes(`--cluster-id="${clusterId}"`))
  assert.not.match(script, '--standalone')
})

test('with join an empty disk begins as no voter, and only the controllers restart', async () => {
  const before = await filesOf('')
  const after = await filesOf('controllers: {bootstrap: join}')
  const paths = [...new Set(difference(before, after).changed.map((line) => line.split(': ')[0]))]
  assert.equal(paths, [
    'rendered/020-kafka/20-configmap-kafka-controller.yaml',
    'rendered/020-kafka/40-statefulset-kafka-controller.yaml',
  ])
  const text = after.get('rendered/020-kafka/20-configmap-kafka-controller.yaml') ?? ''
  assert.match(text, 'quorum=(--no-initial-controllers)')
  assert.not.match(text, '--initial-controllers "')
})

test('the id of a disk depends on the ids of cluster and node alone, and no two are alike', () => {
  assert.is(directoryId(clusterId, 100), 'Ab3dEfGhIjKlMnOpQrSsxw')
  const ids = Array.from({ length: 200 }, (_, node) => directoryId(clusterId, node))
  assert.is(new Set([clusterId, ...ids]).size, 201)
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_][A-Za-z0-9_-]{20}[AQgw]$/)
})

test('the proposed id of a cluster is legal and follows from the name of its overlay', () => {
  const names = Array.from({ length: 1000 }, (_, index) => `overlay-${index}`)
  const ids = names.map(proposedClusterId)
  assert.is(new Set(ids).size, 1000)
  for (const id of ids) assert.match(id, /^[A-Za-z0-9][A-Za-z0-9_-]{20}[AQgw]$/)
  assert.is(proposedClusterId('prod'), proposedClusterId('prod'))
})

test('combined roles are one pool, whose servers are the quorum', async () => {
  const all = await platform('roles: combined')
  const broker = properties(all, 'broker')
  assert.equal(
    all.filter(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name.startsWith('kafka')).length,
    1,
  )
  assert.is(broker.get('process.roles'), 'broker,controller')
  assert.is(broker.get('listeners'), 'CONTROLLER://:9090,REPLICATION://:9091,CLIENTS://:9093')
  assert.match(fileOf(all, 'kafka-broker', 'prepare.sh'), '0@kafka-broker-0.kafka-headless.data.svc:9090:')
})

test('with ZooKeeper the brokers are its clients, under a path of their own', async () => {
  const all = await platform(zookeeperMode)
  const broker = properties(all, 'broker')
  const hosts = [0, 1, 2].map((server) => `zookeeper-${server}.zookeeper-headless.data.svc.cluster.local:2281`)
  assert.is(broker.get('zookeeper.connect'), `${hosts.join(',')}/kafka`)
  assert.is(broker.get('zookeeper.ssl.keystore.location'), '/etc/kafka/tls/zookeeper/tls-combined.pem')
  assert.is(broker.get('authorizer.class.name'), 'kafka.security.authorizer.AclAuthorizer')
  assert.is(broker.get('broker.id'), '@NODE@')
  assert.not.ok([...broker.keys()].some((key) => /^(process\.roles|node\.id|controller\.)/.test(key)))
  assert.equal(object<Certificate>(all, 'Certificate', 'kafka-zookeeper-tls').spec.issuerRef.name, 'clients')
  assert.not.match(fileOf(all, 'kafka-broker', 'prepare.sh'), 'kafka-storage.sh')
})

test('without certificates there is no authorizer and nobody to allow, and every Service says so', async () => {
  const all = await platform(everything, '{internal: none}')
  for (const pool of ['broker', 'controller'] as const)
    assert.equal(
      [...properties(all, pool)].filter(([key]) => /ssl|authorizer|super|acl/.test(key)),
      [],
    )
  assert.is(
    properties(all, 'broker').get('listener.security.protocol.map'),
    'CONTROLLER:PLAINTEXT,REPLICATION:PLAINTEXT,CLIENTS:PLAINTEXT',
  )
  const services = all.filter(({ kind, metadata }) => kind === 'Service' && metadata.name.startsWith('kafka'))
  assert.is(services.length, 3)
  for (const { metadata } of services) assert.ok(metadata.annotations?.['sluice/plaintext'], metadata.name)
  assert.not.ok(all.some(({ kind, metadata }) => kind === 'Job' && metadata.name.startsWith('kafka-users')))
})

/** Every connection within Kafka: who, to whom, on which port. From the reference's matrix, N3 and N6 to N11. */
const edges = {
  'separate roles': {
    kafka: `${everything}, listeners: {scram: {enabled: true}}`,
    open: [
      'admin broker 9091',
      'broker broker 9091',
      'broker controller 9090',
      'controller controller 9090',
      'test-client broker 9093',
    ],
  },
  'combined roles': {
    kafka: `roles: combined, ${everything}`,
    open: ['admin broker 9091', 'broker broker 9090', 'broker broker 9091', 'test-client broker 9093'],
  },
  ZooKeeper: { kafka: zookeeperMode, open: ['admin broker 9091', 'broker broker 9091', 'broker server 2281'] },
}

for (const [title, { kafka, open }] of Object.entries(edges))
  test(`${title}: each connection is open at both of its ends, and no other is`, async () => {
    const all = await platform(kafka)
    const policies = all.filter(
      ({ kind, metadata }) => kind === 'NetworkPolicy' && /^kafka|^zookeeper/.test(metadata.name),
    ) as NetworkPolicy[] // filtered by kind
    const part = (labels: Record<string, string> | undefined): string | undefined =>
      labels?.['app.kubernetes.io/component']
    const named = (peers: NetworkPolicyPeer[] | undefined): string[] =>
      (peers ?? []).flatMap(({ podSelector }) => part(podSelector?.matchLabels) ?? [])
    const numbers = (ports: NetworkPolicyPort[] | undefined): number[] => (ports ?? []).map(({ port }) => Number(port))
    const own = (policy: NetworkPolicy): string => part(policy.spec.podSelector?.matchLabels) ?? ''
    const out = policies.flatMap((policy) =>
      (policy.spec.egress ?? []).flatMap(({ to, ports }) =>
        named(to).flatMap((target) => numbers(ports).map((port) => `${own(policy)} ${target} ${port}`)),
      ),
    )
    const into = policies.flatMap((policy) =>
      (policy.spec.ingress ?? []).flatMap(({ from, ports }) =>
        named(from).flatMap((source) => numbers(ports).map((port) => `${source} ${own(policy)} ${port}`)),
      ),
    )
    const ofZookeeper = (edge: string): boolean => /^server server /.test(edge)
    assert.equal(out.filter((edge) => !ofZookeeper(edge)).sort(), open)
    assert.equal(into.filter((edge) => !ofZookeeper(edge)).sort(), open)
  })

test('clients reach the listeners for clients, the world outside its own one, and nobody else any', async () => {
  const all = await platform(
    `security: {clients: [{namespace: shop, podLabels: {app: till}}]}, listeners: {scram: {enabled: true}, external: {type: NodePort, host: kafka.example.com, trafficPolicy: Cluster, sources: [192.0.2.0/24]}}`,
  )
  assert.equal(object<NetworkPolicy>(all, 'NetworkPolicy', 'kafka-broker').spec.ingress?.slice(1), [
    {
      from: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
          podSelector: { matchLabels: { app: 'till' } },
        },
      ],
      ports: [
        { protocol: 'TCP', port: 9093 },
        { protocol: 'TCP', port: 9095 },
      ],
    },
    {
      from: [{ ipBlock: { cidr: '192.0.2.0/24' } }, { ipBlock: { cidr: '10.0.0.0/16' } }],
      ports: [{ protocol: 'TCP', port: 9094 }],
    },
  ])
})

test('each broker has a node port of its own, and tells it', async () => {
  const all = await platform(
    'listeners: {external: {type: NodePort, host: kafka.example.com, trafficPolicy: Cluster, nodePort: 31000, annotations: {example.com/name: "broker {broker}"}}}',
  )
  const services = [0, 1, 2].map((broker) => object<Service>(all, 'Service', `kafka-broker-${broker}-external`))
  assert.equal(
    services.map(({ metadata, spec }) => [
      spec.selector?.['statefulset.kubernetes.io/pod-name'],
      spec.ports?.[0]?.nodePort,
      metadata.annotations?.['example.com/name'],
    ]),
    [
      ['kafka-broker-0', 31000, 'broker 0'],
      ['kafka-broker-1', 31001, 'broker 1'],
      ['kafka-broker-2', 31002, 'broker 2'],
    ],
  )
  assert.match(
    properties(all, 'broker').get('advertised.listeners') ?? '',
    'EXTERNAL://kafka.example.com:@EXTERNAL_PORT@',
  )
  assert.match(fileOf(all, 'kafka-broker', 'prepare.sh'), 's|@EXTERNAL_PORT@|$(( 31000 + node ))|g')
})

test('topics are data that the Job reads, and a change of them makes another Job', async () => {
  const job = async (topics: string): Promise<string> =>
    object<Job>(await platform(`topics: ${topics}`), 'Job', 'kafka-topics').metadata.name
  const all = await platform(
    'topics: {orders: {partitions: 12, config: {cleanup.policy: "compact,delete", retention.ms: 1000}}, paid: {}}',
  )
  assert.is(
    fileOf(all, 'kafka-topics', 'topics.txt'),
    'topic orders 12 3\nsetting orders cleanup.policy=compact,delete\nsetting orders retention.ms=1000\ntopic paid 6 3\n',
  )
  assert.is.not(await job('{orders: {}}'), await job('{orders: {partitions: 7}}'))
})

test('users are data that the Job reads; passwords come from the Secrets alone', async () => {
  const all = await platform(
    `listeners: {scram: {enabled: true}}, users: {
      orders: {acls: {write: {name: orders., match: prefixed, operations: [Write, Describe]}, id: {resource: cluster, operations: [IdempotentWrite]}}},
      till: {authentication: scram, password: {secret: till, key: pass, generation: 3}, acls: {deny: {name: paid, operations: [Read], permission: deny, host: 192.0.2.1}}}}`,
  )
  assert.is(
    fileOf(all, 'kafka-users', 'users.txt'),
    `scram till 8194
acl TOPIC|orders.|PREFIXED|User:orders|*|WRITE|ALLOW
acl TOPIC|orders.|PREFIXED|User:orders|*|DESCRIBE|ALLOW
acl CLUSTER|kafka-cluster|LITERAL|User:orders|*|IDEMPOTENT_WRITE|ALLOW
acl TOPIC|paid|LITERAL|User:till|192.0.2.1|READ|DENY
`,
  )
  assert.equal(
    object<Job>(all, 'Job', 'kafka-users').spec.template.spec?.volumes?.find(({ name }) => name === 'passwords'),
    {
      name: 'passwords',
      projected: { defaultMode: 288, sources: [{ secret: { name: 'till', items: [{ key: 'pass', path: 'till' }] } }] },
    },
  )
})

test("a person's own properties reach the pool that they are for, as Java reads them back", async () => {
  const all = await platform(
    'brokers: {config: {num.io.threads: 16, log.cleaner.io.max.bytes.per.second: "a\\\\b ü"}}, controllers: {config: {controller.quorum.fetch.timeout.ms: 3000}}',
  )
  const broker = properties(all, 'broker')
  assert.is(broker.get('num.io.threads'), '16')
  assert.is(broker.get('log.cleaner.io.max.bytes.per.second'), 'a\\\\b \\u00fc')
  assert.not.ok(broker.has('controller.quorum.fetch.timeout.ms'))
  assert.is(properties(all, 'controller').get('controller.quorum.fetch.timeout.ms'), '3000')
})

test('every property that the templates write is one that nobody else may set', async () => {
  const all = [
    await platform(
      'listeners: {scram: {enabled: true}, external: {type: LoadBalancer, host: "k{broker}.example.com"}}',
    ),
    await platform('roles: combined'),
    await platform(zookeeperMode),
  ]
  const { refusedProperties } = await import('../generators/020-kafka/own-properties.ts')
  const keys = new Set(
    all.flatMap((one) => [
      ...properties(one, 'broker').keys(),
      ...(one.some(({ metadata }) => metadata.name === 'kafka-controller') ? properties(one, 'controller').keys() : []),
    ]),
  )
  assert.ok(keys.size > 50)
  assert.equal(
    [...keys].filter(
      (key) =>
        !(key in ownedProperties) &&
        !(key in refusedProperties) &&
        (freeProperties.has(key) || !Object.keys(refusedPrefixes).some((prefix) => key.startsWith(prefix))),
    ),
    [],
  )
})

/** A component that uses Kafka, in an overlay that has it. */
async function consumer(certs: string): Promise<Instance> {
  const { assets, sources } = await stockWorld()
  const root = temporaryFolder()
  mkdirSync(join(root, 'overlays', 'test'), { recursive: true })
  writeFileSync(join(root, 'overlays', 'test', 'overlay.yaml'), written('', certs))
  const { merged } = mergeOverlay('test', (name) => readOverlay(root, name, assets), ['test'], assets)
  const all = (merged && instantiate(merged, assets, sources).instantiation?.instantiated) ?? []
  const uses = Object.fromEntries(all.map(({ instance }) => [instance.name, instance]))
  const own = uses['kafka']
  if (!own) throw new Error('the overlay has no kafka')
  return { ...own, id: '999-consumer', name: 'consumer', uses }
}

test('a component finds the brokers and makes its own user', async () => {
  const bridge = await consumer('{}')
  assert.is(kafkaBootstrap(bridge), 'kafka.data.svc.cluster.local:9093')
  assert.equal(kafkaPods(bridge), {
    namespace: 'data',
    podLabels: {
      'app.kubernetes.io/component': 'broker',
      'app.kubernetes.io/instance': 'test',
      'app.kubernetes.io/name': 'kafka',
    },
    port: 9093,
    tls: true,
  })
  const [config, job] = kafkaUser(bridge, 'bridge', [
    { resource: 'topic', name: 'mqtt.', match: 'prefixed', operations: ['Write'], permission: 'allow', host: '*' },
  ]) as [ConfigMap, Job] // its two manifests
  assert.is(kafkaUserName('bridge'), 'component.bridge')
  assert.is(config.data?.['users.txt'], 'acl TOPIC|mqtt.|PREFIXED|User:component.bridge|*|WRITE|ALLOW\n')
  assert.match(config.data?.['users.sh'] ?? '', '$4 == "User:component.bridge"')
  assert.not.match(config.data?.['users.sh'] ?? '', 'SCRAM')
  assert.is(job.spec.template.spec?.serviceAccountName, 'kafka-admin')
})

test('a component asks for no user where nobody is anybody', async () => {
  assert.equal(kafkaUser(await consumer('{internal: none}'), 'bridge', []), [])
})

test('a component that does not require Kafka is told so', async () => {
  const bridge = await consumer('{}')
  assert.throws(() => kafkaBootstrap({ ...bridge, uses: {} }), 'consumer uses kafka without requiring it')
})

test.run()
