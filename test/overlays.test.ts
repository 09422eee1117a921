import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { mebibytes } from '../generators/parts/units.ts'
import { repository } from './support/world.ts'

type Container = { resources: { limits: { memory: string } }; restartPolicy?: string }
type Pod = { containers: Container[]; initContainers?: Container[] }
type Template = { template: { spec: Pod }; replicas?: number }
type Workload = {
  kind: string
  metadata: { name: string }
  spec: Template & { jobTemplate?: { spec: Template } }
}

const files = (overlay: string): string[] =>
  readdirSync(join(repository, 'overlays', overlay, 'rendered'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .sort()

const read = (overlay: string, path: string): unknown =>
  parse(readFileSync(join(repository, 'overlays', overlay, 'rendered', path), 'utf8'))

/** Mebibytes that a pod may use: its containers and sidecars together, or its largest init container. */
function memoryOf({ containers, initContainers = [] }: Pod): number {
  const sum = (all: readonly Container[]): number =>
    all.reduce((total, { resources }) => total + mebibytes(resources.limits.memory), 0)
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')
  return Math.max(
    sum([...containers, ...sidecars]),
    ...initContainers.map(({ resources }) => mebibytes(resources.limits.memory)),
  )
}

test('dev fits 9 GiB of memory, its Jobs and CronJobs running all at once', () => {
  const pods = files('dev')
    .map((path) => read('dev', path) as Workload) // filtered right below
    .filter(({ kind }) => ['StatefulSet', 'Deployment', 'Job', 'CronJob'].includes(kind))
    .map(({ spec }) => spec.jobTemplate?.spec ?? spec)
  assert.ok(pods.length >= 5)
  const total = pods.reduce((sum, { template, replicas }) => sum + memoryOf(template.spec) * (replicas ?? 1), 0)
  assert.ok(total <= 9216, `${total} Mi`)
})

test('prod stands in three zones and survives the loss of one pod of every kind', () => {
  const servers = files('prod')
    .map((path) => read('prod', path) as Workload) // filtered right below
    .filter(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name !== 'mqtt')
  assert.equal(
    servers.map(({ metadata, spec }) => `${metadata.name} ${spec.replicas}`),
    ['zookeeper 3', 'kafka-broker 3', 'kafka-controller 3', 'pulsar-bookie 4', 'pulsar-broker 3'],
  )
})

test('the overlay that modernises the published layout has its names', () => {
  const paths = files('apk8s-dev3')
  for (const path of [
    '000-namespace/00-namespace-data.yaml',
    '010-zookeeper/40-statefulset-zookeeper.yaml',
    '020-kafka/40-statefulset-kafka-broker.yaml',
    '050-mqtt/40-statefulset-mqtt.yaml',
    '095-edge/05-certificate-public-data-tls.yaml',
  ])
    assert.ok(paths.includes(path), path)
  assert.not.ok(
    paths.some((path) => path.includes('kafka-controller')),
    'metadata lives in ZooKeeper',
  )
})

test.run()
