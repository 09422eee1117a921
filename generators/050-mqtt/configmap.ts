import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import { tlsOf } from '../005-certs/address.ts'
import type { ConfigMap } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { template } from '../parts/template.ts'
import { bytes, seconds } from '../parts/units.ts'
import { authenticationOf, directories, listeners, name, part, version } from './names.ts'
import { knownOptions } from './options.ts'

/**
 * `log_dest stderr`: what goes to stdout is held back until a block is full (measured with 2.0.11). Files of passwords and
 * rights are read by the broker itself in 2.0 and by plugins in 2.1, which will lose the former way with 3.0.
 */
export const configMap = (mqtt: Instance<MqttValues>) => {
  const { resources, storage, tuning, log, security } = mqtt.values
  const authentication = authenticationOf(mqtt)
  const tls = tlsOf(mqtt)
  const files = [
    ...(authentication === 'passwords' ? [{ name: 'password', path: `${directories.own}/passwords` }] : []),
    ...(authentication === 'anonymous' ? [] : [{ name: 'acl', path: `${directories.own}/acl` }]),
  ].map((file) => ({ ...file, option: `${file.name}_file`, library: `/usr/lib/mosquitto_${file.name}_file.so` }))
  const byPlugin = version(mqtt) === '2.1'
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${name}-config`, namespace: mqtt.namespace, labels: labels(mqtt, part) },
    data: {
      ...(authentication === 'anonymous'
        ? {}
        : {
            acl: template(
              mqtt,
              'acl',
            )({
              patterns: rights(security.acl.patterns),
              users: Object.entries(security.acl.users).map(([user, { topics }]) => ({
                name: user,
                topics: rights(topics),
              })),
            }),
          }),
      'mosquitto.conf': template(
        mqtt,
        'mosquitto.conf',
      )({
        dataDirectory: directories.data,
        autosaveSeconds: seconds(storage.saveEvery),
        sessionExpiry: tuning.sessionExpiry,
        memoryBytes: (bytes(resources.memory) * 3) / 4,
        queuedMessages: tuning.queuedMessages,
        queuedBytes: tuning.queuedBytes === null ? null : bytes(tuning.queuedBytes),
        inflightMessages: tuning.inflightMessages,
        packetBytes: bytes(tuning.packetSize),
        keepaliveSeconds: tuning.keepalive === null ? null : seconds(tuning.keepalive),
        logTypes: log.types,
        logConnections: log.connections,
        options: options(mqtt, 'broker'),
        anonymous: authentication === 'anonymous',
        files: byPlugin ? [] : files,
        plugins: byPlugin ? files : [],
        listeners: listeners(mqtt).map(({ number, protocol }) => ({
          port: number,
          websockets: protocol === 'websockets',
        })),
        certificates: tls ? directories.certificates : null,
        minimumTls: security.minimumTls,
        identifyByCertificate: authentication === 'certificates',
        connections: tuning.connections,
        listenerOptions: options(mqtt, 'listener'),
      }),
    },
  } satisfies ConfigMap
}

function rights(byTopic: Readonly<Record<string, string>>) {
  return Object.entries(byTopic).map(([topic, access]) => ({ topic, access }))
}

/** The options of `config` that stand once, or those that stand in every listener. */
function options({ values }: Instance<MqttValues>, scope: 'broker' | 'listener') {
  return Object.entries(values.config)
    .filter(([key]) => knownOptions[key]?.scope === scope)
    .map(([key, value]) => ({ key, value: String(value) }))
}
