import type { Finding, FleetRule, Rule } from '../../../engine/model.ts'
import type { PulsarValues } from '../../../schemas/values/060-pulsar.ts'
import { tlsOf } from '../../005-certs/address.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'
import { clientListeners } from '../broker/listeners.ts'
import type { Pulsar } from '../names.ts'
import { hostOf, portOf } from '../replication.ts'
import { namespaces } from './tenants.ts'

const otherClustersAreReachable: Rule<PulsarValues> = {
  id: 'pulsar/other-clusters-are-reachable',
  severity: 'error',
  check: (pulsar) =>
    Object.entries(pulsar.values.replication.clusters).flatMap(([name, cluster]): Finding[] => {
      const path = (key: string) => at(pulsar, 'replication', 'clusters', name, key)
      const { addresses, pulsar: url, secret } = cluster
      return [
        ...foundIf(url === null, path('pulsar'), `expected where the proxies of ${name} are, got none`),
        ...foundIf(
          secret === null,
          path('secret'),
          `expected the Secret with the certificate that ${name} gave to this cluster, got none`,
        ),
        ...foundIf(
          addresses.length === 0,
          path('addresses'),
          `expected the ranges of addresses of ${name}, got none: no other address is open to the brokers`,
        ),
        ...foundIf(
          /\.svc(\.|$)/.test(hostOf(url) ?? ''),
          path('pulsar'),
          `expected a name that leads there from outside of its Kubernetes, got ${url}`,
        ),
      ]
    }),
}

const replicationIsEncrypted: Rule<PulsarValues> = {
  id: 'pulsar/replication-is-encrypted',
  severity: 'error',
  check: (pulsar) =>
    foundIf(
      Object.keys(pulsar.values.replication.clusters).length > 0 && !tlsOf(pulsar),
      decidedBy(at(pulsar, 'replication', 'clusters'), ['values', 'certs', 'internal']),
      'expected none while values.certs.internal is none: the other side could not know who this is',
    ),
}

const replicasAreKnownClusters: Rule<PulsarValues> = {
  id: 'pulsar/replicas-are-known-clusters',
  severity: 'error',
  check: (pulsar) => {
    const known = Object.keys(pulsar.values.replication.clusters)
    return namespaces(pulsar).flatMap(({ namespace, path }) =>
      namespace.replicateTo.flatMap((cluster) =>
        foundIf(
          !known.includes(cluster),
          at(pulsar, ...path, 'replicateTo'),
          `expected other clusters of values.pulsar.replication.clusters (${known.join(', ') || 'there is none'}), got ${cluster}`,
        ),
      ),
    )
  },
}

export const replicationRules: readonly Rule<PulsarValues>[] = [
  otherClustersAreReachable,
  replicationIsEncrypted,
  replicasAreKnownClusters,
]

/** Each pair of an overlay and another one that it names as a cluster to replicate to. */
function pairs(instances: readonly Pulsar[]) {
  return instances.flatMap((here) =>
    Object.entries(here.values.replication.clusters).flatMap(([name, towards]) => {
      const there = instances.find(({ values }) => values.clusterName === name)
      return there && here.values.clusterName !== null ? [{ here, name, towards, there }] : []
    }),
  )
}

/** Of one-sided replication only half works, and nobody is told. */
const replicationIsMutual: FleetRule<PulsarValues> = {
  id: 'pulsar/replication-is-mutual',
  severity: 'error',
  check: (instances) =>
    pairs(instances).flatMap(({ here, name, there }) => {
      const own = here.values.clusterName ?? ''
      const overlay = there.overlay.name
      if (!(own in there.values.replication.clusters))
        return [
          {
            overlay,
            at: at(there, 'replication', 'clusters'),
            message: `expected ${own} among the other clusters, as ${here.overlay.name} replicates to ${name}, found ${list(Object.keys(there.values.replication.clusters))}`,
            hint: `add "${own}: {…}" here, or take ${name} away from overlay ${here.overlay.name}`,
          },
        ]
      const theirs = new Map(namespaces(there).map((one) => [one.name, one]))
      return namespaces(here)
        .filter(({ namespace }) => namespace.replicateTo.includes(name))
        .flatMap((one) => {
          const twin = theirs.get(one.name)
          if (twin?.namespace.replicateTo.includes(own)) return []
          return [
            {
              overlay,
              at: twin ? at(there, ...twin.path, 'replicateTo') : at(there, 'tenants'),
              message: `expected the namespace ${one.name} to replicate to ${own}, as it does from there to ${name}, found ${twin ? list(twin.namespace.replicateTo) : 'no such namespace'}`,
              hint: `let both sides say so, or take ${name} away from ${one.name} in overlay ${here.overlay.name}`,
            },
          ]
        })
    }),
}

/** What an overlay says of another one must be true of that one. */
const replicationLeadsThere: FleetRule<PulsarValues> = {
  id: 'pulsar/replication-leads-there',
  severity: 'error',
  check: (instances) =>
    pairs(instances).flatMap(({ here, name, towards, there }) => {
      const { enabled, external } = there.values.proxy
      const hosts = enabled && external.type !== 'none' ? external.hosts : []
      const host = hostOf(towards.pulsar)
      if (towards.pulsar === null || host === undefined) return []
      const { port } = clientListeners(there).pulsar
      const overlay = here.overlay.name
      return [
        ...foundIf(
          !hosts.includes(host),
          at(here, 'replication', 'clusters', name, 'pulsar'),
          `expected a name that leads to the proxies of overlay ${there.overlay.name} (${hosts.join(', ') || 'which are open to nobody outside'}), got ${host}`,
          `values.pulsar.proxy.external of overlay ${there.overlay.name} says which there are`,
        ),
        ...foundIf(
          hosts.includes(host) && portOf(towards.pulsar) !== port,
          at(here, 'replication', 'clusters', name, 'pulsar'),
          `expected the port of the proxies of overlay ${there.overlay.name} (${port}), got ${portOf(towards.pulsar)}`,
        ),
      ].map((finding) => ({ overlay, ...finding }))
    }),
}

/** The brokers of the other side would be refused, and what they have to hand over pile up there. */
const replicatorsMayProduce: FleetRule<PulsarValues> = {
  id: 'pulsar/replicators-may-produce',
  severity: 'warning',
  check: (instances) =>
    pairs(instances).flatMap(({ here, name, there }) => {
      const role = here.values.clusterName ?? ''
      const replicated = namespaces(here).filter(({ namespace }) => namespace.replicateTo.includes(name))
      return namespaces(there)
        .filter((one) => replicated.some((two) => two.name === one.name))
        .flatMap(({ name: namespace, namespace: { grants }, path }) =>
          foundIf(
            !there.values.security.superUsers.includes(role) && !grants[role]?.includes('produce'),
            at(there, ...path, 'grants'),
            `expected ${role} to be granted produce, as overlay ${here.overlay.name} replicates ${namespace} to here, got ${grants[role]?.join(', ') ?? 'nothing'}`,
            `write "${role}: [produce]"; or accept this where its certificate has another name`,
          ),
        )
        .map((finding) => ({ overlay: there.overlay.name, ...finding }))
    }),
}

const list = (names: readonly string[]): string => names.join(', ') || 'none'

export const fleetRules: readonly FleetRule<PulsarValues>[] = [
  replicationIsMutual,
  replicationLeadsThere,
  replicatorsMayProduce,
]
