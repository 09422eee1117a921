import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import { tlsOf } from '../005-certs/address.ts'
import type { Container } from '../kubernetes.ts'
import { imageOf } from '../parts/image.ts'
import { resources } from '../parts/resources.ts'
import { containerSecurity } from '../parts/security.ts'
import { seconds } from '../parts/units.ts'
import { directories, listeners, mqttListener, name } from './names.ts'

/**
 * The probes look for the open port. One that connects instead writes three lines into the log each time, one of them a
 * failed handshake, as an error (measured with 2.0.11): 35,000 lines a day.
 */
export const brokerContainer = (mqtt: Instance<MqttValues>): Container => {
  const { values } = mqtt
  const listens = { command: ['sh', '-c', isListening(mqttListener(mqtt).number)] }
  return {
    name,
    image: imageOf(mqtt, values.image),
    command: ['/usr/sbin/mosquitto', '-c', `${directories.own}/mosquitto.conf`],
    ports: listeners(mqtt).map((listener) => ({ name: listener.name, containerPort: listener.number })),
    startupProbe: {
      exec: listens,
      periodSeconds: 2,
      timeoutSeconds: 5,
      failureThreshold: Math.ceil(seconds(values.rollout.startWithin) / 2),
    },
    livenessProbe: { exec: listens, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 6 },
    readinessProbe: { exec: listens, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    resources: resources(values.resources),
    securityContext: containerSecurity,
    volumeMounts: [
      { name: 'own', mountPath: directories.own, readOnly: true },
      { name: 'data', mountPath: directories.data },
      ...(tlsOf(mqtt) ? [{ name: 'certificates', mountPath: directories.certificates, readOnly: true }] : []),
    ],
  }
}

/** A shell command that succeeds once the broker listens: it has then read its volume. */
function isListening(port: number): string {
  const hexadecimal = port.toString(16).toUpperCase().padStart(4, '0')
  return `grep -Eqs ':${hexadecimal} [0-9A-F]+:0000 0A ' /proc/net/tcp /proc/net/tcp6`
}
