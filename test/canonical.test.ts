import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { canonical, meaningWhenEmpty } from '../engine/canonical.ts'
import type { Manifest } from '../engine/model.ts'
import { quantityFaults } from '../engine/quantity-fields.ts'

/** The order of keys counts: it is the order of the file. */
function becomes(name: string, written: object, expected: object): void {
  test(name, () => {
    const frozen = deepFrozen(written) as Manifest // a test writes manifests as it likes
    assert.is(JSON.stringify(canonical(frozen), null, 1), JSON.stringify(expected, null, 1))
    assert.is(JSON.stringify(canonical(expected as Manifest), null, 1), JSON.stringify(expected, null, 1))
  })
}

function deepFrozen(value: object): object {
  for (const child of Object.values(value)) if (typeof child === 'object' && child !== null) deepFrozen(child)
  return Object.freeze(value)
}

const metadata = { name: 'a' }
const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata }

becomes(
  'a manifest begins with apiVersion, kind and metadata, and metadata with name, namespace, labels and annotations, sorted',
  {
    spec: { z: 1, a: 2 },
    metadata: {
      finalizers: ['f'],
      annotations: { b: '1', B: '2', a: '3' },
      labels: { 'z/b': '1', 'a/c': '2' },
      namespace: 'data',
      name: 'a',
    },
    kind: 'Thing',
    immutable: true,
    apiVersion: 'example.com/v1',
  },
  {
    apiVersion: 'example.com/v1',
    kind: 'Thing',
    metadata: {
      name: 'a',
      namespace: 'data',
      labels: { 'a/c': '2', 'z/b': '1' },
      annotations: { B: '2', a: '3', b: '1' },
      finalizers: ['f'],
    },
    spec: { z: 1, a: 2 },
    immutable: true,
  },
)

becomes(
  'properties without a value are left out, null stays for the checks to find',
  {
    ...configMap,
    metadata: { name: 'a', namespace: undefined, labels: { a: undefined, b: '1' } },
    data: { a: undefined, b: null },
    immutable: undefined,
  },
  { ...configMap, metadata: { name: 'a', labels: { b: '1' } }, data: { b: null } },
)

becomes(
  'empty fields of a workload that mean nothing are left out, and those that mean something stay',
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a', labels: {}, annotations: { a: undefined } },
    spec: {
      selector: { matchLabels: {} },
      strategy: {},
      template: {
        metadata: { labels: {}, annotations: {} },
        spec: {
          initContainers: [],
          containers: [
            {
              name: 'a',
              args: [],
              env: [],
              ports: [],
              resources: { requests: { cpu: undefined }, limits: {} },
              securityContext: { capabilities: { add: [], drop: [] } },
            },
          ],
          affinity: {
            podAntiAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [],
              requiredDuringSchedulingIgnoredDuringExecution: [
                { labelSelector: {}, namespaceSelector: {}, topologyKey: 'a' },
              ],
            },
          },
          nodeSelector: {},
          tolerations: [],
          volumes: [
            { name: 'a', emptyDir: {} },
            { name: 'b', configMap: { name: 'b', items: [] } },
          ],
        },
      },
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      selector: {},
      template: {
        spec: {
          containers: [{ name: 'a' }],
          affinity: {
            podAntiAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [
                { labelSelector: {}, namespaceSelector: {}, topologyKey: 'a' },
              ],
            },
          },
          volumes: [
            { name: 'a', emptyDir: {} },
            { name: 'b', configMap: { name: 'b', items: [] } },
          ],
        },
      },
    },
  },
)

const networkPolicy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata }
becomes(
  'everything of a NetworkPolicy stays, and its ports say their protocol',
  {
    ...networkPolicy,
    spec: {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {},
        { from: [], ports: [] },
        { from: [{ podSelector: {}, namespaceSelector: {} }], ports: [{ port: 9092 }] },
      ],
      egress: [{ ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }], to: [] }],
    },
  },
  {
    ...networkPolicy,
    spec: {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {},
        { from: [], ports: [] },
        { from: [{ podSelector: {}, namespaceSelector: {} }], ports: [{ port: 9092, protocol: 'TCP' }] },
      ],
      egress: [
        {
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
          to: [],
        },
      ],
    },
  },
)
becomes(
  'a NetworkPolicy that lets nothing in or out says so by its types, as the API server drops empty lists of rules',
  { ...networkPolicy, spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [] } },
  { ...networkPolicy, spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } },
)
becomes(
  'a PodDisruptionBudget keeps a selector of every pod',
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: { selector: { matchLabels: {} } } },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: { selector: {} } },
)
becomes(
  'what is empty in a custom resource stays, but for its labels and annotations',
  {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name: 'a', labels: {}, annotations: {} },
    spec: { selfSigned: {}, securityContext: {}, env: [] },
  },
  {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata,
    spec: { selfSigned: {}, securityContext: {}, env: [] },
  },
)
const schema = {
  properties: { env: {}, resources: { requests: { cpu: '1000m' } }, metadata: { name: {}, labels: {} } },
}
becomes(
  'the schema in a CustomResourceDefinition stays as it is: there, an empty map is any value',
  { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata, spec: { schema } },
  { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata, spec: { schema } },
)

becomes(
  'claim templates say what they are, ports their protocol, and quantities are canonical',
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata,
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: 'a',
              ports: [
                { name: 'client', containerPort: 9092 },
                { containerPort: 53, protocol: 'UDP' },
              ],
              env: [{ name: 'MEMORY', value: '1024Mi' }],
              resources: { requests: { cpu: 1, memory: '0.5Gi' }, limits: { cpu: 0.5, memory: '1024Mi' } },
            },
          ],
          volumes: [{ name: 'a', emptyDir: { sizeLimit: '2048Mi', medium: 'Memory' } }],
        },
      },
      volumeClaimTemplates: [
        { metadata: { name: 'data' }, spec: { resources: { requests: { storage: '1000G' } } } },
        { spec: {}, kind: 'PersistentVolumeClaim', metadata: { labels: {}, name: 'log' }, apiVersion: 'v1' },
      ],
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata,
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: 'a',
              ports: [
                { name: 'client', containerPort: 9092, protocol: 'TCP' },
                { containerPort: 53, protocol: 'UDP' },
              ],
              env: [{ name: 'MEMORY', value: '1024Mi' }],
              resources: { requests: { cpu: '1', memory: '512Mi' }, limits: { cpu: '500m', memory: '1Gi' } },
            },
          ],
          volumes: [{ name: 'a', emptyDir: { sizeLimit: '2Gi', medium: 'Memory' } }],
        },
      },
      volumeClaimTemplates: [
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: 'data' },
          spec: { resources: { requests: { storage: '1T' } } },
        },
        { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'log' }, spec: {} },
      ],
    },
  },
)
becomes(
  'the ports of a Service say their protocol',
  { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ name: 'a', port: 1, targetPort: 'a' }] } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { ports: [{ name: 'a', port: 1, targetPort: 'a', protocol: 'TCP' }] },
  },
)
becomes(
  'a pod inside of a custom resource gets canonical quantities and protocols too',
  {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkDeployment',
    metadata,
    spec: {
      jobManager: { resource: { memory: '2048m' } },
      podTemplate: {
        spec: { containers: [{ ports: [{ containerPort: 1 }], resources: { limits: { memory: '1024Mi' } } }] },
      },
    },
  },
  {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkDeployment',
    metadata,
    spec: {
      jobManager: { resource: { memory: '2048m' } },
      podTemplate: {
        spec: {
          containers: [{ ports: [{ containerPort: 1, protocol: 'TCP' }], resources: { limits: { memory: '1Gi' } } }],
        },
      },
    },
  },
)
becomes(
  'the quantities of quotas, limits and autoscalers are canonical',
  {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata,
    spec: { hard: { 'requests.cpu': '4000m', 'limits.memory': '1024Gi', pods: '10' } },
  },
  {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata,
    spec: { hard: { 'requests.cpu': '4', 'limits.memory': '1Ti', pods: '10' } },
  },
)
becomes(
  'the quantities of a LimitRange are canonical',
  {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata,
    spec: { limits: [{ type: 'Container', default: { cpu: 0.1 }, max: { memory: '2048Mi' } }] },
  },
  {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata,
    spec: { limits: [{ type: 'Container', default: { cpu: '100m' }, max: { memory: '2Gi' } }] },
  },
)
becomes(
  'the targets of an autoscaler are canonical',
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata,
    spec: { metrics: [{ pods: { target: { type: 'AverageValue', averageValue: '1000m' } } }] },
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata,
    spec: { metrics: [{ pods: { target: { type: 'AverageValue', averageValue: '1' } } }] },
  },
)

test('quantities without a canonical form stay as written, and are found with their paths', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: {
      containers: [
        {
          name: 'a',
          env: [{ name: 'A', value: '1e3' }],
          resources: { requests: { cpu: '1e3', memory: '1500m' }, limits: { cpu: 1 } },
        },
      ],
      volumes: [{ name: 'a', emptyDir: { sizeLimit: '01' } }],
    },
  }
  assert.equal(canonical(pod), {
    ...pod,
    spec: {
      ...pod.spec,
      containers: [
        { ...pod.spec.containers[0], resources: { requests: { cpu: '1e3', memory: '1500m' }, limits: { cpu: '1' } } },
      ],
    },
  })
  assert.equal(quantityFaults(pod), [
    { at: ['spec', 'containers', '0', 'resources', 'requests', 'cpu'], found: '1e3', fault: 'expected no exponent' },
    {
      at: ['spec', 'containers', '0', 'resources', 'requests', 'memory'],
      found: '1500m',
      fault: 'expected a whole number of units or bytes',
    },
    { at: ['spec', 'volumes', '0', 'emptyDir', 'sizeLimit'], found: '01', fault: 'expected no leading zero' },
  ])
})

test('a field that says something when empty is never left out of the object that it stands in', () => {
  const empties = Object.fromEntries(Object.keys(meaningWhenEmpty).map((field) => [field, {}]))
  const written = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, rule: empties }
  assert.equal(canonical(written), written)
})

test('a key that would change what an object is, is a fault of ours', () => {
  assert.throws(() => canonical({ ...configMap, data: JSON.parse('{"__proto__": "a"}') } as Manifest), /__proto__/)
})

test.run()
