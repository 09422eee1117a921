import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { type OverlayFacts, overlayFacts } from './live/cluster/facts.ts'
import { clusterPaths } from './live/cluster/paths.ts'
import { cgroupOf, planCluster } from './live/cluster/plan.ts'
import { kubeletArguments, kubeletConfig } from './live/cluster/settings/kubelet.ts'
import { unready, type Workload } from './live/cluster/workloads.ts'
import { temporaryFolder } from './temporary-folder.ts'

const artefacts = { bin: '/bin', system: '/system', store: '/store' }

const facts: OverlayFacts = {
  name: 'small',
  folder: '/overlays/small',
  domain: 'cluster.example',
  storageClass: 'ssd',
  zones: ['a', 'b'],
  nodeRanges: ['10.10.0.0/16'],
}

test('a live cluster has the facts of its overlay, also those that it inherits', () => {
  const overlays = temporaryFolder()
  const write = (name: string, text: string): string => {
    mkdirSync(join(overlays, name))
    writeFileSync(join(overlays, name, 'overlay.yaml'), text)
    return join(overlays, name)
  }
  write('large', 'cluster: {domain: d.example, storageClass: ssd, zones: [a, b], network: {nodes: [10.0.0.0/8]}}')
  const folder = write('small', 'extends: large\ncluster: {name: small, zones: [c], network: {dns: []}}')
  assert.equal(overlayFacts(folder), {
    name: 'small',
    folder,
    domain: 'd.example',
    storageClass: 'ssd',
    zones: ['c'],
    nodeRanges: ['10.0.0.0/8'],
  })
})

test("nodes have addresses of the range that the overlay's policies let in, and its zones in turn", () => {
  const { nodes, nodePrefix } = planCluster(facts, 3, artefacts)
  assert.is(nodePrefix, 24)
  assert.equal(
    nodes.map(({ name, address, podRange, zone }) => [name, address, podRange, zone]),
    [
      ['node1', '10.10.0.1', '10.244.1.0/24', 'a'],
      ['node2', '10.10.0.2', '10.244.2.0/24', 'b'],
      ['node3', '10.10.0.3', '10.244.3.0/24', 'a'],
    ],
  )
})

test('a kubelet names its zone, resolves names of the domain of the overlay, and keeps its pods in a group of its own', () => {
  const plan = planCluster(facts, 1, artefacts)
  const paths = clusterPaths('/state')
  const [node] = plan.nodes
  if (!node) throw new Error('there is a node')
  assert.ok(kubeletArguments(node, paths).includes('--node-labels=topology.kubernetes.io/zone=a'))
  const { clusterDNS, clusterDomain, cgroupRoot } = parse(kubeletConfig(plan, node, paths, '/state'))
  assert.equal(
    [clusterDNS, clusterDomain, cgroupRoot],
    [['10.96.0.10'], 'cluster.example', `/${cgroupOf('/state', 1)}`],
  )
})

test('clusters of two state folders share no control group', () => {
  assert.is.not(cgroupOf('/one', 1), cgroupOf('/two', 1))
})

const generation = { name: 'x', generation: 2 }

const judged: readonly [what: string, object: Workload, sentences: string[]][] = [
  [
    'a StatefulSet whose pods are all Ready',
    {
      kind: 'StatefulSet',
      metadata: generation,
      spec: { replicas: 3 },
      status: { observedGeneration: 2, updatedReplicas: 3, readyReplicas: 3 },
    },
    [],
  ],
  [
    'a StatefulSet with a pod that is not Ready',
    {
      kind: 'StatefulSet',
      metadata: generation,
      spec: { replicas: 3 },
      status: { observedGeneration: 2, updatedReplicas: 3, readyReplicas: 2 },
    },
    ['StatefulSet/x: 2 of 3 pods are Ready'],
  ],
  [
    'a StatefulSet in a rolling update',
    {
      kind: 'StatefulSet',
      metadata: generation,
      spec: { replicas: 3 },
      status: { observedGeneration: 2, updatedReplicas: 1, readyReplicas: 3 },
    },
    ['StatefulSet/x: 1 of 3 pods are up to date'],
  ],
  [
    'a Deployment that was changed a moment ago',
    {
      kind: 'Deployment',
      metadata: generation,
      spec: { replicas: 1 },
      status: { observedGeneration: 1, updatedReplicas: 1, readyReplicas: 1 },
    },
    ['Deployment/x: was not looked at yet'],
  ],
  [
    'a Job that failed',
    {
      kind: 'Job',
      metadata: { name: 'x' },
      status: { conditions: [{ type: 'Failed', status: 'True', message: 'too often' }] },
    },
    ['Job/x: failed: too often'],
  ],
  ['a Job that was just made', { kind: 'Job', metadata: { name: 'x' }, status: {} }, ['Job/x: is not complete']],
  [
    'a DaemonSet that was just made',
    { kind: 'DaemonSet', metadata: generation, status: {} },
    ['DaemonSet/x: was not looked at yet'],
  ],
  [
    'a DaemonSet that no node can take',
    {
      kind: 'DaemonSet',
      metadata: generation,
      status: { observedGeneration: 2, desiredNumberScheduled: 0, numberReady: 0 },
    },
    [],
  ],
  [
    'a DaemonSet in a rolling update',
    {
      kind: 'DaemonSet',
      metadata: generation,
      status: { observedGeneration: 2, desiredNumberScheduled: 3, updatedNumberScheduled: 1, numberReady: 3 },
    },
    ['DaemonSet/x: 1 of 3 pods are up to date'],
  ],
  ['a pod that did its work', { kind: 'Pod', metadata: { name: 'x' }, status: { phase: 'Succeeded' } }, []],
  [
    'a pod that no node can take',
    {
      kind: 'Pod',
      metadata: { name: 'x' },
      status: {
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'Insufficient cpu' }],
      },
    },
    ['Pod/x: Unschedulable: Insufficient cpu'],
  ],
  [
    'a pod whose container ends again and again',
    {
      kind: 'Pod',
      metadata: { name: 'x' },
      status: {
        phase: 'Running',
        containerStatuses: [{ name: 'server', restartCount: 4, state: { waiting: { reason: 'CrashLoopBackOff' } } }],
      },
    },
    ['Pod/x: Running, server CrashLoopBackOff after 4 restarts'],
  ],
]

for (const [what, object, sentences] of judged) {
  test(`${what} is ${sentences.length === 0 ? 'ready' : 'not ready, and the sentence says why'}`, () => {
    const found = unready([object]).map(({ sentence }) => sentence)
    assert.equal(found, sentences)
  })
}

test('a pod that failed counts until its Job is complete', () => {
  const job = (conditions: { type: string; status: string }[]): Workload => ({
    kind: 'Job',
    metadata: { namespace: 'data', name: 'topics' },
    status: { conditions },
  })
  const pod: Workload = {
    kind: 'Pod',
    metadata: { namespace: 'data', name: 'topics-1', ownerReferences: [{ kind: 'Job', name: 'topics' }] },
    status: { phase: 'Failed' },
  }
  const sentences = (...objects: Workload[]) => unready(objects).map(({ sentence }) => sentence)
  assert.equal(sentences(job([]), pod), ['Job/topics: is not complete', 'Pod/topics-1: Failed'])
  assert.equal(sentences(job([{ type: 'Complete', status: 'True' }]), pod), [])
})

test.run()
