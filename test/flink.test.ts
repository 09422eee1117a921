import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Manifest } from '../engine/model.ts'
import { jobManagerMemory, taskManagerMemory } from '../generators/070-flink/memory.ts'
import type { Cluster } from '../generators/070-flink/names.ts'
import { isOfFlink, otherVersions } from '../generators/070-flink/options-of-versions.ts'
import type {
  Certificate,
  ConfigMap,
  Deployment,
  FlinkDeployment,
  FlinkSessionJob,
  FlinkStateSnapshot,
  Job,
  NetworkPolicy,
  Role,
  StatefulSet,
} from '../generators/kubernetes.ts'
import { manifests, overlay, rendered } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

const jar = 'jar: {path: /opt/flink/usrlib/orders.jar}, class: com.example.Orders'
const storage = 'storage: {uri: "s3://company/flink", access: {peers: [{cidr: 10.40.0.0/24}]}}'
const password = 'security: {keystorePassword: {secret: keystore}}'

type Written = { readonly flink: string; readonly certs?: string; readonly kafka?: true; readonly namespace?: string }

const written = ({ flink, certs = '{}', kafka, namespace = 'data' }: Written): string =>
  overlay(
    `components: {namespace: true, certs: true, zookeeper: true, flink: true${kafka ? ', kafka: true' : ''}}
values:
  namespace: {namespaces: {data: null, ${namespace}: {}}}
  certs: ${certs}
  flink: {${flink}}
${kafka ? '  kafka: {clusterId: Ab3dEfGhIjKlMnOpQrStUw}\n' : ''}`,
    { purpose: 'development' },
  )
    .replace('    nodes:', '    apiServer: {cidrs: [10.96.0.1/32], port: 443}, nodes:')
    .replace('namespaces: {data: null, data: {}}', 'namespaces: {data: {}}')
    .replace('namespace: data\n', `namespace: ${namespace}\n`)

/** What is rendered without errors. */
async function platform(of: Written): Promise<Manifest[]> {
  const { problems, files } = await rendered({ test: written(of) })
  assert.equal(
    problems.filter(({ severity }) => severity === 'error').map(({ message, at }) => `${at.path}: ${message}`),
    [],
  )
  return manifests(files['test'])
}

/** An application named orders; `more` of its values, and more of the component's. */
const orders = (more = '', others = `${storage}, ${password}`): string =>
  `${others}, clusters: {orders: {job: {${jar}}${more === '' ? '' : `, ${more}`}}}`

function object<K extends Manifest>(all: readonly Manifest[], kind: K['kind'], name: string): K {
  const found = all.find(
    ({ kind: found, metadata }) => found === kind && metadata.name.replace(/-[0-9a-f]{8}$/, '') === name,
  )
  assert.ok(found, `${kind}/${name} is not rendered`)
  return found as K // the kind is K's
}

const fileOf = (all: readonly Manifest[], file: string, cluster = 'orders'): string =>
  object<ConfigMap>(all, 'ConfigMap', `flink-${cluster}`).data?.[file] ?? ''

/** The options in config.yaml. */
const optionsOf = (all: readonly Manifest[], cluster = 'orders'): Record<string, string> =>
  Object.fromEntries(
    fileOf(all, 'config.yaml', cluster)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2).replace(/^"(.*)"$/, '$1')]),
  )

const names = (all: readonly Manifest[], kind: string): string[] =>
  all.filter((one) => one.kind === kind && one.metadata.name.includes('flink')).map(({ metadata }) => metadata.name)

test('the memory of the processes is what Flink 2.2.1 computes', () => {
  const sized = (jobManager: string, taskManager: string, managed: number): Cluster =>
    ({
      jobManager: { memory: jobManager },
      taskManagers: { memory: taskManager, managed, network: 10, metaspace: '256Mi' },
    }) as Cluster // what the model reads
  const small = sized('1Gi', '1152Mi', 40)
  assert.is(jobManagerMemory(small).heap, 469762048)
  const { taskHeap, managed, network, overhead } = taskManagerMemory(small)
  assert.equal(
    { taskHeap, managed, network, overhead },
    {
      taskHeap: 100663291,
      managed: 295279006,
      network: 73819751,
      overhead: 201326592,
    },
  )
})

test('a container is exactly as large as its process', async () => {
  const all = await platform({ flink: orders('jobManager: {memory: 2Gi}, taskManagers: {memory: 3000Mi}') })
  const options = optionsOf(all)
  assert.is(options['jobmanager.memory.process.size'], '2048m')
  assert.is(options['taskmanager.memory.process.size'], '3000m')
  const resources = (role: string) =>
    object<Deployment>(all, 'Deployment', `flink-orders-${role}`).spec.template.spec?.containers[0]?.resources
  assert.equal(resources('jobmanager')?.limits, { memory: '2Gi' })
  assert.equal(resources('jobmanager')?.requests, { cpu: '500m', memory: '2Gi' })
  assert.equal(resources('taskmanager')?.limits, { memory: '3000Mi' })
})

for (const version of ['1.20.5', '2.1.3', '2.2.1', '2.3.0'])
  test(`every option that is rendered for Flink ${version} is one of its options`, async () => {
    const of = `version: ${version}, image: {tag: ${version}-java17}`
    const more = `${of}, taskManagers: {localRecovery: {enabled: true}}, restarts: {strategy: fixed}`
    const options = [
      optionsOf(await platform({ flink: orders(more) })),
      optionsOf(
        await platform({
          flink: orders(`${of}, highAvailability: zookeeper`, `${storage}, ${password}, zookeeper: {chroot: /flink}`),
        }),
      ),
    ].flatMap((all) => Object.keys(all))
    assert.ok(options.length > 100)
    assert.equal(
      options.filter((option) => !isOfFlink(option) || otherVersions(option, version) !== undefined),
      [],
    )
  })

test('with Kubernetes HA the pods may keep the ConfigMaps of their job and nothing else', async () => {
  const all = await platform({ flink: orders() })
  const { 'kubernetes.cluster-id': id, 'high-availability.type': type } = optionsOf(all)
  assert.equal({ id, type }, { id: 'flink-orders-1', type: 'kubernetes' })
  assert.equal(object<Role>(all, 'Role', 'flink-orders').rules, [
    { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
    {
      apiGroups: [''],
      resources: ['configmaps'],
      // The id as JobID of Flink 1.20.5 and 2.2.1 prints it.
      resourceNames: [
        'flink-orders-1-cluster-config-map',
        'flink-orders-1-ffffffffb35b47050000000000000000-config-map',
      ],
      verbs: ['get', 'list', 'watch', 'update', 'patch', 'delete'],
    },
  ])
  const pod = object<Deployment>(all, 'Deployment', 'flink-orders-taskmanager').spec.template.spec
  assert.is(pod?.automountServiceAccountToken, true)
})

test('where Flink chooses the ids of jobs the pods may keep any ConfigMap', async () => {
  const resourceNames = async (flink: string) =>
    object<Role>(await platform({ flink }), 'Role', 'flink-orders').rules?.map((rule) => rule.resourceNames)
  assert.equal(await resourceNames(orders('version: 2.3.0, image: {tag: 2.3.0-java17}')), [undefined])
  assert.equal(await resourceNames(`${storage}, ${password}, clusters: {orders: {mode: session}}`), [undefined])
})

test('with ZooKeeper HA a client certificate is shown to the shared ensemble, and no token is mounted', async () => {
  const all = await platform({
    flink: orders('highAvailability: zookeeper', `${storage}, ${password}, zookeeper: {chroot: /flink-test}`),
  })
  const options = optionsOf(all)
  assert.is(options['high-availability.zookeeper.path.root'], '/flink-test')
  assert.is(options['high-availability.cluster-id'], '/flink-orders-1')
  assert.is(options['high-availability.zookeeper.client.tolerate-suspended-connections'], 'true')
  assert.match(options['high-availability.zookeeper.quorum'] ?? '', /^zookeeper-0\.[^,]+:2281,zookeeper-1\.[^,]+:2281,/)
  assert.match(
    options['env.java.opts.all'] ?? '',
    /-Dzookeeper\.ssl\.keyStore\.location=\/flink\/tls\/zookeeper\/tls-combined\.pem/,
  )
  const pod = object<Deployment>(all, 'Deployment', 'flink-orders-jobmanager').spec.template.spec
  assert.is(pod?.automountServiceAccountToken, false)
  assert.equal(names(all, 'Role'), [])
  assert.ok(pod?.containers[0]?.volumeMounts?.some(({ mountPath }) => mountPath === '/flink/tls/zookeeper'))
})

test('the next generation of a job is another one to high availability, and starts from its savepoint', async () => {
  const all = await platform({
    flink: `${storage}, ${password}, clusters: {orders: {job: {${jar}, generation: 2, savepoint: {path: "s3://company/flink/orders/savepoints/a"}}}}`,
  })
  const options = optionsOf(all)
  assert.is(options['kubernetes.cluster-id'], 'flink-orders-2')
  assert.is(options['high-availability.cluster-id'], '/flink-orders-2')
  const [container] =
    object<Deployment>(all, 'Deployment', 'flink-orders-jobmanager').spec.template.spec?.containers ?? []
  assert.equal(container?.args, [
    '--job-classname',
    'com.example.Orders',
    '--fromSavepoint',
    's3://company/flink/orders/savepoints/a',
  ])
})

test('what is passed to a job is never taken for an option of Flink', async () => {
  const all = await platform({
    flink: `${storage}, ${password}, clusters: {orders: {job: {${jar}, arguments: ["--from", b, "-Dfoo=bar"]}}}`,
  })
  const [container] =
    object<Deployment>(all, 'Deployment', 'flink-orders-jobmanager').spec.template.spec?.containers ?? []
  assert.equal(container?.args, ['--job-classname', 'com.example.Orders', '--', '--from', 'b', '-Dfoo=bar'])
})

test('without high availability TaskManagers find the JobManager by a Service, and two never run at once', async () => {
  const all = await platform({ flink: orders('highAvailability: none') })
  assert.is(optionsOf(all)['jobmanager.rpc.address'], 'flink-orders-jobmanager.data.svc.cluster.local')
  assert.equal(names(all, 'Service'), ['flink-orders-jobmanager', 'flink-orders-rest'])
  const { spec } = object<Deployment>(all, 'Deployment', 'flink-orders-jobmanager')
  assert.equal([spec.replicas, spec.strategy], [1, { type: 'Recreate' }])
})

test('the suites are those of the key, and every key store has a password from a Secret', async () => {
  const suites = async (key: string) =>
    optionsOf(await platform({ flink: orders(), certs: `{leaves: {key: ${key}}}` }))['security.ssl.algorithms'] ?? ''
  assert.match(await suites('rsa-2048'), /^TLS_ECDHE_RSA_/)
  assert.match(await suites('ecdsa-256'), /^TLS_ECDHE_ECDSA_/)
  const all = await platform({ flink: orders() })
  for (const name of ['flink-orders-internal-tls', 'flink-orders-rest-tls'])
    assert.equal(object<Certificate>(all, 'Certificate', name).spec.keystores?.pkcs12?.passwordSecretRef, {
      name: 'keystore',
      key: 'password',
    })
  assert.not.match(fileOf(all, 'config.yaml'), /password/)
})

test('in plaintext nothing asks for certificates', async () => {
  const all = await platform({ flink: orders('', storage), certs: '{internal: none}' })
  assert.equal(names(all, 'Certificate'), [])
  assert.not.match(fileOf(all, 'config.yaml'), /ssl/)
  assert.match(fileOf(all, 'probe.sh'), /http:\/\/localhost:8081\/jobs\/overview/)
})

test('what a job does with Kafka is rendered at both ends, as the user that its certificate names', async () => {
  const all = await platform({
    flink: orders('kafka: {acls: {read: {name: orders, operations: [Read, Describe]}}}'),
    kafka: true,
  })
  assert.is(object<Certificate>(all, 'Certificate', 'flink-orders-kafka-tls').spec.commonName, 'component.flink-orders')
  assert.match(
    object<ConfigMap>(all, 'ConfigMap', 'kafka-user-flink-orders').data?.['users.txt'] ?? '',
    /acl TOPIC\|orders\|LITERAL\|User:component\.flink-orders\|\*\|READ\|ALLOW/,
  )
  const theirs = object<NetworkPolicy>(all, 'NetworkPolicy', 'flink-orders-to-kafka').spec
  assert.is(theirs.podSelector?.matchLabels?.['app.kubernetes.io/component'], 'broker')
  assert.equal(
    theirs.ingress?.[0]?.from?.map(({ podSelector }) => podSelector?.matchLabels?.['app.kubernetes.io/component']),
    ['orders-jobmanager', 'orders-taskmanager'],
  )
  assert.match(fileOf(all, 'kafka.properties'), /^bootstrap\.servers=kafka\.data\.svc\.cluster\.local:9093$/m)
  for (const role of ['jobmanager', 'taskmanager']) {
    const [container] =
      object<Deployment>(all, 'Deployment', `flink-orders-${role}`).spec.template.spec?.containers ?? []
    assert.ok(
      container?.volumeMounts?.some(({ mountPath }) => mountPath === '/flink/tls/kafka'),
      role,
    )
  }
})

const bounded = (more = ''): string =>
  `${storage}, ${password}, clusters: {orders: {job: {${jar}, bounded: true${more}}}}`

test('a bounded job is two Kubernetes Jobs, which end together', async () => {
  const all = await platform({ flink: bounded() })
  const { metadata, spec } = object<Job>(all, 'Job', 'flink-orders-jobmanager')
  assert.match(metadata.name, /^flink-orders-jobmanager-[0-9a-f]{8}$/)
  assert.is(spec.template.spec?.restartPolicy, 'OnFailure')
  const workers = object<Job>(all, 'Job', 'flink-orders-taskmanager').spec
  assert.equal([workers.parallelism, workers.completions], [2, 2])
  assert.equal(workers.template.spec?.containers[0]?.command, ['/bin/bash', '/opt/flink/conf/work.sh'])
  assert.equal([...names(all, 'Deployment'), ...names(all, 'PodDisruptionBudget')], [])
})

test('TaskManagers of a bounded job may list Jobs, and its JobManager needs no token for that', async () => {
  const all = await platform({
    flink: `${storage}, ${password}, clusters: {orders: {highAvailability: none, job: {${jar}, bounded: true}}}`,
  })
  assert.equal(object<Role>(all, 'Role', 'flink-orders').rules, [
    { apiGroups: ['batch'], resources: ['jobs'], verbs: ['list'] },
  ])
  const speaksToKubernetes = (role: string) => [
    object<Job>(all, 'Job', `flink-orders-${role}`).spec.template.spec?.automountServiceAccountToken,
    object<NetworkPolicy>(all, 'NetworkPolicy', `flink-orders-${role}`).spec.egress?.some(({ to }) =>
      to?.some(({ ipBlock }) => ipBlock?.cidr === '10.96.0.1/32'),
    ),
  ]
  assert.equal(
    [speaksToKubernetes('jobmanager'), speaksToKubernetes('taskmanager')],
    [
      [false, false],
      [true, true],
    ],
  )
})

test('whatever runs a bounded job anew makes its TaskManagers anew', async () => {
  const jobs = async (flink: string) => names(await platform({ flink }), 'Job')
  const [jobManager, taskManager] = await jobs(bounded())
  const cluster = (more: string): string => bounded().replace('orders: {', `orders: {${more}, `)
  for (const changed of [
    bounded(', arguments: [a]'),
    bounded(', endsWithin: 2d'),
    cluster('jobManager: {cpu: "1"}'),
    cluster('jobManager: {cpuLimit: "2"}'),
    cluster('jobManager: {memory: 2Gi}'),
    cluster('rollout: {startWithin: 20m}'),
    cluster('version: "2.3.0", image: {tag: 2.3.0-java17}'),
  ]) {
    const [one, other] = await jobs(changed)
    assert.is.not(one, jobManager, changed)
    assert.is.not(other, taskManager, changed)
  }
})

const jobOf = (...conditions: string[]): string =>
  `{"metadata":{"managedFields":[{"fieldsV1":{"f:spec":{"f:backoffLimit":{}},"f:status":{"f:conditions":{"k:{\\"type\\":\\"Complete\\"}":{}}}}}],"annotations":{"last":"{\\"backoffLimit\\":10}"}},"spec": {"backoffLimit": 10},"status":{"conditions":[${conditions.map((type) => `{"type": "${type}",\n"status": "True"}`).join(',')}]}}`

const outcomes: readonly (readonly [what: string, jobs: readonly string[], ends: boolean])[] = [
  ['is complete', [jobOf('SuccessCriteriaMet', 'Complete')], true],
  ['has failed for good', [jobOf('FailureTarget', 'Failed')], true],
  ['runs', [jobOf()], false],
  ['runs anew beside the one before', [jobOf('Complete'), jobOf()], false],
  ['is not there yet', [], false],
]
for (const [what, jobs, ends] of outcomes)
  test(`a TaskManager whose JobManager ${what} ${ends ? 'ends' : 'goes on'}`, async () => {
    const { run, write } = pod(await platform({ flink: bounded() }), `{"items":[${jobs.join(',')}]}`)
    // A TaskManager that would be there for longer than the test, or ends by itself.
    write('opt/bin/taskmanager.sh', `#!/bin/bash\nexec /bin/sleep ${ends ? 20 : 1}\n`)
    write('bin/sleep', '#!/bin/bash\nexec /bin/sleep 1\n')
    write('token', 'a token')
    const { status, stdout, stderr } = run('work.sh')
    assert.equal([status, stderr], [0, ''])
    assert.is(stdout.includes('The job has ended'), ends)
  })

test('with local recovery each TaskManager keeps its volume and its name', async () => {
  const all = await platform({ flink: orders('taskManagers: {localRecovery: {enabled: true, size: 30Gi}}') })
  const { spec } = object<StatefulSet>(all, 'StatefulSet', 'flink-orders-taskmanager')
  assert.is(spec.volumeClaimTemplates?.[0]?.spec?.resources?.requests?.['storage'], '30Gi')
  const options = optionsOf(all)
  assert.is(options['taskmanager.resource-id'], '@POD_NAME@')
  assert.is(options['process.taskmanager.working-dir'], '/flink/local')
})

test('a cluster has its own rights at the object store, and its options say nothing secret', async () => {
  const all = await platform({
    flink: orders(
      '',
      `${password}, storage: {uri: "s3://company/flink", access: {peers: [{cidr: 10.40.0.0/24}]}, credentials: {secret: store, options: {s3.access-key: id, s3.secret-key: key}}}`,
    ),
  })
  assert.not.match(fileOf(all, 'config.yaml'), /s3\.(access|secret)-key/)
  assert.match(fileOf(all, 'prepare.sh'), /^secret s3\.secret-key \/flink\/credentials\/key$/m)
  assert.match(fileOf(all, 'prepare.sh'), /opt\/flink-s3-fs-presto-2\.2\.1\.jar/)
})

test('another name and another namespace leave nothing of the old ones', async () => {
  const more = `highAvailability: zookeeper, kafka: {acls: {read: {name: t, operations: [Read]}}}`
  const flink = orders(more, `${storage}, ${password}, zookeeper: {chroot: /flink}`)
  const text = async (of: Written): Promise<string> =>
    JSON.stringify((await platform(of)).filter(({ metadata }) => JSON.stringify(metadata).includes('flink')))
  const before = await text({ flink, kafka: true })
  assert.match(before, /flink-orders/)
  assert.match(before, /"namespace":"data"/)
  const after = await text({
    flink: flink.replace('{orders:', '{billing:').replace('orders.jar', 'x.jar').replace('Orders', 'X'),
    kafka: true,
    namespace: 'elsewhere',
  })
  assert.not.match(after, /orders/i)
  assert.not.match(after, /(namespace|metadata\.name)":"data"|\.data\.svc/)
})

test('the operator gets an application, a session with its job, and snapshots', async () => {
  const all = await platform({
    flink: `${storage}, clusters: {
      app: {mode: operator, job: {${jar}, parallelism: 3}, operator: {snapshots: {before: {}}}},
      lab: {mode: operator, operator: {jobs: {a: {url: "https://repository.example.com/a.jar"}}, snapshots: {it: {job: a, kind: checkpoint}}}}}`,
  })
  const app = object<FlinkDeployment>(all, 'FlinkDeployment', 'flink-app').spec
  assert.equal(
    [app.flinkVersion, app.job?.jarURI, app.job?.parallelism, app.job?.upgradeMode],
    ['v2_2', 'local:///opt/flink/usrlib/orders.jar', 3, 'savepoint'],
  )
  assert.is(app.taskManager?.replicas, undefined)
  assert.equal(
    [app.jobManager?.resource, app.taskManager?.resource],
    [
      { cpu: 0.5, memory: '1600m' },
      { cpu: 1, memory: '2048m' },
    ],
  )
  assert.equal(
    Object.keys(app.flinkConfiguration ?? {}).filter((key) =>
      /cluster-id|kubernetes\.namespace|process\.size/.test(key),
    ),
    [],
  )
  const lab = object<FlinkDeployment>(all, 'FlinkDeployment', 'flink-lab').spec
  assert.equal([lab.job, lab.taskManager?.replicas], [undefined, 2])
  assert.is(object<FlinkSessionJob>(all, 'FlinkSessionJob', 'flink-lab-a').spec.deploymentName, 'flink-lab')
  assert.equal(object<FlinkStateSnapshot>(all, 'FlinkStateSnapshot', 'flink-app-before').spec, {
    backoffLimit: 3,
    jobReference: { kind: 'FlinkDeployment', name: 'flink-app' },
    savepoint: { formatType: 'CANONICAL', disposeOnDelete: false },
  })
  assert.equal(object<FlinkStateSnapshot>(all, 'FlinkStateSnapshot', 'flink-lab-it').spec.checkpoint, {})
  const access = object<NetworkPolicy>(all, 'NetworkPolicy', 'flink-app-jobmanager').spec
  assert.equal(access.podSelector?.matchExpressions, [
    { key: 'app', operator: 'In', values: ['flink-app'] },
    { key: 'component', operator: 'In', values: ['jobmanager'] },
  ])
  assert.equal(
    access.ingress?.find(({ ports }) => ports?.some(({ port }) => port === 8081))?.from?.[0]?.namespaceSelector,
    { matchLabels: { 'kubernetes.io/metadata.name': 'flink-operator' } },
  )
})

test('what takes the pointers to its state along is not pruned, nor what it needs; a snapshot may be', async () => {
  const all = await platform({
    flink: `${storage}, clusters: {lab: {mode: operator, operator: {jobs: {a: {url: "https://repository.example.com/a.jar"}}, snapshots: {it: {job: a}}}}}`,
  })
  const isKept = (kind: string, name: string): boolean =>
    object<Manifest>(all, kind, name).metadata.annotations?.['kustomize.toolkit.fluxcd.io/prune'] === 'disabled'
  assert.ok(isKept('FlinkDeployment', 'flink-lab'))
  assert.ok(isKept('FlinkSessionJob', 'flink-lab-a'))
  assert.ok(isKept('ServiceAccount', 'flink-lab'))
  assert.not.ok(isKept('FlinkStateSnapshot', 'flink-lab-it'))
})

test('pods of the operator have a token where Flink itself speaks to the API server, and only there', async () => {
  const all = await platform({
    flink: `${storage}, clusters: {
      native: {mode: operator, highAvailability: none, job: {${jar}}},
      kept: {mode: operator, version: 1.20.5, image: {tag: 1.20.5-java17}, job: {${jar}}, operator: {mode: standalone}},
      plain: {mode: operator, highAvailability: none, job: {${jar}}, operator: {mode: standalone}}}`,
  })
  const mounted = (name: string) =>
    object<FlinkDeployment>(all, 'FlinkDeployment', `flink-${name}`).spec.podTemplate?.spec
      ?.automountServiceAccountToken
  assert.equal([mounted('native'), mounted('kept'), mounted('plain')], [true, true, false])
})

/** A pod's folder: the files of the ConfigMap in it, with paths that lead into it, and `wget` that answers. */
function pod(all: readonly Manifest[], answer = '') {
  const folder = temporaryFolder()
  const here = (text: string): string =>
    text.replace(
      /\/opt\/flink(?=\/)|(?<![\w-])\/flink\/|\/tmp\/|\/var\/run\/secrets\/kubernetes\.io\/serviceaccount/g,
      (path) => `${folder}${path.replace('/opt/flink', '/opt').replace(/^\/var.*/, '')}`,
    )
  for (const name of ['opt/conf', 'opt/usrlib', 'opt/opt', 'opt/plugins/metrics', 'flink/plugins', 'flink/config'])
    mkdirSync(join(folder, name), { recursive: true })
  for (const name of ['flink/keystore-password', 'flink/credentials', 'bin', 'tmp'])
    mkdirSync(join(folder, name), { recursive: true })
  for (const [name, text] of Object.entries(object<ConfigMap>(all, 'ConfigMap', 'flink-orders').data ?? {}))
    writeFileSync(join(folder, 'flink/config', name), here(text))
  writeFileSync(join(folder, 'flink/keystore-password/password'), 'a "quoted" \\ one\n')
  writeFileSync(join(folder, 'answer'), answer)
  const wget = `#!/bin/bash\nwhile [ $# -gt 0 ]; do if [ "$1" = -O ]; then exec cp "${folder}/answer" "$2"; fi; shift; done\nexec cat "${folder}/answer"\n`
  writeFileSync(join(folder, 'bin/wget'), wget)
  chmodSync(join(folder, 'bin/wget'), 0o755)
  return {
    folder,
    write: (path: string, text: string): void => {
      mkdirSync(join(folder, path, '..'), { recursive: true })
      writeFileSync(join(folder, path), text, { mode: 0o755 })
    },
    run: (script: string, ...args: string[]) =>
      spawnSync('/bin/bash', [join(folder, 'flink/config', script), ...args], {
        // From a socket, bash reads the settings of the machine's own users.
        stdio: ['ignore', 'pipe', 'pipe'],
        encoding: 'utf8',
        env: { PATH: `${folder}/bin:${process.env['PATH'] ?? ''}`, POD_IP: '10.1.2.3', POD_NAME: 'flink-orders-0' },
      }),
  }
}

test('the start puts in what is the pod’s own and secret, and links the plugins', async () => {
  const { folder, run } = pod(await platform({ flink: orders() }))
  writeFileSync(join(folder, 'opt/opt/flink-s3-fs-presto-2.2.1.jar'), 'plugin')
  assert.equal([run('prepare.sh').status, run('prepare.sh').status], [0, 0])
  const config = readFileSync(join(folder, 'opt/conf/config.yaml'), 'utf8')
  assert.match(config, /^jobmanager\.rpc\.address: "10\.1\.2\.3"$/m)
  assert.match(config, /^security\.ssl\.rest\.key-password: "a \\"quoted\\" \\\\ one"$/m)
  assert.is(config.match(/security\.ssl\.internal\.keystore-password/g)?.length, 1)
  assert.is(readFileSync(join(folder, 'flink/plugins/storage/flink-s3-fs-presto-2.2.1.jar'), 'utf8'), 'plugin')
})

test('an image without the plugin of its version does not start', async () => {
  const { status, stderr } = pod(await platform({ flink: orders() })).run('prepare.sh')
  assert.is(status, 1)
  assert.match(stderr, /The image has no .*flink-s3-fs-presto-2\.2\.1\.jar: its Flink is not 2\.2\.1/)
})

test('a jar from an address is taken only if it is the one', async () => {
  const expecting = (content: string): string =>
    `${password}, storage: {type: claim}, clusters: {orders: {egress: {r: {to: [{cidr: 10.5.0.0/24}]}}, job: {class: com.example.Orders, jar: {from: url, url: "https://repository.example.com/a.jar", sha256: ${sha256(content)}}}}}`
  assert.is(pod(await platform({ flink: expecting('another') }), 'jar').run('prepare.sh').status, 1)
  const right = pod(await platform({ flink: expecting('jar') }), 'jar')
  assert.is(right.run('prepare.sh').status, 0)
  assert.is(readFileSync(join(right.folder, 'opt/usrlib/job.jar'), 'utf8'), 'jar')
})

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What `/jobs/overview` of Flink 2.2.1 answers about one job. */
const overviewOf = (state: string, tasks: string): string =>
  `{"jobs":[{"jid":"000000000016fefe0000000000000000","name":"orders","start-time":1795278432831,"end-time":-1,"duration":13673,"state":"${state}","last-modification":1795278433639,"tasks":{${tasks},"canceling":0,"canceled":0,"total":3,"created":0,"deploying":0,"reconciling":0,"finished":0,"initializing":0,"failed":0},"pending-operators":0}]}`

/** What is listed, the answer, and whether the JobManager is alive with high availability, without, and ready. */
const probes: readonly (readonly [string, string, boolean, boolean, boolean])[] = [
  ['a job whose tasks run', overviewOf('RUNNING', '"running":3,"scheduled":0'), true, true, true],
  ['a job whose tasks wait for slots', overviewOf('RUNNING', '"running":0,"scheduled":3'), true, true, false],
  ['a job that restarts', overviewOf('RESTARTING', '"running":0,"scheduled":0'), true, true, false],
  ['a job that somebody cancelled', overviewOf('CANCELED', '"running":0,"scheduled":0'), true, true, false],
  ['a job that was stopped', overviewOf('FINISHED', '"running":0,"scheduled":0'), true, true, false],
  ['a job that has failed for good', overviewOf('FAILED', '"running":0,"scheduled":0'), true, false, false],
  ['a job that another JobManager took', overviewOf('SUSPENDED', '"running":0,"scheduled":0'), false, false, false],
  ['no job', '{"jobs":[]}', true, false, false],
]

for (const [what, answer, remembered, alone, ready] of probes)
  for (const [highAvailability, alive] of [
    ['kubernetes', remembered],
    ['none', alone],
  ] as const)
    test(`the probes of a JobManager with ${what}, high availability ${highAvailability}: ${alive ? 'alive' : 'dead'}, ${ready ? 'ready' : 'not ready'}`, async () => {
      const { run } = pod(await platform({ flink: orders(`highAvailability: ${highAvailability}`) }), answer)
      assert.equal([run('probe.sh', 'alive').status === 0, run('probe.sh', 'ready').status === 0], [alive, ready])
    })

test('a job that was stopped stays so, and the next JobManager knows it; a bounded one ends with its JobManager', async () => {
  const ended = async (flink: string) => {
    const options = optionsOf(await platform({ flink }))
    return [options['execution.shutdown-on-application-finish'], options['job-result-store.delete-on-commit']]
  }
  assert.equal(await ended(orders()), ['false', 'false'])
  assert.equal(await ended(orders('highAvailability: none')), ['false', undefined])
  assert.equal(await ended(bounded()), [undefined, undefined])
})

test.run()
