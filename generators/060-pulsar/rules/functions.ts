import type { Rule } from '../../../engine/model.ts'
import type { PulsarValues } from '../../../schemas/values/060-pulsar.ts'
import { tlsOf } from '../../005-certs/address.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'

/** What a person may be granted in a namespace that ends in code of theirs in a worker. */
const deploying: readonly string[] = ['functions', 'sources', 'sinks']

/** An instance shows the certificate of its worker: Pulsar has no other way to give it one. */
const deployersAreTrusted: Rule<PulsarValues> = {
  id: 'pulsar/deployers-are-trusted',
  severity: 'warning',
  check: (pulsar) => {
    const { functions, security, tenants } = pulsar.values
    if (functions.place === 'none' || !tlsOf(pulsar)) return []
    return Object.entries(tenants).flatMap(([tenant, { namespaces }]) =>
      Object.entries(namespaces).flatMap(([namespace, { grants }]) =>
        Object.entries(grants).flatMap(([role, actions]) =>
          foundIf(
            !security.superUsers.includes(role) && actions.some((action) => deploying.includes(action)),
            decidedBy(
              at(pulsar, 'tenants', tenant, 'namespaces', namespace, 'grants', role),
              at(pulsar, 'functions', 'place'),
            ),
            `expected only super users to deploy code, got ${role}: what runs in a worker may do everything`,
            'take functions, sources and sinks away; or accept it of whom you trust with all tenants',
          ),
        ),
      ),
    )
  },
}

/** Without workers the grant lets nobody do anything. */
const grantsHaveWorkers: Rule<PulsarValues> = {
  id: 'pulsar/grants-have-workers',
  severity: 'warning',
  check: (pulsar) => {
    const { functions, tenants } = pulsar.values
    if (functions.place !== 'none') return []
    return Object.entries(tenants).flatMap(([tenant, { namespaces }]) =>
      Object.entries(namespaces).flatMap(([namespace, { grants }]) =>
        Object.entries(grants).flatMap(([role, actions]) =>
          foundIf(
            actions.some((action) => deploying.includes(action)),
            decidedBy(
              at(pulsar, 'tenants', tenant, 'namespaces', namespace, 'grants', role),
              at(pulsar, 'functions', 'place'),
            ),
            `expected produce and consume while values.pulsar.functions.place is none, got ${actions.join(', ')}`,
          ),
        ),
      ),
    )
  },
}

const functionsSurviveAWorker: Rule<PulsarValues> = {
  id: 'pulsar/functions-survive-a-worker',
  severity: 'production',
  check: (pulsar) => {
    const { place, replicas } = pulsar.values.functions
    return foundIf(
      place === 'pods' && replicas < 2,
      decidedBy(at(pulsar, 'functions', 'replicas'), at(pulsar, 'functions', 'place')),
      `expected at least 2 workers, got ${replicas}: while it restarts no code of users runs`,
    )
  },
}

/** An empty list of peers is everybody. */
const targetsAreNamed: Rule<PulsarValues> = {
  id: 'pulsar/targets-are-named',
  severity: 'error',
  check: (pulsar) => {
    const { egress, place } = pulsar.values.functions
    return Object.entries(egress).flatMap(([name, { to }]) =>
      foundIf(
        place !== 'none' && to.length === 0,
        at(pulsar, 'functions', 'egress', name, 'to'),
        'expected addresses or pods, got none: that would be all there are',
        'for instance [{cidr: 192.0.2.0/24}]',
      ),
    )
  },
}

const packagesAreShared: Rule<PulsarValues> = {
  id: 'pulsar/packages-are-shared',
  severity: 'error',
  check: (pulsar) => {
    const { config } = pulsar.values.brokers
    const provider = String(config['packagesManagementStorageProvider'] ?? '')
    return foundIf(
      provider.endsWith('FileSystemPackagesStorageProvider'),
      at(pulsar, 'brokers', 'config', 'packagesManagementStorageProvider'),
      'expected a store that all brokers share, got files: each would have its own, and no broker has a disk',
      'org.apache.pulsar.packages.management.storage.bookkeeper.BookKeeperPackagesStorageProvider keeps them on the bookies',
    )
  },
}

export const functionRules: readonly Rule<PulsarValues>[] = [
  deployersAreTrusted,
  grantsHaveWorkers,
  functionsSurviveAWorker,
  targetsAreNamed,
  packagesAreShared,
]
