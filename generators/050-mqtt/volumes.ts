import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import { tlsOf } from '../005-certs/address.ts'
import type { Volume, VolumeMount } from '../kubernetes.ts'
import { authenticationOf, directories, passwordFile, serverSecret } from './names.ts'

/** The mounts of what changes while the broker runs. */
export function fileMounts(mqtt: Instance<MqttValues>): VolumeMount[] {
  return [
    ...(tlsOf(mqtt) ? [{ name: 'certificates', mountPath: directories.certificates, readOnly: true }] : []),
    ...(authenticationOf(mqtt) === 'passwords'
      ? [{ name: 'passwords', mountPath: directories.passwords, readOnly: true }]
      : []),
  ]
}

/** The volumes of the pod beside its claim. Copies of passwords are in memory only. */
export function volumes(mqtt: Instance<MqttValues>, configMapName: string): Volume[] {
  const { secretName, secretKey } = mqtt.values.security.passwords
  return [
    { name: 'configuration', configMap: { name: configMapName } },
    { name: 'own', emptyDir: { medium: 'Memory', sizeLimit: '4Mi' } },
    ...(tlsOf(mqtt) ? [{ name: 'certificates', secret: { secretName: serverSecret, defaultMode: 0o440 } }] : []),
    ...(authenticationOf(mqtt) === 'passwords'
      ? [
          {
            name: 'passwords',
            secret: {
              secretName: secretName ?? '', // the rule passwordSecretIsNamed has refused null
              defaultMode: 0o440,
              items: [{ key: secretKey, path: passwordFile.slice(directories.passwords.length + 1) }],
            },
          },
        ]
      : []),
  ]
}
