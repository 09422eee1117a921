import { win32 } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fileName, fileNameCollisions } from '../engine/file-name.ts'

const object = (apiVersion: string, kind: string, name: string, namespace?: string) => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace !== undefined && { namespace }) },
})

const long = 'a'.repeat(253)
const names: readonly (readonly [ReturnType<typeof object>, file: string])[] = [
  [object('v1', 'Namespace', 'data'), '00-namespace-data.yaml'],
  [object('v1', 'Service', 'kafka-headless', 'data'), '10-service-kafka-headless.yaml'],
  [object('apps/v1', 'StatefulSet', 'kafka-broker', 'data'), '40-statefulset-kafka-broker.yaml'],
  [object('v1', 'ConfigMap', 'kafka', 'other'), '20-configmap-kafka.other.yaml'],
  [
    object('cert-manager.io/v1', 'Certificate', 'data.dev3.apk8s.dev', 'data'),
    '05-certificate-data.dev3.apk8s.dev.yaml',
  ],
  [object('serving.knative.dev/v1', 'Service', 'a', 'data'), '85-service-a.serving.knative.dev.yaml'],
  [object('serving.knative.dev/v1', 'Service', 'a', 'other'), '85-service-a.other.serving.knative.dev.yaml'],
  [object('coordination.k8s.io/v1', 'Lease', 'a', 'data'), '85-lease-a.yaml'],
  [object('batch/v1', 'Job', 'kafka-topics-0123abcd', 'data'), '50-job-kafka-topics.yaml'],
  [object('batch/v1', 'Job', 'kafka-topics-0123abcd', 'other'), '50-job-kafka-topics.other.yaml'],
  [object('batch/v1', 'Job', 'kafka-topics', 'data'), '50-job-kafka-topics.yaml'],
  [object('batch/v1', 'CronJob', 'restart-0123abcd', 'data'), '50-cronjob-restart-0123abcd.yaml'],
  [object('v1', 'ConfigMap', 'restart-0123abcd', 'data'), '20-configmap-restart-0123abcd.yaml'],
  [object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:kafka'), '03-clusterrole-system_3akafka.yaml'],
  [object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'Kafka Admin_é'), '03-clusterrole-kafka_20admin_5f_c3a9.yaml'],
  [object('rbac.authorization.k8s.io/v1', 'ClusterRole', '../../etc'), '03-clusterrole-.._2f.._2fetc.yaml'],
  [object('v1', 'ConfigMap', 'con', 'data'), '20-configmap-con.yaml'],
  [object('v1', 'ConfigMap', long, 'data'), `20-configmap-${'a'.repeat(171)}-db07dbee28.yaml`],
  [object('v1', 'ConfigMap', `${long}b`, 'data'), `20-configmap-${'a'.repeat(171)}-88b6bfd53a.yaml`],
]

test('a file is named by the order, kind and name of its object, and by its namespace and group where they do not go without saying', () => {
  assert.equal(
    names.map(([manifest]) => fileName(manifest, 'data')),
    names.map(([, file]) => file),
  )
})

test('a Job is named as it was before its hash', () => {
  const job = object('batch/v1', 'Job', 'load-deadbeef', 'data')
  assert.is(fileName(job, 'data'), '50-job-load.yaml')
  assert.is(fileName(job, 'data', 'load-deadbeef'), '50-job-load-deadbeef.yaml')
})

test('no name is longer than 200 bytes, and a name of 200 bytes stays whole', () => {
  const whole = object('v1', 'ConfigMap', 'a'.repeat(200 - '20-configmap-.yaml'.length), 'data')
  const cut = object('v1', 'ConfigMap', `${whole.metadata.name}a`, 'data')
  assert.is(fileName(whole, 'data'), `20-configmap-${whole.metadata.name}.yaml`)
  assert.is(Buffer.byteLength(fileName(cut, 'data')), 200)
  assert.is.not(fileName(cut, 'data'), fileName(object('v1', 'ConfigMap', `${whole.metadata.name}b`, 'data'), 'data'))
})

/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
test('no name is one that Windows reserves or cannot write', () => {
  const reserved = [
    'con',
    'prn',
    'aux',
    'nul',
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((port) => [`com${port}`, `lpt${port}`]),
  ]
  const strange = [
    ...reserved,
    'a<b',
    'a>b',
    'a:b',
    'a"b',
    'a/b',
    'a\\b',
    'a|b',
    'a?b',
    'a*b',
    'a\u0001b',
    'a.',
    'a ',
    'CON',
  ]
  const files = strange.map((name) => fileName(object('rbac.authorization.k8s.io/v1', 'Role', name, 'data'), 'data'))
  assert.equal(
    files.filter(
      (file) =>
        reserved.includes(file.slice(0, file.indexOf('.'))) ||
        !/^[a-z0-9._-]+[^. ]$/.test(file) ||
        win32.basename(file) !== file,
    ),
    [],
  )
})

test('names that a file system may take for one are found, upper and lower case alike', () => {
  assert.equal(fileNameCollisions(['a/B.yaml', 'c.yaml', 'a/b.yaml', 'd.yaml', 'c.yaml', 'e\u0301', '\u00e9']), [
    ['a/B.yaml', 'a/b.yaml'],
    ['c.yaml', 'c.yaml'],
    ['e\u0301', '\u00e9'],
  ])
})

test.run()
