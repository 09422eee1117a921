import type { Finding, Rule } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import { tlsOf } from '../005-certs/address.ts'
import { at } from '../parts/rules.ts'
import { bytes, mebibytes, seconds } from '../parts/units.ts'
import { authenticationOf, version } from './names.ts'
import { knownOptions, type Option, ownedOptions, refusedOptions, refusedPrefixes } from './options.ts'

/** How the configuration is written, and where plugins are, is known of these only. */
const versionIsKnown: Rule<MqttValues> = {
  id: 'mqtt/version-is-known',
  severity: 'error',
  check: (mqtt) =>
    ['2.0', '2.1'].includes(version(mqtt))
      ? []
      : [
          {
            at: at(mqtt, 'image', 'tag'),
            message: `expected version 2.0 or 2.1, got ${mqtt.values.image.tag}: others read the configuration in other ways`,
            hint: 'write 2.1.2-alpine, or "2.0.22"',
          },
        ],
}

/** Whoever finds a broker that asks for nothing reads and writes everything. */
const everyoneIsKnown: Rule<MqttValues> = {
  id: 'mqtt/everyone-is-known',
  severity: 'error',
  check: (mqtt) =>
    mqtt.overlay.purpose === 'production' && authenticationOf(mqtt) === 'anonymous'
      ? [
          {
            at: at(mqtt, 'security', 'authentication'),
            message: `expected clients that prove who they are in production, got ${nobody(mqtt)}`,
            hint: tlsOf(mqtt)
              ? 'write certificates'
              : 'set values.certs.internal to ca, or authentication to passwords',
          },
        ]
      : [],
}

const anonymousStaysInside: Rule<MqttValues> = {
  id: 'mqtt/anonymous-stays-inside',
  severity: 'error',
  check: (mqtt) =>
    mqtt.values.external.type !== 'none' && authenticationOf(mqtt) === 'anonymous'
      ? [
          {
            at: at(mqtt, 'external', 'type'),
            message: `expected none for a broker that lets everyone do everything (${nobody(mqtt)}), got ${mqtt.values.external.type}`,
            hint: 'let clients prove who they are, or keep the broker inside of the cluster',
          },
        ]
      : [],
}

function nobody({ values }: { readonly values: MqttValues }): string {
  return values.security.authentication === 'anonymous'
    ? 'anonymous'
    : 'certificates while values.certs.internal is none'
}

const externalIsEncrypted: Rule<MqttValues> = {
  id: 'mqtt/external-is-encrypted',
  severity: 'production',
  check: (mqtt) =>
    mqtt.values.external.type !== 'none' && tlsOf(mqtt) === undefined
      ? [
          {
            at: at(mqtt, 'external', 'type'),
            message: `expected none while values.certs.internal is none, got ${mqtt.values.external.type}: passwords and messages cross the network in plaintext`,
            hint: 'set values.certs.internal to ca',
          },
        ]
      : [],
}

const passwordSecretIsNamed: Rule<MqttValues> = {
  id: 'mqtt/password-secret-is-named',
  severity: 'error',
  check: (mqtt) =>
    authenticationOf(mqtt) === 'passwords' && mqtt.values.security.passwords.secretName === null
      ? [
          {
            at: at(mqtt, 'security', 'passwords', 'secretName'),
            message: 'expected the Secret with the password file, got none, while authentication is passwords',
            hint: `make one, and name it: mosquitto_passwd -c passwd USER; kubectl -n ${mqtt.namespace} create secret generic mqtt-passwords --from-file=passwd`,
          },
        ]
      : [],
}

const externalHostsAreNamed: Rule<MqttValues> = {
  id: 'mqtt/external-hosts-are-named',
  severity: 'error',
  check: (mqtt) =>
    mqtt.values.external.type !== 'none' && mqtt.values.external.hosts === null && tlsOf(mqtt)
      ? [
          {
            at: at(mqtt, 'external', 'hosts'),
            message: `expected the names that clients outside find the broker by, got none, while external.type is ${mqtt.values.external.type}: its certificate must hold them`,
            hint: `for instance ["mqtt.${mqtt.overlay.name}.example.com"]`,
          },
        ]
      : [],
}

const nodesAreKnown: Rule<MqttValues> = {
  id: 'mqtt/nodes-are-known',
  severity: 'error',
  check: (mqtt) => {
    const { type, trafficPolicy } = mqtt.values.external
    return type !== 'none' && trafficPolicy === 'Cluster' && (mqtt.overlay.cluster.network.nodes ?? []).length === 0
      ? [
          {
            at: ['cluster', 'network', 'nodes'],
            message:
              'expected the addresses of the nodes, got none: with external.trafficPolicy Cluster clients come by any of them, and all traffic that no policy names is denied',
            hint: 'for instance [10.0.0.0/16], or values.mqtt.external.trafficPolicy: Local',
          },
        ]
      : []
  },
}

/** Where a network tells pods by their addresses, a range that holds them lets all of them in. */
const podsAreKnown: Rule<MqttValues> = {
  id: 'mqtt/pods-are-known',
  severity: 'error',
  check: (mqtt) => {
    const { type, sources } = mqtt.values.external
    return type !== 'none' &&
      sources.some((range) => range.endsWith('/0')) &&
      (mqtt.overlay.cluster.network.pods ?? []).length === 0
      ? [
          {
            at: ['cluster', 'network', 'pods'],
            message:
              'expected the address ranges of the pods, got none: external.sources would let in every pod of the cluster',
            hint: 'for instance [10.244.0.0/16]',
          },
        ]
      : []
  },
}

/** A load balancer keeps to the ranges itself; behind a port of the nodes only the broker's policy could, by the address. */
const sourcesAreSeen: Rule<MqttValues> = {
  id: 'mqtt/sources-are-seen',
  severity: 'error',
  check: (mqtt) => {
    const { type, trafficPolicy, sources } = mqtt.values.external
    return type === 'NodePort' && trafficPolicy === 'Cluster' && !sources.some((range) => range.endsWith('/0'))
      ? [
          {
            at: at(mqtt, 'external', 'sources'),
            message: `expected 0.0.0.0/0 with type NodePort and trafficPolicy Cluster, got ${sources.join(', ')}: the broker sees nodes, not clients, so nobody would be kept out`,
            hint: 'write trafficPolicy: Local, or type: LoadBalancer',
          },
        ]
      : []
  },
}

const nodePortsDiffer: Rule<MqttValues> = {
  id: 'mqtt/node-ports-differ',
  severity: 'error',
  check: (mqtt) => {
    const { type, nodePorts } = mqtt.values.external
    return type === 'NodePort' && mqtt.values.websockets && nodePorts.mqtt === nodePorts.websockets
      ? [
          {
            at: at(mqtt, 'external', 'nodePorts', 'websockets'),
            message: `expected another port than that for MQTT, got ${nodePorts.websockets} for both`,
          },
        ]
      : []
  },
}

/** Without any right the broker takes every message and drops it in silence. */
const someoneHasRights: Rule<MqttValues> = {
  id: 'mqtt/someone-has-rights',
  severity: 'warning',
  check: (mqtt) => {
    const { users, patterns } = mqtt.values.security.acl
    const rights = [patterns, ...Object.values(users).map(({ topics }) => topics)].flatMap((topics) =>
      Object.values(topics),
    )
    return authenticationOf(mqtt) !== 'anonymous' && rights.every((access) => access === 'deny')
      ? [
          {
            at: at(mqtt, 'security', 'acl'),
            message: 'expected a right for someone, got none: what clients publish is dropped without a word',
            hint: 'for instance patterns: {devices/%u/#: readwrite}',
          },
        ]
      : []
  },
}

const savesOften: Rule<MqttValues> = {
  id: 'mqtt/saves-often',
  severity: 'warning',
  check: (mqtt) =>
    seconds(mqtt.values.storage.saveEvery) > 300
      ? [
          {
            at: at(mqtt, 'storage', 'saveEvery'),
            message: `expected at most 5m, got ${mqtt.values.storage.saveEvery}: so much is lost when the broker is killed or its node fails`,
          },
        ]
      : [],
}

const stopsInTime: Rule<MqttValues> = {
  id: 'mqtt/stops-in-time',
  severity: 'production',
  check: (mqtt) =>
    seconds(mqtt.values.rollout.stopWithin) < 30
      ? [
          {
            at: at(mqtt, 'rollout', 'stopWithin'),
            message: `expected at least 30s, got ${mqtt.values.rollout.stopWithin}: the broker may be killed while it saves`,
          },
        ]
      : [],
}

/** The kubelet brings a changed Secret into the pod within this many seconds (its period of 60s and its cache of 60s). */
const kubeletDelay = 120

const renewalReachesTheBroker: Rule<MqttValues> = {
  id: 'mqtt/renewal-reaches-the-broker',
  severity: 'error',
  check: (mqtt) => {
    const tls = tlsOf(mqtt)
    const { checkEvery } = mqtt.values.reload
    return tls && seconds(tls.leaves.renewBefore) < 2 * (seconds(checkEvery) + kubeletDelay)
      ? [
          {
            at: at(mqtt, 'reload', 'checkEvery'),
            message: `expected at most half of values.certs.leaves.renewBefore (${tls.leaves.renewBefore}), less two minutes, got ${checkEvery}`,
            hint: 'the old certificate may end before the broker has the new one',
          },
        ]
      : []
  },
}

/** An Issuer signs for its own namespace only. */
const issuerIsInReach: Rule<MqttValues> = {
  id: 'mqtt/issuer-is-in-reach',
  severity: 'error',
  check: (mqtt) =>
    tlsOf(mqtt)?.clients.kind === 'Issuer' && mqtt.namespace !== mqtt.overlay.namespace
      ? [
          {
            at: at(mqtt, 'namespace'),
            message: `expected the overlay's namespace (${mqtt.overlay.namespace}), where the issuer of its certificate is, got ${mqtt.namespace}`,
            hint: 'take it out, or use a ClusterIssuer with values.certs.internal: existing',
          },
        ]
      : [],
}

/** The sizes that the broker starts with: those of MQTT, and those of the numbers that it reads. */
const numbersAreInRange: Rule<MqttValues> = {
  id: 'mqtt/numbers-are-in-range',
  severity: 'error',
  check: (mqtt) => {
    const { packetSize, queuedBytes, keepalive } = mqtt.values.tuning
    return [
      ...(bytes(packetSize) > 255 * 1024 ** 2
        ? [{ at: at(mqtt, 'tuning', 'packetSize'), message: `expected at most 255Mi, got ${packetSize}` }]
        : []),
      ...(queuedBytes !== null && bytes(queuedBytes) >= 2 * 1024 ** 3
        ? [
            {
              at: at(mqtt, 'tuning', 'queuedBytes'),
              message: `expected less than 2Gi, got ${queuedBytes}`,
              hint: 'null is no limit',
            },
          ]
        : []),
      ...(keepalive !== null && seconds(keepalive) > 65535
        ? [
            {
              at: at(mqtt, 'tuning', 'keepalive'),
              message: `expected at most 18h (65535 seconds), got ${keepalive}`,
              hint: 'null is no limit',
            },
          ]
        : []),
    ]
  },
}

const memoryHoldsPackets: Rule<MqttValues> = {
  id: 'mqtt/memory-holds-packets',
  severity: 'error',
  check: (mqtt) => {
    const { resources, tuning } = mqtt.values
    return bytes(tuning.packetSize) * 8 > bytes(resources.memory)
      ? [
          {
            at: at(mqtt, 'tuning', 'packetSize'),
            message: `expected at most an eighth of resources.memory (${Math.floor(mebibytes(resources.memory) / 8)}Mi of ${resources.memory}), got ${tuning.packetSize}`,
            hint: 'raise resources.memory: a few packets of this size at once would fill it',
          },
        ]
      : []
  },
}

/** What a finding says about each option of `config` that `wrong` has something against. */
function eachOption(
  wrong: (
    key: string,
    value: string | number | boolean,
  ) => { readonly message: string; readonly hint?: string } | undefined,
): Rule<MqttValues>['check'] {
  return (mqtt) =>
    Object.entries(mqtt.values.config).flatMap(([key, value]): Finding[] => {
      const found = wrong(key, value)
      return found ? [{ at: at(mqtt, 'config', key), ...found }] : []
    })
}

const known = (key: string): Option | undefined => (Object.hasOwn(knownOptions, key) ? knownOptions[key] : undefined)
const owner = (key: string): string | undefined => (Object.hasOwn(ownedOptions, key) ? ownedOptions[key] : undefined)
const refusal = (key: string): string | undefined =>
  Object.hasOwn(refusedOptions, key)
    ? refusedOptions[key]
    : Object.entries(refusedPrefixes).find(([prefix]) => key.startsWith(prefix))?.[1]

const configLeavesOurs: Rule<MqttValues> = {
  id: 'mqtt/config-leaves-ours',
  severity: 'error',
  check: eachOption((key) => {
    const value = owner(key)
    return value === undefined
      ? undefined
      : { message: `expected an option that no value decides, got ${key}`, hint: `set values.mqtt.${value} instead` }
  }),
}

const configIsSafe: Rule<MqttValues> = {
  id: 'mqtt/config-is-safe',
  severity: 'error',
  check: eachOption((key) => {
    const reason = refusal(key)
    return reason === undefined || owner(key) !== undefined
      ? undefined
      : { message: `expected no ${key}: ${reason}`, hint: 'take it out' }
  }),
}

/** The broker does not start with an option that it does not know. */
const configIsKnown: Rule<MqttValues> = {
  id: 'mqtt/config-is-known',
  severity: 'error',
  check: eachOption((key) => {
    if (known(key) || owner(key) !== undefined || refusal(key) !== undefined) return undefined
    const meant = [...Object.keys(knownOptions), ...Object.keys(ownedOptions)].find((other) => sameLetters(other, key))
    return {
      message: `expected an option that Mosquitto 2.0 and 2.1 are known to start with, got ${key}`,
      hint: meant ? `did you mean ${meant}?` : `options: ${Object.keys(knownOptions).join(', ')}`,
    }
  }),
}

/** Whether two names differ only in case and in what joins their words. */
function sameLetters(one: string, other: string): boolean {
  const letters = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  return letters(one) === letters(other)
}

/** Nor with a value that it cannot read. */
const configIsLegal: Rule<MqttValues> = {
  id: 'mqtt/config-is-legal',
  severity: 'error',
  check: eachOption((key, value) => {
    const option = known(key)
    const expected = option && unmet(option.value, value)
    return expected === undefined ? undefined : { message: `expected ${expected}, got ${JSON.stringify(value)}` }
  }),
}

/** What was expected of an option's value, where it is not met. */
function unmet(wanted: Option['value'], value: string | number | boolean): string | undefined {
  switch (wanted.is) {
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'true or false'
    case 'number':
      return typeof value === 'number' && value >= wanted.least && value <= wanted.most
        ? undefined
        : `a whole number from ${wanted.least} to ${wanted.most}`
    case 'text':
      return wanted.form.test(String(value)) ? undefined : wanted.expected
  }
}

export const rules: readonly Rule<MqttValues>[] = [
  versionIsKnown,
  everyoneIsKnown,
  anonymousStaysInside,
  externalIsEncrypted,
  passwordSecretIsNamed,
  externalHostsAreNamed,
  nodesAreKnown,
  podsAreKnown,
  sourcesAreSeen,
  nodePortsDiffer,
  someoneHasRights,
  savesOften,
  stopsInTime,
  renewalReachesTheBroker,
  issuerIsInReach,
  numbersAreInRange,
  memoryHoldsPackets,
  configLeavesOurs,
  configIsSafe,
  configIsKnown,
  configIsLegal,
]
