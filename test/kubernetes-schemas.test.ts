import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { formats } from '../engine/kubernetes-formats.ts'
import { ajvVersion, loadManifestChecker, type SchemaViolation } from '../engine/kubernetes-schemas.ts'
import type { Manifest } from '../engine/model.ts'
import { type CustomResourceDefinition, strictCustomResources, strictDefinitions } from '../engine/strict-schema.ts'
import type { Certificate, NetworkPolicy, PodDisruptionBudget, StatefulSet } from '../generators/kubernetes.ts'
import { kubernetesTypes } from '../scripts/types-kubernetes.ts'
import { temporaryFolder } from './temporary-folder.ts'

const root = process.env.SLUICE_ROOT ?? process.cwd()
const schemas = join(root, 'schemas')
const minors = ['1.33', '1.34', '1.35', '1.36'] as const

type Field = { readonly [key: string]: unknown }
const object = (apiVersion: string, kind: string, rest: Field = {}): Manifest =>
  ({ apiVersion, kind, metadata: { name: 'a' }, ...rest }) as Manifest // what a row gets wrong is wrong on purpose

const container = (rest: Field = {}): Field => ({ name: 'a', image: 'a:1', ...rest })
const pod = (rest: Field = {}): Manifest => object('v1', 'Pod', { spec: { containers: [container()], ...rest } })
const podOf = (rest: Field): Manifest => pod({ containers: [container(rest)] })
const statefulSet = (spec: Field = {}, rest: Field = {}): Manifest =>
  object('apps/v1', 'StatefulSet', {
    ...rest,
    spec: {
      serviceName: 'a',
      selector: { matchLabels: { a: 'b' } },
      template: { metadata: { labels: { a: 'b' } }, spec: { containers: [container()] } },
      ...spec,
    },
  })
const service = (port: Field): Manifest => object('v1', 'Service', { spec: { ports: [{ port: 80, ...port }] } })
const claimTemplate = (rest: Field = {}): Field => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data' },
  spec: { resources: { requests: { storage: '1Gi' } } },
  ...rest,
})
const customResourceDefinition = (openAPIV3Schema: unknown): Manifest =>
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
    spec: {
      group: 'a.b',
      scope: 'Cluster',
      names: { kind: 'A', plural: 'as' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  })

/** A custom resource with a field for every rule about them. */
const widgets: CustomResourceDefinition = {
  spec: {
    group: 'example.com',
    scope: 'Cluster',
    names: { kind: 'Widget' },
    versions: [
      { name: 'v1alpha1', served: false },
      {
        name: 'v1',
        served: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            description: 'prose',
            properties: {
              apiVersion: { type: 'string' },
              kind: { type: 'string' },
              metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 5 } } },
              spec: {
                type: 'object',
                required: ['defaulted'],
                'x-kubernetes-validations': [{ rule: 'self.size > 0' }],
                properties: {
                  anything: { 'x-kubernetes-preserve-unknown-fields': true },
                  closed: { type: 'object' },
                  defaulted: { type: 'string', default: 'x' },
                  description: { type: 'string', description: 'a field that is named like a keyword' },
                  either: {
                    type: 'object',
                    properties: { a: { type: 'string' }, b: { type: 'string' } },
                    oneOf: [{ required: ['a'] }, { required: ['b'] }],
                  },
                  embedded: {
                    type: 'object',
                    'x-kubernetes-embedded-resource': true,
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  embeddedStrict: {
                    type: 'object',
                    'x-kubernetes-embedded-resource': true,
                    properties: { size: { type: 'integer' } },
                  },
                  exclusive: {
                    type: 'number',
                    minimum: 0,
                    exclusiveMinimum: true,
                    maximum: 1,
                    exclusiveMaximum: true,
                    example: 2,
                  },
                  formats: {
                    type: 'object',
                    properties: {
                      ...Object.fromEntries(
                        Object.keys(formats).map((name) => [name, { type: 'string', format: name }]),
                      ),
                      datetime: { type: 'string', format: 'datetime' },
                      unknown: { type: 'string', format: 'shoe-size' },
                    },
                  },
                  int32: { type: 'integer', format: 'int32' },
                  map: { type: 'object', additionalProperties: { type: 'integer' } },
                  nullable: { type: 'string', nullable: true },
                  nullableRequired: {
                    type: 'object',
                    required: ['a'],
                    properties: { a: { type: 'string', nullable: true } },
                  },
                  openList: { type: 'array', 'x-kubernetes-preserve-unknown-fields': true, items: { type: 'object' } },
                  pattern: { type: 'string', pattern: '^(?i)(abort|warn)?$' },
                  percent: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
                  ports: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['port', 'protocol'],
                    items: {
                      type: 'object',
                      properties: { port: { type: 'integer' }, protocol: { type: 'string', default: 'TCP' } },
                    },
                  },
                  preserving: {
                    type: 'object',
                    'x-kubernetes-preserve-unknown-fields': true,
                    properties: { known: { type: 'object', properties: { a: { type: 'string' } } } },
                  },
                  set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
                  short: { type: 'string', minLength: 2, maxLength: 3, enum: ['ab', 'abc', 'abcd', '👍'] },
                  step: { type: 'integer', multipleOf: 5 },
                },
              },
            },
          },
        },
      },
    ],
  },
}
const widget = (spec: Field, rest: Field = {}): Manifest => object('example.com/v1', 'Widget', { spec, ...rest })

const definitionsOf = (minor: string) =>
  JSON.parse(readFileSync(join(schemas, 'kubernetes', minor, 'definitions.json'), 'utf8')).definitions

const ownSchemas = temporaryFolder()
mkdirSync(join(ownSchemas, 'crds', 'example'), { recursive: true })
for (const { schema } of strictCustomResources(widgets, definitionsOf('1.36')))
  writeFileSync(join(ownSchemas, 'crds', 'example', 'widget-v1.json'), JSON.stringify(schema))

const checker = await loadManifestChecker({
  minor: '1.36',
  schemasFolders: [schemas, ownSchemas],
  cacheFolder: undefined,
})
const checked = async (manifest: Manifest): Promise<SchemaViolation[]> => {
  await checker.ensure([manifest])
  return checker.check(manifest)
}

type Row = readonly [fact: string, manifest: Manifest, refusedAt?: string, ...more: string[]]

const rows: readonly Row[] = [
  // Strict (rule 4)
  ['a StatefulSet is legal', statefulSet()],
  ['a field that no server knows is refused at the top', statefulSet({}, { sepc: {} }), 'sepc'],
  [
    'a field that no server knows is refused in a list',
    podOf({ imagePullPolcy: 'Always' }),
    'spec.containers.0.imagePullPolcy',
  ],
  [
    'a field that no server knows is refused in metadata',
    object('v1', 'ConfigMap', { metadata: { name: 'a', label: {} } }),
    'metadata.label',
  ],
  ['maps take any key', object('v1', 'ConfigMap', { data: { anything: 'x', constructor: 'y' } })],
  ['maps take their own type of value', object('v1', 'ConfigMap', { data: { a: 1 } }), 'data.a'],
  [
    'raw extensions take any field',
    object('apps/v1', 'ControllerRevision', { revision: 1, data: { any: { thing: 1 } } }),
  ],
  [
    'managed fields take any field',
    object('v1', 'ConfigMap', { metadata: { name: 'a', managedFields: [{ fieldsV1: { 'f:data': {} } }] } }),
  ],
  [
    'a type without fields takes none',
    customResourceDefinitionWithStatus({ status: { a: 1 } }),
    'spec.versions.0.subresources.status.a',
  ],
  ['a custom resource refuses a field that it does not name', widget({ size: 1 }), 'spec.size'],
  ['a custom resource refuses a field beside its spec', widget({}, { data: {} }), 'data'],
  [
    'a custom resource has a full ObjectMeta',
    widget({}, { metadata: { name: 'a', labels: { a: 1 } } }),
    'metadata.labels.a',
  ],
  ['what a custom resource demands of its name counts', widget({}, { metadata: { name: 'abcdef' } }), 'metadata.name'],
  ['fields below preserve-unknown-fields are free', widget({ anything: { a: [{ b: 1 }] } })],
  ['a preserved object may have any field', widget({ preserving: { a: 1 } })],
  ['what a preserving schema names is strict', widget({ preserving: { known: { b: 1 } } }), 'spec.preserving.known.b'],
  ['members of a preserved list are free', widget({ openList: [{ a: 1 }] })],
  ['an object that names no field takes none', widget({ closed: { a: 1 } }), 'spec.closed.a'],
  ['a field may be called description', widget({ description: 'x' })],
  [
    'an embedded resource has apiVersion, kind and metadata',
    widget({ embeddedStrict: { apiVersion: 'v1', kind: 'A', metadata: { name: 'x' }, size: 1 } }),
  ],
  [
    'an embedded resource needs apiVersion and kind',
    widget({ embedded: { any: 1 } }),
    'spec.embedded.apiVersion',
    'spec.embedded.kind',
  ],
  [
    'the metadata of an embedded resource is checked',
    widget({ embedded: { apiVersion: 'v1', kind: 'A', metadata: { nam: 'x' } } }),
    'spec.embedded.metadata.nam',
  ],
  [
    'an embedded resource is strict where it does not preserve',
    widget({ embeddedStrict: { apiVersion: 'v1', kind: 'A', other: 1 } }),
    'spec.embeddedStrict.other',
  ],
  ['conditions beside the structure close nothing', widget({ either: { a: 'x' } })],
  ['conditions beside the structure count', widget({ either: {} }), 'spec.either'],
  // References and recursion (2, 3)
  [
    'schemas in a CustomResourceDefinition nest',
    customResourceDefinition({
      type: 'object',
      properties: { a: { type: 'array', items: { type: 'string', default: { any: 1 } } } },
    }),
  ],
  [
    'a mistake in a nested schema is found',
    customResourceDefinition({ properties: { a: { properties: { b: { typ: 'string' } } } } }),
    'spec.versions.0.schema.openAPIV3Schema.properties.a.properties.b.typ',
  ],
  [
    'items of a schema are a schema',
    customResourceDefinition({ items: { typ: 'x' } }),
    'spec.versions.0.schema.openAPIV3Schema.items.typ',
  ],
  [
    'additionalProperties of a schema are a schema or a boolean',
    customResourceDefinition({ additionalProperties: true }),
  ],
  [
    'additionalProperties of a schema are no text',
    customResourceDefinition({ additionalProperties: 'x' }),
    'spec.versions.0.schema.openAPIV3Schema.additionalProperties',
  ],
  // Integers or strings (5)
  ['a port may be a number', service({ targetPort: 80 })],
  ['a port may be a name', service({ targetPort: 'http' })],
  ['a port is no fraction', service({ targetPort: 1.5 }), 'spec.ports.0.targetPort'],
  ['a port is no boolean', service({ targetPort: true }), 'spec.ports.0.targetPort'],
  ['a number beyond 32 bits is no port', service({ targetPort: 2 ** 31 }), 'spec.ports.0.targetPort'],
  ['int-or-string of a custom resource takes an integer', widget({ percent: 5 })],
  ['int-or-string of a custom resource takes text', widget({ percent: '5%' })],
  ['int-or-string of a custom resource takes nothing else', widget({ percent: true }), 'spec.percent'],
  // Nulls (7)
  ['creationTimestamp may be null', statefulSet({}, { metadata: { name: 'a', creationTimestamp: null } })],
  ['a null of an optional field is as good as none', statefulSet({ replicas: null, volumeClaimTemplates: null })],
  ['a null in a map is as good as none', object('v1', 'ConfigMap', { data: { a: null } })],
  ['a null of a required field is as bad as none', statefulSet({ template: null }), 'spec.template'],
  ['a null in a list is refused', podOf({ args: ['a', null] }), 'spec.containers.0.args.1'],
  ['nulls hide no other mistake', statefulSet({ replicas: null, replica: 1 }), 'spec.replica'],
  ['a nullable field may be null', widget({ nullable: null })],
  ['a nullable required field may be null', widget({ nullableRequired: { a: null } })],
  ['a nullable required field may not be absent', widget({ nullableRequired: {} }), 'spec.nullableRequired.a'],
  ['a null of a field that is not nullable is as good as none', widget({ pattern: null })],
  // Kinds (8)
  ['a claim template may say its kind', statefulSet({ volumeClaimTemplates: [claimTemplate()] })],
  [
    'a claim template of another kind is refused',
    statefulSet({ volumeClaimTemplates: [claimTemplate({ kind: 'PVC' })] }),
    'spec.volumeClaimTemplates.0.kind',
  ],
  [
    'a claim template of another version is refused',
    statefulSet({ volumeClaimTemplates: [claimTemplate({ apiVersion: 'v2' })] }),
    'spec.volumeClaimTemplates.0.apiVersion',
  ],
  // Formats and ranges (9)
  ['the largest int32 is legal', statefulSet({ replicas: 2147483647 })],
  ['more than an int32 is refused', statefulSet({ replicas: 3000000000 }), 'spec.replicas'],
  ['less than an int32 is refused', statefulSet({ replicas: -3000000000 }), 'spec.replicas'],
  ['an int64 may be more than an int32', podOf({ securityContext: { runAsUser: 3000000000 } })],
  [
    '2 to the 63rd is no int64',
    podOf({ securityContext: { runAsUser: 2 ** 63 } }),
    'spec.containers.0.securityContext.runAsUser',
  ],
  ['a fraction is no integer', statefulSet({ replicas: 1.5 }), 'spec.replicas'],
  ['an int32 of a custom resource has a range', widget({ int32: 3000000000 }), 'spec.int32'],
  ['a Secret holds base64', object('v1', 'Secret', { data: { a: 'aGk=', b: '', c: 'aGVs\nbG8=' } })],
  ['a Secret holds nothing but base64', object('v1', 'Secret', { data: { a: 'aGk' } }), 'data.a'],
  ['base64 of a custom resource is not empty', widget({ formats: { byte: '' } }), 'spec.formats.byte'],
  [
    'a time is RFC 3339',
    object('v1', 'ConfigMap', { metadata: { name: 'a', creationTimestamp: '2026-01-31T12:00:00Z' } }),
  ],
  [
    'a time without a zone is refused',
    object('v1', 'ConfigMap', { metadata: { name: 'a', creationTimestamp: '2026-01-31 12:00' } }),
    'metadata.creationTimestamp',
  ],
  ['datetime is date-time', widget({ formats: { datetime: 'x' } }), 'spec.formats.datetime'],
  ['a format that the server does not know is no rule', widget({ formats: { unknown: 'x' } })],
  // Defaults (10)
  ['what is required and has a default may be absent', widget({})],
  // Lists (11)
  ['a set holds each member once', widget({ set: ['a', 'b', 'a'] }), 'spec.set.2'],
  [
    'a set of a built-in kind holds each member once',
    object('v1', 'ConfigMap', { metadata: { name: 'a', finalizers: ['a', 'a'] } }),
    'metadata.finalizers.1',
  ],
  [
    'two variables of one name are refused',
    podOf({
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '1' },
        { name: 'A', value: '2' },
      ],
    }),
    'spec.containers.0.env.2',
  ],
  [
    'two volumes at one path are refused',
    podOf({
      volumeMounts: [
        { name: 'a', mountPath: '/x' },
        { name: 'b', mountPath: '/x' },
      ],
    }),
    'spec.containers.0.volumeMounts.1',
  ],
  [
    'one port may have two protocols',
    podOf({
      ports: [
        { containerPort: 53, protocol: 'TCP' },
        { containerPort: 53, protocol: 'UDP' },
      ],
    }),
  ],
  [
    'a port without a protocol is a TCP port',
    podOf({ ports: [{ containerPort: 53 }, { containerPort: 53, protocol: 'TCP' }] }),
    'spec.containers.0.ports.1',
  ],
  [
    'a default of a custom resource counts in its keys',
    widget({ ports: [{ port: 1 }, { port: 1, protocol: 'TCP' }] }),
    'spec.ports.1',
  ],
  [
    'members that differ in one key differ',
    widget({ ports: [{ port: 1 }, { port: 1, protocol: 'UDP' }, { port: 2 }] }),
  ],
  // OpenAPI 3.0 (13), patterns (14), ranges
  ['an exclusive minimum excludes', widget({ exclusive: 0 }), 'spec.exclusive'],
  ['an exclusive maximum excludes', widget({ exclusive: 1 }), 'spec.exclusive'],
  ['what is between exclusive bounds is legal', widget({ exclusive: 0.5 })],
  ['a pattern with an RE2 flag ignores case', widget({ pattern: 'ABORT' })],
  ['a pattern with an RE2 flag refuses', widget({ pattern: 'stop' }), 'spec.pattern'],
  [
    'a pattern of cert-manager counts',
    object('cert-manager.io/v1', 'Issuer', {
      spec: {
        acme: {
          server: 'a',
          privateKeySecretRef: { name: 'a' },
          solvers: [{ http01: { gatewayHTTPRoute: { parentRefs: [{ name: 'a', namespace: 'A' }] } } }],
        },
      },
    }),
    'spec.acme.solvers.0.http01.gatewayHTTPRoute.parentRefs.0.namespace',
  ],
  ['a multiple is one', widget({ step: 7 }), 'spec.step'],
  ['length counts characters, not code units', widget({ short: '👍' }), 'spec.short'],
  ['a long text is refused', widget({ short: 'abcd' }), 'spec.short'],
  ['values of a map are checked', widget({ map: { a: 'x' } }), 'spec.map.a'],
  // Required (15)
  ['a manifest has a name', object('v1', 'ConfigMap', { metadata: {} }), 'metadata.name'],
  ['a StatefulSet has a selector', statefulSet({ selector: undefined }), 'spec.selector'],
  [
    'a DaemonSet has a selector',
    object('apps/v1', 'DaemonSet', { spec: { template: { spec: { containers: [container()] } } } }),
    'spec.selector',
  ],
  [
    'a Certificate names its Secret and issuer',
    object('cert-manager.io/v1', 'Certificate', { spec: {} }),
    'spec.issuerRef',
    'spec.secretName',
  ],
  [
    'a Certificate takes the algorithms of cert-manager',
    object('cert-manager.io/v1', 'Certificate', {
      spec: { secretName: 'a', issuerRef: { name: 'a' }, privateKey: { algorithm: 'RSAA' } },
    }),
    'spec.privateKey.algorithm',
  ],
]

function customResourceDefinitionWithStatus(subresources: Field): Manifest {
  return object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
    spec: {
      group: 'a.b',
      scope: 'Cluster',
      names: { kind: 'A', plural: 'as' },
      versions: [{ name: 'v1', served: true, storage: true, subresources }],
    },
  })
}

for (const [fact, manifest, ...refusedAt] of rows)
  test(fact, async () => {
    const found = (await checked(manifest)).map(({ path }) => path.join('.'))
    assert.equal(found.sort(), refusedAt.sort())
  })

const quantities = {
  legal: [
    '1',
    '1.5',
    '500m',
    '2Gi',
    '1e3',
    '1E',
    '1E+3',
    '-1',
    '+1',
    '.5',
    '5.',
    '1n',
    '1u',
    '1k',
    '1Ki',
    '1Ei',
    5,
    0.5,
    0,
  ],
  refused: ['512MB', '1 Gi', '1gi', '', '1e', 'Gi', '1.5.1', '0x10', '1K', 'one', true, [], '1Gi ', '1,5'],
}
for (const amount of quantities.legal)
  test(`${JSON.stringify(amount)} is a quantity`, async () =>
    assert.equal(await checked(podOf({ resources: { requests: { memory: amount } } })), []))
for (const amount of quantities.refused)
  test(`${JSON.stringify(amount)} is no quantity`, async () =>
    assert.is((await checked(podOf({ resources: { requests: { memory: amount } } }))).length, 1))

/** Verdicts of `kube-openapi/pkg/validation/strfmt`, which validates custom resources. */
const formatCases: Readonly<
  Record<string, { readonly legal: readonly string[]; readonly refused: readonly string[] }>
> = {
  bsonobjectid: {
    legal: ['507f1f77bcf86cd799439011'],
    refused: ['507f1f77bcf86cd79943901', 'z07f1f77bcf86cd799439011'],
  },
  byte: { legal: ['aGk='], refused: ['aGk', '_-==', 'a==='] },
  cidr: { legal: ['10.0.0.1/8', '010.0.0.0/8', '::/0'], refused: ['10.0.0.0', '10.0.0.0/33', '::/129', '::1%a/64'] },
  creditcard: { legal: ['4111-1111-1111-1111', '378282246310005'], refused: ['4111111111111112', ''] },
  date: { legal: ['2024-02-29'], refused: ['2023-02-29', '2026-13-01', '2026-1-1'] },
  'date-time': {
    legal: ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.5+01:00'],
    refused: ['2026-02-30T00:00:00Z', '2026-01-31T24:00:00Z', '2026-01-31T12:00:00', '2026-01-31'],
  },
  duration: {
    legal: ['1h30m', '-1s', '0', '22 ns', '1 day', '3 weeks', '1d', '1µs'],
    refused: ['', '1', 's', '1x', '1y'],
  },
  email: {
    legal: ['a@b', 'A <a@b.c>', '"a b"@c', 'a@[1.2.3.4]'],
    refused: ['a', '@b', 'a@', '.a@b', 'a@b@c', 'a@[12.3.4]'],
  },
  hexcolor: { legal: ['#FFF', 'aabbcc'], refused: ['#ffff', '#ggg'] },
  hostname: { legal: ['a', 'a-b.cd', 'a.co.uk'], refused: ['-a', 'a.b', 'a..bc', 'a_b', 'a'.repeat(64), ''] },
  ipv4: { legal: ['1.2.3.4', '01.2.3.4'], refused: ['256.1.1.1', '1.2.3', '::1'] },
  ipv6: { legal: ['::1', '::ffff:1.2.3.4'], refused: ['1::2::3', 'fe80::1%eth0', '1.2.3.4'] },
  isbn: { legal: ['0321751043', '978-0321751041'], refused: ['0321751042', ''] },
  isbn10: { legal: ['0-321-75104-3', '080442957X'], refused: ['978-0321751041', '0804429571'] },
  isbn13: { legal: ['9780321751041'], refused: ['0321751043', '9780321751042'] },
  'k8s-long-name': { legal: ['a.b', 'a'.repeat(253)], refused: ['A.b', 'a..b', 'a'.repeat(254), ''] },
  'k8s-short-name': { legal: ['a-b', 'a'.repeat(63)], refused: ['-a', 'A', 'a.b', 'a'.repeat(64)] },
  mac: { legal: ['01:23:45:67:89:ab', '0123.4567.89ab'], refused: ['01-23:45-67-89-ab', '01:23:45:67:89'] },
  password: { legal: ['', 'anything'], refused: [] },
  rgbcolor: { legal: ['rgb(255, 128, 1)'], refused: ['rgb(256,0,0)', 'rgb(1,2)'] },
  ssn: { legal: ['111-11-1111', '111 11 1111'], refused: ['111111111', ''] },
  uri: {
    legal: ['http://a.b:80/c?d=e', '/x', 'mailto:a@b', 'http://[::1]:80/', 'http://a/b c'],
    refused: ['x', '', 'http://a:b', 'http://[::1', 'http://a b', 'http://a/%zz', 'http://[:1]/'],
  },
  uuid: { legal: ['A8098C1A-f86e-11da-bd1a-00112444be1e', 'a8098c1af86e11dabd1a00112444be1e'], refused: ['a8098c1a'] },
  uuid3: { legal: ['bcd02e22-68f0-3046-a512-327cca9def8f'], refused: ['bcd02e22-68f0-4046-a512-327cca9def8f'] },
  uuid4: { legal: ['025b0d74-00a2-4048-bf57-227c5111bb34'], refused: ['025b0d74-00a2-4048-7f57-227c5111bb34'] },
  uuid5: { legal: ['886313e1-3b8a-5372-9b90-0c9aee199e5d'], refused: ['886313e1-3b8a-5372-7b90-0c9aee199e5d'] },
}
test('every format that the server enforces has its cases', () => {
  assert.equal(Object.keys(formatCases).sort(), Object.keys(formats).sort())
})
for (const [format, { legal, refused }] of Object.entries(formatCases))
  test(`the format ${format} is enforced in custom resources`, async () => {
    const verdicts = await Promise.all(
      [...legal, ...refused].map(async (text) => [
        text,
        (await checked(widget({ formats: { [format]: text } }))).length,
      ]),
    )
    assert.equal(verdicts, [...legal.map((text) => [text, 0]), ...refused.map((text) => [text, 1])])
  })

const messages: readonly { readonly manifest: Manifest; readonly violation: SchemaViolation }[] = [
  {
    manifest: statefulSet({ replica: 3 }),
    violation: {
      path: ['spec', 'replica'],
      unknown: 'field',
      message: 'unknown field "replica"; did you mean "replicas"?',
      hint: 'allowed here: minReadySeconds, ordinals, persistentVolumeClaimRetentionPolicy, podManagementPolicy, replicas, revisionHistoryLimit, selector, serviceName, template, updateStrategy, volumeClaimTemplates',
    },
  },
  {
    manifest: pod({ containres: [] }),
    violation: {
      path: ['spec', 'containres'],
      unknown: 'field',
      message: 'unknown field "containres"; did you mean "containers"?',
    },
  },
  {
    manifest: statefulSet({ replicas: 'three' }),
    violation: { path: ['spec', 'replicas'], message: 'expected an integer, got "three"' },
  },
  {
    manifest: statefulSet({ replicas: '3' }),
    violation: { path: ['spec', 'replicas'], message: 'expected an integer, got "3"', hint: 'leave out the quotes: 3' },
  },
  {
    manifest: podOf({ env: [{ name: 'A', value: 8080 }] }),
    violation: {
      path: ['spec', 'containers', '0', 'env', '0', 'value'],
      message: 'expected a string, got 8080',
      hint: 'make it a string: "8080"',
    },
  },
  {
    manifest: podOf({ env: { A: '1' } }),
    violation: { path: ['spec', 'containers', '0', 'env'], message: 'expected a list, got a map with A' },
  },
  {
    manifest: podOf({ resources: { requests: { memory: '512MB' } } }),
    violation: {
      path: ['spec', 'containers', '0', 'resources', 'requests', 'memory'],
      message: 'expected a quantity such as 500m, 1.5 or 2Gi, got "512MB"',
    },
  },
  {
    manifest: statefulSet({ selector: undefined }),
    violation: { path: ['spec', 'selector'], message: 'expected a value, found none; "selector" is required' },
  },
  {
    manifest: statefulSet({ replicas: 3000000000 }),
    violation: { path: ['spec', 'replicas'], message: 'expected at most 2147483647, got 3000000000' },
  },
  {
    manifest: object('v1', 'Secret', { data: { a: 'x'.repeat(99) } }),
    violation: { path: ['data', 'a'], message: `expected base64, got "${'x'.repeat(57)}…"` },
  },
  {
    manifest: podOf({
      ports: [
        { containerPort: 53, protocol: 'TCP' },
        { containerPort: 53, protocol: 'TCP' },
      ],
    }),
    violation: {
      path: ['spec', 'containers', '0', 'ports', '1'],
      message: 'expected each containerPort with protocol once, found 53 with "TCP" twice',
      hint: 'the other one is member 0; server-side apply refuses the list',
    },
  },
  {
    manifest: object('cert-manager.io/v1', 'Certificate', {
      spec: { secretName: 'a', issuerRef: { name: 'a' }, privateKey: { algorithm: 'RSAA' } },
    }),
    violation: {
      path: ['spec', 'privateKey', 'algorithm'],
      message: 'expected "RSA", "ECDSA" or "Ed25519", got "RSAA"',
    },
  },
  {
    manifest: widget({ either: {} }),
    violation: { path: ['spec', 'either'], message: "expected what the schema's oneOf demands, got an empty map" },
  },
  {
    manifest: widget({ set: ['a', 'a'] }),
    violation: { path: ['spec', 'set', '1'], message: 'expected each member once, found "a" twice' },
  },
  {
    manifest: widget({ short: 'a' }),
    violation: { path: ['spec', 'short'], message: 'expected at least 2 characters, got "a"' },
  },
  {
    manifest: object('apps/v1beta1', 'StatefulSet'),
    violation: {
      unknown: 'kind',
      path: ['apiVersion'],
      message:
        'Kubernetes 1.36 and the known custom resources have no apps/v1beta1 StatefulSet; did you mean apps/v1 StatefulSet?',
    },
  },
  {
    manifest: object('apps/v1', 'Statefulset'),
    violation: {
      unknown: 'kind',
      path: ['kind'],
      message:
        'Kubernetes 1.36 and the known custom resources have no apps/v1 Statefulset; did you mean apps/v1 StatefulSet?',
    },
  },
  {
    manifest: object('kafka.strimzi.io/v1', 'KafkaTopic'),
    violation: {
      unknown: 'kind',
      path: ['apiVersion'],
      message: 'Kubernetes 1.36 and the known custom resources have no kafka.strimzi.io/v1 KafkaTopic',
      hint: 'npm run schemas -- --crd FILE adds the kinds of a CustomResourceDefinition',
    },
  },
]
for (const { manifest, violation } of messages)
  test(`a person reads: ${violation.message.slice(0, 90)}`, async () => {
    const found = await checked(manifest)
    assert.equal(
      found.filter(({ message }) => message === violation.message),
      [violation],
    )
  })

test('every mistake of a manifest is reported at once', async () => {
  const found = await checked(statefulSet({ replicas: 'x', replica: 1, serviceName: 5 }, { extra: 1 }))
  assert.equal(found.map(({ path }) => path.join('.')).sort(), [
    'extra',
    'spec.replica',
    'spec.replicas',
    'spec.serviceName',
  ])
})

const scopes = [
  ['v1', 'Namespace', 'Cluster'],
  ['v1', 'ConfigMap', 'Namespaced'],
  ['apps/v1', 'StatefulSet', 'Namespaced'],
  ['policy/v1', 'PodDisruptionBudget', 'Namespaced'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'Cluster'],
  ['storage.k8s.io/v1', 'StorageClass', 'Cluster'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'Cluster'],
  ['cert-manager.io/v1', 'Certificate', 'Namespaced'],
  ['cert-manager.io/v1', 'Issuer', 'Namespaced'],
  ['cert-manager.io/v1', 'ClusterIssuer', 'Cluster'],
  ['v1', 'PodList', undefined],
  ['policy/v1', 'Eviction', undefined],
  ['v1', 'DeleteOptions', undefined],
  ['v1', 'Statefulset', undefined],
  ['v1', 'constructor', undefined],
] as const
for (const minor of minors)
  test(`Kubernetes ${minor} says of every kind whether it has a namespace`, async () => {
    const { scopeOf } = await loadManifestChecker({ minor, schemasFolders: [schemas], cacheFolder: undefined })
    assert.equal(
      scopes.map(([apiVersion, kind]) => [apiVersion, kind, scopeOf(apiVersion, kind)]),
      scopes.map((row) => [...row]),
    )
  })

test('a field that came with a minor is refused in the minor before', async () => {
  const at = async (minor: string, manifest: Manifest): Promise<number> => {
    const { ensure, check } = await loadManifestChecker({ minor, schemasFolders: [schemas], cacheFolder: undefined })
    await ensure([manifest])
    return check(manifest).length
  }
  const manifest = pod({ schedulingGroup: { podGroupName: 'a' } })
  assert.equal(await Promise.all(minors.map((minor) => at(minor, manifest))), [1, 1, 1, 0])
})

test('a minor without schemas is our fault and names the folders', async () => {
  const options = { minor: '1.20', schemasFolders: ['here', 'there'], cacheFolder: undefined }
  try {
    await loadManifestChecker(options)
    assert.unreachable()
  } catch (error) {
    assert.is(
      String(error),
      `Error: there are no schemas of Kubernetes 1.20 in ${join('here', 'kubernetes')} or ${join('there', 'kubernetes')}`,
    )
  }
})

test('a kind that was not asked for is our fault', () => {
  assert.throws(
    () => checker.check(object('v1', 'PodTemplate')),
    'the checker of Kubernetes 1.36 was not asked to ensure v1 PodTemplate',
  )
})

test('a manifest is not changed by the check', async () => {
  const manifest = statefulSet({ replicas: null, replica: 1 })
  const before = structuredClone(manifest)
  await checked(manifest)
  assert.equal(manifest, before)
})

test('a frozen manifest is checked as well', async () => {
  assert.equal(await checked(Object.freeze(statefulSet({ replicas: null }))), [])
})

// The types of generators: what compiles here is legal, and newer fields compile.
test('manifests that satisfy the types of generators are legal', async () => {
  const manifests = [
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'a' },
      spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: { a: 'b' } } },
    } satisfies PodDisruptionBudget,
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'a' },
      spec: {
        serviceName: 'a',
        selector: { matchLabels: { a: 'b' } },
        template: {
          metadata: { labels: { a: 'b' } },
          spec: {
            resources: { limits: { cpu: '1' } },
            securityContext: { supplementalGroupsPolicy: 'Strict', seLinuxChangePolicy: 'MountOption' },
            containers: [{ name: 'a', image: 'a:1', lifecycle: { stopSignal: 'SIGTERM' } }],
            volumes: [{ name: 'a', image: { reference: 'a:1', pullPolicy: 'Always' } }],
          },
        },
      },
    } satisfies StatefulSet,
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'a' },
      spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 'http', protocol: 'TCP' }] }] },
    } satisfies NetworkPolicy,
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'a' },
      spec: { secretName: 'a', issuerRef: { name: 'a', kind: 'Issuer' }, privateKey: { rotationPolicy: 'Always' } },
    } satisfies Certificate,
  ]
  for (const manifest of manifests) assert.equal(await checked(manifest), [])
})

test('types of custom kinds are in step with schemas/', async () => {
  const [file] = await kubernetesTypes(root)
  assert.is(file?.path, 'generators/kubernetes-generated.ts')
  assert.ok(
    readFileSync(join(root, 'generators', 'kubernetes-generated.ts'), 'utf8') === file?.text,
    'run npm run types',
  )
})

test('the key of compiled modules names the ajv that is installed', () => {
  assert.is(JSON.parse(readFileSync(join(root, 'node_modules', 'ajv', 'package.json'), 'utf8')).version, ajvVersion)
})

test('schemas hold no prose and no machine', () => {
  for (const minor of minors) {
    const text = readFileSync(join(schemas, 'kubernetes', minor, 'definitions.json'), 'utf8')
    assert.not.match(text, /"description":"|\/root|\/tmp/)
    assert.ok(text.length < 340_000, `${minor} has ${text.length} bytes`)
  }
})

test('a keyword that was never converted stops the conversion', () => {
  const swagger = { paths: {}, definitions: { a: { type: 'object', propertyNames: { type: 'string' } } } }
  assert.throws(() => strictDefinitions(swagger, {}), /uses propertyNames, which is not converted yet/)
})

const small = [statefulSet(), object('v1', 'ConfigMap')]
const cacheOf = async (
  cacheFolder: string,
  manifests: readonly Manifest[] = small,
  folders = [schemas],
): Promise<number> => {
  const { ensure, check } = await loadManifestChecker({ minor: '1.36', schemasFolders: folders, cacheFolder })
  await ensure(manifests)
  return manifests.flatMap((manifest) => check(manifest)).length
}
const modulesIn = (folder: string): string[] =>
  readdirSync(join(folder, 'modules')).filter((name) => name.endsWith('.cjs'))

test('a second run loads what the first compiled and writes nothing', async () => {
  const cache = join(temporaryFolder(), 'new')
  await cacheOf(cache)
  const before = readdirSync(join(cache, 'modules')).map((name) => [
    name,
    statSync(join(cache, 'modules', name)).mtimeMs,
  ])
  await cacheOf(cache)
  assert.equal(
    readdirSync(join(cache, 'modules')).map((name) => [name, statSync(join(cache, 'modules', name)).mtimeMs]),
    before,
  )
  assert.is(modulesIn(cache).length, 1)
})

test('a further kind joins those in use, so that one module has them all', async () => {
  const cache = temporaryFolder()
  await cacheOf(cache, [small[0] as Manifest])
  await cacheOf(cache, [small[1] as Manifest])
  const before = modulesIn(cache)
  await cacheOf(cache)
  assert.equal(modulesIn(cache), before)
})

for (const [damage, text] of [
  ['cut off', (whole: string) => whole.slice(0, whole.length / 2)],
  ['empty', () => ''],
  ['another module', () => '(function (exports) {})'],
  ['not JavaScript', () => '\0'.repeat(100)],
] as const)
  test(`a compiled module that is ${damage} is built again`, async () => {
    const cache = temporaryFolder()
    await cacheOf(cache)
    const [name = ''] = modulesIn(cache)
    const whole = readFileSync(join(cache, 'modules', name), 'utf8')
    writeFileSync(join(cache, 'modules', name), text(whole))
    assert.is(await cacheOf(cache, [...small, statefulSet({ replica: 1 })]), 1)
    assert.is(readFileSync(join(cache, 'modules', name), 'utf8'), whole)
  })

test('a list of kinds that is damaged is written again', async () => {
  const cache = temporaryFolder()
  await cacheOf(cache)
  const [kinds = ''] = readdirSync(join(cache, 'modules')).filter((name) => name.endsWith('.kinds'))
  writeFileSync(join(cache, 'modules', kinds), '["v1 Config')
  await cacheOf(cache)
  assert.match(readFileSync(join(cache, 'modules', kinds), 'utf8'), /\n\["apps\/v1 StatefulSet","v1 ConfigMap"\]$/)
})

test('a module that cannot be written leaves the checker in memory', async () => {
  const cache = temporaryFolder()
  await cacheOf(cache)
  const [name = ''] = modulesIn(cache)
  const other = temporaryFolder()
  mkdirSync(join(other, 'modules', name), { recursive: true })
  assert.is(await cacheOf(other, [...small, statefulSet({ replica: 1 })]), 1)
  assert.equal(modulesIn(other), [name])
})

test('a changed schema is compiled anew', async () => {
  const cache = temporaryFolder()
  const folder = temporaryFolder()
  cpSync(schemas, folder, { recursive: true })
  assert.is(await cacheOf(cache, small, [folder]), 0)
  const file = join(folder, 'kubernetes', '1.36', 'definitions.json')
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"serviceName"', '"serviceNames"'))
  assert.is(await cacheOf(cache, small, [folder]), 1)
})

test('two that ask at the same time are both served', async () => {
  const { ensure, check } = await loadManifestChecker({
    minor: '1.36',
    schemasFolders: [schemas],
    cacheFolder: undefined,
  })
  await Promise.all(small.map((manifest) => ensure([manifest])))
  assert.equal(
    small.flatMap((manifest) => check(manifest)),
    [],
  )
})

test('a warm run needs neither ajv nor esbuild nor the parsed schemas', async () => {
  const contents = `
    import { loadManifestChecker } from './engine/kubernetes-schemas.ts'
    const [schemas, cacheFolder, manifests, largest] = process.argv.slice(2)
    const parse = JSON.parse
    JSON.parse = (text) => { if (text.length > Number(largest)) throw new Error('parsed the schemas'); return parse(text) }
    const checker = await loadManifestChecker({ minor: '1.36', schemasFolders: [schemas], cacheFolder })
    await checker.ensure(JSON.parse(manifests))
    console.log(JSON.parse(manifests).map((manifest) => checker.check(manifest).length).join(), checker.scopeOf('v1', 'Node'))`
  const bundled = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
  const [withPackages, withoutPackages, cache] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
  symlinkSync(join(root, 'node_modules'), join(withPackages, 'node_modules'), 'junction')
  for (const folder of [withPackages, withoutPackages])
    writeFileSync(join(folder, 'program.mjs'), bundled.outputFiles[0]?.text ?? '')
  const run = (folder: string, cacheFolder: string, largest: number): string =>
    execFileSync(
      process.execPath,
      [join(folder, 'program.mjs'), schemas, cacheFolder, JSON.stringify(small), String(largest)],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
  assert.is(run(withPackages, cache, Number.POSITIVE_INFINITY), '0,0 Cluster\n')
  assert.is(run(withoutPackages, cache, 10_000), '0,0 Cluster\n')
  assert.throws(() => run(withoutPackages, temporaryFolder(), Number.POSITIVE_INFINITY))
})

test.run()
