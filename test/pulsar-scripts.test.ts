import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ConfigMap } from '../generators/kubernetes.ts'
import { manifests, overlay, rendered } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** The files of a ConfigMap of Pulsar's, in plaintext. */
async function filesOf(config: string, pulsar = ''): Promise<Record<string, string>> {
  const { problems, files } = await rendered({
    test: overlay(
      `components: {namespace: true, certs: true, zookeeper: true, pulsar: true}
values: {certs: {internal: none}, pulsar: {clusterName: test, zookeeper: {chroot: /pulsar}${pulsar === '' ? '' : `, ${pulsar}`}}}
`,
      { purpose: 'development' },
    ),
  })
  assert.equal(
    problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    [],
  )
  const found = manifests(files['test']).find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === config)
  assert.ok(found, `ConfigMap/${config} is not rendered`)
  return (found as ConfigMap).data ?? {} // found by kind
}

/** ZooKeeper's tree, by path. */
type Tree = Readonly<Record<string, string>>

/**
 * Runs a script of a ConfigMap in a folder that stands for the pod, with a `bin/pulsar` that keeps a tree of files: it answers
 * as ZooKeeper's shell does (recorded from 3.9.4), and notes what else it is asked for.
 */
function run(files: Record<string, string>, script: string, tree: Tree, environment: Record<string, string> = {}) {
  const folder = temporaryFolder()
  const here = (text: string): string =>
    text
      .replaceAll('/tmp/', `${folder}/tmp/`)
      .replaceAll('/etc/pulsar', `${folder}/etc`)
      .replaceAll(/sleep \d+/g, 'sleep 0')
  for (const name of ['bin', 'etc/config', 'tmp', 'tree']) mkdirSync(join(folder, name), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'etc/config', name), here(text))
  const fileOf = (path: string): string => join(folder, 'tree', path.replaceAll('/', '_'))
  for (const [path, text] of Object.entries(tree)) writeFileSync(fileOf(path), text)
  writeFileSync(
    join(folder, 'bin/pulsar'),
    `#!/bin/bash
if [ "$1" != zookeeper-shell ]; then echo "$*" >> "${folder}/calls"; exit; fi
shift 3
node=${folder}/tree/
case $1 in
  get)
    file=$node\${3//\\//_}
    if [ ! -e "$file" ]; then echo "Node does not exist: $3"; exit 1; fi
    echo "WATCHER::"; cat "$file"; printf '\\ncZxid = 0x1\\ndataVersion = 7\\n' ;;
  create) printf '%s' "$3" > "$node\${2//\\//_}" ;;
  set)
    if [ "$3" != 7 ]; then echo "version No is not valid : $4"; exit 1; fi
    printf '%s' "$5" > "$node\${4//\\//_}" ;;
esac
`,
  )
  chmodSync(join(folder, 'bin/pulsar'), 0o755)
  const { status, stdout, stderr } = spawnSync('/bin/bash', [join(folder, 'etc/config', script)], {
    // From a socket, bash reads the settings of the machine's own users.
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  })
  const calls = existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') : []
  return {
    status,
    stdout,
    stderr: stderr.replaceAll(folder, ''),
    calls,
    read: (path: string) => readFileSync(fileOf(path), 'utf8'),
  }
}

const initialised = { '/zookeeper': '', '/pulsar/admin/clusters/test': '{}', '/pulsar/ledgers/cookies': '' }

test('a tree that is not there is made, for the cluster and its addresses', async () => {
  const { status, calls, read } = run(await filesOf('pulsar-initialise'), 'initialise.sh', { '/zookeeper': '' })
  assert.is(status, 0)
  assert.is(read('/pulsar/ledgers/cookies'), '')
  const servers = [0, 1, 2].map((server) => `zookeeper-${server}.zookeeper-headless.data.svc.cluster.local:2181`)
  const tree = `zk:${servers.join(',')}/pulsar`
  assert.equal(calls, [
    `initialize-cluster-metadata --cluster test --metadata-store ${tree} --configuration-metadata-store ${tree} --web-service-url http://pulsar-broker.data.svc.cluster.local:8080 --broker-service-url pulsar://pulsar-broker.data.svc.cluster.local:6650`,
  ])
})

test('a tree that is there is left as it is', async () => {
  const { status, stdout, calls } = run(await filesOf('pulsar-initialise'), 'initialise.sh', initialised)
  assert.is(status, 0)
  assert.is(stdout, 'The cluster is initialised already.\n')
  assert.equal(calls, [])
})

test('a tree that the Job left half made is made whole', async () => {
  const { '/pulsar/ledgers/cookies': _, ...half } = initialised
  const { status, calls, read } = run(await filesOf('pulsar-initialise'), 'initialise.sh', half)
  assert.is(status, 0)
  assert.equal(calls, [])
  assert.is(read('/pulsar/ledgers/cookies'), '')
})

test('a server waits for the cluster to be initialised, and fails with a sentence', async () => {
  const files = await filesOf('pulsar-broker')
  assert.is(run(files, 'wait.sh', initialised).status, 0)
  const { status, stdout, stderr } = run(files, 'wait.sh', { '/zookeeper': '' })
  assert.is(status, 1)
  assert.match(stdout, 'Waiting for the cluster test to be initialised: Node does not exist: /pulsar/ledgers/cookies')
  assert.is(stderr, 'The cluster test is not initialised: look at the Job pulsar-initialise and at ZooKeeper.\n')
})

const host = (bookie: number): string => `pulsar-bookie-${bookie}.pulsar-bookie-headless.data.svc.cluster.local`
const entry = (bookie: number, zone: string) => ({
  [`${host(bookie)}:3181`]: { rack: `/${zone}`, hostname: host(bookie) },
})

/** What the brokers read of racks before a bookie says where it is, and after. */
const racks: readonly { title: string; before?: object; after: object }[] = [
  { title: 'there is nothing', after: { default: entry(1, 'b') } },
  { title: 'nothing stands there', before: {}, after: { default: entry(1, 'b') } },
  { title: 'the group is empty', before: { default: {} }, after: { default: entry(1, 'b') } },
  {
    title: 'others stand there',
    before: { default: { ...entry(0, 'a'), ...entry(2, 'c') } },
    after: { default: { ...entry(1, 'b'), ...entry(0, 'a'), ...entry(2, 'c') } },
  },
  {
    title: 'it has moved to another zone',
    before: { default: { ...entry(0, 'a'), ...entry(1, 'x') } },
    after: { default: { ...entry(1, 'b'), ...entry(0, 'a') } },
  },
  {
    title: 'it stands there',
    before: { default: { ...entry(0, 'a'), ...entry(1, 'b') } },
    after: { default: { ...entry(0, 'a'), ...entry(1, 'b') } },
  },
  {
    title: 'there are other groups alone',
    before: { spare: entry(0, 'a') },
    after: { default: entry(1, 'b'), spare: entry(0, 'a') },
  },
]

for (const { title, before, after } of racks)
  test(`a bookie says in which zone it is where ${title}`, async () => {
    const { status, stderr, read } = run(
      await filesOf('pulsar-bookie'),
      'wait.sh',
      { ...initialised, ...(before ? { '/pulsar/bookies': JSON.stringify(before) } : {}) },
      { POD_NAME: 'pulsar-bookie-1', ZONE: 'b' },
    )
    assert.is(stderr, '')
    assert.is(status, 0)
    assert.is(read('/pulsar/bookies'), JSON.stringify(after))
  })

test('a bookie whose node has no zone does not start, and says why', async () => {
  const { status, stderr } = run(await filesOf('pulsar-bookie'), 'wait.sh', initialised, { POD_NAME: 'x', ZONE: '' })
  assert.is(status, 1)
  assert.is(
    stderr,
    'This pod has no label topology.kubernetes.io/zone: label its node, or set values.pulsar.bookies.rack to none.\n',
  )
})

type Answer = { readonly status: number; readonly body?: unknown; readonly location?: string }

/** The brokers' admin API as far as the script uses it: what was asked of it, and what it answers. */
async function brokers(
  answers: Readonly<Record<string, Answer>>,
): Promise<{ server: Server; asked: string[]; port: number }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const path = (request.url ?? '').replace('/admin/v2/', '')
      const body = Buffer.concat(chunks).toString()
      if (request.method !== 'GET') asked.push(`${request.method} ${path}${body === '' ? '' : ` ${body}`}`)
      const {
        status,
        body: answer,
        location,
      } = request.method === 'GET'
        ? (answers[path] ?? { status: 404 })
        : (answers[`${request.method} ${path}`] ?? { status: 204 })
      response
        .writeHead(status, location === undefined ? {} : { location })
        .end(answer === undefined ? '' : JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { server, asked, port: typeof address === 'object' && address ? address.port : 0 }
}

const own = { serviceUrl: '', brokerServiceUrl: 'pulsar://pulsar-broker.data.svc.cluster.local:6650' }

/** Applies what values declare to brokers that answer so. */
async function apply(pulsar: string, answers: (web: string) => Readonly<Record<string, Answer>>) {
  const files = await filesOf('pulsar-tenants', pulsar)
  const folder = temporaryFolder()
  const known: Record<string, Answer> = {}
  const { server, asked, port } = await brokers(known)
  const web = `http://127.0.0.1:${port}`
  Object.assign(known, answers(web))
  for (const [name, text] of Object.entries(files))
    writeFileSync(
      join(folder, name),
      text
        .replaceAll('/etc/pulsar/config', folder)
        .replaceAll('http://pulsar-broker.data.svc.cluster.local:8080', web)
        .replaceAll('time.sleep(5)', 'time.sleep(0.1)'),
    )
  const child = spawn('python3', [join(folder, 'apply.py')], {
    env: { PATH: process.env['PATH'] ?? '', PATIENCE: '1' },
  })
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    text.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    text.stderr += chunk
  })
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  await new Promise((resolve) => server.close(resolve))
  return { status, asked, ...text }
}

const cluster = (web: string): Answer => ({
  status: 200,
  body: { ...own, serviceUrl: web, brokerClientTlsEnabled: false, brokerClientTlsTrustStoreType: 'JKS' },
})

const declared = `tenants: {shop: {admins: [ops], namespaces: {orders: {
  grants: {orders: [produce, consume]}, retention: 1h, timeToLive: 60s, backlog: 1Gi, deduplication: true,
  schemaCompatibility: FULL, topics: {placed: {partitions: 4}, notes: {}}}}}}`

const asDeclared = {
  replication_clusters: ['test'],
  auth_policies: { namespace_auth: { orders: ['consume', 'produce'] } },
  retention_policies: { retentionTimeInMinutes: 60, retentionSizeInMB: -1 },
  message_ttl_in_seconds: 60,
  deduplicationEnabled: true,
  schema_compatibility_strategy: 'FULL',
  backlog_quota_map: {
    destination_storage: { limit: 1073741824, limitSize: 1073741824, limitTime: -1, policy: 'producer_request_hold' },
  },
}

const standing = (web: string): Record<string, Answer> => ({
  'clusters/test': cluster(web),
  'tenants/shop': { status: 200, body: { adminRoles: ['ops'], allowedClusters: ['test'] } },
  'namespaces/shop/orders': { status: 200, body: asDeclared },
  'persistent/shop/orders/partitioned': { status: 200, body: ['persistent://shop/orders/placed'] },
  'persistent/shop/orders/placed/partitions': { status: 200, body: { partitions: 4 } },
  'persistent/shop/orders': { status: 200, body: ['persistent://shop/orders/notes'] },
})

test('what is as declared is left alone', async () => {
  const { status, stdout, stderr, asked } = await apply(declared, standing)
  assert.is(stderr, '')
  assert.is(status, 0)
  assert.is(stdout, 'Everything is as declared.\n')
  assert.equal(asked, [])
})

test('tenants, namespaces and topics that are missing are made', async () => {
  const { status, asked } = await apply(declared, (web) => ({ 'clusters/test': cluster(web) }))
  assert.is(status, 0)
  assert.equal(asked, [
    'PUT tenants/shop {"adminRoles": ["ops"], "allowedClusters": ["test"]}',
    'PUT namespaces/shop/orders {"bundles": {"numBundles": 16}, "replication_clusters": ["test"]}',
    'POST namespaces/shop/orders/retention {"retentionTimeInMinutes": 60, "retentionSizeInMB": -1}',
    'POST namespaces/shop/orders/messageTTL 60',
    'POST namespaces/shop/orders/deduplication true',
    'PUT namespaces/shop/orders/schemaCompatibilityStrategy "FULL"',
    'POST namespaces/shop/orders/backlogQuota?backlogQuotaType=destination_storage {"limitSize": 1073741824, "policy": "producer_request_hold"}',
    'POST namespaces/shop/orders/permissions/orders ["produce", "consume"]',
    'PUT persistent/shop/orders/placed/partitions?createLocalTopicOnly=true 4',
    'PUT persistent/shop/orders/notes',
  ])
})

test('policies, grants and topics become what is declared, and what no longer is falls back', async () => {
  const { status, asked } = await apply(
    `tenants: {shop: {admins: [ops], namespaces: {orders: {grants: {billing: [consume]}, retention: 2h, retentionSize: 1Gi,
       topics: {placed: {partitions: 6}, paid: {partitions: 2}, more: {}}}}}}`,
    standing,
  )
  assert.is(status, 0)
  assert.equal(asked, [
    'DELETE namespaces/shop/orders/backlogQuota?backlogQuotaType=destination_storage',
    'POST namespaces/shop/orders/retention {"retentionTimeInMinutes": 120, "retentionSizeInMB": 1024}',
    'DELETE namespaces/shop/orders/messageTTL',
    'DELETE namespaces/shop/orders/deduplication',
    'PUT namespaces/shop/orders/schemaCompatibilityStrategy "UNDEFINED"',
    'POST namespaces/shop/orders/permissions/billing ["consume"]',
    'DELETE namespaces/shop/orders/permissions/orders',
    'POST persistent/shop/orders/placed/partitions?updateLocalTopicOnly=true 6',
    'PUT persistent/shop/orders/paid/partitions?createLocalTopicOnly=true 2',
    'PUT persistent/shop/orders/more',
  ])
})

test('a topic is made at the broker that the first one names', async () => {
  const { status, stderr, asked } = await apply(declared.replace('notes: {}', 'notes: {}, more: {}'), (web) => ({
    ...standing(web),
    'PUT persistent/shop/orders/more': { status: 307, location: `${web}/admin/v2/persistent/shop/orders/there` },
  }))
  assert.is(stderr, '')
  assert.is(status, 0)
  assert.equal(asked, ['PUT persistent/shop/orders/more', 'PUT persistent/shop/orders/there'])
})

test('fewer partitions, and partitions of a topic that has none, are refused with a sentence, and the rest is done', async () => {
  const { status, stderr, asked } = await apply(
    declared.replace(
      'placed: {partitions: 4}, notes: {}',
      'another: {}, placed: {partitions: 3}, notes: {partitions: 2}',
    ),
    standing,
  )
  assert.is(status, 1)
  assert.equal(stderr.trim().split('\n'), [
    'Topic shop/orders/placed has 4 partitions and keeps them: fewer would lose their messages. Declare 4.',
    'Topic shop/orders/notes has no partitions, and cannot get any. Declare partitions: null.',
  ])
  assert.equal(asked, ['PUT persistent/shop/orders/another'])
})

test('the script waits while the brokers cannot answer, and fails with what they said', async () => {
  const { status, stdout, stderr } = await apply('', () => ({ 'clusters/test': { status: 503, body: 'starting' } }))
  assert.is(status, 1)
  assert.match(stdout, 'Waiting for the brokers: GET clusters/test: 503 "starting"')
  assert.match(stderr, 'GET clusters/test: 503 "starting"')
})

test('what the brokers refuse ends the script with their reason', async () => {
  const { status, stderr } = await apply('tenants: {shop: {}}', (web) => ({
    'clusters/test': cluster(web),
    'PUT tenants/shop': { status: 412, body: 'no such role' },
  }))
  assert.is(status, 1)
  assert.is(stderr, 'PUT tenants/shop: 412 "no such role"\n')
})

test.run()
