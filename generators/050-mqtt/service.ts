import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import { plaintextWarning, tlsOf } from '../005-certs/address.ts'
import type { Service } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { listeners, name, part } from './names.ts'

export const service = (mqtt: Instance<MqttValues>) =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: mqtt.namespace,
      labels: labels(mqtt, part),
      ...(tlsOf(mqtt) ? {} : { annotations: plaintextWarning }),
    },
    spec: {
      type: 'ClusterIP',
      selector: selector(mqtt, part),
      ports: listeners(mqtt).map((listener) => ({
        name: listener.name,
        port: listener.number,
        targetPort: listener.name,
      })),
    },
  }) satisfies Service
