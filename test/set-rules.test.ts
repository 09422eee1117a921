// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts and configuration hold ${...} of their own
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ManifestSet } from '../engine/model.ts'
import { setRules } from '../engine/set-rules.ts'
import { put, sealed, setOf } from './support/rendered-set.ts'
import { container, everyKind, pod, rows } from './support/set-rule-rows.ts'

const fired = (set: ManifestSet) =>
  setRules.flatMap(({ id, check }) => check(set).map((finding) => ({ id, ...finding })))
const told = (set: ManifestSet): string[] =>
  fired(set).map(({ id, path, message }) => `${id} ${path.join('.')}: ${message}`)

test('a set that keeps every rule is found nothing wrong with', () => {
  assert.equal(told(setOf(sealed([]))), [])
})

for (const { rule, that, before = [], breaks, behindTheSeal } of rows) {
  test(`${rule} refuses ${that}, and no other rule does`, () => {
    const start = sealed(before)
    assert.equal(told(setOf(start)), [], 'the set must be legal before it is broken')
    const broken = behindTheSeal ? setOf(start, breaks) : setOf(sealed([...before, ...breaks]))
    const findings = fired(broken)
    assert.equal(
      [...new Set(findings.map(({ id }) => id))],
      [rule],
      JSON.stringify(findings.map(({ id, path, message }) => [id, path, message])),
    )
    for (const { placed, message } of findings) {
      assert.ok(placed, 'a finding names its object')
      assert.match(message, /expected/)
    }
  })
}

test('every rule has a row that breaks it, and every row a rule', () => {
  assert.equal([...new Set(rows.map(({ rule }) => rule))].sort(), setRules.map(({ id }) => id).sort())
})

test('a rule has an id of its own', () => {
  assert.equal(new Set(setRules.map(({ id }) => id)).size, setRules.length)
})

test('what names a secret without telling it is none', () => {
  const innocent = [
    'sasl.jaas.config=a required username="${env:USER}" password="${env:PASSWORD}";',
    'ssl.key.password=$(KEY_PASSWORD)',
    '--add-config=SCRAM-SHA-512=[password=$PASSWORD]',
    'password=$(cat /secrets/word)',
    'password_file /mosquitto/auth/passwd',
    'passwordFile=/secrets/word',
    'delegation.token.max.lifetime.ms=604800000',
    '# password: see the runbook',
    'password=',
    'password: ""',
    'password: null',
    'kafka://broker.elsewhere.svc:9093',
    'https://user@git.example.com/a.git',
    'https://user:$PASSWORD@db.example.com',
    '-----BEGIN CERTIFICATE-----',
    'secretName: server-tls',
    'if [ "$password" = "" ]; then exit 1; fi',
  ]
  for (const text of innocent) {
    const parts = sealed([put('config', 'data note', JSON.stringify(text))])
    assert.equal(told(setOf(parts)), [], text)
  }
})

test('an address is read from whatever text it stands in', () => {
  const addresses = [
    'https://servers.data.svc:9000/a',
    '$POD_NAME.servers.data.svc.cluster.local',
    'a=kafka-${i}.servers.data.svc.cluster.local:9000,b',
    '[servers.data.svc]',
  ]
  for (const text of addresses) {
    const parts = sealed([put('config', 'data note', JSON.stringify(text))])
    assert.match(
      told(setOf(parts)).join(),
      /references\/address-leads-to-a-pod.*there is no Service\/servers in data/,
      text,
    )
  }
  const others = [
    '@POD@.server-headless.data.svc.cluster.local:9001',
    '$POD.server-headless.data.svc.cluster.local',
    'servers.elsewhere.svc.cluster.local',
    'data.svc',
    'a.svc-b.data',
    'see server.data.svc.cluster.local. Then',
  ]
  for (const text of others) {
    const parts = sealed([put('config', 'data note', JSON.stringify(text))])
    assert.equal(told(setOf(parts)), [], text)
  }
})

test('no rule throws at what a schema refuses', () => {
  const whole = sealed(everyKind)
  const inSpec =
    'ports selector ingress egress issuerRef acme ca keystores limits hard rules metrics volumeClaimTemplates versions tls data target'
  const inPods = 'containers volumes affinity securityContext initContainers'
  const inContainers = 'ports env envFrom volumeMounts resources securityContext readinessProbe args lifecycle'
  const places = [
    ...[
      'spec',
      'metadata',
      'metadata labels',
      'metadata annotations',
      'data',
      'webhooks',
      'subjects',
      'spec template',
      pod,
    ],
    ...inSpec.split(' ').map((key) => `spec ${key}`),
    ...inPods.split(' ').map((key) => `${pod} ${key}`),
    ...inContainers.split(' ').map((key) => `${container} ${key}`),
  ]
  for (const place of places)
    for (const value of [null, 7, 'text', [], [null], [7], { name: 7 }]) {
      const changes = Object.keys(whole.made).map((name) => put(name, place, JSON.stringify(value)))
      assert.not.throws(() => fired(setOf(whole, changes)), undefined, `${place} ${JSON.stringify(value)}`)
    }
})

test.run()
