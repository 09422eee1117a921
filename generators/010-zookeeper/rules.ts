import type { Finding, Rule } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import { tlsOf } from '../005-certs/address.ts'
import { at } from '../parts/rules.ts'
import { bytes, mebibytes, seconds } from '../parts/units.ts'
import { isEnsemble } from './names.ts'
import { knownProperties, ownedProperties, refusedPrefixes, refusedProperties } from './properties.ts'

const ensembleIsOdd: Rule<ZookeeperValues> = {
  id: 'zookeeper/ensemble-is-odd',
  severity: 'error',
  check: (zookeeper) => {
    const { size } = zookeeper.values.ensemble
    return size % 2 === 0
      ? [
          {
            at: at(zookeeper, 'ensemble', 'size'),
            message: `expected 1, 3, 5 or 7 servers, got ${size}, which survives no more losses than ${size - 1}`,
            hint: `write ${size - 1} or ${size + 1}; while a running ensemble grows by one server at a time, accept this`,
          },
        ]
      : []
  },
}

const ensembleSurvivesAServer: Rule<ZookeeperValues> = {
  id: 'zookeeper/ensemble-survives-a-server',
  severity: 'production',
  check: (zookeeper) =>
    zookeeper.values.ensemble.size < 3
      ? [
          {
            at: at(zookeeper, 'ensemble', 'size'),
            message: `expected at least 3 servers, got ${zookeeper.values.ensemble.size}: every restart is an outage`,
            hint: 'write 3',
          },
        ]
      : [],
}

/** The server counts in ticks. */
const limitsAreWholeTicks: Rule<ZookeeperValues> = {
  id: 'zookeeper/limits-are-whole-ticks',
  severity: 'error',
  check: (zookeeper) => {
    const { ensemble } = zookeeper.values
    return (['joinWithin', 'followWithin'] as const)
      .filter((key) => seconds(ensemble[key]) % seconds(ensemble.tick) !== 0)
      .map((key) => ({
        at: at(zookeeper, 'ensemble', key),
        message: `expected a multiple of ensemble.tick (${ensemble.tick}), got ${ensemble[key]}`,
      }))
  },
}

/** A leader pings each follower twice in a tick, and a delay of one tick is nothing rare. */
const limitsAllowDelays: Rule<ZookeeperValues> = {
  id: 'zookeeper/limits-allow-delays',
  severity: 'error',
  check: (zookeeper) => {
    const { ensemble } = zookeeper.values
    return (['joinWithin', 'followWithin'] as const)
      .filter((key) => seconds(ensemble[key]) < 2 * seconds(ensemble.tick))
      .map((key) => ({
        at: at(zookeeper, 'ensemble', key),
        message: `expected at least two ticks (${2 * seconds(ensemble.tick)}s), got ${ensemble[key]}`,
        hint: 'otherwise servers drop out whenever the network or a disk is slow for a moment',
      }))
  },
}

const sessionsHaveARange: Rule<ZookeeperValues> = {
  id: 'zookeeper/sessions-have-a-range',
  severity: 'error',
  check: (zookeeper) => {
    const { tick, sessions } = zookeeper.values.ensemble
    return [
      ...(seconds(sessions.shortest) < 2 * seconds(tick)
        ? [
            {
              at: at(zookeeper, 'ensemble', 'sessions', 'shortest'),
              message: `expected at least two ticks (${2 * seconds(tick)}s), got ${sessions.shortest}`,
              hint: 'sessions are looked at once in a tick',
            },
          ]
        : []),
      ...(seconds(sessions.longest) < seconds(sessions.shortest)
        ? [
            {
              at: at(zookeeper, 'ensemble', 'sessions', 'longest'),
              message: `expected at least ensemble.sessions.shortest (${sessions.shortest}), got ${sessions.longest}`,
              hint: 'the server does not start otherwise',
            },
          ]
        : []),
    ]
  },
}

const heapFitsMemory: Rule<ZookeeperValues> = {
  id: 'zookeeper/heap-fits-memory',
  severity: 'error',
  check: (zookeeper) => {
    const { heap, resources } = zookeeper.values
    const most = Math.floor((mebibytes(resources.memory) * 3) / 4)
    return mebibytes(heap) > most
      ? [
          {
            at: at(zookeeper, 'heap'),
            message: `expected at most three quarters of resources.memory (${most}Mi of ${resources.memory}), got ${heap}`,
            hint: `lower heap to ${most}Mi or raise resources.memory: a server that needs more than its memory is killed while it writes`,
          },
        ]
      : []
  },
}

const heapHoldsRequests: Rule<ZookeeperValues> = {
  id: 'zookeeper/heap-holds-requests',
  severity: 'error',
  check: (zookeeper) => {
    const { heap, tuning } = zookeeper.values
    return bytes(tuning.largestRequest) * 8 > bytes(heap)
      ? [
          {
            at: at(zookeeper, 'tuning', 'largestRequest'),
            message: `expected at most an eighth of heap (${Math.floor(mebibytes(heap) / 8)}Mi of ${heap}), got ${tuning.largestRequest}`,
            hint: 'raise heap: a few requests of this size at once would fill it',
          },
        ]
      : []
  },
}

/** `-D` sets what `config` sets, past its rules; the rest would be set twice. */
const ownedOptions = [
  { pattern: /^-(Xm[sx]|XX:(Max|Min|Initial)RAMPercentage|XX:MaxHeapSize|XX:InitialHeapSize)/, where: 'heap' },
  { pattern: /^-Djute\.maxbuffer=/, where: 'tuning.largestRequest' },
  { pattern: /^-Dzookeeper\./, where: 'config, without the prefix zookeeper.' },
  { pattern: /^-D(readonlymode|unsafe)\./, where: 'nowhere: it serves old data or loses it' },
  { pattern: /^-Djava\.security\.properties=/, where: 'base/010-zookeeper/java.security.hbs' },
] as const

const jvmOptionsAreFree: Rule<ZookeeperValues> = {
  id: 'zookeeper/jvm-options-are-free',
  severity: 'error',
  check: (zookeeper) =>
    zookeeper.values.tuning.jvmOptions.flatMap((option, index) =>
      ownedOptions
        .filter(({ pattern }) => pattern.test(option))
        .map(({ where }) => ({
          at: at(zookeeper, 'tuning', 'jvmOptions', String(index)),
          message: `expected no option that a value decides, got ${option}`,
          hint: `set it by ${where}`,
        })),
    ),
}

const serversAreOnDifferentHosts: Rule<ZookeeperValues> = {
  id: 'zookeeper/servers-are-on-different-hosts',
  severity: 'production',
  check: (zookeeper) =>
    isEnsemble(zookeeper) && zookeeper.values.placement.hosts === 'preferred'
      ? [
          {
            at: at(zookeeper, 'placement', 'hosts'),
            message:
              'expected required, got preferred: a host with a majority of the servers takes the ensemble with it',
            hint: 'write required',
          },
        ]
      : [],
}

const ensembleSurvivesAZone: Rule<ZookeeperValues> = {
  id: 'zookeeper/ensemble-survives-a-zone',
  severity: 'warning',
  check: (zookeeper) => {
    const { zones } = zookeeper.overlay.cluster
    return isEnsemble(zookeeper) && zones.length < 3
      ? [
          {
            at: ['cluster', 'zones'],
            message: `expected at least three zones, got ${zones.length}: one of them holds a majority of the servers, and losing it stops the ensemble`,
            hint: 'with fewer zones nothing helps; accept it where that is known',
          },
        ]
      : []
  },
}

const stopsInTime: Rule<ZookeeperValues> = {
  id: 'zookeeper/stops-in-time',
  severity: 'production',
  check: (zookeeper) =>
    seconds(zookeeper.values.rollout.stopWithin) < 30
      ? [
          {
            at: at(zookeeper, 'rollout', 'stopWithin'),
            message: `expected at least 30s, got ${zookeeper.values.rollout.stopWithin}: a server may be killed while it writes`,
          },
        ]
      : [],
}

const metricsHaveAReader: Rule<ZookeeperValues> = {
  id: 'zookeeper/metrics-have-a-reader',
  severity: 'error',
  check: (zookeeper) =>
    zookeeper.values.metrics.enabled && (zookeeper.overlay.cluster.network.monitoring ?? []).length === 0
      ? [
          {
            at: ['cluster', 'network', 'monitoring'],
            message: 'expected what scrapes metrics, got nothing: all traffic that no policy names is denied',
            hint: 'for instance [{namespace: monitoring}], or values.zookeeper.metrics.enabled: false',
          },
        ]
      : [],
}

/** An Issuer signs for its own namespace only. */
const issuersAreInReach: Rule<ZookeeperValues> = {
  id: 'zookeeper/issuers-are-in-reach',
  severity: 'error',
  check: (zookeeper) => {
    const tls = tlsOf(zookeeper)
    return tls &&
      zookeeper.namespace !== zookeeper.overlay.namespace &&
      [tls.peers, tls.clients].some(({ kind }) => kind === 'Issuer')
      ? [
          {
            at: at(zookeeper, 'namespace'),
            message: `expected the overlay's namespace (${zookeeper.overlay.namespace}), where the issuers of its certificates are, got ${zookeeper.namespace}`,
            hint: 'take it out, or use ClusterIssuers with values.certs.internal: existing',
          },
        ]
      : []
  },
}

/** A renewed certificate must have reached every server before the old one ends. */
const renewalReachesServers: Rule<ZookeeperValues> = {
  id: 'zookeeper/renewal-reaches-servers',
  severity: 'warning',
  check: (zookeeper) => {
    const tls = tlsOf(zookeeper)
    const { checkEvery } = zookeeper.values.certificates
    return tls && seconds(tls.leaves.renewBefore) < 2 * seconds(checkEvery)
      ? [
          {
            at: at(zookeeper, 'certificates', 'checkEvery'),
            message: `expected at most half of values.certs.leaves.renewBefore (${tls.leaves.renewBefore}), got ${checkEvery}`,
            hint: 'the old certificate may end before the servers have the new one',
          },
        ]
      : []
  },
}

/** What a finding says about each property of `config` that `wrong` has something against. */
function eachProperty(
  wrong: (key: string) => { readonly message: string; readonly hint?: string } | undefined,
): Rule<ZookeeperValues>['check'] {
  return (zookeeper) =>
    Object.keys(zookeeper.values.config).flatMap((key): Finding[] => {
      const found = wrong(key)
      return found ? [{ at: at(zookeeper, 'config', key), ...found }] : []
    })
}

const owner = (key: string): string | undefined =>
  Object.hasOwn(ownedProperties, key) ? ownedProperties[key] : undefined

const refusal = (key: string): string | undefined =>
  Object.hasOwn(refusedProperties, key)
    ? refusedProperties[key]
    : Object.entries(refusedPrefixes).find(([prefix]) => key.startsWith(prefix))?.[1]

const configLeavesOurs: Rule<ZookeeperValues> = {
  id: 'zookeeper/config-leaves-ours',
  severity: 'error',
  check: eachProperty((key) => {
    const value = owner(key)
    return value === undefined
      ? undefined
      : {
          message: `expected a property that no value decides, got ${key}`,
          hint: `set values.zookeeper.${value} instead`,
        }
  }),
}

const configIsSafe: Rule<ZookeeperValues> = {
  id: 'zookeeper/config-is-safe',
  severity: 'error',
  check: eachProperty((key) => {
    const reason = refusal(key)
    return reason === undefined ? undefined : { message: `expected no ${key}: ${reason}`, hint: 'take it out' }
  }),
}

const configIsKnown: Rule<ZookeeperValues> = {
  id: 'zookeeper/config-is-known',
  severity: 'production',
  check: eachProperty((key) => {
    if (knownProperties.includes(key) || owner(key) !== undefined || refusal(key) !== undefined) return undefined
    const meant = [...knownProperties, ...Object.keys(ownedProperties)].find((known) => sameLetters(known, key))
    return {
      message: `expected a property that ZooKeeper 3.9 reads, got ${key}, which it would take in silence and ignore`,
      ...(meant === undefined ? {} : { hint: `did you mean ${meant}?` }),
    }
  }),
}

/** Whether two names differ only in case and in what joins their words. */
function sameLetters(one: string, other: string): boolean {
  const letters = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  return letters(one) === letters(other)
}

export const rules: readonly Rule<ZookeeperValues>[] = [
  ensembleIsOdd,
  ensembleSurvivesAServer,
  limitsAreWholeTicks,
  limitsAllowDelays,
  sessionsHaveARange,
  heapFitsMemory,
  heapHoldsRequests,
  jvmOptionsAreFree,
  serversAreOnDifferentHosts,
  ensembleSurvivesAZone,
  stopsInTime,
  metricsHaveAReader,
  issuersAreInReach,
  renewalReachesServers,
  configLeavesOurs,
  configIsSafe,
  configIsKnown,
]
