import { spawn, spawnSync } from 'node:child_process'
import { lstatSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { instantiate } from '../engine/instantiate.ts'
import type { Instance, Manifest } from '../engine/model.ts'
import { mergeOverlay, readOverlay } from '../engine/overlays.ts'
import { connectString, zookeeperOf, zookeeperPods } from '../generators/010-zookeeper/address.ts'
import { ownedProperties, refusedProperties } from '../generators/010-zookeeper/properties.ts'
import type { Certificate, ConfigMap, NetworkPolicy, Service, StatefulSet } from '../generators/kubernetes.ts'
import { manifests, overlay, rendered, stockWorld } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** An overlay with ZooKeeper: its values, and those of the certificates. */
const written = (zookeeper: string, certs: string): string =>
  overlay(
    `components: {namespace: true, certs: true, zookeeper: true}\nvalues: {certs: ${certs}, zookeeper: ${zookeeper}}\n`,
    { purpose: 'development' },
  )

const plaintext = '{internal: none}'

async function platform(zookeeper: string, certs: string): Promise<Manifest[]> {
  const { problems, files } = await rendered({ test: written(zookeeper, certs) })
  assert.equal(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  )
  return manifests(files['test'])
}

/** The one object of a kind and name; `K` is its type, which the kind stands for. */
function object<K extends Manifest>(all: readonly Manifest[], kind: K['kind'], name: string): K {
  const found = all.find((manifest) => manifest.kind === kind && manifest.metadata.name === name)
  assert.ok(found, `${kind}/${name} is not rendered`)
  return found as K // the kind is K's
}

const zooCfg = (all: readonly Manifest[]): string[] =>
  (object<ConfigMap>(all, 'ConfigMap', 'zookeeper-config').data?.['zoo.cfg'] ?? '').split('\n')

const podOf = (all: readonly Manifest[]) =>
  object<StatefulSet>(all, 'StatefulSet', 'zookeeper').spec.template.spec ?? { containers: [] }

test('every server of an ensemble is in zoo.cfg, numbered from one, and as many pods run', async () => {
  const all = await platform('{ensemble: {size: 5}}', '{}')
  const host = (ordinal: number): string => `zookeeper-${ordinal}.zookeeper-headless.data.svc.cluster.local`
  assert.equal(
    zooCfg(all).filter((line) => line.startsWith('server.')),
    [0, 1, 2, 3, 4].map((ordinal) => `server.${ordinal + 1}=${host(ordinal)}:2888:3888:participant`),
  )
  assert.is(object<StatefulSet>(all, 'StatefulSet', 'zookeeper').spec.replicas, 5)
})

test('with certificates the plaintext port answers only inside the pod, and clients must show theirs', async () => {
  const all = await platform('{}', '{}')
  const lines = zooCfg(all)
  for (const line of ['clientPort=2181', 'clientPortAddress=127.0.0.1', 'secureClientPort=2281', 'ssl.clientAuth=need'])
    assert.ok(lines.includes(line), line)
  assert.equal(
    object<Service>(all, 'Service', 'zookeeper').spec.ports?.map(({ port }) => port),
    [2281],
  )
  assert.not.ok(object<Service>(all, 'Service', 'zookeeper').metadata.annotations?.['sluice/plaintext'])
})

test('the quorum trusts the authority of peers alone, and the port for clients that of clients alone', async () => {
  const all = await platform('{}', '{}')
  const issuer = (name: string) => object<Certificate>(all, 'Certificate', name).spec.issuerRef.name
  assert.equal([issuer('zookeeper-peer-tls'), issuer('zookeeper-tls')], ['peers', 'clients'])
  const secret = (volume: string) => podOf(all).volumes?.find(({ name }) => name === volume)?.secret?.secretName
  assert.equal([secret('tls-peer'), secret('tls-server')], ['zookeeper-peer-tls', 'zookeeper-tls'])
  assert.equal(
    zooCfg(all).filter((line) => line.includes('trustStore.location')),
    ['ssl.trustStore.location=/tls/server/ca.crt', 'ssl.quorum.trustStore.location=/tls/peer/ca.crt'],
  )
})

test('without certificates there is no trace of TLS, and every Service says so', async () => {
  const all = await platform('{}', plaintext)
  assert.equal(
    zooCfg(all).filter((line) => /ssl|secure|127\.0\.0\.1/i.test(line)),
    [],
  )
  for (const name of ['zookeeper', 'zookeeper-headless']) {
    const { metadata, spec } = object<Service>(all, 'Service', name)
    assert.ok(metadata.annotations?.['sluice/plaintext'], name)
    assert.is(spec.ports?.[0]?.port, 2181)
  }
})

test('one server alone has no quorum: no peers, no certificate for them, no disruption budget, no port', async () => {
  const all = await platform('{ensemble: {size: 1}}', '{}')
  assert.equal(
    zooCfg(all).filter((line) => /quorum|^server\.|standalone/i.test(line)),
    ['standaloneEnabled=true'],
  )
  assert.equal(
    all
      .filter(({ metadata }) => metadata.name.startsWith('zookeeper'))
      .map(({ kind, metadata }) => `${kind}/${metadata.name}`),
    [
      'ServiceAccount/zookeeper',
      'Certificate/zookeeper-tls',
      'NetworkPolicy/zookeeper',
      'Service/zookeeper-headless',
      'Service/zookeeper',
      'ConfigMap/zookeeper-config',
      'StatefulSet/zookeeper',
    ],
  )
  assert.equal(
    podOf(all).containers[0]?.ports?.map(({ name }) => name),
    ['tls-client', 'http-metrics'],
  )
})

test('the NetworkPolicy lets in the servers, the clients that values name and what scrapes metrics', async () => {
  const all = await platform('{security: {clients: [{namespace: apps, podLabels: {role: reader}}]}}', '{}')
  const { ingress, egress } = object<NetworkPolicy>(all, 'NetworkPolicy', 'zookeeper').spec
  const named = (rule: { from?: unknown[]; to?: unknown[]; ports?: { port?: number | string }[] }) => [
    JSON.stringify(rule.from ?? rule.to).match(/"kubernetes.io\/metadata.name":"([^"]+)"/)?.[1],
    ...(rule.ports ?? []).map(({ port }) => port),
  ]
  assert.equal(ingress?.map(named), [
    ['data', 2888, 3888],
    ['apps', 2281],
    ['monitoring', 7000],
  ])
  assert.equal(egress?.map(named), [
    ['kube-system', 53, 53],
    ['data', 2888, 3888],
  ])
})

test('the headless Service shows servers that are not ready, the one for clients only those in the quorum', async () => {
  const all = await platform('{}', '{}')
  assert.is(object<Service>(all, 'Service', 'zookeeper-headless').spec.publishNotReadyAddresses, true)
  assert.is(object<Service>(all, 'Service', 'zookeeper').spec.publishNotReadyAddresses, undefined)
  const [server] = podOf(all).containers
  assert.match(server?.readinessProbe?.exec?.command?.[2] ?? '', /echo srvr .*\^Mode: /)
})

test('no property that zoo.cfg holds may be in config', async () => {
  const keys = [...(await platform('{}', '{}').then(zooCfg)), ...(await platform('{}', plaintext).then(zooCfg))]
    .filter((line) => line !== '')
    .map((line) => line.split('=')[0] ?? '')
  assert.equal(
    keys.filter((key) => !(key in ownedProperties || key in refusedProperties || key.startsWith('server.'))),
    [],
  )
})

test('a property of config is the last of zoo.cfg, as written', async () => {
  const lines = zooCfg(await platform('{config: {preAllocSize: 16384, audit.enable: true}}', '{}'))
  assert.equal(lines.slice(-4), ['', 'preAllocSize=16384', 'audit.enable=true', ''])
})

test('a change of zoo.cfg rolls the pods', async () => {
  const checksum = async (values: string) =>
    object<StatefulSet>(await platform(values, '{}'), 'StatefulSet', 'zookeeper').spec.template.metadata?.annotations?.[
      'checksum/config'
    ]
  assert.is.not(await checksum('{}'), await checksum('{ensemble: {joinWithin: 30s}}'))
})

/** What a component with a higher number is given: an instance that has ZooKeeper among what it uses. */
async function consumerOf(zookeeper: string, certs: string): Promise<Instance> {
  const { assets, sources } = await stockWorld()
  const root = temporaryFolder()
  mkdirSync(join(root, 'overlays', 'test'), { recursive: true })
  writeFileSync(join(root, 'overlays', 'test', 'overlay.yaml'), written(zookeeper, certs))
  const { merged } = mergeOverlay('test', (name) => readOverlay(root, name, assets), ['test'], assets)
  const all = (merged && instantiate(merged, assets, sources).instantiation?.instantiated) ?? []
  const uses = Object.fromEntries(all.map(({ instance }) => [instance.name, instance]))
  const own = uses['zookeeper']
  if (!own) throw new Error('the overlay has no zookeeper')
  return { ...own, id: '999-consumer', name: 'consumer', uses }
}

test('the connect string names every server with the port that is open, and the chroot once, at the end', async () => {
  const host = (ordinal: number): string => `zookeeper-${ordinal}.zookeeper-headless.data.svc.cluster.local`
  assert.is(
    connectString(await consumerOf('{}', '{}'), '/kafka'),
    `${host(0)}:2281,${host(1)}:2281,${host(2)}:2281/kafka`,
  )
  assert.is(connectString(await consumerOf('{ensemble: {size: 1}}', plaintext), '/kafka'), `${host(0)}:2181/kafka`)
})

test('a consumer finds the pods of the servers, their port and whether it speaks TLS', async () => {
  const podLabels = {
    'app.kubernetes.io/component': 'server',
    'app.kubernetes.io/instance': 'test',
    'app.kubernetes.io/name': 'zookeeper',
  }
  assert.equal(zookeeperPods(await consumerOf('{}', '{}')), { namespace: 'data', podLabels, port: 2281, tls: true })
  assert.equal(zookeeperPods(await consumerOf('{}', plaintext)), {
    namespace: 'data',
    podLabels,
    port: 2181,
    tls: false,
  })
})

test('a consumer that does not require ZooKeeper has none, and asking for its address is a fault of the consumer', async () => {
  const consumer = { ...(await consumerOf('{}', '{}')), uses: {} }
  assert.is(zookeeperOf(consumer), undefined)
  assert.throws(() => connectString(consumer, '/kafka'), 'consumer uses zookeeper without requiring it')
})

/** The start script of a server in a folder that stands for its pod's volumes; `echo` stands for the server. */
async function start(values: string, prepare: (folder: string) => void) {
  const [server] = podOf(await platform(values, '{}')).containers
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'data'))
  mkdirSync(join(folder, 'datalog'))
  prepare(folder)
  const script = (server?.args?.[0] ?? '')
    .replaceAll('/datalog', `${folder}/log`)
    .replaceAll('/data', `${folder}/data`)
    .replaceAll(`${folder}/log`, `${folder}/datalog`)
    .replace('exec /docker-entrypoint.sh', 'exec echo')
  const { status, stdout, stderr } = spawnSync(server?.command?.[0] ?? '', ['-euc', script], {
    // From a socket, bash reads the settings of the machine's own users.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOSTNAME: 'zookeeper-2' },
    encoding: 'utf8',
  })
  const written = (file: string): string | undefined => {
    const stat = lstatSync(join(folder, file), { throwIfNoEntry: false })
    return stat && readFileSync(join(folder, file), 'utf8')
  }
  return {
    status,
    stdout,
    stderr: stderr.replaceAll(folder, ''),
    myid: written('data/myid'),
    initialize: written('datalog/initialize'),
  }
}

const started = { status: 0, stdout: 'zkServer.sh start-foreground\n', stderr: '', myid: '3\n' }

test('a server on an empty volume writes its number, and may vote while bootstrap says initial', async () => {
  assert.equal(await start('{}', () => {}), { ...started, initialize: '' })
})

test('a server on an empty volume may not vote while bootstrap says join', async () => {
  assert.equal(await start('{ensemble: {bootstrap: join}}', () => {}), { ...started, initialize: undefined })
})

test('a server that has data is not told to trust an empty volume', async () => {
  const outcome = await start('{}', (folder) => {
    mkdirSync(join(folder, 'data', 'version-2'))
    writeFileSync(join(folder, 'data', 'myid'), '3\n')
  })
  assert.equal(outcome, { ...started, initialize: undefined })
})

test('a server does not start on the volume of another one, and says why', async () => {
  const outcome = await start('{}', (folder) => writeFileSync(join(folder, 'data', 'myid'), '1\n'))
  assert.equal(outcome, {
    status: 1,
    stdout: '',
    stderr:
      "/data/myid: expected 3, the number of the pod zookeeper-2 plus one, found 1: this volume is another server's\n",
    myid: '1\n',
    initialize: undefined,
  })
})

test('the only server does not start empty while bootstrap says join', async () => {
  const { status, stderr } = await start('{ensemble: {size: 1, bootstrap: join}}', () => {})
  assert.equal(
    [status, stderr],
    [1, '/data: expected the data of the only server, found none, and ensemble.bootstrap says join\n'],
  )
})

test('the link to the certificate of the quorum is made anew when the Secret changed, and only then', async () => {
  const [container] = podOf(await platform('{}', '{}')).initContainers ?? []
  const folder = temporaryFolder()
  for (const name of ['peer', 'watched', 'peer/..one', 'peer/..two']) mkdirSync(join(folder, name))
  symlinkSync('..one', join(folder, 'peer', '..data'))
  const script = (container?.args?.[0] ?? '').replaceAll('/tls/', `${folder}/`).replace('sleep 60', 'sleep 0.1')
  const running = spawn('/bin/bash', ['-euc', script], { stdio: 'ignore' })
  const link = join(folder, 'watched', 'tls-combined.pem')
  const made = () => lstatSync(link, { throwIfNoEntry: false })?.ino
  const until = async (holds: () => boolean): Promise<void> => {
    for (const deadline = Date.now() + 10_000; !holds() && Date.now() < deadline; ) await setTimeout(20)
    assert.ok(holds())
  }
  try {
    await until(() => made() !== undefined)
    const first = made()
    await setTimeout(400)
    assert.is(made(), first)
    symlinkSync('..two', join(folder, 'peer', '..data_tmp'))
    renameSync(join(folder, 'peer', '..data_tmp'), join(folder, 'peer', '..data'))
    await until(() => made() !== first)
    const ended = new Promise((resolve) => running.once('exit', resolve))
    running.kill('SIGTERM')
    assert.is(await ended, 0)
  } finally {
    running.kill('SIGKILL')
  }
})

test.run()
