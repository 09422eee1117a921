import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import type { ServiceAccount } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { name, part } from './names.ts'

export const serviceAccount = (mqtt: Instance<MqttValues>) =>
  ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: mqtt.namespace, labels: labels(mqtt, part) },
    automountServiceAccountToken: false,
  }) satisfies ServiceAccount
