import type { Component } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import { tlsOf } from '../005-certs/address.ts'
import { serverCertificate } from './certificate.ts'
import { configMap } from './configmap.ts'
import { externals } from './externals.ts'
import { networkPolicy } from './networkpolicy.ts'
import { externalAccess } from './networkpolicy-external.ts'
import { rules } from './rules.ts'
import { service } from './service.ts'
import { externalService } from './service-external.ts'
import { headlessService } from './service-headless.ts'
import { serviceAccount } from './serviceaccount.ts'
import { statefulSet } from './statefulset.ts'

export const component: Component<MqttValues> = {
  requires: () => ['namespace', 'certs'],
  directories: {
    '050-mqtt': (mqtt) => {
      const tls = tlsOf(mqtt)
      const config = configMap(mqtt)
      return [
        serviceAccount(mqtt),
        ...(tls ? [serverCertificate(mqtt, tls)] : []),
        networkPolicy(mqtt),
        headlessService(mqtt),
        service(mqtt),
        config,
        statefulSet(mqtt, config),
      ]
    },
    '095-edge': (mqtt) => (mqtt.values.external.type === 'none' ? [] : [externalAccess(mqtt), externalService(mqtt)]),
  },
  external: externals,
  rules,
}
