import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fastGlob from 'fast-glob'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadManifestChecker, type SchemaViolation } from '../engine/kubernetes-schemas.ts'
import type { Manifest } from '../engine/model.ts'
import { type GroupVersionKind, kindKey, type Schema } from '../engine/strict-schema.ts'
import { structuralProblems } from '../engine/structural-schema.ts'
import { schemasCommand } from '../scripts/schemas.ts'
import { addCustomResources } from '../scripts/schemas-crd.ts'
import { openFetch } from '../scripts/schemas-fetch.ts'
import { lifecycleFile, productFiles, releases, type SchemaFile, servedKinds } from '../scripts/schemas-files.ts'
import { NotFetched } from '../scripts/schemas-flink.ts'
import { lifecyclesOfPackage } from '../scripts/schemas-lifecycle.ts'
import { products } from '../scripts/schemas-products.ts'
import { customResourceText } from '../scripts/schemas-text.ts'
import { givenTypes } from '../scripts/types-kubernetes.ts'
import { repository } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

const schemas = join(repository, 'schemas')
const newest = Object.keys(releases).at(-1) ?? ''
const read = (path: string): string => readFileSync(join(repository, path), 'utf8')
const definitionsOf = (minor: string): Readonly<Record<string, Schema>> =>
  JSON.parse(read(`schemas/kubernetes/${minor}/definitions.json`)).definitions
const kindsOf = (schema: Schema): string[] =>
  ((schema['x-kubernetes-group-version-kind'] ?? []) as readonly GroupVersionKind[]).map(kindKey) // as we write it
const filesOf = (product: string): string[] =>
  fastGlob.sync(`schemas/crds/${product}/*.json`, { cwd: repository }).sort()

/** The kinds that each product is known for; `npm run schemas` may bring more. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  'argo-cd': ['Application', 'ApplicationSet', 'AppProject'].map((kind) => `argoproj.io/v1alpha1 ${kind}`),
  'cert-manager': ['Certificate', 'CertificateRequest', 'ClusterIssuer', 'Issuer'].map(
    (kind) => `cert-manager.io/v1 ${kind}`,
  ),
  'external-secrets': ['ClusterSecretStore', 'ExternalSecret', 'SecretStore'].map(
    (kind) => `external-secrets.io/v1 ${kind}`,
  ),
  flink: ['FlinkDeployment', 'FlinkSessionJob', 'FlinkStateSnapshot'].map((kind) => `flink.apache.org/v1beta1 ${kind}`),
  flux: [
    ...['Bucket', 'ExternalArtifact', 'GitRepository', 'HelmChart', 'HelmRepository', 'OCIRepository'].map(
      (kind) => `source.toolkit.fluxcd.io/v1 ${kind}`,
    ),
    'kustomize.toolkit.fluxcd.io/v1 Kustomization',
    'helm.toolkit.fluxcd.io/v2 HelmRelease',
    'notification.toolkit.fluxcd.io/v1 Receiver',
    'notification.toolkit.fluxcd.io/v1beta3 Alert',
    'notification.toolkit.fluxcd.io/v1beta3 Provider',
  ],
  'gateway-api': ['Gateway', 'GatewayClass', 'GRPCRoute', 'HTTPRoute', 'ReferenceGrant', 'TLSRoute'].map(
    (kind) => `gateway.networking.k8s.io/v1 ${kind}`,
  ),
  'prometheus-operator': [
    ...['Alertmanager', 'PodMonitor', 'Probe', 'Prometheus', 'PrometheusRule', 'ServiceMonitor', 'ThanosRuler'].map(
      (kind) => `monitoring.coreos.com/v1 ${kind}`,
    ),
    ...['AlertmanagerConfig', 'PrometheusAgent', 'ScrapeConfig'].map(
      (kind) => `monitoring.coreos.com/v1alpha1 ${kind}`,
    ),
  ],
  'sealed-secrets': ['bitnami.com/v1alpha1 SealedSecret'],
  'trust-manager': ['trust.cert-manager.io/v1alpha1 Bundle'],
}

test('each product has its kinds, and no product has files without a row here', () => {
  assert.equal(Object.keys(kinds).sort(), Object.keys(products).sort())
  assert.equal(readdirSync(join(schemas, 'crds')).sort(), Object.keys(products).sort())
  for (const [product, expected] of Object.entries(kinds)) {
    const found = filesOf(product).flatMap((file) => kindsOf(JSON.parse(read(file))))
    assert.equal(
      expected.filter((kind) => !found.includes(kind)),
      [],
    )
  }
})

test('what is committed of schemas is small, and says nothing in prose', () => {
  const files = fastGlob.sync('schemas/**/*', { cwd: repository })
  const sum = files.reduce((all, file) => all + readFileSync(join(repository, file)).length, 0)
  assert.ok(sum < 4_000_000, `${sum} bytes`)
  for (const file of files.filter((name) => name.startsWith('schemas/crds/')))
    assert.not.match(read(file), /"description":\s*"/, file)
})

test('names of shared parts are of one file each', () => {
  const owners = new Map<string, string>()
  for (const file of Object.keys(products).flatMap(filesOf))
    for (const name of Object.keys((JSON.parse(read(file)) as { definitions?: object }).definitions ?? {})) {
      if (name.startsWith('io.k8s.')) continue
      assert.not.ok(owners.has(name), `${name} of ${file} and ${owners.get(name)}`)
      owners.set(name, file)
    }
  assert.ok(owners.size > 0)
})

test('schemas of our own say so', () => {
  for (const [product, { mark }] of Object.entries(products))
    for (const file of filesOf(product)) assert.is(JSON.parse(read(file))['x-sluice-source'], mark, file)
})

/** Says why where something cannot be had here: another machine may have it. */
function filesOrReason(make: () => readonly SchemaFile[]): readonly SchemaFile[] {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof NotFetched)) throw error
    process.stdout.write(`# skipped: ${error.message}\n`)
    return []
  }
}

// What is in Go's and Maven's own folders is read; `npm run schemas -- --check` fetches the rest, and looks at the minors.
test('what the releases that this machine has say is what is committed', () => {
  const scratch = temporaryFolder()
  const fetch = openFetch(scratch, { offline: true })
  const builtIn = definitionsOf(newest)
  const minors = Object.keys(releases).map((name) => ({ name, kinds: servedKinds(definitionsOf(name)) }))
  const made = [
    ...filesOrReason(() => [lifecycleFile(fetch, minors)]),
    ...Object.entries(products)
      .filter(([, { sources }]) => sources.every(({ needs }) => needs === 'nothing' || needs === 'module'))
      .flatMap(([name, product]) => filesOrReason(() => productFiles(name, product, fetch, builtIn))),
  ]
  assert.ok(made.length >= 5, 'schemas of our own need nothing')
  for (const { path, text } of made) assert.ok(existsSync(join(repository, path)) && read(path) === text, path)
})

test('the minors serve what the life of their kinds says', () => {
  const lifecycles = JSON.parse(read('schemas/kubernetes/lifecycle.json')) as Readonly<
    Record<string, { introduced: string; removed?: string }>
  >
  const number = (minor: string): number => Number(minor.split('.')[1])
  assert.equal(lifecycles['policy/v1beta1 PodDisruptionBudget'], {
    introduced: '1.5',
    deprecated: '1.21',
    removed: '1.25',
    replacement: 'policy/v1 PodDisruptionBudget',
  })
  for (const gone of [
    'extensions/v1beta1 Ingress',
    'batch/v1beta1 CronJob',
    'autoscaling/v2beta2 HorizontalPodAutoscaler',
  ])
    assert.ok(lifecycles[gone]?.removed, gone)
  const served = Object.keys(releases).map((minor) => ({ minor, kinds: servedKinds(definitionsOf(minor)) }))
  for (const [index, { minor, kinds }] of served.entries()) {
    const isServed = (kind: string): boolean => {
      const { introduced = '1.0', removed = '1.999' } = lifecycles[kind] ?? {}
      return number(introduced) <= number(minor) && number(minor) < number(removed)
    }
    assert.equal(
      [...kinds].filter((kind) => !isServed(kind)),
      [],
      minor,
    )
    assert.equal(
      [...(served[index - 1]?.kinds ?? [])].filter((kind) => kind in lifecycles && !kinds.has(kind) && isServed(kind)),
      [],
      minor,
    )
    const silent = [...kinds].filter((kind) => lifecycles[kind] === undefined)
    assert.equal(
      silent.filter((kind) => !/v\d+alpha\d+ /.test(kind)),
      [],
      minor,
    )
  }
})

test('the life of a kind is read from what is generated of it', () => {
  const text = `
func (in *Widget) APILifecycleIntroduced() (major, minor int) {
	return 1, 2
}

func (in *Widget) APILifecycleRemoved() (major, minor int) {
	return 1, 30
}

func (in *Widget) APILifecycleReplacement() schema.GroupVersionKind {
	return schema.GroupVersionKind{Group: "", Version: "v1", Kind: "Gadget"}
}

func (in *WidgetList) APILifecycleIntroduced() (major, minor int) {
	return 1, 2
}
`
  assert.equal(lifecyclesOfPackage(text, { group: 'a.b', version: 'v1beta1' }), [
    ['a.b/v1beta1 Widget', { introduced: '1.2', removed: '1.30', replacement: 'v1 Gadget' }],
  ])
})

/** Runs the command; gives what it printed and its exit code. */
async function run(args: readonly string[], root: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const streams = { stdout: '', stderr: '' }
  const writers = { stdout: process.stdout.write, stderr: process.stderr.write }
  for (const name of ['stdout', 'stderr'] as const)
    process[name].write = ((chunk: string) => {
      streams[name] += chunk
      return true
    }) as typeof process.stdout.write // of its forms the command uses one
  try {
    const context = { roots: { package: repository, root }, cacheFolder: undefined, inputsKey: '', codeKey: '' }
    return { code: await schemasCommand(args, context), ...streams }
  } finally {
    Object.assign(process.stdout, { write: writers.stdout })
    Object.assign(process.stderr, { write: writers.stderr })
  }
}

test('--list says what comes from where', async () => {
  const { code, stdout } = await run(['--list'], repository)
  assert.is(code, 0)
  const folders = new Set(stdout.split('\n').flatMap((line) => line.split(' ')[0] || []))
  for (const minor of Object.keys(releases)) assert.ok(folders.has(`schemas/kubernetes/${minor}`))
  for (const product of Object.keys(products)) assert.ok(folders.has(`schemas/crds/${product}`))
  assert.match(stdout, /^schemas\/crds\/sealed-secrets +no registry: the fields that https:/m)
  assert.match(
    stdout,
    /^schemas\/crds\/gateway-api +Go module sigs\.k8s\.io\/gateway-api@v[\d.]+, config\/crd\/standard$/m,
  )
})

const crd = (rest: string, name = 'Widget', group = 'example.com'): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${name.toLowerCase()}s.${group}}
spec:
  group: ${group}
  scope: Namespaced
  names: {kind: ${name}, plural: ${name.toLowerCase()}s}
  versions:
    - name: v1
      served: true
      storage: true
${rest}`
const schema = (spec: string): string => `      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                ${spec}
`
const widget = crd(schema('size: {type: integer, minimum: 1}'))

async function given(
  files: Readonly<Record<string, string>>,
  root = temporaryFolder(),
): Promise<{ root: string; problems: readonly string[]; told: readonly string[] }> {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const paths = Object.keys(files).map((name) => join(folder, name))
  const { problems, told } = await addCustomResources(paths, { package: repository, root })
  const short = (line: string): string => line.replaceAll(`${folder}/`, '')
  return { root, problems: problems.map(short), told: told.map(short) }
}

async function checked(root: string, manifest: object): Promise<SchemaViolation[]> {
  const checker = await loadManifestChecker({
    minor: newest,
    schemasFolders: [schemas, join(root, 'schemas')],
    cacheFolder: undefined,
  })
  const one = manifest as Manifest // what is wrong with it is wrong on purpose
  await checker.ensure([one])
  return checker.check(one)
}

test('a kind that a person gives is checked, and a generator has its type', async () => {
  const file = 'schemas/crds/example.com/widget-v1.json'
  const { root, problems, told } = await given({
    'widgets.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n---\n${widget}`,
  })
  assert.equal(problems, [])
  assert.equal(told, [
    'widgets.yaml:1: left out, as it is no CustomResourceDefinition: ConfigMap one',
    `${file}: example.com/v1 Widget of widgets.yaml`,
  ])
  const of = (spec: object): object => ({
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'one' },
    spec,
  })
  assert.equal(await checked(root, of({ size: 3 })), [])
  assert.equal(
    (await checked(root, of({ size: 0, colour: 'red' }))).map(({ path }) => path.join('.')),
    ['spec.colour', 'spec.size'],
  )
  assert.match(
    (await run(['--list'], root)).stdout,
    /^schemas\/crds\/example\.com\/widget-v1\.json +given: widgets\.yaml$/m,
  )
  const [types] = await givenTypes(root)
  assert.is(types?.path, 'generators/kubernetes-given.ts')
  assert.match(
    types?.text ?? '',
    /export interface Widget \{\n {2}apiVersion\?: 'example\.com\/v1'\n[\s\S]*size\?: number/,
  )
  // Again: the same bytes.
  const before = readFileSync(join(root, file), 'utf8')
  await given({ 'widgets.yaml': widget }, root)
  assert.is(readFileSync(join(root, file), 'utf8'), before)
})

test('a kind of a list of definitions is given as well', async () => {
  const indented = widget.replace(/^/gm, '    ').replace('    apiVersion', '  - apiVersion')
  const { problems, told } = await given({ 'list.yaml': `apiVersion: v1\nkind: List\nitems:\n${indented}` })
  assert.equal(problems, [])
  assert.equal(told, ['schemas/crds/example.com/widget-v1.json: example.com/v1 Widget of list.yaml'])
})

test('a kind that Sluice ships is replaced in a folder of overlays, and that is told', async () => {
  const own = crd(schema('anything: {type: string}'), 'Certificate', 'cert-manager.io')
  const { root, told } = await given({ 'own.yaml': own })
  assert.equal(told, [
    'schemas/crds/cert-manager.io/certificate-v1.json: cert-manager.io/v1 Certificate of own.yaml, in the place of what Sluice ships of it, schemas/crds/cert-manager/certificate-v1.json',
  ])
  const object = {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'one' },
    spec: { anything: 'x' },
  }
  assert.equal(await checked(root, object), [])
})

test('a kind that a root has is replaced where it is', async () => {
  const root = temporaryFolder()
  mkdirSync(join(root, 'schemas', 'crds'), { recursive: true })
  cpSync(join(schemas, 'crds', 'cert-manager'), join(root, 'schemas', 'crds', 'mine'), { recursive: true })
  const { told } = await given({ 'own.yaml': crd(schema('a: {type: string}'), 'Issuer', 'cert-manager.io') }, root)
  assert.match(told[0] ?? '', /^schemas\/crds\/mine\/issuer-v1\.json: /)
  assert.not.ok(existsSync(join(root, 'schemas', 'crds', 'cert-manager.io')))
})

const refusals: readonly (readonly [says: string, text: string, problem: RegExp])[] = [
  [
    'a file without a definition',
    'apiVersion: v1\nkind: ConfigMap\n',
    /^a\.yaml has no CustomResourceDefinition: expected at least one object of that kind$/,
  ],
  ['an empty file', '', /^a\.yaml has no CustomResourceDefinition: /],
  ['what is no YAML', 'a: [\n', /^a\.yaml:\d+:\d+: /],
  [
    'a definition of the old version',
    widget.replace('apiextensions.k8s.io/v1', 'apiextensions.k8s.io/v1beta1'),
    /^a\.yaml:1:13: expected apiextensions\.k8s\.io\/v1, got apiextensions\.k8s\.io\/v1beta1$/,
  ],
  [
    'a field that no definition has',
    widget.replace('scope:', 'scop: x\n  scope:'),
    /^a\.yaml:6:9: spec\.scop: unknown field "scop"; did you mean "scope"\?$/,
  ],
  ['a version without a schema', crd(''), /^a\.yaml:\d+:\d+: the schema: expected a schema, found none$/],
  [
    'no version that is served',
    widget.replace('served: true', 'served: false'),
    /^a\.yaml:8:3: expected a version that is served, found none$/,
  ],
  [
    'a field without a type',
    crd(schema('size: {minimum: 1}')),
    /^a\.yaml:19:17: spec\.size: expected a type: a structural schema says one of every field$/,
  ],
  [
    'a reference',
    crd(schema('size: {$ref: "#/definitions/size", type: integer}')),
    /^a\.yaml:19:17: spec\.size: a structural schema has no \$ref: write the schema in its place$/,
  ],
  [
    'a condition about a field that is nowhere else',
    crd(schema('size: {type: object, properties: {a: {type: string}}, anyOf: [{properties: {b: {minLength: 1}}}]}')),
    /spec\.size\.b: expected the field outside of the condition too, found it only here$/,
  ],
  [
    'a pattern that cannot be read',
    crd(schema('size: {type: string, pattern: "(a"}')),
    /^a\.yaml:8:3: the pattern \(a leaves a \( open$/,
  ],
  [
    'a kind of Kubernetes itself',
    crd(schema('size: {type: string}'), 'Deployment', 'apps'),
    /^a\.yaml:5:10: apps\/v1 Deployment is a kind of Kubernetes itself$/,
  ],
  [
    'a group that is no name',
    crd(schema('a: {type: string}'), 'Widget', '../up'),
    /^a\.yaml:5:\d+: spec\.group: expected a DNS name, got \.\.\/up$/,
  ],
  [
    'a kind twice',
    `${widget}---\n${widget}`,
    /^a\.yaml:\d+:1: example\.com\/v1 Widget is defined before, at a\.yaml:1:1$/,
  ],
]
for (const [says, text, problem] of refusals)
  test(`--crd refuses ${says}, and writes nothing`, async () => {
    const { root, problems } = await given({ 'a.yaml': text })
    assert.is(problems.length, 1, problems.join('\n'))
    assert.match(problems[0] ?? '', problem)
    assert.not.ok(existsSync(join(root, 'schemas')))
  })

test('--crd without files, and a file that is not there, are told', async () => {
  await run(['--crd'], temporaryFolder()).then(
    () => assert.unreachable(),
    (error) => assert.match(String(error), /expected the files of CustomResourceDefinitions behind --crd/),
  )
  const { code, stderr } = await run(['--crd', 'missing.yaml'], temporaryFolder())
  assert.is(code, 1)
  assert.match(stderr, /^missing\.yaml cannot be read: /)
})

test('what a structural schema may say is not refused', () => {
  const structural: Schema = {
    type: 'object',
    properties: {
      port: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
      free: { 'x-kubernetes-preserve-unknown-fields': true },
      map: { type: 'object', additionalProperties: { type: 'string' } },
      list: { type: 'array', items: { type: 'string' }, maxItems: 3 },
      one: {
        type: 'object',
        properties: { a: { type: 'string' }, b: { type: 'string' } },
        oneOf: [{ required: ['a'] }, { properties: { b: { minLength: 1 } }, not: { required: ['a'] } }],
      },
    },
  }
  assert.equal(structuralProblems(structural), [])
})

test('a long schema says once what it repeats, and means the same', async () => {
  const part: Schema = {
    type: 'object',
    properties: Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`field${index}`, { type: 'string', maxLength: index + 1 }]),
    ),
    additionalProperties: false,
  }
  const ports: Schema = {
    type: 'array',
    items: { ...part, properties: { ...(part['properties'] as object), protocol: { type: 'string', default: 'TCP' } } },
    'x-kubernetes-list-map-keys': ['field1', 'protocol'],
  }
  const kind = { group: 'example.com', version: 'v1', kind: 'Widget' }
  const properties = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`part${index}`, index % 2 === 0 ? part : ports]),
  )
  const whole: Schema = {
    'x-kubernetes-group-version-kind': [kind],
    'x-kubernetes-scope': 'Cluster',
    type: 'object',
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec: { type: 'object', properties, additionalProperties: false },
    },
    additionalProperties: false,
  }
  const text = customResourceText(kind, whole, undefined)
  assert.ok(text.length < 20_000 && JSON.stringify(whole).length > 100_000, `${text.length}`)
  const root = temporaryFolder()
  mkdirSync(join(root, 'schemas', 'crds'), { recursive: true })
  writeFileSync(join(root, 'schemas', 'crds', 'widget.json'), text)
  const object = {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'one' },
    spec: {
      part0: { field0: 'long' },
      part1: [{ field1: 'a' }, { field1: 'a', protocol: 'TCP' }],
      part3: [{ field1: 'a' }, { field1: 'a', protocol: 'UDP' }],
    },
  }
  assert.equal((await checked(root, object)).map(({ path }) => path.join('.')).sort(), [
    'spec.part0.field0',
    'spec.part1.1',
  ])
})

const ownObjects: readonly (readonly [kind: string, spec: object, refusedAt?: string])[] = [
  [
    'external-secrets.io/v1 ExternalSecret',
    {
      refreshInterval: '1h',
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
      target: { name: 'kafka-users', creationPolicy: 'Owner', template: { type: 'Opaque', data: { a: '{{ .a }}' } } },
      data: [{ secretKey: 'a', remoteRef: { key: 'kafka', property: 'a', decodingStrategy: 'None' } }],
    },
  ],
  ['external-secrets.io/v1 ExternalSecret', { target: { nam: 'x' } }, 'spec.target.nam'],
  [
    'external-secrets.io/v1 SecretStore',
    { provider: { vault: { server: 'https://vault:8200', auth: { kubernetes: { role: 'a', mountPath: 'k' } } } } },
  ],
  ['external-secrets.io/v1 SecretStore', { provider: { doppler: { anything: { goes: true } } } }],
  ['external-secrets.io/v1 SecretStore', { provider: { vaults: {} } }, 'spec.provider.vaults'],
  ['external-secrets.io/v1 ClusterSecretStore', {}, 'spec.provider'],
  [
    'bitnami.com/v1alpha1 SealedSecret',
    {
      encryptedData: { a: 'AgB' },
      template: { type: 'Opaque', metadata: { name: 'a', labels: { a: 'b' }, creationTimestamp: null } },
    },
  ],
  ['bitnami.com/v1alpha1 SealedSecret', { encryptedData: { a: 1 } }, 'spec.encryptedData.a'],
  [
    'trust.cert-manager.io/v1alpha1 Bundle',
    {
      sources: [{ useDefaultCAs: true }, { secret: { name: 'ca', key: 'ca.crt' } }],
      target: { configMap: { key: 'ca.pem' }, namespaceSelector: { matchLabels: { a: 'b' } } },
    },
  ],
  ['trust.cert-manager.io/v1alpha1 Bundle', { sources: [] }, 'spec.sources'],
]
for (const [kind, spec, refusedAt] of ownObjects)
  test(`${kind} ${refusedAt === undefined ? 'is legal' : `is refused at ${refusedAt}`}: ${JSON.stringify(spec).slice(0, 60)}`, async () => {
    const [apiVersion, name] = kind.split(' ')
    const object = { apiVersion, kind: name, metadata: { name: 'one' }, spec }
    assert.equal(
      (await checked(temporaryFolder(), object)).map(({ path }) => path.join('.')),
      refusedAt === undefined ? [] : [refusedAt],
    )
  })

test.run()
