import type { Rule } from '../../../engine/model.ts'
import type { PulsarValues } from '../../../schemas/values/060-pulsar.ts'
import { takenChroot, zookeeperComponent, zookeeperOf } from '../../010-zookeeper/address.ts'
import { at, type DecidedElsewhere, decidedBy, foundIf, optionsBeyondOurs } from '../../parts/rules.ts'
import { bytes, seconds } from '../../parts/units.ts'

const clusterHasAName: Rule<PulsarValues> = {
  id: 'pulsar/cluster-has-a-name',
  severity: 'error',
  check: (pulsar) =>
    foundIf(
      pulsar.values.clusterName === null,
      at(pulsar, 'clusterName'),
      "expected the cluster's name, got none: it is the overlay's own, and all metadata will carry it",
      `for instance pulsar-${pulsar.overlay.name}`,
    ),
}

const chrootIsNamed: Rule<PulsarValues> = {
  id: 'pulsar/chroot-is-named',
  severity: 'error',
  check: (pulsar) =>
    foundIf(
      pulsar.values.zookeeper.chroot === null,
      at(pulsar, 'zookeeper', 'chroot'),
      "expected the cluster's path in ZooKeeper, got none: it is the overlay's own",
      `for instance /pulsar-${pulsar.overlay.name}`,
    ),
}

const chrootIsApart: Rule<PulsarValues> = {
  id: 'pulsar/chroot-is-apart',
  severity: 'error',
  check: (pulsar) => takenChroot(pulsar, pulsar.values.zookeeper.chroot),
}

/** ZooKeeper cuts a timeout to its own bounds without a word. */
const sessionTimeoutIsGranted: Rule<PulsarValues> = {
  id: 'pulsar/session-timeout-is-granted',
  severity: 'error',
  check: (pulsar) => {
    const server = zookeeperOf(pulsar)
    if (!server) return []
    const { shortest, longest } = server.values.ensemble.sessions
    const { sessionTimeout } = pulsar.values.zookeeper
    return foundIf(
      seconds(sessionTimeout) < seconds(shortest) || seconds(sessionTimeout) > seconds(longest),
      decidedBy(
        at(pulsar, 'zookeeper', 'sessionTimeout'),
        ...(['longest', 'shortest'] as const).map((key) => ['values', zookeeperComponent, 'ensemble', 'sessions', key]),
      ),
      `expected what ZooKeeper grants (${shortest} to ${longest}), got ${sessionTimeout}`,
    )
  },
}

/** What the launcher lets every part of Pulsar ask and read; the server closes the connection over more. */
const requestsReachZookeeper: Rule<PulsarValues> = {
  id: 'pulsar/requests-reach-zookeeper',
  severity: 'production',
  check: (pulsar) => {
    const largest = zookeeperOf(pulsar)?.values.tuning.largestRequest ?? '10Mi'
    return foundIf(
      bytes(largest) < bytes('10Mi'),
      ['values', zookeeperComponent, 'tuning', 'largestRequest'],
      `expected at least 10Mi, which Pulsar's servers send, got ${largest}: ZooKeeper would hang up on them`,
    )
  },
}

const versionIsKnown: Rule<PulsarValues> = {
  id: 'pulsar/version-is-known',
  severity: 'error',
  check: (pulsar) => {
    const { tag } = pulsar.values.image
    return foundIf(
      !/^[45]\./.test(tag),
      at(pulsar, 'image', 'tag'),
      `expected 4.x or 5.x, got ${tag}: other versions have other properties`,
    )
  },
}

/** Every plain image of 5.0 holds what pulsar-all held. */
const imageExists: Rule<PulsarValues> = {
  id: 'pulsar/image-exists',
  severity: 'error',
  check: (pulsar) => {
    const { repository, tag } = pulsar.values.image
    return foundIf(
      repository.endsWith('pulsar-all') && !tag.startsWith('4.'),
      decidedBy(at(pulsar, 'image', 'repository'), at(pulsar, 'image', 'tag')),
      `expected apachepulsar/pulsar with ${tag}, got ${repository}: there is no such image from 5.0 on`,
    )
  },
}

/** A JVM ends where two are chosen, and the launcher has always chosen one. */
const collectorIsTheLaunchers: Rule<PulsarValues> = {
  id: 'pulsar/collector-is-the-launchers',
  severity: 'error',
  check: (pulsar) => {
    const { image, jvm } = pulsar.values
    const four = image.tag.startsWith('4.')
    const chosen = jvm.options.find((option) => /^-XX:[+-](Use\w*GC|ZGenerational)$/.test(option))
    return [
      ...foundIf(
        jvm.collector !== 'default' && !four,
        decidedBy(at(pulsar, 'jvm', 'collector'), at(pulsar, 'image', 'tag')),
        `expected default with Pulsar ${image.tag}, got ${jvm.collector}: its launcher chooses for its own Java`,
      ),
      ...foundIf(
        chosen !== undefined,
        decidedBy(at(pulsar, 'jvm', 'options'), at(pulsar, 'image', 'tag')),
        `expected no choice of a collector ${four ? 'here' : `with Pulsar ${image.tag}`}, got ${chosen}: ${four ? 'values.pulsar.jvm.collector chooses it' : 'its launcher chooses for its own Java'}`,
      ),
    ]
  },
}

const decidedElsewhere: DecidedElsewhere = [
  [
    /^-Xm[sx]|^-XX:((Max|Min|Initial)HeapSize|(Max|Min|Initial)RAMPercentage|MaxRAM)\b/,
    "it follows from every server's heap",
  ],
  [/^-XX:MaxDirectMemorySize\b|^-Dio\.netty\.maxDirectMemory=/, "it follows from every server's direct"],
  [/^-Dzookeeper\./, 'it follows from values.certs'],
  [/^-Djute\.maxbuffer=/, 'it follows from values.zookeeper.tuning.largestRequest'],
]

const jvmOptionsAreFree: Rule<PulsarValues> = {
  id: 'pulsar/jvm-options-are-free',
  severity: 'error',
  check: (pulsar) =>
    optionsBeyondOurs(pulsar.values.jvm.options, decidedElsewhere, (index) => at(pulsar, 'jvm', 'options', index)),
}

const rackNeedsTopologyLabels: Rule<PulsarValues> = {
  id: 'pulsar/rack-needs-topology-labels',
  severity: 'error',
  check: (pulsar) =>
    foundIf(
      pulsar.values.bookies.rack === 'zone' && pulsar.overlay.cluster.kubernetes === '1.34',
      decidedBy(at(pulsar, 'bookies', 'rack'), ['cluster', 'kubernetes']),
      'expected none on Kubernetes 1.34, got zone: only from 1.35 on a pod is told the zone of its node',
      'write none, or raise cluster.kubernetes when the cluster runs 1.35',
    ),
}

const monitoringIsKnown: Rule<PulsarValues> = {
  id: 'pulsar/monitoring-is-known',
  severity: 'error',
  check: (pulsar) =>
    foundIf(
      pulsar.values.metrics.enabled && (pulsar.overlay.cluster.network.monitoring ?? []).length === 0,
      ['cluster', 'network', 'monitoring'],
      'expected the pods that scrape metrics, got none, while values.pulsar.metrics.enabled is true',
      'for instance [{namespace: monitoring}]',
    ),
}

export const clusterRules: readonly Rule<PulsarValues>[] = [
  clusterHasAName,
  chrootIsNamed,
  chrootIsApart,
  sessionTimeoutIsGranted,
  requestsReachZookeeper,
  versionIsKnown,
  imageExists,
  collectorIsTheLaunchers,
  jvmOptionsAreFree,
  rackNeedsTopologyLabels,
  monitoringIsKnown,
]
