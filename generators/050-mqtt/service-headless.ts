import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import { plaintextWarning, tlsOf } from '../005-certs/address.ts'
import type { Service } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { headless, listeners, part } from './names.ts'

export const headlessService = (mqtt: Instance<MqttValues>) =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: headless,
      namespace: mqtt.namespace,
      labels: labels(mqtt, part),
      ...(tlsOf(mqtt) ? {} : { annotations: plaintextWarning }),
    },
    spec: {
      clusterIP: 'None',
      selector: selector(mqtt, part),
      ports: listeners(mqtt).map((listener) => ({
        name: listener.name,
        port: listener.number,
        targetPort: listener.name,
      })),
    },
  }) satisfies Service
