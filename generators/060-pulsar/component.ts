import type { Component, Manifest } from '../../engine/model.ts'
import type { PulsarValues } from '../../schemas/values/060-pulsar.ts'
import { tlsOf } from '../005-certs/address.ts'
import { zookeeperComponent } from '../010-zookeeper/address.ts'
import type { Tls } from '../parts/certificate.ts'
import { bookieConfig } from './bookie/configmap.ts'
import { bookieService } from './bookie/service-headless.ts'
import { bookieStatefulSet } from './bookie/statefulset.ts'
import { brokerConfig } from './broker/configmap.ts'
import { brokerService } from './broker/service.ts'
import { headlessService } from './broker/service-headless.ts'
import { brokerStatefulSet } from './broker/statefulset.ts'
import {
  bookieCertificate,
  brokerCertificate,
  brokerPeerCertificate,
  zookeeperClientCertificate,
} from './certificates.ts'
import { externals } from './externals.ts'
import { initialise, initialiseConfig } from './job-initialise.ts'
import type { Pulsar } from './names.ts'
import { access, zookeeperAccess } from './networkpolicy.ts'
import { podDisruptionBudget } from './poddisruptionbudget.ts'
import { rules } from './rules/rules.ts'
import { serviceAccount } from './serviceaccount.ts'

export const component: Component<PulsarValues> = {
  requires: () => ['namespace', 'certs', zookeeperComponent],
  directories: {
    '060-pulsar': (pulsar) => {
      const tls = tlsOf(pulsar)
      return [
        ...(tls ? [zookeeperClientCertificate(pulsar, tls)] : []),
        zookeeperAccess(pulsar),
        ...initialisation(pulsar),
        ...bookies(pulsar, tls),
        ...brokers(pulsar, tls),
      ]
    },
  },
  external: externals,
  rules,
}

function initialisation(pulsar: Pulsar): Manifest[] {
  const config = initialiseConfig(pulsar)
  return [serviceAccount(pulsar, 'admin'), access(pulsar, 'admin'), config, initialise(pulsar, config)]
}

function bookies(pulsar: Pulsar, tls: Tls | undefined): Manifest[] {
  const config = bookieConfig(pulsar)
  return [
    serviceAccount(pulsar, 'bookie'),
    ...(tls ? [bookieCertificate(pulsar, tls)] : []),
    access(pulsar, 'bookie'),
    bookieService(pulsar),
    config,
    bookieStatefulSet(pulsar, config),
    ...(pulsar.values.bookies.replicas > 1 ? [podDisruptionBudget(pulsar, 'bookie')] : []),
  ]
}

function brokers(pulsar: Pulsar, tls: Tls | undefined): Manifest[] {
  const config = brokerConfig(pulsar)
  return [
    serviceAccount(pulsar, 'broker'),
    ...(tls ? [brokerPeerCertificate(pulsar, tls), brokerCertificate(pulsar, tls)] : []),
    access(pulsar, 'broker'),
    headlessService(pulsar),
    brokerService(pulsar),
    config,
    brokerStatefulSet(pulsar, config),
    ...(pulsar.values.brokers.replicas > 1 ? [podDisruptionBudget(pulsar, 'broker')] : []),
  ]
}
