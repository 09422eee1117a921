import type { ExternalObject, Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import { authenticationOf } from './names.ts'

/** The password file, and classes of the cluster that values name. */
export function externals(mqtt: Instance<MqttValues>): ExternalObject[] {
  const { storage, security, placement } = mqtt.values
  const { secretName, secretKey } = security.passwords
  return [
    { kind: 'StorageClass', name: storage.storageClass ?? mqtt.overlay.cluster.storageClass },
    ...(placement.priorityClass === null ? [] : [{ kind: 'PriorityClass', name: placement.priorityClass }]),
    ...(authenticationOf(mqtt) === 'passwords' && secretName !== null
      ? [{ kind: 'Secret', name: secretName, namespace: mqtt.namespace, keys: [secretKey] }]
      : []),
  ]
}
