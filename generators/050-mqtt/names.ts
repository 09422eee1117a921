import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import { tlsOf } from '../005-certs/address.ts'

/** The StatefulSet, the Service inside the cluster, and everything else that there is one of. */
export const name = 'mqtt'

/** The Service that gives the broker's pod a name. */
export const headless = 'mqtt-headless'

/** The Service for clients outside of the cluster, and the policy that lets them in. */
export const external = 'mqtt-external'

/** What all objects here are of, and what selects the broker. */
export const part = 'broker'

/** The Secret that cert-manager fills: what the broker shows to clients. */
export const serverSecret = 'mqtt-tls'

/** The user and group of the image: with any other group version 2.1.2 crashes at its start (reference V-088b). */
export const user = 1883

/** Where the files are, in every container of the pod. */
export const directories = {
  /** The ConfigMap, as the kubelet keeps it. */
  configuration: '/mosquitto/config',
  /** The Secret with the password file, as the kubelet keeps it. */
  passwords: '/mosquitto/passwords',
  certificates: '/mosquitto/certs',
  /** Copies that belong to the broker alone: what it reads of its configuration. See container-prepare.ts. */
  own: '/mosquitto/own',
  data: '/mosquitto/data',
} as const

/** A port that clients connect to. `protocol` is what the broker speaks there. */
export type Listener = { readonly name: string; readonly number: number; readonly protocol: 'mqtt' | 'websockets' }

/** The port for MQTT. */
export function mqttListener(mqtt: Instance): Listener {
  return tlsOf(mqtt) === undefined
    ? { name: 'mqtt', number: 1883, protocol: 'mqtt' }
    : { name: 'mqtts', number: 8883, protocol: 'mqtt' }
}

/** Every port, that for MQTT first. */
export function listeners(mqtt: Instance<MqttValues>): Listener[] {
  const web: Listener = { name: tlsOf(mqtt) === undefined ? 'ws' : 'wss', number: 9001, protocol: 'websockets' }
  return [mqttListener(mqtt), ...(mqtt.values.websockets ? [web] : [])]
}

/** How a client is known to the broker. Certificates prove nothing where there are none. */
export function authenticationOf(mqtt: Instance<MqttValues>): MqttValues['security']['authentication'] {
  const { authentication } = mqtt.values.security
  return authentication === 'certificates' && tlsOf(mqtt) === undefined ? 'anonymous' : authentication
}

/** The version that the image's tag names, without its last number: `2.1`. */
export function version({ values }: Instance<MqttValues>): string {
  return values.image.tag.split('.').slice(0, 2).join('.')
}

/** The password file as the Secret holds it, whatever its key is called there. */
export const passwordFile = `${directories.passwords}/passwords`

/** The files that may change while the broker runs and that it must then read anew. */
export function watchedFiles(mqtt: Instance<MqttValues>): string[] {
  return [
    ...(tlsOf(mqtt) ? ['tls.crt', 'tls.key'].map((file) => `${directories.certificates}/${file}`) : []),
    ...(authenticationOf(mqtt) === 'passwords' ? [passwordFile] : []),
  ]
}
