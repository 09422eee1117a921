import type { Component, Manifest } from '../../engine/model.ts'
import type { PulsarValues } from '../../schemas/values/060-pulsar.ts'
import { tlsOf } from '../005-certs/address.ts'
import { ownEnsemble, zookeeperComponent } from '../010-zookeeper/address.ts'
import type { Tls } from '../parts/certificate.ts'
import { bookieConfig } from './bookie/configmap.ts'
import { bookieService } from './bookie/service-headless.ts'
import { bookieStatefulSet } from './bookie/statefulset.ts'
import { brokerConfig } from './broker/configmap.ts'
import { offloadVolumeClaim } from './broker/persistentvolumeclaim.ts'
import { brokerService } from './broker/service.ts'
import { headlessService } from './broker/service-headless.ts'
import { brokerStatefulSet } from './broker/statefulset.ts'
import {
  adminCertificates,
  bookieCertificate,
  brokerCertificates,
  functionsCertificates,
  proxyCertificates,
  recoveryCertificate,
  zookeeperClientCertificate,
} from './certificates.ts'
import { externals } from './externals.ts'
import { functionsConfig } from './functions/configmap.ts'
import { functionsService } from './functions/service.ts'
import { functionsHeadlessService } from './functions/service-headless.ts'
import { functionsStatefulSet } from './functions/statefulset.ts'
import { declare, declareConfig } from './jobs/declare.ts'
import { initialise, initialiseConfig } from './jobs/initialise.ts'
import type { Pulsar } from './names.ts'
import { access, zookeeperAccess } from './networkpolicy.ts'
import { podDisruptionBudget } from './poddisruptionbudget.ts'
import { proxyConfig } from './proxy/configmap.ts'
import { proxyDeployment } from './proxy/deployment.ts'
import { proxyService } from './proxy/service.ts'
import { externalService } from './proxy/service-external.ts'
import { recoveryConfig } from './recovery/configmap.ts'
import { recoveryDeployment } from './recovery/deployment.ts'
import { fleetRules } from './rules/replication.ts'
import { rules } from './rules/rules.ts'
import { serviceAccount } from './serviceaccount.ts'
import { toolsetConfig } from './toolset/configmap.ts'
import { toolset } from './toolset/deployment.ts'

export const component: Component<PulsarValues> = {
  requires: () => ['namespace', 'certs', zookeeperComponent],
  directories: {
    '060-pulsar': (named) => {
      const { pulsar, ensemble } = withEnsemble(named)
      const tls = tlsOf(pulsar)
      const { functions, proxy, recovery, toolset } = pulsar.values
      return [
        ...ensemble,
        ...(tls ? [zookeeperClientCertificate(pulsar, tls)] : []),
        zookeeperAccess(pulsar),
        ...administration(pulsar, tls),
        ...bookies(pulsar, tls),
        ...(recovery.place === 'pods' ? recoveries(pulsar, tls) : []),
        ...brokers(pulsar, tls),
        ...(proxy.enabled ? proxies(pulsar, tls) : []),
        ...(functions.place === 'pods' ? workers(pulsar, tls) : []),
        ...(toolset.enabled ? tools(pulsar) : []),
      ]
    },
    '095-edge': (pulsar) => {
      const { enabled, external } = pulsar.values.proxy
      return enabled && external.type !== 'none' ? [externalService(pulsar)] : []
    },
  },
  external: externals,
  rules,
  fleetRules,
}

/** Pulsar with the ensemble that it uses, and what that is made of where it is nobody else's. */
function withEnsemble(pulsar: Pulsar): { readonly pulsar: Pulsar; readonly ensemble: readonly Manifest[] } {
  const { bootstrap, ensemble } = pulsar.values.zookeeper
  if (ensemble === 'shared') return { pulsar, ensemble: [] }
  const { zookeeper, manifests } = ownEnsemble(pulsar, bootstrap)
  return { pulsar: { ...pulsar, uses: { ...pulsar.uses, [zookeeperComponent]: zookeeper } }, ensemble: manifests }
}

function administration(pulsar: Pulsar, tls: Tls | undefined): Manifest[] {
  const config = initialiseConfig(pulsar)
  const tenants = declareConfig(pulsar)
  return [
    serviceAccount(pulsar, 'admin'),
    ...(tls ? adminCertificates(pulsar, tls) : []),
    access(pulsar, 'admin'),
    config,
    initialise(pulsar, config),
    tenants,
    declare(pulsar, tenants),
  ]
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
    ...(tls ? brokerCertificates(pulsar, tls) : []),
    access(pulsar, 'broker'),
    headlessService(pulsar),
    brokerService(pulsar),
    ...(pulsar.values.offload.driver === 'filesystem' ? [offloadVolumeClaim(pulsar)] : []),
    config,
    brokerStatefulSet(pulsar, config),
    ...(pulsar.values.brokers.replicas > 1 ? [podDisruptionBudget(pulsar, 'broker')] : []),
  ]
}

function recoveries(pulsar: Pulsar, tls: Tls | undefined): Manifest[] {
  const config = recoveryConfig(pulsar)
  return [
    serviceAccount(pulsar, 'recovery'),
    ...(tls ? [recoveryCertificate(pulsar, tls)] : []),
    access(pulsar, 'recovery'),
    config,
    recoveryDeployment(pulsar, config),
    ...(pulsar.values.recovery.replicas > 1 ? [podDisruptionBudget(pulsar, 'recovery')] : []),
  ]
}

function proxies(pulsar: Pulsar, tls: Tls | undefined): Manifest[] {
  const config = proxyConfig(pulsar)
  return [
    serviceAccount(pulsar, 'proxy'),
    ...(tls ? proxyCertificates(pulsar, tls) : []),
    access(pulsar, 'proxy'),
    proxyService(pulsar),
    config,
    proxyDeployment(pulsar, config),
    ...(pulsar.values.proxy.replicas > 1 ? [podDisruptionBudget(pulsar, 'proxy')] : []),
  ]
}

function workers(pulsar: Pulsar, tls: Tls | undefined): Manifest[] {
  const config = functionsConfig(pulsar)
  return [
    serviceAccount(pulsar, 'functions'),
    ...(tls ? functionsCertificates(pulsar, tls) : []),
    access(pulsar, 'functions'),
    functionsHeadlessService(pulsar),
    functionsService(pulsar),
    config,
    functionsStatefulSet(pulsar, config),
    ...(pulsar.values.functions.replicas > 1 ? [podDisruptionBudget(pulsar, 'functions')] : []),
  ]
}

function tools(pulsar: Pulsar): Manifest[] {
  const config = toolsetConfig(pulsar)
  return [serviceAccount(pulsar, 'toolset'), access(pulsar, 'toolset'), config, toolset(pulsar, config)]
}
