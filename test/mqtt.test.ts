import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import type { Instance } from '../engine/model.ts'
import { largestPacket, mqttOf, mqttPods, rightsOf, url } from '../generators/050-mqtt/address.ts'
import type { Certificate, ConfigMap, NetworkPolicy, Service, StatefulSet } from '../generators/kubernetes.ts'
import { manifests, overlay, rendered, repository } from './support/world.ts'

/** The manifests of an overlay with these values of mqtt and certs, by kind and name. */
async function platform(mqtt: string, more: { certs?: string; purpose?: 'development' } = {}) {
  const text = overlay(
    `components: {namespace: true, certs: true, mqtt: true}\nvalues: {certs: ${more.certs ?? '{}'}, mqtt: ${mqtt}}\n`,
    more.purpose ? { purpose: more.purpose } : {},
  )
  const { problems, files } = await rendered({ one: text })
  const errors = problems.filter(({ severity }) => severity === 'error')
  assert.equal(errors, [])
  const byName = new Map(
    manifests(files['one']).map((manifest) => [`${manifest.kind}/${manifest.metadata.name}`, manifest]),
  )
  const get = <T>(name: string): T => {
    const found = byName.get(name)
    assert.ok(found, `${name} is not among ${[...byName.keys()].join(', ')}`)
    return found as T // the kind is part of the name
  }
  const config = get<ConfigMap>('ConfigMap/mqtt-config').data ?? {}
  return {
    names: [...byName.keys()].filter((name) => name.includes('mqtt')),
    paths: (files['one'] ?? []).map(({ path }) => path),
    text: JSON.stringify([...byName.values()]),
    conf: (config['mosquitto.conf'] ?? '').split('\n'),
    acl: config['acl'],
    statefulSet: get<StatefulSet>('StatefulSet/mqtt'),
    get,
  }
}

/** The options of one listener of a configuration. */
function listener(conf: readonly string[], port: number): string[] {
  const from = conf.indexOf(`listener ${port}`)
  return conf.slice(from, conf.indexOf('', from))
}

const exposed = '{type: LoadBalancer, hosts: [mqtt.example.com], sources: [192.0.2.0/24]}'
const passwords = 'authentication: passwords, passwords: {secretName: mqtt-passwords, secretKey: users.txt}'

test('there is one broker, with a volume where its configuration says, run as the user and group of its image', async () => {
  const { statefulSet, conf, names } = await platform('{}')
  const { spec } = statefulSet
  const pod = spec.template.spec
  assert.is(spec.replicas, 1)
  assert.equal(
    [pod?.securityContext?.runAsUser, pod?.securityContext?.runAsGroup, pod?.securityContext?.fsGroup],
    [1883, 1883, 1883],
  )
  assert.ok(conf.includes('persistence true'))
  assert.ok(conf.includes('persistence_location /mosquitto/data/'))
  assert.equal(
    pod?.containers[0]?.volumeMounts?.find(({ mountPath }) => mountPath === '/mosquitto/data')?.name,
    spec.volumeClaimTemplates?.[0]?.metadata?.name,
  )
  assert.not.ok(names.some((name) => name.startsWith('PodDisruptionBudget')))
})

test('no password or access file is a link of the kubelet: the broker reads copies that only it can read', async () => {
  const { statefulSet, conf } = await platform(`{security: {${passwords}}}`)
  const pod = statefulSet.spec.template.spec
  const files = conf.flatMap((line) => /^plugin_opt_\w+ (.*)$/.exec(line)?.[1] ?? [])
  assert.equal(files, ['/mosquitto/own/passwords', '/mosquitto/own/acl'])
  assert.equal(pod?.containers[0]?.command, ['/usr/sbin/mosquitto', '-c', '/mosquitto/own/mosquitto.conf'])
  assert.equal(pod?.volumes?.find(({ name }) => name === 'own')?.emptyDir, { medium: 'Memory', sizeLimit: '4Mi' })
  for (const container of [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])]) {
    assert.equal(
      (container.volumeMounts ?? []).filter(({ subPath }) => subPath !== undefined),
      [],
    )
    assert.not.match(JSON.stringify(container), 'test-config')
  }
  assert.match(pod?.initContainers?.[0]?.args?.join('') ?? '', /^umask 077\n/)
})

test('2.0 reads passwords and rights itself, 2.1 by plugins, and neither is told what it does not know', async () => {
  const old = await platform(`{image: {tag: "2.0.22"}, security: {${passwords}}}`)
  const current = await platform(`{image: {tag: 2.1.2-alpine}, security: {${passwords}}}`)
  const about = (conf: readonly string[]): string[] => conf.filter((line) => /anonymous|_file|plugin/.test(line))
  assert.equal(about(old.conf), [
    'allow_anonymous false',
    'password_file /mosquitto/own/passwords',
    'acl_file /mosquitto/own/acl',
  ])
  assert.equal(about(current.conf), [
    'allow_anonymous false',
    'plugin_load password /usr/lib/mosquitto_password_file.so',
    'plugin_opt_password_file /mosquitto/own/passwords',
    'plugin_load acl /usr/lib/mosquitto_acl_file.so',
    'plugin_opt_acl_file /mosquitto/own/acl',
    'listener_allow_anonymous false',
    'plugin_use password',
    'plugin_use acl',
  ])
  const prepare = ({ statefulSet }: typeof old): string =>
    statefulSet.spec.template.spec?.initContainers?.[0]?.args?.join('') ?? ''
  assert.equal([prepare(old).includes('argon2id'), prepare(current).includes('argon2id')], [false, true])
})

const tls = ['certfile /mosquitto/certs/tls.crt', 'keyfile /mosquitto/certs/tls.key']
const certificate = ['cafile /mosquitto/certs/ca.crt', 'require_certificate true', 'use_identity_as_username true']

for (const { says, mqtt, more, port, listens } of [
  {
    says: 'certificates of the clients’ authority',
    mqtt: '{image: {tag: "2.0.22"}, websockets: true}',
    port: 8883,
    listens: [...tls, 'tls_version tlsv1.2', ...certificate],
  },
  {
    says: 'passwords over TLS 1.3',
    mqtt: `{image: {tag: "2.0.22"}, websockets: true, security: {minimumTls: "1.3", ${passwords}}}`,
    port: 8883,
    listens: [...tls, 'tls_version tlsv1.3'],
  },
  {
    says: 'nothing, without encryption',
    mqtt: '{image: {tag: "2.0.22"}, websockets: true}',
    more: { certs: '{internal: none}', purpose: 'development' } as const,
    port: 1883,
    listens: [],
  },
  {
    says: 'certificates and what config says of listeners',
    mqtt: '{image: {tag: "2.0.22"}, websockets: true, config: {max_qos: 1}, tuning: {connections: 9}}',
    port: 8883,
    listens: [...tls, 'tls_version tlsv1.2', ...certificate, 'max_connections 9', 'max_qos 1'],
  },
])
  test(`MQTT and WebSockets ask for the same: ${says}`, async () => {
    const { conf } = await platform(mqtt, more)
    assert.equal(listener(conf, port), [`listener ${port}`, ...listens])
    assert.equal(listener(conf, 9001), ['listener 9001', 'protocol websockets', ...listens])
    assert.is(conf.filter((line) => line.startsWith('listener ')).length, 2)
    assert.is(conf.indexOf('allow_anonymous true') >= 0, listens.length === 0)
  })

test('every line of the access file is one that the broker reads, whatever the topics are', async () => {
  const { acl } = await platform(
    `{security: {acl: {
      users: {bridge: {topics: {"devices/#": read, "$SYS/#": read, "#": deny}}, a.b@c: {topics: {"/a//b c/+/ü/#": write, "+": readwrite, "read": read}}, idle: {}},
      patterns: {"%u": write, "x/%c/+": deny}}}}`,
  )
  assert.equal(acl?.split('\n'), [
    '# Nothing is allowed but what stands here.',
    'pattern readwrite devices/%u/#',
    'pattern write %u',
    'pattern deny x/%c/+',
    '',
    'user bridge',
    'topic read devices/#',
    'topic read $SYS/#',
    'topic deny #',
    '',
    'user a.b@c',
    'topic write /a//b c/+/ü/#',
    'topic readwrite +',
    'topic read read',
    '',
    'user idle',
    '',
  ])
  for (const line of acl?.split('\n') ?? [])
    assert.match(line, /^(user \S.*|(topic|pattern) (read |write |readwrite |deny )?\S.*|#.*|)$/)
})

test('every option that config may hold reaches the configuration once, before the listeners or in each of them', async () => {
  const { conf } = await platform(
    '{websockets: true, config: {sys_interval: 30, retain_available: false, max_qos: 1, ciphers_tls1.3: TLS_AES_256_GCM_SHA384}}',
  )
  const first = conf.findIndex((line) => line.startsWith('listener '))
  const at = (line: string): number[] => conf.flatMap((each, index) => (each === line ? [index] : []))
  assert.equal(
    ['sys_interval 30', 'retain_available false'].map((line) => at(line).map((index) => index < first)),
    [[true], [true]],
  )
  assert.equal(
    ['max_qos 1', 'ciphers_tls1.3 TLS_AES_256_GCM_SHA384'].map((line) => at(line).map((index) => index > first)),
    [
      [true, true],
      [true, true],
    ],
  )
})

test('without internal certificates every Service says that all can be read', async () => {
  const { get, names } = await platform(`{external: {type: NodePort}, security: {${passwords}}}`, {
    certs: '{internal: none}',
    purpose: 'development',
  })
  const services = names.filter((name) => name.startsWith('Service/'))
  assert.equal(services, ['Service/mqtt-headless', 'Service/mqtt', 'Service/mqtt-external'])
  for (const name of services) {
    const { metadata, spec } = get<Service>(name)
    assert.ok(metadata.annotations?.['sluice/plaintext'])
    assert.equal(
      spec.ports?.map(({ name: port, port: number }) => [port, number]),
      [['mqtt', 1883]],
    )
  }
  assert.not.ok(names.some((name) => name.startsWith('Certificate/')))
})

test('listeners, containers, Services and policies have the same ports', async () => {
  const { conf, statefulSet, get } = await platform(
    `{websockets: true, external: ${exposed}, security: {clients: [{namespace: apps, podLabels: {app: a}}]}}`,
  )
  const ports = [8883, 9001]
  assert.equal(conf.flatMap((line) => /^listener (\d+)$/.exec(line)?.[1] ?? []).map(Number), ports)
  assert.equal(
    statefulSet.spec.template.spec?.containers[0]?.ports?.map(({ name, containerPort }) => [name, containerPort]),
    [
      ['mqtts', 8883],
      ['wss', 9001],
    ],
  )
  for (const name of ['mqtt', 'mqtt-headless', 'mqtt-external'])
    assert.equal(
      get<Service>(`Service/${name}`).spec.ports?.map(({ port, targetPort }) => [port, targetPort]),
      [
        [8883, 'mqtts'],
        [9001, 'wss'],
      ],
    )
  for (const name of ['mqtt', 'mqtt-external'])
    assert.equal(
      get<NetworkPolicy>(`NetworkPolicy/${name}`).spec.ingress?.map((rule) => rule.ports?.map(({ port }) => port)),
      [ports],
    )
  for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const)
    assert.match(
      JSON.stringify(statefulSet.spec.template.spec?.containers[0]?.[probe]?.exec),
      `:${(8883).toString(16).toUpperCase()} `,
    )
})

test('nobody is let in who is not named', async () => {
  const { get, names } = await platform('{}')
  const { policyTypes, ingress } = get<NetworkPolicy>('NetworkPolicy/mqtt').spec
  assert.equal([policyTypes, ingress], [['Ingress', 'Egress'], undefined])
  assert.not.ok(names.some((name) => name.endsWith('/mqtt-external')))
})

test('whoever comes from anywhere outside is no pod of the cluster', async () => {
  const { get } = await platform('{external: {type: LoadBalancer, hosts: [mqtt.example.com]}}')
  const { ingress } = get<NetworkPolicy>('NetworkPolicy/mqtt-external').spec
  assert.equal(ingress?.[0]?.from, [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.244.0.0/16'] } }])
})

for (const [external, from] of [
  [exposed, ['192.0.2.0/24']],
  ['{type: NodePort, hosts: [mqtt.example.com], sources: [192.0.2.0/24]}', ['192.0.2.0/24']],
  [
    '{type: LoadBalancer, hosts: [mqtt.example.com], sources: [192.0.2.0/24], trafficPolicy: Cluster}',
    ['192.0.2.0/24', '10.0.0.0/16'],
  ],
] as const)
  test(`clients outside come in from where they are seen: ${external}`, async () => {
    const { get, paths } = await platform(`{external: ${external}}`)
    const { ingress } = get<NetworkPolicy>('NetworkPolicy/mqtt-external').spec
    assert.equal(
      ingress?.map((rule) => rule.from?.map(({ ipBlock }) => ipBlock?.cidr)),
      [[...from]],
    )
    const { spec } = get<Service>('Service/mqtt-external')
    assert.equal(spec.loadBalancerSourceRanges, spec.type === 'LoadBalancer' ? ['192.0.2.0/24'] : undefined)
    assert.equal(
      spec.ports?.map(({ nodePort }) => nodePort),
      spec.type === 'NodePort' ? [30883] : [undefined],
    )
    assert.equal(
      paths.filter((path) => path.includes('mqtt-external')),
      ['rendered/095-edge/08-networkpolicy-mqtt-external.yaml', 'rendered/095-edge/10-service-mqtt-external.yaml'],
    )
  })

test('the certificate holds every name that clients know the broker by', async () => {
  const inside = [
    'mqtt',
    'mqtt.data',
    'mqtt.data.svc',
    'mqtt.data.svc.cluster.local',
    '*.mqtt-headless.data.svc',
    '*.mqtt-headless.data.svc.cluster.local',
  ]
  const { get } = await platform('{external: {hosts: [unused.example.com]}}')
  assert.equal(get<Certificate>('Certificate/mqtt-tls').spec.dnsNames, inside)
  const { get: outside } = await platform(`{external: ${exposed}}`)
  const { dnsNames, usages, issuerRef } = outside<Certificate>('Certificate/mqtt-tls').spec
  assert.equal(dnsNames, [...inside, 'mqtt.example.com'])
  assert.equal([usages, issuerRef.name], [['digital signature', 'key encipherment', 'server auth'], 'clients'])
})

test('passwords come from the Secret that is named, under its key, and only where they are asked for', async () => {
  const asked = await platform(`{security: {${passwords}}}`)
  assert.equal(asked.statefulSet.spec.template.spec?.volumes?.find(({ name }) => name === 'passwords')?.secret, {
    secretName: 'mqtt-passwords',
    defaultMode: 0o440,
    items: [{ key: 'users.txt', path: 'passwords' }],
  })
  const unasked = await platform('{security: {passwords: {secretName: mqtt-passwords}}}')
  assert.not.match(unasked.text, 'mqtt-passwords')
})

test('what changes while the broker runs is watched by a container that may signal it, and nothing else is', async () => {
  const watching = async (mqtt: string, more?: { certs: string; purpose: 'development' }): Promise<unknown[]> => {
    const { statefulSet } = await platform(mqtt, more)
    const pod = statefulSet.spec.template.spec
    const reload = pod?.initContainers?.find(({ name }) => name === 'reload')
    return [
      pod?.shareProcessNamespace,
      reload?.restartPolicy,
      /now=\$\(cat (.*) \|/.exec(reload?.args?.join('') ?? '')?.[1],
    ]
  }
  const plaintext = { certs: '{internal: none}', purpose: 'development' } as const
  const certificates = '/mosquitto/certs/tls.crt /mosquitto/certs/tls.key'
  assert.equal(await watching('{}'), [true, 'Always', certificates])
  assert.equal(await watching(`{security: {${passwords}}}`), [
    true,
    'Always',
    `${certificates} /mosquitto/passwords/passwords`,
  ])
  assert.equal(await watching(`{security: {${passwords}}}`, plaintext), [
    true,
    'Always',
    '/mosquitto/passwords/passwords',
  ])
  assert.equal(await watching('{}', plaintext), [undefined, undefined, undefined])
})

test('raising reload.generation restarts the broker and changes nothing else', async () => {
  const before = await platform('{reload: {generation: 1}}')
  const after = await platform('{reload: {generation: 2}}')
  assert.equal(after.text.replace('"sluice/generation":"2"', '"sluice/generation":"1"'), before.text)
  assert.not.equal(after.text, before.text)
})

/** An instance of mqtt with its default values beside certificates, as a consumer in the same overlay sees it. */
function consumer(internal: 'ca' | 'none'): Instance {
  const base = (id: string): Record<string, unknown> =>
    parse(readFileSync(join(repository, 'base', id, 'values.yaml'), 'utf8'))
  const facts = { overlay: { name: 'one', cluster: { domain: 'cluster.local' } }, namespace: 'data' }
  const certs = { ...facts, id: '005-certs', name: 'certs', values: { ...base('005-certs'), internal } }
  const values = base('050-mqtt')
  const users = { acl: { users: { bridge: { topics: { 'devices/#': 'read' } } } } }
  const security = { ...(values['security'] as object), ...users } // a map in base/050-mqtt/values.yaml
  const mqtt = { ...facts, id: '050-mqtt', name: 'mqtt', values: { ...values, security }, uses: { certs } }
  return { ...facts, id: '055-bridge', name: 'bridge', values: {}, uses: { certs, mqtt } } as unknown as Instance // what addresses read
}

test('a consumer gets the address, both ends of its connections, and what its user may do', () => {
  assert.is(url(consumer('ca')), 'mqtts://mqtt.data.svc.cluster.local:8883')
  assert.is(url(consumer('none')), 'mqtt://mqtt.data.svc.cluster.local:1883')
  assert.equal(mqttPods(consumer('ca')), {
    namespace: 'data',
    podLabels: {
      'app.kubernetes.io/component': 'broker',
      'app.kubernetes.io/instance': 'one',
      'app.kubernetes.io/name': 'mqtt',
    },
    port: 8883,
    tls: true,
    authentication: 'certificates',
  })
  assert.is(mqttPods(consumer('none')).authentication, 'anonymous')
  assert.equal(rightsOf(consumer('ca'), 'bridge'), { 'devices/#': 'read' })
  assert.equal(rightsOf(consumer('ca'), 'nobody'), {})
  assert.is(largestPacket(consumer('ca')), 1024 ** 2)
})

test('a consumer that forgot to require the broker is told so', () => {
  const alone = { ...consumer('ca'), uses: {} }
  assert.is(mqttOf(alone), undefined)
  assert.throws(() => url(alone), /bridge uses mqtt without requiring it/)
})

test.run()
