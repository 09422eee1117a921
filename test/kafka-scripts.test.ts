import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ConfigMap } from '../generators/kubernetes.ts'
import { manifests, overlay, rendered } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** The files of a ConfigMap of Kafka's. */
async function filesOf(config: string, kafka: string): Promise<Record<string, string>> {
  const { files } = await rendered({
    test: overlay(
      `components: {namespace: true, certs: true, kafka: true}
values: {certs: {clients: {orders: {}}}, kafka: {clusterId: Ab3dEfGhIjKlMnOpQrStUw, ${kafka}}}
`,
      { purpose: 'development' },
    ),
  })
  const found = manifests(files['test']).find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === config)
  assert.ok(found, `ConfigMap/${config} is not rendered`)
  return (found as ConfigMap).data ?? {} // found by kind
}

/** What Kafka's tools print, by a part of their arguments; recorded from Kafka 4.3.1. */
type Answers = Readonly<Record<string, string>>

type Run = {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** What the tools were asked for beyond what has an answer, with the files that they were given. */
  readonly calls: readonly string[]
  readonly folder: string
}

type Pod = { readonly environment?: Record<string, string>; readonly folder?: string; readonly secrets?: Answers }

/** Runs a script of a ConfigMap in a folder that stands for the pod, with tools that answer what they are told to. */
function run(files: Record<string, string>, script: string, answers: Answers, pod: Pod = {}): Run {
  const folder = pod.folder ?? temporaryFolder()
  const here = (text: string): string =>
    text
      .replaceAll('/tmp/', `${folder}/tmp/`)
      .replaceAll('/opt/kafka/bin', `${folder}/bin`)
      .replaceAll('/etc/kafka', `${folder}/etc`)
      .replaceAll('/var/lib/kafka', `${folder}/lib`)
  for (const name of ['bin', 'etc/config', 'etc/completed', 'etc/passwords', 'lib/data', 'tmp'])
    mkdirSync(join(folder, name), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'etc/config', name), here(text))
  for (const [name, text] of Object.entries(pod.secrets ?? {})) writeFileSync(join(folder, 'etc/passwords', name), text)
  Object.values(answers).forEach((text, index) => {
    writeFileSync(join(folder, 'bin', `answer-${index}`), text)
  })
  // A tool that tells of an exception fails.
  const cases = Object.keys(answers).map(
    (part, index) =>
      `*"${part}"*) cat "${folder}/bin/answer-${index}"; ! grep -q Exception "${folder}/bin/answer-${index}"; exit ;;`,
  )
  const tool = `#!/bin/bash
said="$(basename "$0") $*"
case $said in
${cases.join('\n')}
esac
echo "$said" >> "${folder}/calls"
while [ $# -gt 0 ]; do
  if [ "$1" = --add-config-file ]; then sed 's/^/  /' "$2" >> "${folder}/calls"; fi
  shift
done
`
  for (const name of ['acls', 'broker-api-versions', 'configs', 'metadata-quorum', 'storage', 'topics']) {
    writeFileSync(join(folder, 'bin', `kafka-${name}.sh`), tool)
    chmodSync(join(folder, 'bin', `kafka-${name}.sh`), 0o755)
  }
  const { status, stdout, stderr } = spawnSync('/bin/bash', [join(folder, 'etc/config', script)], {
    // From a socket, bash reads the settings of the machine's own users.
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', ...pod.environment },
  })
  const told = existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8') : ''
  return {
    status,
    stdout,
    stderr: stderr.replaceAll(folder, ''),
    calls: told
      .replace(/--bootstrap-server \S+ --command-config \S+ /g, '')
      .replaceAll(folder, '')
      .split('\n')
      .filter((line) => line !== ''),
    folder,
  }
}

const brokers = {
  'broker-api-versions': `kafka-broker-1.kafka-headless.data.svc.cluster.local:9091 (id: 1 rack: b isFenced: false) -> (
\tProduce(0): 0 to 13 [usable: 13]
)
kafka-broker-0.kafka-headless.data.svc.cluster.local:9091 (id: 0 rack: a isFenced: false) -> (
)
kafka-broker-2.kafka-headless.data.svc.cluster.local:9091 (id: 2 rack: c isFenced: false) -> (
)
`,
}

/** The tools' answers about topics: name, partitions, replicas, and the settings as the brokers print them. */
function topicAnswers(found: readonly { name: string; partitions: number; replicas: number; settings: string[] }[]) {
  return {
    ...brokers,
    '--describe --entity-type topics': found
      .map(
        ({ name, settings }) =>
          `Dynamic configs for topic ${name} are:\n${settings
            .map((setting) => `  ${setting} sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:${setting}}\n`)
            .join('')}`,
      )
      .join(''),
    'properties --describe': found
      .map(
        ({ name, partitions, replicas }) =>
          `Topic: ${name}\tTopicId: tFyM-bhjRlyIn6a3wFnlyg\tPartitionCount: ${partitions}\tReplicationFactor: ${replicas}\tConfigs: min.insync.replicas=2\n\tTopic: ${name}\tPartition: 0\tLeader: 1\tReplicas: 1,2,0\tIsr: 0,1,2\n`,
      )
      .join(''),
  }
}

test('a topic that is missing is made, with its settings', async () => {
  const files = await filesOf(
    'kafka-topics',
    'topics: {orders: {partitions: 12, config: {cleanup.policy: "compact,delete"}}}',
  )
  const { status, calls } = run(files, 'topics.sh', topicAnswers([]))
  assert.is(status, 0)
  assert.equal(calls, [
    'kafka-topics.sh --create --topic orders --partitions 12 --replication-factor 3 --config cleanup.policy=compact,delete',
  ])
})

test('topics that are as declared are left alone', async () => {
  const files = await filesOf(
    'kafka-topics',
    'topics: {orders: {config: {retention.ms: 1000, cleanup.policy: "compact,delete"}}}',
  )
  const { status, stdout, calls } = run(
    files,
    'topics.sh',
    topicAnswers([
      { name: 'orders', partitions: 6, replicas: 3, settings: ['cleanup.policy=compact,delete', 'retention.ms=1000'] },
      { name: 'another', partitions: 1, replicas: 1, settings: ['retention.ms=1'] },
    ]),
  )
  assert.is(status, 0)
  assert.is(stdout, 'The topics are as declared.\n')
  assert.equal(calls, [])
})

test('a topic gets more partitions, changed settings, and its default where a setting is no longer declared', async () => {
  const files = await filesOf(
    'kafka-topics',
    'topics: {orders: {partitions: 8, config: {retention.ms: 2000, cleanup.policy: compact}}}',
  )
  const { status, calls } = run(
    files,
    'topics.sh',
    topicAnswers([
      {
        name: 'orders',
        partitions: 6,
        replicas: 3,
        settings: ['cleanup.policy=compact', 'max.message.bytes=5', 'retention.ms=1000', 'segment.ms=9'],
      },
    ]),
  )
  assert.is(status, 0)
  assert.equal(calls, [
    'kafka-topics.sh --alter --topic orders --partitions 8',
    'kafka-configs.sh --alter --entity-type topics --entity-name orders --add-config-file /tmp/changed.properties --delete-config max.message.bytes,segment.ms',
    '  retention.ms=2000',
  ])
})

test('fewer partitions and another replication are refused with a sentence, after the rest is done', async () => {
  const files = await filesOf('kafka-topics', 'topics: {a: {partitions: 3}, b: {replication: 2}, c: {}}')
  const { status, stderr, calls } = run(
    files,
    'topics.sh',
    topicAnswers([
      { name: 'a', partitions: 6, replicas: 3, settings: [] },
      { name: 'b', partitions: 6, replicas: 3, settings: [] },
    ]),
  )
  assert.is(status, 1)
  assert.equal(stderr.split('\n'), [
    'Topic a has 6 partitions and keeps them: to take some away would lose their messages. Declare 6.',
    'Topic b has 3 replicas and keeps them: kafka-reassign-partitions.sh gives it 2. Declare 3.',
    '',
  ])
  assert.equal(calls, ['kafka-topics.sh --create --topic c --partitions 6 --replication-factor 3'])
})

const found = `Current ACLs for resource \`ResourcePattern(resourceType=TOPIC, name=orders, patternType=LITERAL)\`:
\t(principal=User:orders, host=*, operation=DESCRIBE, permissionType=ALLOW)
\t(principal=User:orders, host=*, operation=READ, permissionType=ALLOW)
\t(principal=User:component.bridge, host=*, operation=WRITE, permissionType=ALLOW)

Current ACLs for resource \`ResourcePattern(resourceType=GROUP, name=old group, patternType=PREFIXED)\`:
\t(principal=User:gone, host=192.0.2.1, operation=READ, permissionType=DENY)
\t(principal=User:CN=kafka-admin, host=*, operation=READ, permissionType=ALLOW)

`

const asDeclared = `users: {orders: {acls: {
  read: {name: orders, operations: [Read, Describe]},
  deny: {resource: group, name: x, operations: [DescribeConfigs], permission: deny, host: 192.0.2.9},
  write: {name: paid., match: prefixed, operations: [Write, Describe]},
  more: {name: sent., match: prefixed, operations: [Describe, Write]}}}}`

test('ACLs that are missing are added in few calls, what is no longer declared is revoked, and super users and components keep theirs', async () => {
  const { status, stdout, calls } = run(await filesOf('kafka-users', asDeclared), 'users.sh', {
    ...brokers,
    '--list': found,
    '--describe --entity-type users': '',
  })
  assert.is(status, 0)
  assert.is(stdout, 'Revoking GROUP|old group|PREFIXED|User:gone|192.0.2.1|READ|DENY\nThe users are as declared.\n')
  assert.is(
    calls[0],
    'kafka-acls.sh --remove --force --resource-pattern-type PREFIXED --deny-principal User:gone --deny-host 192.0.2.1 --operation READ --group old group',
  )
  assert.equal(calls.slice(1), [
    'kafka-acls.sh --add --resource-pattern-type LITERAL --deny-principal User:orders --deny-host 192.0.2.9 --operation DESCRIBECONFIGS --group x',
    'kafka-acls.sh --add --resource-pattern-type PREFIXED --allow-principal User:orders --allow-host * --operation DESCRIBE --operation WRITE --topic paid. --topic sent.',
  ])
})

test('users that are as declared are left alone', async () => {
  const kafka = `listeners: {scram: {enabled: true}}, users: {
    orders: {acls: {read: {name: orders, operations: [Read, Describe]}}},
    till: {authentication: scram, password: {secret: till, generation: 2}}}`
  const { status, calls } = run(await filesOf('kafka-users', kafka), 'users.sh', {
    ...brokers,
    '--list': found.slice(0, found.indexOf('Current ACLs for resource `ResourcePattern(resourceType=GROUP')),
    '--describe --entity-type users':
      "SCRAM credential configs for user-principal 'till' are SCRAM-SHA-512=iterations=8193\nQuota configs for user-principal 'x' are a=1.0\n",
  })
  assert.is(status, 0)
  assert.equal(calls, [])
})

test('passwords are set from files where they are new or of another generation, and revoked where they are not declared', async () => {
  const kafka = `listeners: {scram: {enabled: true}}, users: {
    till: {authentication: scram, password: {secret: till, generation: 2}},
    new: {authentication: scram, password: {secret: new}}}`
  const { status, calls, folder } = run(
    await filesOf('kafka-users', kafka),
    'users.sh',
    {
      ...brokers,
      '--list': '',
      '--describe --entity-type users': `SCRAM credential configs for user-principal 'till' are SCRAM-SHA-512=iterations=8192
SCRAM credential configs for user-principal 'gone' are SCRAM-SHA-256=iterations=4096, SCRAM-SHA-512=iterations=8192
SCRAM credential configs for user-principal 'till2' are SCRAM-SHA-512=iterations=8193
`,
    },
    { secrets: { till: 'a=b,c\\d\n', new: 'x y' } },
  )
  assert.is(status, 0)
  assert.equal(calls, [
    'kafka-configs.sh --alter --entity-type users --entity-name gone --delete-config SCRAM-SHA-256',
    'kafka-configs.sh --alter --entity-type users --entity-name gone --delete-config SCRAM-SHA-512',
    'kafka-configs.sh --alter --entity-type users --entity-name till2 --delete-config SCRAM-SHA-512',
    'kafka-configs.sh --alter --entity-type users --entity-name till --add-config-file /tmp/password.properties',
    '  SCRAM-SHA-512=iterations=8193,password=a=b,c\\\\d',
    'kafka-configs.sh --alter --entity-type users --entity-name new --add-config-file /tmp/password.properties',
    '  SCRAM-SHA-512=iterations=8192,password=x y',
  ])
  assert.not.ok(readdirSync(join(folder, 'tmp')).includes('password.properties'))
})

test('a password that Java would read as another one is refused', async () => {
  const kafka = 'listeners: {scram: {enabled: true}}, users: {till: {authentication: scram, password: {secret: till}}}'
  const { status, stderr, calls } = run(
    await filesOf('kafka-users', kafka),
    'users.sh',
    { ...brokers, '--list': '', '--describe --entity-type users': '' },
    { secrets: { till: 'ü' } },
  )
  assert.is(status, 1)
  assert.is(stderr, 'The password of till is empty or has other characters than printable ASCII.\n')
  assert.equal(calls, [])
})

const separate = 'brokers: {rack: zone}'

/** The pool's files with its controllers at an address of this machine. */
async function poolFiles(pool: string, kafka: string, address = '127.0.0.1:1'): Promise<Record<string, string>> {
  const files = await filesOf(pool, kafka)
  const script = (files['prepare.sh'] ?? '').replace(/^for controller in .*; do$/m, `for controller in ${address}; do`)
  return { ...files, 'prepare.sh': script }
}

const controller = { environment: { POD_NAME: 'kafka-controller-2' } }

test("the start puts in what is the pod's own", async () => {
  const files = await poolFiles(
    'kafka-broker',
    'listeners: {external: {type: NodePort, host: "kafka-{broker}.example.com", nodePort: 31000}}',
  )
  const { status, folder } = run(
    files,
    'prepare.sh',
    {},
    { environment: { POD_NAME: 'kafka-broker-11', ZONE: 'eu-1b' } },
  )
  assert.is(status, 0)
  const completed = readFileSync(join(folder, 'etc/completed/server.properties'), 'utf8')
  for (const line of [
    'node.id=11',
    'broker.rack=eu-1b',
    'advertised.listeners=REPLICATION://kafka-broker-11.kafka-headless.data.svc.cluster.local:9091,CLIENTS://kafka-broker-11.kafka-headless.data.svc.cluster.local:9093,EXTERNAL://kafka-11.example.com:31011',
  ])
    assert.ok(completed.includes(`\n${line}\n`), line)
  assert.not.match(completed, /@[A-Z_]+@/)
})

test('a broker whose node has no zone does not start without one', async () => {
  const { status, stderr } = run(
    await poolFiles('kafka-broker', separate),
    'prepare.sh',
    {},
    { environment: { POD_NAME: 'kafka-broker-0', ZONE: '' } },
  )
  assert.is(status, 1)
  assert.is(
    stderr,
    'This pod has no label topology.kubernetes.io/zone: label its node, or set values.kafka.brokers.rack to none.\n',
  )
})

test('an empty disk of a first controller becomes that of a first voter', async () => {
  const { status, calls } = run(await poolFiles('kafka-controller', separate), 'prepare.sh', {}, controller)
  assert.is(status, 0)
  assert.is(calls.length, 1)
  assert.match(
    calls[0] ?? '',
    /^kafka-storage\.sh format --ignore-formatted --cluster-id=Ab3dEfGhIjKlMnOpQrStUw --config \/etc\/completed\/server\.properties --initial-controllers 100@.*,101@.*,102@/,
  )
})

test('with join an empty disk becomes that of an observer', async () => {
  const files = await poolFiles('kafka-controller', 'controllers: {bootstrap: join}')
  assert.equal(run(files, 'prepare.sh', {}, controller).calls, [
    'kafka-storage.sh format --ignore-formatted --cluster-id=Ab3dEfGhIjKlMnOpQrStUw --config /etc/completed/server.properties --no-initial-controllers',
  ])
})

test('an empty disk of a broker is no voter of anything', async () => {
  const files = await poolFiles('kafka-broker', 'brokers: {rack: none}')
  assert.equal(run(files, 'prepare.sh', {}, { environment: { POD_NAME: 'kafka-broker-1' } }).calls, [
    'kafka-storage.sh format --ignore-formatted --cluster-id=Ab3dEfGhIjKlMnOpQrStUw --config /etc/completed/server.properties',
  ])
})

test('a disk that is formatted is left alone, and so is one that holds data but not whose', async () => {
  const files = await poolFiles('kafka-controller', separate)
  const folder = temporaryFolder()
  const disk = join(folder, 'lib/data/kafka-log')
  mkdirSync(join(disk, '__cluster_metadata-0'), { recursive: true })
  writeFileSync(join(disk, '__cluster_metadata-0', '00000000000000000000.log'), 'x')
  const damaged = run(files, 'prepare.sh', {}, { ...controller, folder })
  assert.is(damaged.status, 1)
  assert.match(damaged.stderr, "holds data but no meta.properties: it is damaged, or not Kafka's. It is left as it is.")
  writeFileSync(join(disk, 'meta.properties'), '')
  const whole = run(files, 'prepare.sh', {}, { ...controller, folder })
  assert.is(whole.status, 0)
  assert.equal([...damaged.calls, ...whole.calls], [])
})

const besideQuorum = (voters: string): Promise<Run> =>
  besideController(`LeaderId:  100\nCurrentVoters:   [${voters}]\n`)

/** Runs the start of a first controller while another one is on a port of this machine, of which the tool tells this. */
async function besideController(status: string): Promise<Run> {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const bound = server.address()
  try {
    const port = typeof bound === 'object' && bound ? bound.port : 0
    const files = await poolFiles('kafka-controller', separate, `127.0.0.1:${port}`)
    return run(files, 'prepare.sh', { 'describe --status': status }, controller)
  } finally {
    server.close()
  }
}

/** A line of the quorum's status, as Kafka 4.3.1 prints it. */
const voter = (id: number, directory: string, host: string): string =>
  `{"id": ${id}, "directoryId": "${directory}", "endpoints": ["CONTROLLER://${host}:9090"]}`
const first = voter(
  100,
  'Ab3dEfGhIjKlMnOpQrSsxw',
  'kafka-controller-0.kafka-controller-headless.data.svc.cluster.local',
)
const third = 'kafka-controller-2.kafka-controller-headless.data.svc'
const thirdDisk = 'Ab3dEfGhIjKlMnOpQrSszw'
const notWaitedFor =
  'The quorum runs, and does not wait for the empty disk of node 102: set values.kafka.controllers.bootstrap to join.\n'

test('a quorum that runs without a controller does not get it as a first voter', async () => {
  for (const voters of [first, `${first}, ${voter(102, 'Zb3dEfGhIjKlMnOpQrSszw', third)}`]) {
    const { status, stderr, calls } = await besideQuorum(voters)
    assert.is(status, 1)
    assert.is(stderr, notWaitedFor)
    assert.equal(calls, [])
  }
})

test('a controller that has been up and lost its disk does not vote by itself', async () => {
  const { status, stderr, calls } = await besideQuorum(`${first}, ${voter(102, thirdDisk, `${third}.cluster.local`)}`)
  assert.is(status, 1)
  assert.is(stderr, notWaitedFor)
  assert.equal(calls, [])
})

test('a first controller goes on where another one has no leader either, in the words of Kafka 4.3.1', async () => {
  for (const said of [
    'UnsupportedVersionException: Direct-to-controller communication is not supported with the current MetadataVersion.',
    'TimeoutException: Timed out waiting for a node assignment. Call: describeMetadataQuorum',
  ]) {
    const { status, calls } = await besideController(`org.apache.kafka.common.errors.${said}\n`)
    assert.is(status, 0)
    assert.is(calls.length, 1)
  }
})

test('a first controller does not begin where nobody can tell whether a quorum runs', async () => {
  const { status, stderr, calls } = await besideController(
    'Failed to create new KafkaAdminClient\norg.apache.kafka.common.KafkaException: Failed to create new KafkaAdminClient\n',
  )
  assert.is(status, 1)
  assert.match(
    stderr,
    /^127\.0\.0\.1:\d+ does not say whether a quorum runs: org\.apache\.kafka\.common\.KafkaException: Failed/,
  )
  assert.equal(calls, [])
})

test('a first controller that comes late begins as the voter that the quorum waits for', async () => {
  const { status, calls } = await besideQuorum(`${first}, ${voter(102, thirdDisk, third)}`)
  assert.is(status, 0)
  assert.is(calls.length, 1)
})

test('a controller that replaces one which lost its disk is added in its place', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'lib/data/kafka-log'), { recursive: true })
  mkdirSync(join(folder, 'etc/completed'), { recursive: true })
  writeFileSync(join(folder, 'etc/completed/server.properties'), 'node.id=102\n')
  writeFileSync(join(folder, 'lib/data/kafka-log/meta.properties'), 'node.id=102\ndirectory.id=new\n')
  const { status, calls } = run(
    await poolFiles('kafka-controller', 'controllers: {bootstrap: join}'),
    'add-controller.sh',
    { 'describe --status': 'CurrentVoters: [{"id": 100, "directoryId": "a"}, {"id": 102, "directoryId": "old"}]\n' },
    { folder },
  )
  assert.is(status, 0)
  assert.equal(
    calls.map((call) => call.replace(/--bootstrap-controller \S+ --command-config \S+ /, '')),
    [
      'kafka-metadata-quorum.sh remove-controller --controller-id 102 --controller-directory-id old',
      'kafka-metadata-quorum.sh add-controller',
    ],
  )
})

test.run()
