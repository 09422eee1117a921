import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { overlay, rendered } from './support/world.ts'

/** What an overlay says: the values of mqtt, and what differs from a production overlay with certificates. */
type Written = {
  readonly mqtt?: string
  readonly certs?: string
  readonly purpose?: 'development'
  /** Takes this fact of cluster.network away. */
  readonly without?: 'nodes' | 'pods'
}

type Row = {
  readonly rule: string
  readonly breaks: Written
  /** Where a person must act, and the first words that they read. */
  readonly finding: string
  readonly severity?: 'warning'
  readonly passes: Written
}

const plaintext = '{internal: none}'
const exposed = 'external: {type: LoadBalancer, hosts: [mqtt.example.com]}'

const table: readonly Row[] = [
  {
    rule: 'mqtt/version-is-known',
    breaks: { mqtt: '{image: {tag: 1.6.15-openssl}}' },
    finding: 'values.mqtt.image.tag: expected version 2.0 or 2.1, got 1.6.15-openssl',
    passes: { mqtt: '{image: {tag: "2.0.22"}}' },
  },
  {
    rule: 'mqtt/version-is-known',
    breaks: { mqtt: '{image: {tag: "3.0.0"}}' },
    finding: 'values.mqtt.image.tag: expected version 2.0 or 2.1, got 3.0.0',
    passes: { mqtt: '{image: {tag: 2.1.2-alpine}}' },
  },
  {
    rule: 'mqtt/everyone-is-known',
    breaks: { mqtt: '{security: {authentication: anonymous}}' },
    finding:
      'values.mqtt.security.authentication: expected clients that prove who they are in production, got anonymous',
    passes: { mqtt: '{security: {authentication: anonymous}}', purpose: 'development' },
  },
  {
    rule: 'mqtt/everyone-is-known',
    breaks: { certs: plaintext },
    finding:
      'values.mqtt.security.authentication: expected clients that prove who they are in production, got certificates while',
    passes: { certs: plaintext, mqtt: '{security: {authentication: passwords, passwords: {secretName: mqtt}}}' },
  },
  {
    rule: 'mqtt/anonymous-stays-inside',
    breaks: { mqtt: `{security: {authentication: anonymous}, ${exposed}}`, purpose: 'development' },
    finding: 'values.mqtt.external.type: expected none for a broker that lets everyone do everything (anonymous)',
    passes: { mqtt: '{security: {authentication: anonymous}}', purpose: 'development' },
  },
  {
    rule: 'mqtt/anonymous-stays-inside',
    breaks: { mqtt: '{external: {type: NodePort}}', certs: plaintext, purpose: 'development' },
    finding:
      'values.mqtt.external.type: expected none for a broker that lets everyone do everything (certificates while',
    passes: { mqtt: `{${exposed}}` },
  },
  {
    rule: 'mqtt/external-is-encrypted',
    breaks: {
      mqtt: '{external: {type: NodePort}, security: {authentication: passwords, passwords: {secretName: mqtt}}}',
      certs: plaintext,
    },
    finding: 'values.mqtt.external.type: expected none while values.certs.internal is none, got NodePort',
    passes: {
      mqtt: `{${exposed}, security: {authentication: passwords, passwords: {secretName: mqtt}}}`,
    },
  },
  {
    rule: 'mqtt/external-is-encrypted',
    breaks: {
      mqtt: '{external: {type: NodePort}, security: {authentication: passwords, passwords: {secretName: mqtt}}}',
      certs: plaintext,
      purpose: 'development',
    },
    finding: 'values.mqtt.external.type: expected none while values.certs.internal is none, got NodePort',
    severity: 'warning',
    passes: {
      mqtt: '{security: {authentication: passwords, passwords: {secretName: mqtt}}}',
      certs: plaintext,
      purpose: 'development',
    },
  },
  {
    rule: 'mqtt/password-secret-is-named',
    breaks: { mqtt: '{security: {authentication: passwords}}' },
    finding: 'values.mqtt.security.passwords.secretName: expected the Secret with the password file, got none',
    passes: { mqtt: '{security: {authentication: passwords, passwords: {secretName: mqtt-passwords}}}' },
  },
  {
    rule: 'mqtt/external-hosts-are-named',
    breaks: { mqtt: '{external: {type: LoadBalancer}}' },
    finding: 'values.mqtt.external.hosts: expected the names that clients outside find the broker by, got none',
    passes: { mqtt: `{${exposed}}` },
  },
  {
    rule: 'mqtt/nodes-are-known',
    breaks: {
      mqtt: '{external: {type: LoadBalancer, hosts: [mqtt.example.com], trafficPolicy: Cluster}}',
      without: 'nodes',
    },
    finding: 'cluster.network.nodes: expected the addresses of the nodes, got none',
    passes: { mqtt: '{external: {type: LoadBalancer, hosts: [mqtt.example.com], trafficPolicy: Cluster}}' },
  },
  {
    rule: 'mqtt/nodes-are-known',
    breaks: {
      mqtt: '{external: {type: NodePort, hosts: [mqtt.example.com], trafficPolicy: Cluster}}',
      without: 'nodes',
    },
    finding: 'cluster.network.nodes: expected the addresses of the nodes, got none',
    passes: { mqtt: `{${exposed}}`, without: 'nodes' },
  },
  {
    rule: 'mqtt/pods-are-known',
    breaks: { mqtt: `{${exposed}}`, without: 'pods' },
    finding: 'cluster.network.pods: expected the address ranges of the pods, got none',
    passes: { mqtt: `{${exposed}}` },
  },
  {
    rule: 'mqtt/sources-are-seen',
    breaks: {
      mqtt: '{external: {type: NodePort, hosts: [mqtt.example.com], trafficPolicy: Cluster, sources: [192.0.2.0/24]}}',
    },
    finding:
      'values.mqtt.external.sources: expected 0.0.0.0/0 with type NodePort and trafficPolicy Cluster, got 192.0.2.0/24',
    passes: {
      mqtt: '{external: {type: LoadBalancer, hosts: [mqtt.example.com], trafficPolicy: Cluster, sources: [192.0.2.0/24]}}',
    },
  },
  {
    rule: 'mqtt/node-ports-differ',
    breaks: {
      mqtt: '{websockets: true, external: {type: NodePort, hosts: [mqtt.example.com], nodePorts: {mqtt: 30901}}}',
    },
    finding: 'values.mqtt.external.nodePorts.websockets: expected another port than that for MQTT, got 30901 for both',
    passes: { mqtt: '{external: {type: NodePort, hosts: [mqtt.example.com], nodePorts: {mqtt: 30901}}}' },
  },
  {
    rule: 'mqtt/someone-has-rights',
    breaks: { mqtt: '{security: {acl: {users: {a: {topics: {"x/#": deny}}}, patterns: {devices/%u/#: null}}}}' },
    finding: 'values.mqtt.security.acl: expected a right for someone, got none',
    severity: 'warning',
    passes: { mqtt: '{security: {acl: {users: {a: {topics: {"x/#": read}}}, patterns: {devices/%u/#: null}}}}' },
  },
  {
    rule: 'mqtt/saves-often',
    breaks: { mqtt: '{storage: {saveEvery: 30m}}' },
    finding: 'values.mqtt.storage.saveEvery: expected at most 5m, got 30m',
    severity: 'warning',
    passes: { mqtt: '{storage: {saveEvery: 300s}}' },
  },
  {
    rule: 'mqtt/stops-in-time',
    breaks: { mqtt: '{rollout: {stopWithin: 29s}}' },
    finding: 'values.mqtt.rollout.stopWithin: expected at least 30s, got 29s',
    passes: { mqtt: '{rollout: {stopWithin: 30s}}' },
  },
  {
    rule: 'mqtt/stops-in-time',
    breaks: { mqtt: '{rollout: {stopWithin: 29s}}', purpose: 'development' },
    finding: 'values.mqtt.rollout.stopWithin: expected at least 30s, got 29s',
    severity: 'warning',
    passes: { mqtt: '{rollout: {stopWithin: 1m}}', purpose: 'development' },
  },
  {
    rule: 'mqtt/renewal-reaches-the-broker',
    breaks: { mqtt: '{reload: {checkEvery: 1m}}', certs: '{leaves: {duration: 1h, renewBefore: 359s}}' },
    finding: 'values.mqtt.reload.checkEvery: expected at most half of values.certs.leaves.renewBefore (359s)',
    passes: { mqtt: '{reload: {checkEvery: 1m}}', certs: '{leaves: {duration: 1h, renewBefore: 6m}}' },
  },
  {
    rule: 'mqtt/issuer-is-in-reach',
    breaks: { mqtt: '{namespace: devices}' },
    finding: "values.mqtt.namespace: expected the overlay's namespace (data)",
    passes: { mqtt: '{namespace: data}' },
  },
  {
    rule: 'mqtt/numbers-are-in-range',
    breaks: { mqtt: '{tuning: {packetSize: 256Mi}, resources: {memory: 8Gi}}' },
    finding: 'values.mqtt.tuning.packetSize: expected at most 255Mi, got 256Mi',
    passes: { mqtt: '{tuning: {packetSize: 255Mi}, resources: {memory: 8Gi}}' },
  },
  {
    rule: 'mqtt/numbers-are-in-range',
    breaks: { mqtt: '{tuning: {queuedBytes: 2Gi}}' },
    finding: 'values.mqtt.tuning.queuedBytes: expected less than 2Gi, got 2Gi',
    passes: { mqtt: '{tuning: {queuedBytes: 2047Mi}}' },
  },
  {
    rule: 'mqtt/numbers-are-in-range',
    breaks: { mqtt: '{tuning: {keepalive: 19h}}' },
    finding: 'values.mqtt.tuning.keepalive: expected at most 18h (65535 seconds), got 19h',
    passes: { mqtt: '{tuning: {keepalive: 18h}}' },
  },
  {
    rule: 'mqtt/memory-holds-packets',
    breaks: { mqtt: '{tuning: {packetSize: 65Mi}}' },
    finding: 'values.mqtt.tuning.packetSize: expected at most an eighth of resources.memory (64Mi of 512Mi), got 65Mi',
    passes: { mqtt: '{tuning: {packetSize: 64Mi}}' },
  },
  {
    rule: 'mqtt/config-leaves-ours',
    breaks: { mqtt: '{config: {allow_anonymous: true}}' },
    finding: 'values.mqtt.config.allow_anonymous: expected an option that no value decides, got allow_anonymous',
    passes: { mqtt: '{config: {allow_zero_length_clientid: false}}' },
  },
  {
    rule: 'mqtt/config-is-safe',
    breaks: { mqtt: '{config: {plugin: /usr/lib/mosquitto_dynamic_security.so}}' },
    finding: 'values.mqtt.config.plugin: expected no plugin: the rights of `security.acl` would no longer hold',
    passes: { mqtt: '{config: {queue_qos0_messages: true}}' },
  },
  {
    rule: 'mqtt/config-is-safe',
    breaks: { mqtt: '{config: {per_listener_settings: true}}' },
    finding: 'values.mqtt.config.per_listener_settings: expected no per_listener_settings',
    passes: { mqtt: '{config: {max_qos: 1}}' },
  },
  {
    rule: 'mqtt/config-is-known',
    breaks: { mqtt: '{config: {maxQos: 1}}' },
    finding:
      'values.mqtt.config.maxQos: expected an option that Mosquitto 2.0 and 2.1 are known to start with, got maxQos',
    passes: { mqtt: '{config: {max_qos: 1}}' },
  },
  {
    rule: 'mqtt/config-is-legal',
    breaks: { mqtt: '{config: {max_qos: 3}}' },
    finding: 'values.mqtt.config.max_qos: expected a whole number from 0 to 2, got 3',
    passes: { mqtt: '{config: {max_qos: 2}}' },
  },
  {
    rule: 'mqtt/config-is-legal',
    breaks: { mqtt: '{config: {retain_available: "yes"}}' },
    finding: 'values.mqtt.config.retain_available: expected true or false, got "yes"',
    passes: { mqtt: '{config: {retain_available: false}}' },
  },
  {
    rule: 'mqtt/config-is-legal',
    breaks: { mqtt: '{config: {socket_domain: ipv5}}' },
    finding: 'values.mqtt.config.socket_domain: expected ipv4 or ipv6, got "ipv5"',
    passes: { mqtt: '{config: {socket_domain: ipv4}}' },
  },
]

async function findings(rule: string, { mqtt, certs, purpose, without }: Written) {
  const text = overlay(
    `components: {namespace: true, certs: true, mqtt: true}\nvalues:\n  namespace: {namespaces: {devices: {}}}\n  certs: ${certs ?? '{}'}\n  mqtt: ${mqtt ?? '{}'}\n`,
    purpose ? { purpose } : {},
  )
  const { problems } = await rendered({ one: text.replace(new RegExp(`${without}: [^,]*,`), '') })
  return problems.filter((problem) => problem.rule === rule)
}

for (const { rule, breaks, finding, severity, passes } of table)
  test(`${rule} finds ${finding}`, async () => {
    const found = await findings(rule, breaks)
    assert.equal(found.length, 1, JSON.stringify(found))
    const [problem] = found
    assert.ok(
      `${problem?.at.path}: ${problem?.message}`.startsWith(finding),
      `${problem?.at.path}: ${problem?.message}`,
    )
    assert.is(problem?.severity, severity ?? 'error')
    assert.ok(/^(overlays|base)\//.test(problem?.at.file ?? ''), problem?.at.file)
    assert.equal(await findings(rule, passes), [])
  })

/** Names of users and topics that would make a line of the broker's access file mean something else, or nothing. */
const illegalRights: readonly (readonly [string, string])[] = [
  ['users: {"a b": {}}', 'values.mqtt.security.acl.users["a b"]'],
  ['users: {"#a": {}}', 'values.mqtt.security.acl.users["#a"]'],
  ['users: {"a:b": {}}', 'values.mqtt.security.acl.users["a:b"]'],
  ['users: {a: {topics: {"": read}}}', 'values.mqtt.security.acl.users.a.topics[""]'],
  ['users: {a: {topics: {" x": read}}}', 'values.mqtt.security.acl.users.a.topics[" x"]'],
  ['users: {a: {topics: {"x ": read}}}', 'values.mqtt.security.acl.users.a.topics["x "]'],
  ['users: {a: {topics: {"x/#/y": read}}}', 'values.mqtt.security.acl.users.a.topics["x/#/y"]'],
  ['users: {a: {topics: {"x#": read}}}', 'values.mqtt.security.acl.users.a.topics["x#"]'],
  ['users: {a: {topics: {"x/a+": read}}}', 'values.mqtt.security.acl.users.a.topics["x/a+"]'],
  ['users: {a: {topics: {"x\\ny": read}}}', 'values.mqtt.security.acl.users.a.topics["x\\ny"]'],
  ['users: {a: {topics: {x: all}}}', 'values.mqtt.security.acl.users.a.topics.x'],
  ['patterns: {"x/#": read}', 'values.mqtt.security.acl.patterns["x/#"]'],
  ['patterns: {"x/a%u/#": read}', 'values.mqtt.security.acl.patterns["x/a%u/#"]'],
  ['patterns: {"%u/%x": read}', 'values.mqtt.security.acl.patterns["%u/%x"]'],
]

for (const [acl, path] of illegalRights)
  test(`a right that the broker would misread is refused: ${acl}`, async () => {
    const { problems } = await rendered({
      one: overlay(
        `components: {namespace: true, certs: true, mqtt: true}\nvalues: {mqtt: {security: {acl: {${acl}}}}}\n`,
      ),
    })
    const found = problems.filter(({ rule, at }) => rule.startsWith('schema/') && at.path.includes('security.acl'))
    assert.equal([...new Set(found.map(({ at }) => at.path))].length, 1, JSON.stringify(problems))
    assert.is(found[0]?.at.path, path)
  })

test.run()
