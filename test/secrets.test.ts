// biome-ignore-all lint/suspicious/noTemplateCurlyInString: configuration holds ${...} of its own
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { openMemory } from '../engine/memory.ts'
import type { File, Problem } from '../engine/model.ts'
import { patienceOn } from '../engine/patiently.ts'
import { hasError } from '../engine/problem.ts'
import { render } from '../engine/render.ts'
import { noTextHoldsASecret, secretIn } from '../engine/rules/secrets.ts'
import type { SecretType } from '../engine/secrets/needs.ts'
import { createCommand } from '../engine/secrets/skeleton.ts'
import { writeFiles } from '../engine/write.ts'
import { write } from './support/clone.ts'
import { sluice } from './support/command.ts'
import { type Change, put, sealed as sealedParts, setOf } from './support/rendered-set.ts'
import { lines, overlay, stockWorld } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { tree } from './tree.ts'

/** A platform whose broker reads a password file, and whose Kafka has a user with a password. */
const platform = (secrets: string, more = ''): string =>
  overlay(`secrets: ${secrets}
components: {namespace: true, certs: true, kafka: true, mqtt: true}
values:
  kafka:
    clusterId: 7yYOmqPGQ6-kDReiZgSANg
    listeners: {scram: {enabled: true}}
    users: {app: {authentication: scram, password: {secret: app-login}}}
  mqtt: {security: {authentication: passwords, passwords: {secretName: mqtt-users}}}
${more}`)

const fromVault = '{source: external-secrets, externalSecrets: {store: {name: vault}}}'
const line = { secrets: 16, components: 17 }
const file = 'overlays/one/overlay.yaml'

type Outcome = { readonly problems: readonly Problem[]; readonly files: readonly File[] }

/** Renders a root that is given by its files, into nowhere; `files` are those of the overlay `one`. */
async function rendered(files: Readonly<Record<string, string | Uint8Array>>): Promise<Outcome> {
  const root = temporaryFolder()
  write(root, files as Readonly<Record<string, string>>) // bytes are written as well
  const outcome = await render({ root, overlays: [], strict: false, progress: () => {} }, stockWorld)
  const one = outcome.overlays.find(({ name }) => name === 'one')
  return { problems: outcome.problems, files: one?.comparison.missing ?? [] }
}

const oneOverlay = (text: string, sealed: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Outcome> =>
  rendered({
    [file]: text,
    ...Object.fromEntries(Object.entries(sealed).map(([name, content]) => [`overlays/one/sealed/${name}`, content])),
  })

const secretsOf = ({ files }: Outcome): string[] =>
  files.map(({ path }) => path).filter((path) => /^rendered\/.*(externalsecret|sealedsecret)/.test(path))

const textOf = ({ files }: Outcome, path: string): string | undefined => files.find((one) => one.path === path)?.text

/** What kubeseal would make of a value: of the right form, and of nothing. */
const ciphertext = Buffer.concat([Buffer.from([2, 0]), Buffer.alloc(512, 7), Buffer.alloc(24, 9)]).toString('base64')

/** A SealedSecret as kubeseal prints it. */
const sealed = (name: string, key: string, namespace = 'data'): string => `---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  creationTimestamp: null
  name: ${name}
  namespace: ${namespace}
spec:
  encryptedData:
    ${key}: ${ciphertext}
  template:
    metadata:
      creationTimestamp: null
      name: ${name}
      namespace: ${namespace}
`

const both = { 'app-login.yaml': sealed('app-login', 'password'), 'mqtt-users.yaml': sealed('mqtt-users', 'passwd') }
const ofFiles = platform('{source: sealed-secrets}')

/** The annotations that a file should have that a protected StatefulSet needs. */
const kept = `metadata:
  annotations:
    argocd.argoproj.io/sync-options: Prune=false
    kustomize.toolkit.fluxcd.io/prune: disabled
`
const keptFile = sealed('mqtt-users', 'passwd').replace('metadata:\n', kept)

test('Secrets that exist are rendered as nothing', async () => {
  const outcome = await oneOverlay(platform('{source: existing}'))
  assert.equal(lines(outcome.problems), [])
  assert.equal(secretsOf(outcome), [])
  const silent = await oneOverlay(platform('{source: existing}').replace('secrets: {source: existing}\n', ''))
  assert.equal(silent, outcome)
})

test('an ExternalSecret is rendered for each Secret, into the step that needs it, with every default written out', async () => {
  const outcome = await oneOverlay(platform(fromVault))
  assert.equal(lines(outcome.problems), [])
  const [ofKafka = '', ofMqtt = ''] = secretsOf(outcome)
  assert.equal(
    [ofKafka, ofMqtt],
    ['rendered/020-kafka/25-externalsecret-app-login.yaml', 'rendered/050-mqtt/25-externalsecret-mqtt-users.yaml'],
  )
  assert.is(
    textOf(outcome, ofMqtt),
    `# Rendered from overlays/one by npm run render: edit secrets in overlays/one/overlay.yaml, this file is generated.
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: mqtt-users
  namespace: data
  labels:
    app.kubernetes.io/instance: one
    app.kubernetes.io/managed-by: sluice
    app.kubernetes.io/part-of: streaming-platform
  annotations:
    argocd.argoproj.io/sync-options: Prune=false
    argocd.argoproj.io/sync-wave: "50"
    kustomize.toolkit.fluxcd.io/prune: disabled
spec:
  refreshPolicy: Periodic
  refreshInterval: 1h
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    name: mqtt-users
    creationPolicy: Owner
    deletionPolicy: Retain
  data:
  - secretKey: passwd
    remoteRef:
      key: one/data/mqtt-users
      property: passwd
      conversionStrategy: Default
      decodingStrategy: None
      metadataPolicy: None
`,
  )
  assert.ok(parse(textOf(outcome, 'kustomization.yaml') ?? '').resources.includes(ofMqtt))
})

test('store, path and refresh are the overlay’s, and a child inherits them', async () => {
  const facts = `{source: external-secrets, externalSecrets: {store: {kind: SecretStore, name: aws}, path: "{cluster}/{overlay}/{name}.{namespace}", refresh: 15m}}`
  const outcome = await rendered({
    [file]: 'extends: parent\ncluster: {name: child}\nvalues: {kafka: {clusterId: 9yYOmqPGQ6-kDReiZgSANg}}\n',
    'overlays/parent/overlay.yaml': platform(facts),
  })
  assert.equal(lines(outcome.problems), [])
  const { spec } = parse(textOf(outcome, secretsOf(outcome)[1] ?? '') ?? '')
  assert.equal(
    [spec.refreshInterval, spec.secretStoreRef, spec.data[0].remoteRef.key],
    ['15m', { name: 'aws', kind: 'SecretStore' }, 'child/one/mqtt-users.data'],
  )
})

test('a Secret that several steps need is rendered into the first of them', async () => {
  const outcome = await oneOverlay(platform(fromVault).replace('mqtt-users', 'app-login'))
  assert.equal(lines(outcome.problems), [])
  assert.equal(secretsOf(outcome), ['rendered/020-kafka/25-externalsecret-app-login.yaml'])
  const { data } = parse(textOf(outcome, secretsOf(outcome)[0] ?? '') ?? '').spec
  assert.equal(
    data.map(({ secretKey }: { secretKey: string }) => secretKey),
    ['passwd', 'password'],
  )
})

test('one Secret may come from elsewhere than the others', async () => {
  const override = (key: string): string => fromVault.replace(/}$/, `, overrides: {${key}: {source: existing}}}`)
  for (const key of ['app-login', 'app-login.data']) {
    const outcome = await oneOverlay(platform(override(key)))
    assert.equal(lines(outcome.problems), [])
    assert.equal(secretsOf(outcome), ['rendered/050-mqtt/25-externalsecret-mqtt-users.yaml'])
  }
  const mixed = await oneOverlay(platform('{source: existing, overrides: {mqtt-users: {source: sealed-secrets}}}'), {
    'mqtt-users.yaml': keptFile,
  })
  assert.equal(lines(mixed.problems), [])
  assert.equal(secretsOf(mixed), ['rendered/050-mqtt/25-sealedsecret-mqtt-users.yaml'])
})

test('an operator that is installed with the platform is waited for by what it serves', async () => {
  const text = platform(fromVault).replace(
    'external-secrets: {mode: external, version: 1.0.0}',
    'external-secrets: {mode: install, version: 1.0.0}',
  )
  const outcome = await oneOverlay(text)
  assert.equal(lines(outcome.problems), [])
  assert.match(textOf(outcome, secretsOf(outcome)[0] ?? '') ?? '', 'SkipDryRunOnMissingResource=true')
})

type Refusal = { readonly says: string; readonly text: string; readonly told: string; readonly hint?: string }

const facts: readonly Refusal[] = [
  {
    says: 'a store without a name',
    text: platform('{source: external-secrets}'),
    told: `${file}:${line.secrets}:1 secrets.externalSecrets.store.name error secrets/store-is-named: expected the name of a ClusterSecretStore, as Secret/app-login and Secret/mqtt-users come from external-secrets, found none`,
    hint: 'write secrets.externalSecrets.store.name, or another source',
  },
  {
    says: 'an operator that is not there',
    text: platform(fromVault).replace(
      'external-secrets: {mode: external, version: 1.0.0}',
      'external-secrets: {mode: absent}',
    ),
    told: `${file}:14:244 prerequisites.external-secrets.mode error prerequisites/declared: expected external or install, as 020-kafka has ExternalSecret/app-login, found absent`,
  },
  {
    says: 'a source that there is not',
    text: platform('{source: vault}'),
    told: `${file}:${line.secrets}:19 secrets.source error schema/enum: expected one of existing, external-secrets, sealed-secrets, got "vault"`,
  },
  {
    says: 'a path with a word in braces that means nothing',
    text: platform(fromVault.replace('{store', '{path: "{overlay}/{secret}", store')),
    told: `${file}:${line.secrets}:61 secrets.externalSecrets.path error schema/pattern: expected a path such as {overlay}/{namespace}/{name}, with these and {cluster} in braces, got "{overlay}/{secret}"`,
  },
  {
    says: 'a length of time that the operator does not read',
    text: platform(fromVault.replace('{store', '{refresh: 1d, store')),
    told: `${file}:${line.secrets}:64 secrets.externalSecrets.refresh error schema/pattern: expected a length of time such as 1h or 30m, got "1d"`,
  },
  {
    says: 'an override of a Secret that is not needed',
    text: platform('{source: existing, overrides: {mqtt-user: {source: sealed-secrets}}}'),
    told: `${file}:${line.secrets}:41 secrets.overrides.mqtt-user error secrets/override-is-of-a-secret: expected a Secret that the platform needs and cert-manager does not make, found none called mqtt-user`,
    hint: 'did you mean "mqtt-users"? there are app-login, mqtt-users',
  },
]

for (const { says, text, told, hint } of facts)
  test(`${says} is refused, and the problem names the line`, async () => {
    const { problems } = await oneOverlay(text)
    assert.equal(lines(problems), [told])
    if (hint !== undefined) assert.equal(problems[0]?.hint, hint)
  })

test('an override that an overlay inherits may be of a Secret that it does not need', async () => {
  const { problems } = await rendered({
    [file]: 'extends: team\ncluster: {name: one}\nvalues: {kafka: {clusterId: 7yYOmqPGQ6-kDReiZgSANg}}\n',
    'overlays/team/overlay.yaml': `${platform('{overrides: {another: {source: existing}}}')}abstract: true\n`.replace(
      '    clusterId: 7yYOmqPGQ6-kDReiZgSANg\n',
      '',
    ),
  })
  assert.equal(lines(problems), [])
})

test('a sealed file is passed through byte for byte behind a first line, into the step that needs it', async () => {
  const asTyped = `${keptFile}  # as typed\n\n`
  const outcome = await oneOverlay(ofFiles, { ...both, 'mqtt-users.yaml': asTyped })
  assert.equal(lines(outcome.problems), [])
  assert.equal(secretsOf(outcome), [
    'rendered/020-kafka/25-sealedsecret-app-login.yaml',
    'rendered/050-mqtt/25-sealedsecret-mqtt-users.yaml',
  ])
  assert.is(
    textOf(outcome, 'rendered/050-mqtt/25-sealedsecret-mqtt-users.yaml'),
    `# Rendered from overlays/one/sealed/mqtt-users.yaml, byte for byte: edit there, then npm run render.\n${asTyped}`,
  )
})

test('a sealed file that a protected object needs should say itself that it is kept', async () => {
  const outcome = await oneOverlay(ofFiles, both)
  assert.equal(lines(outcome.problems), [
    'overlays/one/sealed/mqtt-users.yaml:4:1 metadata.annotations warning secrets/sealed-file-is-kept: expected the annotations argocd.argoproj.io/sync-options: Prune=false and kustomize.toolkit.fluxcd.io/prune: disabled, found none: what is rendered is your file, byte for byte',
  ])
})

test('a sealed file may be of the first wave, as it is without an annotation, or of that of its directory', async () => {
  for (const wave of ['0', '50']) {
    const text = keptFile.replace('annotations:\n', `annotations:\n    argocd.argoproj.io/sync-wave: "${wave}"\n`)
    assert.equal(lines((await oneOverlay(ofFiles, { ...both, 'mqtt-users.yaml': text })).problems), [], wave)
  }
})

test('what is sealed may be bound to no name, be of a type, and be read through a template', async () => {
  const text = keptFile
    .replace('  annotations:\n', '  annotations:\n    sealedsecrets.bitnami.com/cluster-wide: "true"\n')
    .replace(`    passwd: `, `    login: `)
    .replace('  template:\n', "  template:\n    type: Opaque\n    data: {passwd: '{{ .login }}'}\n")
  assert.equal(lines((await oneOverlay(ofFiles, { ...both, 'mqtt-users.yaml': text })).problems), [])
})

type Misshapen = {
  readonly says: string
  readonly text: string | Uint8Array
  readonly told: string
  readonly hint?: string
}

const place = 'overlays/one/sealed/mqtt-users.yaml'
const wrong = (at: string, message: string): string => `${place}:${at} error secrets/sealed-file: ${message}`
const secretsBlock = `-----BEGIN ${'EC PRIVATE'} KEY-----`
const unsealed = 'expected what kubeseal made of a value (long, in base64), found something else'
const instead = (value: string): string => keptFile.replace(ciphertext, value)

const misshapen: readonly Misshapen[] = [
  {
    says: 'a byte order mark',
    text: `\uFEFF${keptFile}`,
    told: wrong('1:1 ', 'expected no byte order mark, found one'),
  },
  {
    says: 'CRLF',
    text: keptFile.replaceAll('\n', '\r\n'),
    told: wrong('1:1 ', 'expected line feeds only, found a carriage return'),
  },
  {
    says: 'one carriage return',
    text: keptFile.replace('kind: SealedSecret\n', 'kind: SealedSecret\r\n'),
    told: wrong('3:1 ', 'expected line feeds only, found a carriage return'),
  },
  { says: 'a NUL', text: keptFile.replace('spec:', '# \0\nspec:'), told: wrong('11:1 ', 'expected text, found a NUL') },
  {
    says: 'bytes that are no UTF-8',
    text: Buffer.concat([Buffer.from(keptFile), Buffer.from([0xff, 10])]),
    told: `${place}:19:1  error yaml/syntax: expected UTF-8, found bytes that are not`,
  },
  {
    says: 'an empty file',
    text: '',
    told: `${place}:1:1  error yaml/syntax: expected a map of settings, found an empty file`,
  },
  {
    says: 'what is no YAML',
    text: keptFile.replace('kind: ', 'kind:'),
    told: `${place}:3:1  error yaml/syntax: expected "key: value", found a text without a colon and a space`,
  },
  {
    says: 'two documents',
    text: `${keptFile}---\n${keptFile.slice(4)}`,
    told: `${place}:19:1  error yaml/syntax: expected one document, found a second (\`---\`)`,
  },
  {
    says: 'what YAML 1.1 reads otherwise',
    text: keptFile.replace('disabled\n', 'disabled\n    note: on\n'),
    told: wrong('8:5 metadata.annotations.note', 'expected what YAML 1.1 and 1.2 read alike, found what they do not'),
    hint: 'put it in quotes',
  },
  {
    says: 'a plain Secret',
    text: 'apiVersion: v1\nkind: Secret\nmetadata: {name: mqtt-users, namespace: data}\n',
    told: wrong(
      '2:1 kind',
      'expected a SealedSecret, found a Secret, which everybody who reads the repository can read',
    ),
    hint: 'make it with kubeseal --format=yaml, and make new passwords where this file was ever pushed',
  },
  {
    says: 'another kind',
    text: keptFile.replace('kind: SealedSecret', 'kind: ConfigMap'),
    told: wrong(
      '3:1 kind',
      'expected a SealedSecret of bitnami.com/v1alpha1, found "ConfigMap" of "bitnami.com/v1alpha1"',
    ),
  },
  {
    says: 'another version',
    text: keptFile.replace('v1alpha1', 'v1'),
    told: wrong(
      '2:1 apiVersion',
      'expected a SealedSecret of bitnami.com/v1alpha1, found "SealedSecret" of "bitnami.com/v1"',
    ),
  },
  {
    says: 'no namespace',
    text: keptFile.replace('namespace: data\nspec', 'x: y\nspec').replace('  x: y\n', ''),
    told: wrong('4:1 metadata.namespace', 'expected the namespace that it is sealed for, found none'),
  },
  {
    says: 'another name inside',
    text: keptFile.replace('      name: mqtt-users', '      name: mqtt-user'),
    told: wrong('17:7 spec.template.metadata.name', 'expected "mqtt-users", as in metadata, found "mqtt-user"'),
    hint: 'what is sealed for one name and namespace is opened under no other: seal it again',
  },
  {
    says: 'another namespace inside',
    text: keptFile.replace('      namespace: data', '      namespace: edge'),
    told: wrong('18:7 spec.template.metadata.namespace', 'expected "data", as in metadata, found "edge"'),
  },
  {
    says: 'nothing that is sealed',
    text: keptFile.replace(/encryptedData:\n.*\n/, 'encryptedData: {}\n'),
    told: wrong('12:3 spec.encryptedData', 'expected what is sealed, by key, found {}'),
  },
  {
    says: 'another key',
    text: keptFile.replace('    passwd:', '    password:'),
    told: wrong('12:3 spec.encryptedData', 'expected passwd, found password'),
    hint: `add what is missing: kubectl create secret generic mqtt-users --namespace data --from-file=passwd=path/to/passwd --dry-run=client --output=yaml | kubeseal --format=yaml --merge-into=${place}`,
  },
  {
    says: 'a word where ciphertext is due',
    text: instead('hunter2'),
    told: wrong('13:5 spec.encryptedData.passwd', unsealed),
  },
  {
    says: 'a long text that is no base64',
    text: instead(`"${ciphertext.replaceAll('/', '-')}!"`),
    told: wrong('13:5 spec.encryptedData.passwd', unsealed),
  },
  {
    says: 'ciphertext that is cut off',
    text: instead(ciphertext.slice(0, 400)),
    told: wrong('13:5 spec.encryptedData.passwd', unsealed),
  },
  {
    says: 'base64 of plain text',
    text: instead(Buffer.from('user:'.repeat(200)).toString('base64')),
    told: wrong('13:5 spec.encryptedData.passwd', unsealed),
  },
  {
    says: 'a number where ciphertext is due',
    text: instead('7'),
    told: wrong('13:5 spec.encryptedData.passwd', unsealed),
  },
  {
    says: 'values in plain beside what is sealed',
    text: `${keptFile}stringData: {passwd: word}\n`,
    told: wrong('19:1 stringData', 'expected nothing in plain, found stringData'),
    hint: 'put it under spec.encryptedData, sealed by kubeseal',
  },
  {
    says: 'plain text in the template',
    text: keptFile.replace('  template:\n', '  template:\n    data: {more: word}\n'),
    told: wrong('15:12 spec.template.data.more', 'expected a template over what is sealed, found plain text'),
  },
  {
    says: 'the old form',
    text: keptFile.replace('spec:\n', `spec:\n  data: ${ciphertext}\n`),
    told: wrong('12:3 spec.data', 'expected encryptedData, found data, which kubeseal writes no more'),
  },
  {
    says: 'a password in a comment',
    text: `${keptFile}# password: hunter2\n`,
    told: wrong('19:1 ', 'expected nothing that is secret, found a value for what is named so in a comment'),
  },
  {
    says: 'a private key in a comment',
    text: `${keptFile}#  ${secretsBlock}\n`,
    told: wrong('19:1 ', 'expected nothing that is secret, found a private key in a comment'),
  },
  {
    says: 'a wave of its own',
    text: keptFile.replace('annotations:\n', 'annotations:\n    argocd.argoproj.io/sync-wave: "20"\n'),
    told: wrong(
      '6:5 metadata.annotations.argocd.argoproj.io/sync-wave',
      'expected none, "0" or "50", the number of 050-mqtt, found "20"',
    ),
    hint: 'take the line out: without it Argo CD applies it first',
  },
  {
    says: 'a field that there is not',
    text: keptFile.replace('  template:\n', '  templates: {}\n  template:\n'),
    told: `${place}:14:3 spec.templates error manifest/schema: unknown field "templates"; did you mean "template"?`,
  },
  {
    says: 'words by which Argo CD leaves a file out',
    text: `${keptFile}# +argocd:skip-file-${'rendering'}\n`,
    told: wrong('19:1 ', 'expected nothing by which Argo CD leaves a file out, found +argocd:skip-file-rendering'),
  },
  {
    says: 'a token in an annotation',
    text: keptFile.replace('annotations:\n', `annotations:\n    note: gh${'p'}_${'a'.repeat(36)}\n`),
    told: `${place}:6:5 metadata.annotations.note error secrets/no-secret-in-text: expected nothing that is secret, found a token (GitHub, GitLab, Slack)`,
  },
  {
    says: 'a Secret that nothing needs',
    text: keptFile.replaceAll('mqtt-users', 'mqtt-user'),
    told: wrong(
      '9:3 metadata.name',
      'expected a Secret that the platform needs, found Secret/mqtt-user, which nothing needs',
    ),
    hint: `remove ${place}, or seal it for the right name and namespace: did you mean "Secret/mqtt-users"? there are Secret/app-login, Secret/mqtt-users`,
  },
  {
    says: 'a Secret of another namespace',
    text: keptFile.replaceAll('namespace: data', 'namespace: edge'),
    told: wrong(
      '9:3 metadata.name',
      'expected a Secret that the platform needs, found Secret/mqtt-users.edge, which nothing needs',
    ),
  },
]

for (const { says, text, told, hint } of misshapen)
  test(`a sealed file with ${says} is refused, at its own line`, async () => {
    const outcome = await oneOverlay(ofFiles, { ...both, 'mqtt-users.yaml': text })
    assert.equal(lines(outcome.problems), [told])
    assert.ok(hasError(outcome.problems))
    if (hint !== undefined) assert.equal(outcome.problems[0]?.hint, hint)
    assert.not.match(JSON.stringify(outcome.problems), 'hunter2')
  })

test('what a rule finds in an ExternalSecret is blamed on what the overlay says of secrets', async () => {
  const path = `AK${'IA'}${'A'.repeat(16)}/{name}`
  const { problems } = await oneOverlay(platform(fromVault.replace('{store', `{path: "${path}", store`)))
  assert.equal(
    [...new Set(problems.map(({ rule, at }) => `${rule} ${at.file}:${at.line} ${at.path}`))],
    [`secrets/no-secret-in-text ${file}:${line.secrets} secrets.externalSecrets.path`],
  )
})

test('what a sealed file is bound to is told at each of its mistakes at once', async () => {
  const text = keptFile.replace('      name: mqtt-users', '      name: other').replace(ciphertext, 'word')
  assert.equal(lines((await oneOverlay(ofFiles, { ...both, 'mqtt-users.yaml': text })).problems), [
    wrong('13:5 spec.encryptedData.passwd', unsealed),
    wrong('17:7 spec.template.metadata.name', 'expected "mqtt-users", as in metadata, found "other"'),
  ])
})

test('a sealed file that is missing is named, with the command that makes it', async () => {
  const { problems } = await oneOverlay(ofFiles, { 'app-login.yaml': both['app-login.yaml'] })
  assert.equal(lines(problems), [
    `${file}:${line.secrets}:19 secrets.source error secrets/sealed-file-is-there: expected ${place} for Secret/mqtt-users (passwd), found none`,
  ])
  assert.is(
    problems[0]?.hint,
    `make it: mkdir -p overlays/one/sealed && kubectl create secret generic mqtt-users --namespace data --from-file=passwd=path/to/passwd --dry-run=client --output=yaml | kubeseal --format=yaml > ${place}`,
  )
  const overridden = platform('{source: existing, overrides: {mqtt-users: {source: sealed-secrets}}}')
  assert.equal(
    (await oneOverlay(overridden)).problems.map(({ at }) => `${at.line}:${at.column} ${at.path}`),
    [`${line.secrets}:62 secrets.overrides.mqtt-users.source`],
  )
})

test('a sealed file of a Secret that comes from elsewhere is refused, and says what says so', async () => {
  const { problems } = await oneOverlay(platform('{source: existing}'), { 'users.yaml': keptFile })
  assert.equal(lines(problems), [
    `overlays/one/sealed/users.yaml:9:3 metadata.name error secrets/sealed-file: expected a Secret that comes from sealed-secrets, found Secret/mqtt-users, which comes from existing (${file}:${line.secrets})`,
  ])
  assert.is(
    problems[0]?.hint,
    'remove overlays/one/sealed/users.yaml, or write "overrides: {mqtt-users: {source: sealed-secrets}}" under secrets',
  )
})

test('two sealed files of one Secret are refused', async () => {
  const { problems } = await oneOverlay(ofFiles, { ...both, 'mqtt-users.yaml': keptFile, 'users.yaml': keptFile })
  assert.equal(lines(problems), [
    `overlays/one/sealed/users.yaml:9:3 metadata.name error secrets/sealed-file: expected one file for Secret/mqtt-users, found ${place} too`,
  ])
})

test('only files of YAML are in sealed/, and none is a link', async () => {
  const root = temporaryFolder()
  write(root, { [file]: ofFiles, 'elsewhere.yaml': keptFile })
  const folder = join(root, 'overlays/one/sealed')
  write(folder, {
    'app-login.yaml': both['app-login.yaml'],
    '.gitkeep': '',
    'mqtt-users.json': '{}',
    'old/a.yaml': keptFile,
  })
  symlinkSync(join(root, 'elsewhere.yaml'), join(folder, 'mqtt-users.yaml'))
  const { problems } = await render({ root, overlays: [], strict: false, progress: () => {} }, stockWorld)
  const told = lines(problems).filter((one) => one.includes('sealed/') && !one.includes(file))
  assert.equal(told, [
    'overlays/one/sealed/mqtt-users.json:1:1  error secrets/sealed-file: expected a file NAME.yaml, found another name',
    `${place}:1:1  error files/symlink: expected a file or folder of its own, found a symbolic link`,
    'overlays/one/sealed/old:1:1  error secrets/sealed-file: expected a file NAME.yaml, found what is no file',
  ])
})

test('sealed files are of one cluster: a child does not inherit them, and an abstract overlay has none', async () => {
  const child = 'extends: parent\ncluster: {name: child}\nvalues: {kafka: {clusterId: 9yYOmqPGQ6-kDReiZgSANg}}\n'
  const parent = {
    'overlays/parent/sealed/app-login.yaml': both['app-login.yaml'],
    'overlays/parent/sealed/mqtt-users.yaml': keptFile,
  }
  const { problems } = await rendered({ [file]: child, 'overlays/parent/overlay.yaml': ofFiles, ...parent })
  assert.equal(
    problems.map(({ overlay, message }) => `${overlay}: ${message}`),
    [
      'one: expected overlays/one/sealed/app-login.yaml for Secret/app-login (password), found none',
      `one: expected ${place} for Secret/mqtt-users (passwd), found none`,
    ],
  )
  const abstract = await rendered({
    'overlays/team/overlay.yaml': 'abstract: true\n',
    'overlays/team/sealed/mqtt-users.yaml': keptFile,
  })
  assert.equal(lines(abstract.problems), [
    'overlays/team/sealed/mqtt-users.yaml:1:1  error overlay/never-inherited: what is sealed is never inherited, and an abstract overlay is never rendered: it goes nowhere',
  ])
})

/** One run of the command with a memory: whether it rendered anything anew. */
async function ranAnew(root: string, cache: string, overlays: readonly string[]): Promise<boolean> {
  let anew = false
  const open = () => {
    anew = true
    return stockWorld()
  }
  const outcome = await render(
    { root, overlays, strict: false, progress: () => {} },
    open,
    openMemory(root, cache, 'code'),
  )
  assert.equal(lines(outcome.problems), [])
  const plans = outcome.overlays.map(({ name, comparison: { changed, missing, leftOver } }) => ({
    folder: `overlays/${name}`,
    write: [...changed, ...missing],
    remove: leftOver,
  }))
  writeFiles(root, plans, patienceOn(process.platform))
  return anew
}

test('an overlay is rendered again when a byte of its sealed files changes, and of no other’s', async () => {
  const root = temporaryFolder()
  const cache = temporaryFolder()
  const child =
    'extends: one\ncluster: {name: child}\nsecrets: {source: existing}\nvalues: {kafka: {clusterId: 9yYOmqPGQ6-kDReiZgSANg}}\n'
  const files = { 'app-login.yaml': both['app-login.yaml'], 'mqtt-users.yaml': keptFile }
  write(root, { [file]: ofFiles, 'overlays/child/overlay.yaml': child })
  write(join(root, 'overlays/one/sealed'), files)
  for (const name of ['one', 'child']) {
    await ranAnew(root, cache, [name])
    assert.not(await ranAnew(root, cache, [name]))
  }
  const anotherValue = keptFile.replace(ciphertext, ciphertext.replace('CQk=', 'CQg=').replace('CQkJ', 'CQkK'))
  assert.is.not(anotherValue, keptFile)
  writeFileSync(join(root, place), anotherValue)
  assert.not(await ranAnew(root, cache, ['child']))
  assert.ok(await ranAnew(root, cache, ['one']))
  assert.ok(
    readFileSync(join(root, 'overlays/one/rendered/050-mqtt/25-sealedsecret-mqtt-users.yaml'), 'utf8').endsWith(
      anotherValue,
    ),
  )
  assert.not(await ranAnew(root, cache, ['one']))
  renameSync(join(root, place), join(root, 'overlays/one/sealed/users.yaml'))
  assert.ok(await ranAnew(root, cache, ['one']))
})

test('what is remembered of a sealed file is forgotten with it', async () => {
  const root = temporaryFolder()
  const cache = temporaryFolder()
  write(root, { [file]: platform('{source: existing, overrides: {mqtt-users: {source: sealed-secrets}}}') })
  write(join(root, 'overlays/one/sealed'), { 'mqtt-users.yaml': keptFile })
  await ranAnew(root, cache, [])
  assert.not(await ranAnew(root, cache, []))
  unlinkSync(join(root, place))
  const outcome = await render(
    { root, overlays: [], strict: false, progress: () => {} },
    stockWorld,
    openMemory(root, cache, 'code'),
  )
  assert.equal(
    outcome.problems.map(({ rule }) => rule),
    ['secrets/sealed-file-is-there'],
  )
  mkdirSync(join(root, place))
  assert.equal(openMemory(root, cache, 'code').recall('one'), undefined)
})

// The parts of what looks like a secret stand apart, so that no file of ours holds one.
const shapes: readonly (readonly [what: string, breaking: string, harmless: string])[] = [
  ['a private key', secretsBlock, '-----BEGIN PUBLIC KEY-----'],
  ['a private key', `-----BEGIN ${'PGP PRIVATE'} KEY BLOCK-----`, '-----BEGIN PGP PUBLIC KEY BLOCK-----'],
  [
    'a private key in base64',
    Buffer.from(`-----BEGIN ${'RSA PRIVATE'} KEY-----\nMIIE`).toString('base64'),
    Buffer.from('-----BEGIN CERTIFICATE-----\nMIIE').toString('base64'),
  ],
  ['a private key of age', `AGE-SECRET-${'KEY'}-1${'Q'.repeat(58)}`, `age1${'q'.repeat(58)}`],
  ['an access key of AWS', `AK${'IA'}${'A'.repeat(16)}`, 'AKIA is how they begin'],
  ['a token (JWT)', ['eyJhbGciOiJub25lIn0', 'eyJzdWIiOiJhIn0x', 'c2lnbmF0dXJl'].join('.'), 'eyJ.eyJ.a'],
  ['a token (GitHub, GitLab, Slack)', `gh${'p'}_${'a'.repeat(36)}`, 'ghp_short'],
  ['a token (GitHub, GitLab, Slack)', `gl${'pat'}-${'a'.repeat(20)}`, 'glpat-x'],
  ['a token (GitHub, GitLab, Slack)', `xo${'xb'}-${'1'.repeat(24)}`, 'xoxo-xoxo'],
  [
    'the address of a webhook, which lets in whoever knows it',
    `https://hooks.slack.com/${'services'}/T00000000/B00000000/abcdefgh`,
    'https://hooks.slack.com/services/$TEAM_AND_CHANNEL_AND_KEY',
  ],
  [
    'the address of a webhook, which lets in whoever knows it',
    `https://discord.com/api/${'webhooks'}/123456789012345678/abc`,
    'https://docs.example.com/api/webhooks/how-to-make-one',
  ],
  [
    'a password in an address',
    `postgres://app:${'word'}@db.example.com/app`,
    'postgres://app:${PASSWORD}@db.example.com/app',
  ],
  [
    'a password in an address of JDBC',
    `jdbc:postgresql://db/app?user=a&${'password'}=word`,
    'jdbc:postgresql://db/app?user=a&password=${PASSWORD}',
  ],
  [
    'a password in an address of JDBC',
    `jdbc:sqlserver://db;user=a;${'password'}=word;`,
    'jdbc:sqlserver://db;user=a;password=@PASSWORD@;',
  ],
  [
    'a password of JAAS',
    `org.apache.kafka.common.security.plain.PlainLoginModule required username="a" ${'password'}="word";`,
    'org.apache.kafka.common.security.scram.ScramLoginModule required username="a" password="${env:PASSWORD}";',
  ],
  [
    'a password of JAAS',
    `a.ScramLoginModule required ${'password'}=\\"word\\";`,
    'a.OAuthBearerLoginModule required; # password=none',
  ],
]
for (const [what, breaking, harmless] of shapes)
  test(`${what} is told from what looks alike: ${harmless.slice(0, 40)}`, () => {
    assert.is(secretIn(breaking), what)
    assert.is(secretIn(harmless), undefined)
  })

const foundIn = (...changes: readonly Change[]): string[] =>
  noTextHoldsASecret.check(setOf(sealedParts(changes))).map(({ path, message }) => `${path.join('.')}: ${message}`)

test('such a shape is found wherever it stands in an object', () => {
  for (const [what, breaking, harmless] of shapes) {
    const inNote = (text: string) => foundIn(put('account', 'metadata annotations note', JSON.stringify(text)))
    assert.equal(inNote(breaking), [`metadata.annotations.note: expected nothing that is secret, found ${what}`])
    assert.equal(inNote(harmless), [])
  }
})

const named: readonly (readonly [field: string, breaking: string, harmless: string])[] = [
  ['adminPassword', 'hunter2', '$(ADMIN_PASSWORD)'],
  ['s3.secret-key', 'hunter2', '${S3_SECRET}'],
  ['apiKey', 'hunter2', '/run/secrets/key'],
  ['oauth.token', 'hunter2', 'two words'],
  ['clientSecret', 'hunter2', '{{ .secret }}'],
]
test('a field whose name says that it is secret holds a reference only', () => {
  for (const [field, breaking, harmless] of named) {
    const inField = (text: string) => foundIn(put('certificate', `spec ${field}`, JSON.stringify(text)))
    assert.equal(inField(breaking), [`spec.${field}: expected nothing that is secret, found a value for ${field}`])
    assert.equal(inField(harmless), [])
  }
})

const chart = (values: string): string =>
  platform('{source: existing}').replace(
    'trust-manager: {mode: external, version: 1.0.0}',
    `trust-manager: {mode: install, version: 1.0.0, values: ${values}}`,
  )
const flux = (more: string): string =>
  platform('{source: existing}').replace(
    /sync: .*/,
    `sync: {engine: flux, repository: "https://git.example.com/streaming.git", revision: main, flux: {${more}}}`,
  )
const webhook = `https://hooks.slack.com/${'services'}/T00000000/B00000000/abcdefgh`
const inSync: readonly (readonly [says: string, breaking: string, told: string, harmless: string])[] = [
  [
    'a password among the values of a chart',
    chart('{auth: {adminPassword: hunter2}}'),
    'prerequisites.trust-manager.values.auth.adminPassword: expected nothing that is secret, as it stands in sync/argocd.yaml, found a value for adminPassword',
    chart('{auth: {adminPassword: "", existingSecret: admin, adminPasswordKey: word}}'),
  ],
  [
    'a password among the arguments in the values of a chart',
    chart('{args: [--port=80, --password=hunter2]}'),
    'prerequisites.trust-manager.values.args[1]: expected nothing that is secret, as it stands in sync/argocd.yaml, found a value for --password',
    chart('{args: [--port=80, --password=$(PASSWORD)]}'),
  ],
  [
    'a private key among the values of a chart',
    chart(`{ca: "${secretsBlock}"}`),
    'prerequisites.trust-manager.values.ca: expected nothing that is secret, as it stands in sync/argocd.yaml, found a private key',
    chart('{ca: "-----BEGIN CERTIFICATE-----"}'),
  ],
  [
    'an address of Flux’s notifications that is a secret',
    flux(`notifications: {team: {type: slack, address: "${webhook}"}}`),
    'sync.flux.notifications.team.address: expected nothing that is secret, as it stands in sync/flux.yaml, found the address of a webhook, which lets in whoever knows it',
    flux(
      'notifications: {team: {type: slack, address: "https://slack.com/api/chat.postMessage", secret: slack-token}}',
    ),
  ],
]
for (const [says, breaking, told, harmless] of inSync)
  test(`${says} is refused, at the line that says it`, async () => {
    const { problems } = await oneOverlay(breaking)
    assert.equal(
      problems
        .filter(({ severity }) => severity === 'error')
        .map(({ rule, at, message }) => `${rule} ${at.file} ${at.path}: ${message}`),
      [`secrets/no-secret-in-text ${file} ${told}`],
    )
    assert.ok(hasError(problems))
    assert.not.match(JSON.stringify(problems), 'hunter2')
    assert.equal(lines((await oneOverlay(harmless)).problems), [])
  })

/** A root with one overlay, for the command. */
function rootWith(text: string, sealedFiles: Readonly<Record<string, string>> = {}): string {
  const root = temporaryFolder()
  write(root, { [file]: text })
  write(join(root, 'overlays/one/sealed'), sealedFiles)
  return root
}

const small = (secrets: string): string =>
  overlay(`secrets: ${secrets}
components: {namespace: true, certs: true, mqtt: true}
values:
  mqtt: {security: {authentication: passwords, passwords: {secretName: mqtt-users}}}
`).replace(/sync: .*/, 'sync: {engine: argocd, repository: "ssh://git@git.example.com/streaming.git", revision: main}')

const ofCertManager = `clients-ca  data       ca.crt, tls.crt, tls.key                    Issuer/clients    cert-manager, Certificate/clients-ca
mqtt-tls    data       ca.crt, tls-combined.pem, tls.crt, tls.key  StatefulSet/mqtt  cert-manager, Certificate/mqtt-tls
peers-ca    data       ca.crt, tls.crt, tls.key                    Issuer/peers      cert-manager, Certificate/peers-ca
`
const credentials = `
Argo CD must know a key for ssh://git@git.example.com/streaming.git: argocd repo add ssh://git@git.example.com/streaming.git --ssh-private-key-path path/to/key, or a Secret in argocd with the label argocd.argoproj.io/secret-type: repository
`

test('the command lists every Secret with its maker, tells how a person makes one, and writes nothing', () => {
  const root = rootWith(small('{source: existing}'))
  const before = tree(root)
  assert.equal(sluice(root, ['secrets']), {
    code: 0,
    stdout: `one: 4 Secrets, 1 for a person to make

SECRET      NAMESPACE  KEYS                                        NEEDED BY         FROM
mqtt-users  data       passwd                                      StatefulSet/mqtt  a person
${ofCertManager}
Each file holds a value alone, without a line break at its end:

kubectl create secret generic mqtt-users \\
  --namespace data \\
  --from-file=passwd=path/to/passwd
${credentials}`,
    stderr: '',
  })
  assert.equal(tree(root), before)
})

test('the command says of which store and which file a Secret comes, and then nobody has to make one', () => {
  const stored = sluice(rootWith(small(fromVault)), ['secrets'])
  assert.match(stored.stdout, 'one: 4 Secrets, none for a person to make\n')
  assert.match(
    stored.stdout,
    / StatefulSet\/mqtt {2}external-secrets, ClusterSecretStore\/vault at one\/data\/mqtt-users\n/,
  )
  assert.not.match(stored.stdout, 'kubectl')
  const filed = sluice(rootWith(small('{source: sealed-secrets}'), { 'users.yaml': keptFile }), ['secrets'])
  assert.match(filed.stdout, / StatefulSet\/mqtt {2}sealed-secrets, overlays\/one\/sealed\/users\.yaml\n/)
  assert.equal([stored.code, stored.stderr, filed.code, filed.stderr], [0, '', 0, ''])
})

test('the command lists also where a sealed file is missing, tells how it is made, and fails', () => {
  const { code, stdout, stderr } = sluice(rootWith(small('{source: sealed-secrets}')), ['secrets', '-q', 'one'])
  assert.is(code, 1)
  assert.is(
    stdout,
    `one: 4 Secrets, 1 for a person to make

SECRET      NAMESPACE  KEYS    NEEDED BY         FROM
mqtt-users  data       passwd  StatefulSet/mqtt  sealed-secrets, ${place} (not there yet)

Each file holds a value alone, without a line break at its end:

mkdir -p overlays/one/sealed && \\
  kubectl create secret generic mqtt-users \\
  --namespace data \\
  --from-file=passwd=path/to/passwd \\
  --dry-run=client \\
  --output=yaml \\
  | \\
  kubeseal --format=yaml \\
  > ${place}
${credentials}`,
  )
  assert.match(stderr, /secrets\/sealed-file-is-there[\s\S]*\n1 error\n$/)
})

test('for machines each Secret is a line of JSON', () => {
  const { code, stdout, stderr } = sluice(rootWith(small('{source: existing}')), ['secrets', '--json'])
  const [first, ...others] = stdout
    .trimEnd()
    .split('\n')
    .map((one) => JSON.parse(one).secret)
  assert.equal([code, stderr, others.length], [0, '', 3])
  assert.equal(first, {
    overlay: 'one',
    namespace: 'data',
    name: 'mqtt-users',
    type: 'Opaque',
    keys: ['passwd'],
    neededBy: ['StatefulSet/mqtt'],
    by: 'person',
    command: 'kubectl create secret generic mqtt-users --namespace data --from-file=passwd=path/to/passwd',
  })
})

test('what Flux reads is made by a person, whatever the platform’s Secrets come from', () => {
  const text = small(fromVault).replace(
    /sync: .*/,
    `sync:
  engine: flux
  repository: ssh://git@git.example.com/streaming.git
  revision: main
  destination: {kubeConfig: other-cluster}
  flux:
    source: {secret: git-key, verify: signers}
    notifications:
      team: {type: slack, channel: platform, secret: slack-address}
      calls: {type: pagerduty, address: "https://events.example.com", secret: pager}`,
  )
  const { code, stdout, stderr } = sluice(rootWith(text), ['secrets', '--json'])
  assert.equal([code, stderr], [0, ''])
  const listed = stdout
    .trimEnd()
    .split('\n')
    .map((one) => JSON.parse(one).secret)
    .filter(({ namespace }) => namespace === 'flux-system')
  assert.equal(
    listed.map(({ name, by, keys, neededBy }) => `${name} (${keys}) by ${by} for ${neededBy[0]}`),
    [
      'git-key (identity,known_hosts) by person for GitRepository/one',
      'other-cluster (value) by person for Kustomization/one-000-namespace',
      'pager (token) by person for Provider/one-calls',
      'signers (author.asc) by person for GitRepository/one',
      'slack-address (address) by person for Provider/one-team',
    ],
  )
})

const blanks: readonly (readonly [says: string, keys: readonly string[], type: SecretType, command: string])[] = [
  [
    'a key and its certificate',
    ['tls.crt', 'tls.key'],
    'Opaque',
    'kubectl create secret tls a --namespace data --cert=path/to/tls.crt --key=path/to/tls.key',
  ],
  [
    'these and an authority',
    ['ca.crt', 'tls.crt', 'tls.key'],
    'Opaque',
    'kubectl create secret generic a --namespace data --from-file=ca.crt=path/to/ca.crt --from-file=tls.crt=path/to/tls.crt --from-file=tls.key=path/to/tls.key',
  ],
  [
    'credentials of a registry',
    ['.dockerconfigjson'],
    'kubernetes.io/dockerconfigjson',
    'kubectl create secret generic a --namespace data --type=kubernetes.io/dockerconfigjson --from-file=.dockerconfigjson=path/to/.dockerconfigjson',
  ],
  [
    'keys that nobody knows',
    [],
    'Opaque',
    'kubectl create secret generic a --namespace data --from-file=KEY=path/to/KEY',
  ],
]
for (const [says, keys, type, command] of blanks)
  test(`a Secret of ${says} is made by a command without a value`, () => {
    assert.is(createCommand({ name: 'a', namespace: 'data', keys, type }).join(' '), command)
  })

test('an overlay that there is not is a wrong argument, and values that are wrong are problems', () => {
  const root = rootWith(small('{source: vault}'))
  assert.equal(sluice(root, ['secrets', 'two']).code, 2)
  const { code, stdout, stderr } = sluice(root, ['secrets'])
  assert.equal([code, stdout], [1, ''])
  assert.match(stderr, /secrets\.source: expected one of existing, external-secrets, sealed-secrets[\s\S]*1 error\n$/)
  assert.is(sluice(root, ['secrets', '--values']).code, 2)
  rmSync(root, { recursive: true })
})

test('what is passed through is valid as it is committed, as kubeseal prints it', () => {
  const root = rootWith(small('{source: sealed-secrets}'), { 'users.yaml': `${sealed('mqtt-users', 'passwd')}\n` })
  assert.is(sluice(root, ['render', '-q']).code, 0)
  assert.equal(sluice(root, ['validate', '-q']), { code: 0, stdout: '', stderr: '' })
  assert.equal(sluice(root, ['render', '--check', '-q']).code, 0)
})

test('an ExternalSecret that a protected server needs is retired before its source changes', () => {
  const root = temporaryFolder()
  const put = (text: string): void => void write(root, { [file]: text })
  put(platform(fromVault))
  assert.is(sluice(root, ['render']).code, 0)
  put(platform('{source: existing}'))
  const { code, stderr } = sluice(root, ['render'])
  assert.is(code, 1)
  assert.match(stderr, `${file}:${line.secrets}:1: secrets: expected ExternalSecret/`)
  assert.match(stderr, 'to be retired before')
  assert.match(stderr, 'put back what rendered')
})

test.run()
