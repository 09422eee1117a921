import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import type { Manifest } from '../engine/model.ts'
import { reasonAgainst } from '../generators/060-pulsar/own-properties.ts'
import type {
  Certificate,
  ConfigMap,
  Job,
  NetworkPolicy,
  NetworkPolicyPeer,
  PersistentVolumeClaim,
  Service,
  StatefulSet,
} from '../generators/kubernetes.ts'
import { manifests, overlay, rendered } from './support/world.ts'

/** An overlay with Pulsar: its values, and those of the certificates. */
const written = (pulsar: string, certs: string): string =>
  overlay(
    `components: {namespace: true, certs: true, zookeeper: true, pulsar: true}
values: {certs: ${certs}, pulsar: {clusterName: test${pulsar.includes('zookeeper') ? '' : ', zookeeper: {chroot: /pulsar}'}${pulsar === '' ? '' : `, ${pulsar}`}}}
`,
    { purpose: 'development' },
  )

/** The text of every file of an overlay with Pulsar, by its path, without errors. */
async function filesOf(pulsar: string, certs = '{}'): Promise<ReadonlyMap<string, string>> {
  const { problems, files } = await rendered({ test: written(pulsar, certs) })
  assert.equal(
    problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    [],
  )
  return new Map((files['test'] ?? []).map(({ path, text }) => [path, text]))
}

async function platform(pulsar: string, certs = '{}'): Promise<Manifest[]> {
  return manifests([...(await filesOf(pulsar, certs))].map(([path, text]) => ({ path, text })))
}

/** The one object of a kind whose name is this, or this and a hash; `K` is its type, which the kind stands for. */
function object<K extends Manifest>(all: readonly Manifest[], kind: K['kind'], name: string): K {
  const found = all.find(
    (manifest) =>
      manifest.kind === kind && manifest.metadata.name.replace(/(?<=^pulsar-\w+)-[0-9a-f]{8}$/, '') === name,
  )
  assert.ok(found, `${kind}/${name} is not rendered`)
  return found as K // the kind is K's
}

const fileOf = (all: readonly Manifest[], config: string, file: string): string =>
  object<ConfigMap>(all, 'ConfigMap', config).data?.[file] ?? ''

const properties = (all: readonly Manifest[], config: string, file: string): ReadonlyMap<string, string> =>
  new Map(
    fileOf(all, config, file)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )

const bookie = (all: readonly Manifest[]) => properties(all, 'pulsar-bookie', 'bookkeeper.conf')
const broker = (all: readonly Manifest[]) => properties(all, 'pulsar-broker', 'broker.conf')
const proxy = (all: readonly Manifest[]) => properties(all, 'pulsar-proxy', 'proxy.conf')

const worker = (all: readonly Manifest[], config: string): Record<string, unknown> =>
  parse(fileOf(all, config, 'functions_worker.yml'))

/** The paths that differ between two renderings, and of the files that both have, the new lines. */
function changes(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])]
  return paths.flatMap((path) => {
    const old = (before.get(path) ?? '').split('\n')
    return (after.get(path) ?? 'gone')
      .split('\n')
      .filter((line) => !old.includes(line))
      .map((line) => `${path}: ${line.trim()}`)
  })
}

test('one more bookie and one more broker change the numbers of replicas and nothing else', async () => {
  assert.equal(
    changes(
      await filesOf('bookies: {replicas: 4}, brokers: {replicas: 3}'),
      await filesOf('bookies: {replicas: 5}, brokers: {replicas: 4}'),
    ),
    [
      'rendered/060-pulsar/40-statefulset-pulsar-bookie.yaml: replicas: 5',
      'rendered/060-pulsar/40-statefulset-pulsar-broker.yaml: replicas: 4',
    ],
  )
})

test('every part keeps its metadata in the tree that the Job makes', async () => {
  const all = await platform('')
  const servers = [0, 1, 2].map((server) => `zookeeper-${server}.zookeeper-headless.data.svc.cluster.local:2281`)
  const tree = `zk:${servers.join(',')}/pulsar`
  assert.is(`zk:${bookie(all).get('zkServers')}`, tree)
  assert.is(broker(all).get('metadataStoreUrl'), tree)
  assert.is(broker(all).get('configurationMetadataStoreUrl'), tree)
  const script = fileOf(all, 'pulsar-initialise', 'initialise.sh')
  assert.match(script, `--metadata-store "${tree}" --configuration-metadata-store "${tree}"`)
  for (const config of ['pulsar-bookie', 'pulsar-broker'])
    assert.match(fileOf(all, config, 'wait.sh'), 'exists "/pulsar/ledgers/cookies"')
})

test('with an ensemble of its own everything of Pulsar asks that alone, and the shared one changes in nothing', async () => {
  const shared = await filesOf('')
  const own = await filesOf('zookeeper: {chroot: /pulsar, ensemble: own, bootstrap: join}')
  const all = manifests([...own].map(([path, text]) => ({ path, text })))
  const servers = [0, 1, 2].map(
    (one) => `zookeeper-pulsar-${one}.zookeeper-pulsar-headless.data.svc.cluster.local:2281`,
  )
  assert.is(broker(all).get('metadataStoreUrl'), `zk:${servers.join(',')}/pulsar`)
  assert.is(bookie(all).get('zkServers'), `${servers.join(',')}/pulsar`)
  assert.match(fileOf(all, 'pulsar-broker', 'zookeeper.sh'), servers.join(','))
  const set = object<StatefulSet>(all, 'StatefulSet', 'zookeeper-pulsar')
  assert.is(set.spec.serviceName, 'zookeeper-pulsar-headless')
  assert.not.match(set.spec.template.spec?.containers[0]?.args?.join() ?? '', 'initialize')
  const { dnsNames, secretName } = object<Certificate>(all, 'Certificate', 'zookeeper-pulsar-tls').spec
  assert.ok(dnsNames?.includes('*.zookeeper-pulsar-headless.data.svc.cluster.local'))
  assert.ok(JSON.stringify(set.spec.template.spec?.volumes).includes(`"${secretName}"`))
  assert.equal(
    object<NetworkPolicy>(all, 'NetworkPolicy', 'pulsar-to-zookeeper').spec.podSelector?.matchLabels,
    set.spec.selector.matchLabels,
  )
  const ofShared = ([path]: readonly [string, string]): boolean => path.startsWith('rendered/010-zookeeper/')
  assert.equal([...own].filter(ofShared), [...shared].filter(ofShared))
})

test('each journal and each ledger directory of a bookie is on a volume of its own, below its root', async () => {
  const all = await platform(
    'bookies: {journal: {volumes: 2, size: 6Gi, storageClass: fast}, ledgers: {volumes: 3, size: 40Gi}, resources: {memory: 5Gi}}',
  )
  const set = object<StatefulSet>(all, 'StatefulSet', 'pulsar-bookie')
  assert.equal(
    set.spec.volumeClaimTemplates?.map(
      ({ metadata, spec }) => `${metadata?.name} ${spec?.storageClassName} ${spec?.resources?.requests?.['storage']}`,
    ),
    ['journal-0 fast 6Gi', 'journal-1 fast 6Gi', 'ledgers-0 ssd 40Gi', 'ledgers-1 ssd 40Gi', 'ledgers-2 ssd 40Gi'],
  )
  const mounts = set.spec.template.spec?.containers[0]?.volumeMounts ?? []
  const directories = ['journalDirectories', 'ledgerDirectories'].flatMap(
    (key) => bookie(all).get(key)?.split(',') ?? [],
  )
  assert.equal(
    directories,
    set.spec.volumeClaimTemplates?.map(
      ({ metadata }) => `${mounts.find(({ name }) => name === metadata?.name)?.mountPath}/bookkeeper`,
    ),
  )
  assert.is(bookie(all).get('journalMaxSizeMB'), '1536')
  assert.is(bookie(all).get('logSizeLimit'), String(1024 ** 3))
})

test('the caches of a bookie are shares of its direct memory, and every JVM is told both memories', async () => {
  const all = await platform('bookies: {heap: 1Gi, direct: 2Gi}, brokers: {heap: 768Mi, direct: 1Gi}')
  assert.equal(
    ['dbStorage_writeCacheMaxSizeMb', 'dbStorage_readAheadCacheMaxSizeMb', 'dbStorage_rocksDB_blockCacheSize'].map(
      (key) => bookie(all).get(key),
    ),
    ['512', '512', String(204 * 1024 ** 2)],
  )
  const memory = (name: string): string | undefined =>
    object<StatefulSet>(all, 'StatefulSet', name).spec.template.spec?.containers[0]?.env?.find(
      ({ name }) => name === 'PULSAR_MEM',
    )?.value
  assert.is(memory('pulsar-bookie'), '-Xms1024m -Xmx1024m -XX:MaxDirectMemorySize=2048m')
  assert.is(memory('pulsar-broker'), '-Xms768m -Xmx768m -XX:MaxDirectMemorySize=1024m')
})

test('the volumes of ledgers share what the indexes of a bookie may take, which no file of the image decides', async () => {
  const all = await platform('bookies: {ledgers: {volumes: 3}, resources: {memory: 5Gi}, heap: 1Gi, direct: 2Gi}')
  assert.is(bookie(all).get('dbStorage_rocksDB_blockCacheSize'), String(68 * 1024 ** 2))
  assert.is(bookie(all).get('entryLocationRocksdbConf'), '')
})

test('a message of the largest size fits into a frame of the bookies', async () => {
  const all = await platform('defaults: {largestMessage: 8Mi}')
  assert.is(broker(all).get('maxMessageSize'), String(8 * 1024 ** 2))
  assert.is(bookie(all).get('nettyMaxFrameSizeBytes'), String(8 * 1024 ** 2 + 10240))
})

test('a broker has less time to hand its topics over than its pod has to stop', async () => {
  const all = await platform('brokers: {rollout: {stopWithin: 90s}}')
  const { spec } = object<StatefulSet>(all, 'StatefulSet', 'pulsar-broker').spec.template
  assert.is(spec?.terminationGracePeriodSeconds, 90)
  assert.is(broker(all).get('brokerShutdownTimeoutMs'), '75000')
})

test('bookies trust the authority of peers alone, and the certificates cover every name that is dialled', async () => {
  const all = await platform('')
  const names = (secret: string): string[] => object<Certificate>(all, 'Certificate', secret).spec.dnsNames ?? []
  assert.is(object<Certificate>(all, 'Certificate', 'pulsar-bookie-peer-tls').spec.issuerRef.name, 'peers')
  assert.is(object<Certificate>(all, 'Certificate', 'pulsar-broker-peer-tls').spec.issuerRef.name, 'peers')
  assert.is(bookie(all).get('tlsTrustStore'), '/etc/pulsar/tls/peers/ca.crt')
  assert.is(bookie(all).get('tlsClientAuthentication'), 'true')
  assert.ok(names('pulsar-bookie-peer-tls').includes('*.pulsar-bookie-headless.data.svc.cluster.local'))
  assert.ok(names('pulsar-broker-peer-tls').includes('*.pulsar-broker-headless.data.svc.cluster.local'))
  assert.ok(names('pulsar-broker-peer-tls').includes('pulsar-broker.data.svc.cluster.local'))
  assert.ok(names('pulsar-proxy-tls').includes('pulsar-proxy.data.svc.cluster.local'))
})

test('with certificates no plaintext port for clients is open, and nobody but super users is anybody by itself', async () => {
  const all = await platform('')
  assert.is(broker(all).get('brokerServicePort'), '')
  assert.is(broker(all).get('superUserRoles'), 'pulsar.broker,pulsar.admin,pulsar.proxy')
  assert.is(broker(all).get('proxyRoles'), 'pulsar.proxy')
  assert.is(broker(all).get('authorizationEnabled'), 'true')
  assert.equal(
    object<Service>(all, 'Service', 'pulsar-broker').spec.ports?.map(({ port }) => port),
    [6651, 8443],
  )
})

test('with proxies no certificate of a client is one for brokers; without them clients and brokers share an authority', async () => {
  const issuers = async (pulsar: string): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await platform(pulsar))
        .filter(({ kind, metadata }) => kind === 'Certificate' && /^pulsar-(broker|proxy|admin)/.test(metadata.name))
        .map((one) => [one.metadata.name, (one as Certificate).spec.issuerRef.name]), // filtered right before
    )
  assert.equal(await issuers(''), {
    'pulsar-admin-peer-tls': 'peers',
    'pulsar-broker-peer-tls': 'peers',
    'pulsar-proxy-peer-tls': 'peers',
    'pulsar-proxy-tls': 'clients',
  })
  assert.equal(await issuers('proxy: {enabled: false}'), {
    'pulsar-admin-peer-tls': 'peers',
    'pulsar-admin-tls': 'clients',
    'pulsar-broker-peer-tls': 'peers',
    'pulsar-broker-tls': 'clients',
  })
  const trusts = async (pulsar: string) => broker(await platform(pulsar)).get('tlsTrustCertsFilePath')
  assert.is(await trusts(''), '/etc/pulsar/tls/peers/ca.crt')
  assert.is(await trusts('proxy: {enabled: false}'), '/etc/pulsar/tls/clients/ca.crt')
})

test('a bookie serves only whom a certificate of the parts gives the role', async () => {
  const all = await platform('toolset: {enabled: true}')
  const role = `0:${bookie(all).get('authorizedRoles')}`
  const peers = all.filter(
    (one) => one.kind === 'Certificate' && /^pulsar-.*-peer-tls$/.test(one.metadata.name),
  ) as Certificate[] // filtered by kind
  assert.is(peers.length, 5)
  for (const { spec } of peers) assert.equal(spec.subject?.organizationalUnits, [role])
  assert.is(bookie(all).get('bookieAuthProviderFactoryClass'), 'org.apache.bookkeeper.tls.BookieAuthZFactory')
})

test('tokens are verified by the server in front alone, with the key that values name', async () => {
  const tokens = 'security: {tokens: {secret: keys, key: public.der}}'
  const key = 'file:///etc/pulsar/tokens/key'
  const through = await platform(tokens)
  assert.is(proxy(through).get('tokenPublicKey'), key)
  assert.is(proxy(through).get('tlsRequireTrustedClientCertOnConnect'), 'false')
  assert.is(broker(through).get('tokenPublicKey'), undefined)
  assert.is(broker(through).get('tlsRequireTrustedClientCertOnConnect'), 'true')
  const direct = await platform(`proxy: {enabled: false}, ${tokens.replace('der', 'der, kind: secret')}`)
  assert.is(broker(direct).get('tokenSecretKey'), key)
  assert.equal(
    object<StatefulSet>(direct, 'StatefulSet', 'pulsar-broker').spec.template.spec?.volumes?.find(
      ({ name }) => name === 'tokens',
    )?.secret,
    { secretName: 'keys', items: [{ key: 'public.der', path: 'key' }], defaultMode: 288 },
  )
})

test('the proxy sends clients to brokers alone, and tells them who the client is', async () => {
  const all = await platform('')
  assert.is(
    proxy(all).get('brokerProxyAllowedHostNames'),
    'pulsar-broker.data.svc.cluster.local,*.pulsar-broker-headless.data.svc.cluster.local',
  )
  assert.is(proxy(all).get('brokerProxyAllowedTargetPorts'), '6651')
  assert.is(proxy(all).get('brokerServiceURLTLS'), 'pulsar+ssl://pulsar-broker.data.svc.cluster.local:6651')
  assert.is(proxy(all).get('forwardAuthorizationCredentials'), 'false')
  assert.is(broker(all).get('authenticateOriginalAuthData'), 'false')
})

test('the world outside reaches the proxies by names that their certificate has', async () => {
  const all = await platform(
    'proxy: {external: {type: LoadBalancer, hosts: [pulsar.example.com], sources: [192.0.2.0/24]}}',
  )
  const { spec } = object<Service>(all, 'Service', 'pulsar-proxy-external')
  assert.is(spec.type, 'LoadBalancer')
  assert.equal(spec.loadBalancerSourceRanges, ['192.0.2.0/24'])
  assert.ok(object<Certificate>(all, 'Certificate', 'pulsar-proxy-tls').spec.dnsNames?.includes('pulsar.example.com'))
})

test('without certificates everything is plaintext, and every Service says so', async () => {
  const all = await platform('', '{internal: none}')
  for (const text of [bookie(all), broker(all), proxy(all)])
    assert.equal(
      [...text.keys()].filter((key) => /tls|auth|super/i.test(key) && key !== 'authenticateMetricsEndpoint'),
      [],
    )
  assert.is(bookie(all).get('useV2WireProtocol'), 'true')
  const services = all.filter(({ kind, metadata }) => kind === 'Service' && metadata.name.startsWith('pulsar'))
  assert.is(services.length, 4)
  for (const { metadata } of services) assert.ok(metadata.annotations?.['sluice/plaintext'], metadata.name)
})

test('a change of the URLs, the tree or the generation makes another Job, and nothing else does', async () => {
  const name = async (pulsar: string): Promise<string> =>
    object<Job>(await platform(pulsar), 'Job', 'pulsar-initialise').metadata.name
  assert.is(await name(''), await name('bookies: {replicas: 5}, brokers: {heap: 512Mi}'))
  assert.is.not(await name(''), await name('jobs: {generation: 2}'))
})

test('servers and tools in a cluster of IPv6 alone take addresses of it, which the launcher does not by itself', async () => {
  const { problems, files } = await rendered({
    test: written('', '{}').replace('pods: [10.244.0.0/16]', 'pods: ["fd00:10:244::/56"]'),
  })
  assert.equal(problems, [])
  const options = manifests(files['test'] ?? [])
    .flatMap((one) => {
      const { template } = (one as StatefulSet).spec ?? {} // whatever has pods has them there
      return [...(template?.spec?.initContainers ?? []), ...(template?.spec?.containers ?? [])]
    })
    .flatMap(({ env = [] }) => env.filter(({ name }) => name === 'PULSAR_EXTRA_OPTS').map(({ value }) => value ?? ''))
  assert.ok(options.length >= 5)
  for (const one of options) assert.match(one, '-Djava.net.preferIPv4Stack=false')
})

test('Pulsar 5 gets no word about what collects garbage, and no default that it has changed decides who may what', async () => {
  const all = await platform('image: {tag: "5.0.0"}, functions: {place: pods}')
  for (const kind of ['StatefulSet', 'Deployment'])
    for (const one of all.filter((any) => any.kind === kind && any.metadata.name.startsWith('pulsar'))) {
      const [container] = (one as StatefulSet).spec.template.spec?.containers ?? [] // a Deployment has the same template
      const environment = JSON.stringify(container?.env)
      assert.not.match(environment, /PULSAR_GC"|Use\w*GC|ZGenerational|allocator/)
    }
  assert.is(bookie(all).get('statsProviderClass'), 'org.apache.bookkeeper.stats.prometheus.PrometheusMetricsProvider')
  assert.is(broker(all).get('authenticateOriginalAuthData'), 'false')
  assert.is(proxy(all).get('forwardAuthorizationCredentials'), 'false')
  assert.is(broker(all).get('tlsHostnameVerificationEnabled'), 'true')
  assert.is(worker(all, 'pulsar-functions')['tlsEnableHostnameVerification'], true)
})

test('Pulsar 5 is started without the options of the allocator that it no longer has', async () => {
  const options = async (pulsar: string): Promise<string> =>
    object<StatefulSet>(
      await platform(pulsar),
      'StatefulSet',
      'pulsar-broker',
    ).spec.template.spec?.containers[0]?.env?.find(({ name }) => name === 'PULSAR_EXTRA_OPTS')?.value ?? ''
  assert.match(await options(''), '-Dpulsar.allocator.exit_on_oom=true')
  assert.not.match(await options('image: {tag: "5.0.0"}'), 'pulsar.allocator')
})

test('brokers reach another cluster with what it gave them, and nobody else there', async () => {
  const all = await platform(
    `replication: {clusters: {far: {pulsar: "pulsar+ssl://pulsar.far.example.com:6651", secret: from-far, addresses: [192.0.2.0/24]}}}`,
  )
  const { volumes = [], containers } = object<StatefulSet>(all, 'StatefulSet', 'pulsar-broker').spec.template.spec ?? {
    containers: [],
  }
  assert.equal(volumes.find(({ name }) => name === 'cluster-far')?.secret?.secretName, 'from-far')
  const folder = containers[0]?.volumeMounts?.find(({ name }) => name === 'cluster-far')?.mountPath
  const { clusters } = JSON.parse(fileOf(all, 'pulsar-tenants', 'declared.json'))
  assert.equal(clusters.far, {
    brokerServiceUrlTls: 'pulsar+ssl://pulsar.far.example.com:6651',
    brokerClientTlsEnabled: true,
    brokerClientTrustCertsFilePath: `${folder}/ca.crt`,
    authenticationPlugin: 'org.apache.pulsar.client.impl.auth.AuthenticationTls',
    authenticationParameters: `tlsCertFile:${folder}/tls.crt,tlsKeyFile:${folder}/tls.key`,
  })
  assert.ok(
    object<NetworkPolicy>(all, 'NetworkPolicy', 'pulsar-broker').spec.egress?.some(
      ({ to, ports }) =>
        JSON.stringify(to) === '[{"ipBlock":{"cidr":"192.0.2.0/24"}}]' &&
        ports?.map(({ port }) => port).join() === '6651',
    ),
  )
})

test('tenants are data that the Job reads, and a change of them makes another Job', async () => {
  const name = async (pulsar: string): Promise<string> =>
    object<Job>(await platform(pulsar), 'Job', 'pulsar-tenants').metadata.name
  assert.is(await name('tenants: {shop: {}}'), await name('tenants: {shop: {}}, bookies: {replicas: 5}'))
  assert.is.not(await name('tenants: {shop: {}}'), await name('tenants: {shop: {admins: [ops]}}'))
})

const stores = {
  'aws-s3': {
    values: 'region: eu-central-1, endpoint: "https://s3.example.com:9000"',
    properties: {
      s3ManagedLedgerOffloadBucket: 'old',
      s3ManagedLedgerOffloadRegion: 'eu-central-1',
      s3ManagedLedgerOffloadServiceEndpoint: 'https://s3.example.com:9000',
    },
    variables: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    port: 9000,
  },
  'google-cloud-storage': {
    values: 'region: europe-west3',
    properties: {
      gcsManagedLedgerOffloadBucket: 'old',
      gcsManagedLedgerOffloadRegion: 'europe-west3',
      gcsManagedLedgerOffloadServiceAccountKeyFile: '/etc/pulsar/offload/key.json',
    },
    variables: [],
    port: 443,
  },
  azureblob: {
    values: 'region: null',
    properties: { managedLedgerOffloadBucket: 'old' },
    variables: ['AZURE_STORAGE_ACCOUNT', 'AZURE_STORAGE_ACCESS_KEY'],
    port: 443,
  },
} as const

for (const [driver, { values, properties: expected, variables, port }] of Object.entries(stores))
  test(`old messages move to ${driver}, with credentials of the Secret`, async () => {
    const all = await platform(
      `image: {repository: apachepulsar/pulsar-all}, offload: {driver: ${driver}, bucket: old, keep: 1Gi, secret: store, addresses: [192.0.2.0/24], ${values}}`,
    )
    const offload = [...broker(all)].filter(([key]) => /ManagedLedgerOffload|managedLedgerOffload/.test(key))
    assert.equal(Object.fromEntries(offload), {
      managedLedgerOffloadDriver: driver,
      managedLedgerOffloadAutoTriggerSizeThresholdBytes: String(1024 ** 3),
      managedLedgerOffloadDeletionLagMs: '14400000',
      ...expected,
    })
    const pod = object<StatefulSet>(all, 'StatefulSet', 'pulsar-broker').spec.template.spec
    assert.equal(
      pod?.containers[0]?.env
        ?.filter(({ valueFrom }) => valueFrom?.secretKeyRef?.name === 'store')
        .map(({ name }) => name),
      variables,
    )
    assert.is(
      pod?.volumes?.some(({ name }) => name === 'offload'),
      driver === 'google-cloud-storage',
    )
    assert.ok(
      object<NetworkPolicy>(all, 'NetworkPolicy', 'pulsar-broker').spec.egress?.some(
        ({ to, ports }) => to?.[0]?.ipBlock?.cidr === '192.0.2.0/24' && ports?.[0]?.port === port,
      ),
    )
  })

test('old messages move to a volume that all brokers mount, and to no address', async () => {
  const all = await platform(
    'image: {repository: apachepulsar/pulsar-all}, offload: {driver: filesystem, keep: 1Gi, claim: {size: 20Gi, storageClass: shared}}',
  )
  assert.is(broker(all).get('managedLedgerOffloadDriver'), 'filesystem')
  assert.is(broker(all).get('managedLedgerOffloadAutoTriggerSizeThresholdBytes'), String(1024 ** 3))
  assert.is(broker(all).get('fileSystemProfilePath'), '/etc/pulsar/config/filesystem.xml')
  const pod = object<StatefulSet>(all, 'StatefulSet', 'pulsar-broker').spec.template.spec
  const volume = pod?.volumes?.find(({ persistentVolumeClaim }) => persistentVolumeClaim)
  const path = pod?.containers[0]?.volumeMounts?.find(({ name }) => name === volume?.name)?.mountPath
  assert.is(broker(all).get('fileSystemURI'), `file://${path}`)
  assert.match(fileOf(all, 'pulsar-broker', 'filesystem.xml'), `<name>hadoop.tmp.dir</name><value>${path}</value>`)
  const { spec } = object<PersistentVolumeClaim>(
    all,
    'PersistentVolumeClaim',
    volume?.persistentVolumeClaim?.claimName ?? '',
  )
  assert.equal(spec, {
    accessModes: ['ReadWriteMany'],
    storageClassName: 'shared',
    resources: { requests: { storage: '20Gi' } },
  })
  assert.not.ok(JSON.stringify(object<NetworkPolicy>(all, 'NetworkPolicy', 'pulsar-broker')).includes('0.0.0.0/0'))
})

test('workers in pods of their own know the brokers, and prove who they are to them and to bookies', async () => {
  const all = await platform('functions: {place: pods, replicas: 3, scratch: 2Gi}')
  const says = worker(all, 'pulsar-functions')
  const { brokerClientAuthenticationParameters, numFunctionPackageReplicas, properties, superUserRoles } = says
  assert.is(says['pulsarServiceUrl'], 'pulsar+ssl://pulsar-broker.data.svc.cluster.local:6651')
  assert.is(says['pulsarWebServiceUrl'], 'https://pulsar-broker.data.svc.cluster.local:8443')
  assert.is(says['configurationMetadataStoreUrl'], broker(all).get('configurationMetadataStoreUrl'))
  assert.is(
    brokerClientAuthenticationParameters,
    'tlsCertFile:/etc/pulsar/tls/peers/tls.crt,tlsKeyFile:/etc/pulsar/tls/peers/tls.key',
  )
  assert.equal(superUserRoles, ['pulsar.broker', 'pulsar.admin', 'pulsar.functions'])
  assert.is(broker(all).get('superUserRoles'), 'pulsar.broker,pulsar.admin,pulsar.proxy,pulsar.functions')
  assert.is(says['proxyRoles'], undefined)
  assert.is(numFunctionPackageReplicas, 3)
  assert.is(
    (properties as Record<string, string>)['bookkeeper_clientTrustStore'], // the template writes a map
    '/etc/pulsar/tls/peers/ca.crt',
  )
  const set = object<StatefulSet>(all, 'StatefulSet', 'pulsar-functions')
  assert.is(set.spec.replicas, 3)
  assert.equal(set.spec.template.spec?.volumes?.find(({ name }) => name === 'functions')?.emptyDir, {
    sizeLimit: '2Gi',
  })
  assert.is(broker(all).get('functionsWorkerEnabled'), undefined)
})

test('the certificate of the workers has every name that is dialled, and proxies lead to them in plaintext alone', async () => {
  const all = await platform('functions: {place: pods}')
  const { dnsNames = [] } = object<Certificate>(all, 'Certificate', 'pulsar-functions-peer-tls').spec
  assert.ok(dnsNames.includes('pulsar-functions.data.svc.cluster.local'))
  assert.ok(dnsNames.includes('*.pulsar-functions-headless.data.svc.cluster.local'))
  assert.equal(
    object<Service>(all, 'Service', 'pulsar-functions').spec.ports?.map(({ port }) => port),
    [6751],
  )
  assert.equal(
    [...proxy(all).keys()].filter((key) => key.startsWith('functionWorker')),
    [],
  )
  assert.is(
    proxy(await platform('functions: {place: pods}', '{internal: none}')).get('functionWorkerWebServiceURL'),
    'http://pulsar-functions.data.svc.cluster.local:6750',
  )
})

test('without proxies clients reach the workers themselves, with tokens too', async () => {
  const all = await platform(
    'proxy: {enabled: false}, functions: {place: pods}, security: {clients: [{namespace: shop, podLabels: {a: b}}], tokens: {secret: keys}}',
  )
  assert.is(object<Certificate>(all, 'Certificate', 'pulsar-functions-tls').spec.issuerRef.name, 'clients')
  const says = worker(all, 'pulsar-functions')
  assert.is(says['tlsRequireTrustedClientCertOnConnect'], false)
  assert.is((says['properties'] as Record<string, string>)['tokenPublicKey'], 'file:///etc/pulsar/tokens/key') // a map
  assert.ok(
    object<NetworkPolicy>(all, 'NetworkPolicy', 'pulsar-functions').spec.ingress?.some(
      ({ from, ports }) =>
        from?.some(({ namespaceSelector }) => Object.values(namespaceSelector?.matchLabels ?? {}).includes('shop')) &&
        ports?.map(({ port }) => port).join() === '6751',
    ),
  )
})

for (const [place, part] of [
  ['pods', 'pulsar-functions'],
  ['brokers', 'pulsar-broker'],
] as const)
  test(`what code connects to is open to the pods that run it alone: ${place}`, async () => {
    const all = await platform(`functions: {place: ${place}, egress: {shop: {to: [{cidr: 192.0.2.0/24}], port: 5432}}}`)
    const policies = all.filter(
      (one) => one.kind === 'NetworkPolicy' && JSON.stringify(one).includes('192.0.2.0/24'),
    ) as NetworkPolicy[] // filtered by kind
    assert.equal(
      policies.map(({ metadata }) => metadata.name),
      [part],
    )
    assert.ok(policies[0]?.spec.egress?.some(({ ports }) => ports?.map(({ port }) => port).join() === '5432'))
  })

test('inside the brokers a worker has from broker.conf what is there, and room for packages', async () => {
  const all = await platform('functions: {place: brokers, runtime: thread, config: {failureCheckFreqMs: 5000}}')
  assert.is(broker(all).get('functionsWorkerEnabled'), 'true')
  const says = worker(all, 'pulsar-broker')
  assert.is(says['workerPort'], undefined)
  assert.is(says['useTls'], true)
  assert.is(says['failureCheckFreqMs'], 5000)
  assert.match(String(says['functionRuntimeFactoryClassName']), 'ThreadRuntimeFactory')
  const pod = object<StatefulSet>(all, 'StatefulSet', 'pulsar-broker').spec.template.spec
  assert.equal(pod?.containers[0]?.args, ['--functions-worker-conf', '/etc/pulsar/config/functions_worker.yml'])
  assert.is(pod?.containers[0]?.volumeMounts?.find(({ name }) => name === 'functions')?.mountPath, '/pulsar/download')
  assert.not.ok(all.some(({ metadata }) => metadata.name.startsWith('pulsar-functions')))
})

/** Every connection within Pulsar and to ZooKeeper: who, to whom, on which port. */
const edges = {
  'every part with certificates': {
    pulsar: 'toolset: {enabled: true}',
    certs: '{}',
    open: [
      'admin broker 6651',
      'admin broker 8443',
      'admin server 2281',
      'bookie server 2281',
      'broker bookie 3181',
      'broker broker 6651',
      'broker broker 8443',
      'broker server 2281',
      'proxy broker 6651',
      'proxy broker 8443',
      'recovery bookie 3181',
      'recovery server 2281',
      'toolset bookie 3181',
      'toolset broker 6651',
      'toolset broker 8443',
      'toolset server 2281',
    ],
  },
  'workers in pods of their own behind proxies': {
    pulsar: 'recovery: {place: bookies}, functions: {place: pods}, toolset: {enabled: true}',
    certs: '{}',
    open: [
      'admin broker 6651',
      'admin broker 8443',
      'admin server 2281',
      'bookie bookie 3181',
      'bookie server 2281',
      'broker bookie 3181',
      'broker broker 6651',
      'broker broker 8443',
      'broker server 2281',
      'functions bookie 3181',
      'functions broker 6651',
      'functions broker 8443',
      'functions functions 6751',
      'functions server 2281',
      'proxy broker 6651',
      'proxy broker 8443',
      'toolset bookie 3181',
      'toolset broker 6651',
      'toolset broker 8443',
      'toolset functions 6751',
      'toolset server 2281',
    ],
  },
  'workers behind proxies without certificates': {
    pulsar: 'recovery: {place: bookies}, functions: {place: pods}',
    certs: '{internal: none}',
    open: [
      'admin broker 6650',
      'admin broker 8080',
      'admin server 2181',
      'bookie bookie 3181',
      'bookie server 2181',
      'broker bookie 3181',
      'broker broker 6650',
      'broker broker 8080',
      'broker server 2181',
      'functions bookie 3181',
      'functions broker 6650',
      'functions broker 8080',
      'functions functions 6750',
      'functions server 2181',
      'proxy broker 6650',
      'proxy broker 8080',
      'proxy functions 6750',
    ],
  },
  'workers without certificates and without proxies': {
    pulsar: 'recovery: {place: bookies}, proxy: {enabled: false}, functions: {place: pods}',
    certs: '{internal: none}',
    open: [
      'admin broker 6650',
      'admin broker 8080',
      'admin server 2181',
      'bookie bookie 3181',
      'bookie server 2181',
      'broker bookie 3181',
      'broker broker 6650',
      'broker broker 8080',
      'broker server 2181',
      'functions bookie 3181',
      'functions broker 6650',
      'functions broker 8080',
      'functions functions 6750',
      'functions server 2181',
    ],
  },
  'the fewest parts without certificates': {
    pulsar: 'recovery: {place: bookies}, proxy: {enabled: false}',
    certs: '{internal: none}',
    open: [
      'admin broker 6650',
      'admin broker 8080',
      'admin server 2181',
      'bookie bookie 3181',
      'bookie server 2181',
      'broker bookie 3181',
      'broker broker 6650',
      'broker broker 8080',
      'broker server 2181',
    ],
  },
}

for (const [title, { pulsar, certs, open }] of Object.entries(edges))
  test(`${title}: each connection is open at both of its ends, and no other is`, async () => {
    const all = await platform(pulsar, certs)
    const policies = all.filter(
      ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name.startsWith('pulsar'),
    ) as NetworkPolicy[] // filtered by kind
    const part = (labels: Record<string, string> | undefined): string => labels?.['app.kubernetes.io/component'] ?? ''
    const named = (peers: NetworkPolicyPeer[] | undefined): string[] =>
      (peers ?? []).map(({ podSelector }) => part(podSelector?.matchLabels)).filter((name) => name !== '')
    const own = ({ spec }: NetworkPolicy): string => part(spec.podSelector?.matchLabels)
    const out = policies.flatMap((policy) =>
      (policy.spec.egress ?? []).flatMap(({ to, ports = [] }) =>
        named(to).flatMap((target) => ports.map(({ port }) => `${own(policy)} ${target} ${port}`)),
      ),
    )
    const into = policies.flatMap((policy) =>
      (policy.spec.ingress ?? []).flatMap(({ from, ports = [] }) =>
        named(from).flatMap((source) => ports.map(({ port }) => `${source} ${own(policy)} ${port}`)),
      ),
    )
    assert.equal(out.sort(), open)
    assert.equal(into.sort(), open)
  })

test("a person's own properties reach the server that they are for, as Java reads them back", async () => {
  const all = await platform('brokers: {config: {a: "x\\\\y ü"}}, bookies: {config: {numReadWorkerThreads: 16}}')
  assert.is(broker(all).get('a'), 'x\\\\y \\u00fc')
  assert.is(bookie(all).get('numReadWorkerThreads'), '16')
})

/** Takes away what base/ tunes. */
const untuned = (...properties: readonly string[]): string =>
  `config: {${properties.map((key) => `${key}: null`).join(', ')}}`

const noTuning = `bookies: {${untuned(
  'journalMaxBackups',
  'journalMaxGroupWaitMSec',
  'journalAlignmentSize',
  'flushInterval',
  'dbStorage_readAheadCacheBatchSize',
  'diskUsageLwmThreshold',
  'diskUsageWarnThreshold',
  'diskUsageThreshold',
  'isForceGCAllowWhenNoSpace',
)}}, functions: {place: pods, ${untuned(
  'initialBrokerReconnectMaxRetries',
  'assignmentWriteMaxRetries',
  'failureCheckFreqMs',
  'rescheduleTimeoutMs',
  'instanceLivenessCheckFreqMs',
  'rebalanceCheckFreqSec',
)}}`

test('every property that the templates write is one that nobody else may set, so that none stands there twice', async () => {
  const all = await platform(noTuning)
  assert.ok(bookie(all).size > 30 && broker(all).size > 40)
  assert.equal(
    [
      ...[...bookie(all).keys()].filter((key) => reasonAgainst('bookkeeper.conf', key) === undefined),
      ...[...broker(all).keys()].filter((key) => reasonAgainst('broker.conf', key) === undefined),
      ...[...proxy(all).keys()].filter((key) => reasonAgainst('proxy.conf', key) === undefined),
      ...Object.keys(worker(all, 'pulsar-functions')).filter(
        (key) => reasonAgainst('functions_worker.yml', key) === undefined,
      ),
    ],
    [],
  )
})

test.run()
