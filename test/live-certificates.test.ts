import { spawnSync } from 'node:child_process'
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastGlob from 'fast-glob'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { makePki } from './live/cluster/pki.ts'
import { contentOf, invalidities } from './live/doubles/cert-manager/content.ts'
import { verdict } from './live/doubles/cert-manager/decision.ts'
import { goMilliseconds } from './live/doubles/cert-manager/duration.ts'
import { issue } from './live/doubles/cert-manager/issue.ts'
import { issuerState } from './live/doubles/cert-manager/issuer.ts'
import { kinds } from './live/doubles/cert-manager/kinds.ts'
import { readCertificates, secretOf, textOf } from './live/doubles/cert-manager/secret.ts'
import { keptStores, newStores, storePassword } from './live/doubles/cert-manager/stores.ts'
import { unknownOfCertificate, unknownOfIssuer } from './live/doubles/cert-manager/understood.ts'
import type { Certificate, Issuer, Secret } from './live/resources.ts'
import { mismatches, signCertificate } from './live/x509.ts'
import { repository } from './support/world.ts'

const metadata = (name: string, namespace?: string) => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
  uid: `uid-${name}`,
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
})

const now = new Date('2026-03-01T12:00:00Z')
const later = (hours: number): Date => new Date(now.getTime() + hours * 3_600_000)

function certificate(spec: Partial<Certificate['spec']>, name = 'leaf'): Certificate {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { ...metadata(name, 'data'), generation: 1 },
    spec: { secretName: name, commonName: name, issuerRef: { name: 'authority' }, privateKey: ecdsa, ...spec },
  }
}

const ecdsa = { algorithm: 'ECDSA', size: 256, encoding: 'PKCS8' } as const

function issuer(spec: Issuer['spec']): Issuer {
  return { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: metadata('authority', 'data'), spec }
}

/** The Secret that the double makes for a Certificate; signed by itself or by the authority in a Secret. */
async function made(wanted: Certificate, authority?: Secret, before?: Secret, password?: string): Promise<Secret> {
  const signer = authority
    ? issuerState(
        issuer({ ca: { secretName: authority.metadata.name } }),
        new Map([[`data/${authority.metadata.name}`, authority]]),
      ).signer
    : 'self'
  if (!signer) throw new Error('the authority cannot sign')
  const issued = await issue(wanted, before, signer, now)
  const written = secretOf(wanted, issued, 'kubernetes.io/tls', newStores(issued, password))
  return { ...written, metadata: { ...metadata(wanted.spec.secretName, 'data'), ...written.metadata } }
}

const authority = await made(certificate({ isCA: true, usages: ['cert sign', 'crl sign'], duration: '87600h' }, 'ca'))
const leaf = (secret: Secret): X509Certificate => new X509Certificate(textOf(secret, 'tls.crt'))

test('a certificate says what its spec asks for, and its authority is known to have signed it', async () => {
  const secret = await made(
    certificate({
      subject: { organizations: ['Übung & Co'], organizationalUnits: ['a', 'b'] },
      dnsNames: ['*.kafka.data.svc', 'kafka'],
      ipAddresses: ['10.1.2.3', 'fd00::1:2'],
      uris: ['spiffe://cluster.local/ns/data'],
      usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
      duration: '24h30m',
    }),
    authority,
  )
  const found = leaf(secret)
  assert.equal(
    {
      subject: found.subject,
      names: found.subjectAltName,
      purposes: found.keyUsage,
      authority: found.ca,
      from: new Date(found.validFrom),
      to: new Date(found.validTo),
      signed: found.verify(leaf(authority).publicKey) && found.checkIssued(leaf(authority)),
      root: textOf(secret, 'ca.crt') === textOf(authority, 'tls.crt'),
      chain: readCertificates(textOf(secret, 'tls.crt'))?.length,
    },
    {
      subject: 'O=Übung & Co\nOU=a + OU=b\nCN=leaf',
      names:
        'DNS:*.kafka.data.svc, DNS:kafka, URI:spiffe://cluster.local/ns/data, IP Address:10.1.2.3, IP Address:FD00:0:0:0:0:0:1:2',
      purposes: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
      authority: false,
      from: now,
      to: later(24.5),
      signed: true,
      root: true,
      chain: 1,
    },
  )
})

test('an authority below an authority is shown in the chain of what it signs, and the root is not', async () => {
  const middle = await made(certificate({ isCA: true }, 'middle'), authority)
  const secret = await made(certificate({}), middle)
  const subjects = (text: string) => readCertificates(text)?.map(({ subject }) => subject)
  assert.equal(subjects(textOf(middle, 'tls.crt')), ['CN=middle'])
  assert.equal(subjects(textOf(secret, 'tls.crt')), ['CN=leaf', 'CN=middle'])
})

for (const [privateKey, header, detail] of [
  [
    { algorithm: 'RSA', size: 2048, encoding: 'PKCS8' },
    'BEGIN PRIVATE KEY',
    { modulusLength: 2048, publicExponent: 65537n },
  ],
  [{ algorithm: 'RSA', size: 2048 }, 'BEGIN RSA PRIVATE KEY', { modulusLength: 2048, publicExponent: 65537n }],
  [{ algorithm: 'ECDSA', size: 384, encoding: 'PKCS8' }, 'BEGIN PRIVATE KEY', { namedCurve: 'secp384r1' }],
  [{ algorithm: 'ECDSA' }, 'BEGIN EC PRIVATE KEY', { namedCurve: 'prime256v1' }],
  [{ algorithm: 'Ed25519' }, 'BEGIN PRIVATE KEY', {}],
] as const)
  test(`a key ${JSON.stringify(privateKey)} is made so, and verifies`, async () => {
    const secret = await made(certificate({ privateKey }), authority)
    assert.match(textOf(secret, 'tls.key'), header)
    assert.equal(leaf(secret).publicKey.asymmetricKeyDetails, detail)
    assert.ok(leaf(secret).verify(leaf(authority).publicKey))
    assert.equal(verdict(certificate({ privateKey }), secret, now).cause, undefined)
  })

test('the combined file is the key, then the chain; the DER file is the key', async () => {
  const secret = await made(
    certificate({ additionalOutputFormats: [{ type: 'CombinedPEM' }, { type: 'DER' }] }),
    authority,
  )
  assert.equal(textOf(secret, 'tls-combined.pem'), `${textOf(secret, 'tls.key')}\n${textOf(secret, 'tls.crt')}`)
  const der = Buffer.from(secret.data?.['key.der'] ?? '', 'base64')
  assert.equal(
    createPublicKey({ key: der, format: 'der', type: 'pkcs8' } as never).export({ type: 'spki', format: 'pem' }), // Node takes a private key there
    leaf(secret).publicKey.export({ type: 'spki', format: 'pem' }),
  )
})

const storing = certificate({
  keystores: {
    pkcs12: { create: true, profile: 'Modern2023', passwordSecretRef: { name: 'stores', key: 'password' } },
  },
})
const passwords = (data: Record<string, string>): ReadonlyMap<string, Secret> =>
  new Map([['data/stores', { apiVersion: 'v1', kind: 'Secret', metadata: metadata('stores', 'data'), data }]])
const password = 'of chance'
const known = passwords({ password: Buffer.from(password).toString('base64') })

for (const [fact, secrets, said] of [
  ['is not there', new Map(), 'secret "stores" not found'],
  ['holds nothing', passwords({}), 'contains no data for key "password"'],
] as const)
  test(`stores wait for a password whose Secret ${fact}`, () => {
    assert.throws(() => storePassword(storing, secrets), said)
  })

test('stores are made of a password that is there, stay as they are without a new certificate, and end with the wish', async () => {
  assert.is(storePassword(storing, known), password)
  const secret = await made(storing, authority, undefined, password)
  const issued = {
    key: textOf(secret, 'tls.key'),
    chain: textOf(secret, 'tls.crt'),
    authority: textOf(secret, 'ca.crt'),
  }
  const stay = keptStores(storing, issued, secret, new Map())
  assert.equal(
    Object.entries(stay).map(([key, store]) => [key, store.toString('base64')]),
    ['keystore.p12', 'truststore.p12'].map((key) => [key, secret.data?.[key]]),
  )
  const lacking = { ...secret, data: { ...secret.data, 'truststore.p12': '' } }
  assert.throws(() => keptStores(storing, issued, lacking, new Map()), 'not found')
  assert.ok((keptStores(storing, issued, lacking, known)['truststore.p12']?.length ?? 0) > 0)
  assert.equal(keptStores(certificate({}), issued, secret, known), {})
  assert.equal(Object.keys(await made(certificate({}), authority).then(({ data = {} }) => data)), [
    'ca.crt',
    'tls.crt',
    'tls.key',
  ])
})

/** What Java's program for stores says of one in a Secret. */
function keytool(secret: Secret, store: string, password: string, ...command: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'stores-'))
  try {
    writeFileSync(join(folder, store), Buffer.from(secret.data?.[store] ?? '', 'base64'))
    const args = [...command, '-storetype', 'PKCS12', '-keystore', store, '-storepass:env', 'PASSWORD']
    const environment = { ...process.env, PASSWORD: password, LC_ALL: 'C' }
    const { stdout, stderr } = spawnSync('keytool', args, { cwd: folder, encoding: 'utf8', env: environment })
    return `${stdout}${stderr}`
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (spawnSync('keytool', ['-help']).error)
  console.log('# skipped: what Java reads in stores: there is no keytool on the PATH')
else
  test('Java reads the key with its chain in one store, and finds the authority trusted in the other', async () => {
    const password = 'a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6'
    const ours = certificate({ ...storing.spec, privateKey: { algorithm: 'RSA', size: 2048 } })
    const secret = await made(ours, authority, undefined, password)
    const entry = keytool(secret, 'keystore.p12', password, '-list', '-v')
    for (const part of ['Entry type: PrivateKeyEntry', 'Certificate chain length: 2', 'Owner: CN=leaf', 'Owner: CN=ca'])
      assert.match(entry, part)
    // Who signs has read the key, too.
    assert.match(keytool(secret, 'keystore.p12', password, '-certreq', '-alias', '1'), 'BEGIN NEW CERTIFICATE REQUEST')
    const trusted = keytool(secret, 'truststore.p12', password, '-list', '-v')
    for (const part of ['contains 1 entry', 'Alias name: cn=ca', 'Entry type: trustedCertEntry'])
      assert.match(trusted, part)
    assert.match(keytool(secret, 'truststore.p12', 'another', '-list'), 'password was incorrect')
  })

const good = await made(certificate({ dnsNames: ['a'], duration: '90h', renewBefore: '30h' }), authority)
const asked = { dnsNames: ['a'], duration: '90h', renewBefore: '30h' }
const lacking = (key: string): Secret => ({ ...good, data: { ...good.data, [key]: '' } })
const holding = (key: string, text: string): Secret => ({
  ...good,
  data: { ...good.data, [key]: Buffer.from(text).toString('base64') },
})

for (const [fact, spec, secret, moment, reason] of [
  ['is as it is wanted', asked, good, now, undefined],
  ['is still not to be renewed', asked, good, later(59.9), undefined],
  ['is to be renewed', asked, good, later(60), 'Renewing'],
  ['has ended', asked, good, later(90), 'Expired'],
  ['is not there', asked, undefined, now, 'DoesNotExist'],
  ['has no key', asked, lacking('tls.key'), now, 'MissingData'],
  ['has a damaged certificate', asked, holding('tls.crt', 'no certificate'), now, 'InvalidCertificate'],
  ['has a damaged key', asked, holding('tls.key', 'no key'), now, 'InvalidKeyPair'],
  ['has the key of another', asked, holding('tls.key', textOf(authority, 'tls.key')), now, 'InvalidKeyPair'],
  ['has another key than asked', { ...asked, privateKey: { ...ecdsa, size: 384 } }, good, now, 'SecretMismatch'],
  [
    'has another encoding than asked',
    { ...asked, privateKey: { ...ecdsa, encoding: 'PKCS1' } },
    good,
    now,
    'SecretMismatch',
  ],
  ['is of another issuer', { ...asked, issuerRef: { name: 'other' } }, good, now, 'IncorrectIssuer'],
  ['lacks a name', { ...asked, dnsNames: ['a', 'b'] }, good, now, 'RequestChanged'],
  ['has another subject', { ...asked, commonName: 'other' }, good, now, 'RequestChanged'],
  ['has other usages', { ...asked, usages: ['client auth'] }, good, now, 'RequestChanged'],
  ['is no authority', { ...asked, isCA: true }, good, now, 'RequestChanged'],
  ['lasts for another time', { ...asked, duration: '91h' }, good, now, 'RequestChanged'],
] as const)
  test(`a Secret that ${fact}: ${reason ?? 'left alone'}`, () => {
    assert.is(verdict(certificate(spec as Partial<Certificate['spec']>), secret, moment).cause?.reason, reason) // the table is read-only
  })

test('a key that is never to change stays at renewal, and stops a spec that wants another', async () => {
  const spec = { privateKey: { ...ecdsa, rotationPolicy: 'Never' } } as const
  const first = await made(certificate(spec), authority)
  const second = await made(certificate(spec), authority, first)
  assert.is(textOf(second, 'tls.key'), textOf(first, 'tls.key'))
  assert.is.not(leaf(second).serialNumber, leaf(first).serialNumber)
  const wider = certificate({ privateKey: { ...spec.privateKey, size: 384 } })
  const error = await made(wider, authority, first).then(() => undefined, String)
  assert.match(error ?? '', 'rotationPolicy Never forbids a new one')
})

test('a key that may change does at renewal', async () => {
  const second = await made(certificate(asked), authority, good)
  assert.is.not(textOf(second, 'tls.key'), textOf(good, 'tls.key'))
})

test('a field that the double does not honour is named', () => {
  const spec = {
    ...certificate({}).spec,
    secretTemplate: { labels: { 'a.b/c': 'd' } },
    keystores: { jks: { create: true }, pkcs12: { create: true, password: 'a' } },
    nameConstraints: { permitted: { dnsDomains: ['a', 'b'] } },
    revisionHistoryLimit: 1,
  }
  assert.equal(unknownOfCertificate(spec), [
    'keystores.jks.create',
    'keystores.pkcs12.password',
    'nameConstraints.permitted.dnsDomains[]',
    'revisionHistoryLimit',
    'keystores.pkcs12.profile LegacyRC2',
    'keystores.pkcs12 without passwordSecretRef',
  ])
  assert.equal(unknownOfIssuer({ ca: { secretName: 'a', crlDistributionPoints: ['b'] } }), [
    'ca.crlDistributionPoints[]',
  ])
})

test('every Certificate and Issuer of the committed overlays is understood', () => {
  const overlays = join(repository, 'overlays')
  const objects = fastGlob
    .sync('*/rendered/*/05-*.yaml', { cwd: overlays })
    .map((file) => parse(readFileSync(join(overlays, file), 'utf8')) as Certificate | Issuer) // Sluice rendered it
  const unknown = objects.flatMap(
    ({ kind, spec }) =>
      kind === 'Certificate' ? unknownOfCertificate(spec as Certificate['spec']) : unknownOfIssuer(spec), // by its kind
  )
  assert.ok(objects.length > 100)
  assert.equal(unknown, [])
})

for (const [fact, spec, secrets, reason] of [
  ['signs with its own key', { selfSigned: {} }, [], 'IsReady'],
  ['has the Secret of an authority', { ca: { secretName: 'ca' } }, [authority], 'KeyPairVerified'],
  ['has no Secret', { ca: { secretName: 'ca' } }, [], 'ErrGetKeyPair'],
  ['has the Secret of a leaf', { ca: { secretName: 'leaf' } }, [good], 'ErrInvalidKeyPair'],
  [
    'needs the world outside',
    { acme: { server: 'https://acme.test', privateKeySecretRef: { name: 'a' } } },
    [],
    'NotReachable',
  ],
  ['is of a sort that the double has not', { vault: { path: 'a', server: 'b', auth: {} } }, [], 'UnknownField'],
] as const)
  test(`an issuer that ${fact}: ${reason}`, () => {
    const byName = new Map(secrets.map((secret) => [`data/${secret.metadata.name}`, secret]))
    assert.is(issuerState(issuer(spec as Issuer['spec']), byName).reason, reason) // the table is read-only
  })

test("what cert-manager's webhook refuses is refused", () => {
  const { commonName, ...nameless } = certificate({}).spec
  const wrong = { commonName: 'x'.repeat(65), ipAddresses: ['10.0.0'], duration: '1h', renewBefore: '1h' }
  assert.equal(invalidities({ ...nameless, ...wrong }), [
    'spec.commonName: at most 64 bytes',
    'spec.ipAddresses: 10.0.0 is not an IP address',
    'spec.renewBefore: less than spec.duration',
  ])
  assert.equal(invalidities(nameless).length, 1)
})

test('lengths of time are read as Go writes them', () => {
  assert.equal(
    ['2160h', '1h30m', '90s', '1.5h', '250ms'].map(goMilliseconds),
    [7_776_000_000, 5_400_000, 90_000, 5_400_000, 250],
  )
  for (const wrong of ['90d', '', '5', 'h']) assert.throws(() => goMilliseconds(wrong), 'not a length of time')
})

test('the kinds are made of the schemas: no keyword in them that the API server refuses', () => {
  const text = JSON.stringify(kinds)
  assert.equal(
    kinds.map(({ metadata: { name } }) => name),
    ['certificates.cert-manager.io', 'issuers.cert-manager.io', 'clusterissuers.cert-manager.io'],
  )
  assert.not.match(text, /\$ref|\$schema|"exclusiveMaximum"|"additionalProperties":(true|false)/)
})

test("a cluster's certificates hold against OpenSSL's strict reading, where OpenSSL is there", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pki-'))
  try {
    makePki(folder, [{ name: 'node1', address: '10.0.0.1' }], '10.96.0.1', '10.0.0.1')
    const read = (name: string) => new X509Certificate(readFileSync(join(folder, name)))
    const [ca, node, api] = [read('ca.crt'), read('node1.crt'), read('apiserver.crt')]
    assert.is(node.subject, 'O=system:nodes\nCN=system:node:node1')
    assert.ok(node.verify(ca.publicKey) && api.verify(ca.publicKey))
    assert.ok(api.checkIP('10.96.0.1') && api.checkIP('127.0.0.1') && api.checkHost('kubernetes.default.svc'))
    writeFileSync(join(folder, 'root.pem'), textOf(authority, 'tls.crt'))
    writeFileSync(join(folder, 'leaf.pem'), textOf(good, 'tls.crt'))
    const verify = (root: string, file: string) =>
      spawnSync('openssl', ['verify', '-x509_strict', '-no_check_time', '-CAfile', root, file], {
        cwd: folder,
        encoding: 'utf8',
      })
    const found = [verify('ca.crt', 'node1.crt'), verify('ca.crt', 'apiserver.crt'), verify('root.pem', 'leaf.pem')]
    const said = found.map(({ error, stdout, stderr }) => (error ? 'no openssl' : `${stdout}${stderr}`.trim()))
    const expected = found[0]?.error
      ? found.map(() => 'no openssl')
      : ['node1.crt: OK', 'apiserver.crt: OK', 'leaf.pem: OK']
    assert.equal(said, expected)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a year after 2049, a name without a subject and a hundred names are written as they must be', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const dnsNames = Array.from({ length: 100 }, (_, index) => `broker-${index}.kafka-headless.data.svc.cluster.local`)
  const content = {
    subject: {},
    alternativeNames: { dnsNames },
    usages: ['any', 'decipher only'] as const,
    authority: false,
    publicKey,
  }
  const made = signCertificate(
    { ...content, notBefore: new Date('2049-12-31T23:59:59Z'), notAfter: new Date('2050-01-01T00:00:00Z') },
    { key: privateKey },
  )
  assert.equal([made.validFrom, made.validTo], ['Dec 31 23:59:59 2049 GMT', 'Jan  1 00:00:00 2050 GMT'])
  assert.is(made.subjectAltName, dnsNames.map((name) => `DNS:${name}`).join(', '))
  assert.equal(mismatches(made, content), [])
  assert.equal(mismatches(made, contentOf(certificate({}).spec, publicKey)), [
    'subject',
    'key usage',
    'extended key usage',
    'subject alternative names',
  ])
})

test.run()
