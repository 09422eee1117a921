import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import { tlsOf } from '../005-certs/address.ts'
import { selector } from '../parts/labels.ts'
import { serviceHost } from '../parts/names.ts'
import { bytes } from '../parts/units.ts'
import { authenticationOf, mqttListener, name, part } from './names.ts'

/** What a component that uses the broker lists in its `requires`. */
export const mqttComponent = name

/** The broker of the consumer's overlay; undefined where none is in. */
export function mqttOf({ uses }: Instance): Instance<MqttValues> | undefined {
  return uses[mqttComponent] as Instance<MqttValues> | undefined // the name stands for the type
}

/** Throws where the consumer has the broker's address asked for without requiring it: a fault of the consumer. */
function required(consumer: Instance): Instance<MqttValues> {
  const mqtt = mqttOf(consumer)
  if (!mqtt) throw new Error(`${consumer.name} uses mqtt without requiring it`)
  return mqtt
}

/** Where the broker answers inside of the cluster: `mqtts://mqtt.data.svc.cluster.local:8883`, or `mqtt://…:1883`. */
export function url(consumer: Instance): string {
  const mqtt = required(consumer)
  const { name: scheme, number } = mqttListener(mqtt)
  return `${scheme}://${serviceHost(mqtt.overlay, name, mqtt.namespace)}:${number}`
}

/** How to reach the broker: what selects its pod, the port, and what a client must show. */
export type MqttPods = {
  readonly namespace: string
  readonly podLabels: Readonly<Record<string, string>>
  readonly port: number
  /** With TLS a client verifies the broker by its host name, with the clients' authority. */
  readonly tls: boolean
  /** With certificates the user is the common name of the client's certificate. */
  readonly authentication: MqttValues['security']['authentication']
}

/** The broker as the other end of a consumer's connections: for its own egress and for its ingress policy on the broker. */
export function mqttPods(consumer: Instance): MqttPods {
  const mqtt = required(consumer)
  return {
    namespace: mqtt.namespace,
    podLabels: selector(mqtt, part),
    port: mqttListener(mqtt).number,
    tls: tlsOf(mqtt) !== undefined,
    authentication: authenticationOf(mqtt),
  }
}

/**
 * What a user may do, by topic, as values say: the broker's rights are one file of its own, so a consumer cannot add to them
 * and checks instead that they were given.
 */
export function rightsOf(
  consumer: Instance,
  user: string,
): Readonly<Record<string, 'read' | 'write' | 'readwrite' | 'deny'>> {
  return required(consumer).values.security.acl.users[user]?.topics ?? {}
}

/** The largest packet that the broker passes on, in bytes: what a consumer's own limit must hold. */
export function largestPacket(consumer: Instance): number {
  return bytes(required(consumer).values.tuning.packetSize)
}
