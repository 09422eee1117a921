import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import type { Certificate } from '../kubernetes.ts'
import { leafCertificate, type Tls } from '../parts/certificate.ts'
import { labels } from '../parts/labels.ts'
import { podNames, serviceNames } from '../parts/names.ts'
import { headless, name, part, serverSecret } from './names.ts'

/** What the broker shows to clients, inside and outside. */
export const serverCertificate = (mqtt: Instance<MqttValues>, tls: Tls) => {
  const { type, hosts } = mqtt.values.external
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: serverSecret, namespace: mqtt.namespace, labels: labels(mqtt, part) },
    spec: leafCertificate(tls, {
      authority: 'clients',
      usage: 'server',
      secretName: serverSecret,
      commonName: name,
      dnsNames: [
        ...serviceNames(mqtt.overlay, name, mqtt.namespace),
        ...podNames(mqtt.overlay, headless, mqtt.namespace),
        ...(type === 'none' ? [] : (hosts ?? [])),
      ],
    }),
  } satisfies Certificate
}
