import type { Rule } from '../../../engine/model.ts'
import type { KafkaValues } from '../../../schemas/values/020-kafka.ts'
import { takenChroot, zookeeperComponent, zookeeperOf } from '../../010-zookeeper/address.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'
import { seconds } from '../../parts/units.ts'
import { proposedClusterId } from '../identity.ts'
import { quorumPool } from '../pools.ts'

const clusterHasAnId: Rule<KafkaValues> = {
  id: 'kafka/cluster-has-an-id',
  severity: 'error',
  check: (kafka) =>
    foundIf(
      kafka.values.mode === 'kraft' && kafka.values.clusterId === null,
      at(kafka, 'clusterId'),
      "expected the cluster's id, got none: it is the overlay's own, and every disk will carry it",
      `write ${proposedClusterId(kafka.overlay.name)} for a new cluster; cluster.id in meta.properties of an existing one`,
    ),
}

/** The image formats with this one where nobody names another: two such clusters would take each other's disks. */
const clusterIdIsItsOwn: Rule<KafkaValues> = {
  id: 'kafka/cluster-id-is-its-own',
  severity: 'error',
  check: (kafka) =>
    foundIf(
      kafka.values.clusterId === '5L6g3nShT-eMCtK--X86sw',
      at(kafka, 'clusterId'),
      'expected an id of its own, got the one that the image apache/kafka gives to every cluster',
      `for instance ${proposedClusterId(kafka.overlay.name)}`,
    ),
}

const modeSuitsVersion: Rule<KafkaValues> = {
  id: 'kafka/mode-suits-version',
  severity: 'error',
  check: (kafka) => {
    const { mode, image } = kafka.values
    return [
      ...foundIf(
        mode === 'zookeeper' && !image.tag.startsWith('3.9.'),
        decidedBy(at(kafka, 'image', 'tag'), at(kafka, 'mode')),
        `expected 3.9.x, the last version that knows ZooKeeper, got ${image.tag}`,
        'write "3.9.2", or mode: kraft for a new cluster',
      ),
      ...foundIf(
        mode === 'kraft' && Number.parseInt(image.tag, 10) < 4,
        decidedBy(at(kafka, 'image', 'tag'), at(kafka, 'mode')),
        `expected 4.0 or later with mode: kraft, got ${image.tag}`,
        'write "4.3.1"; an existing cluster with ZooKeeper keeps mode: zookeeper',
      ),
    ]
  },
}

const chrootIsNamed: Rule<KafkaValues> = {
  id: 'kafka/chroot-is-named',
  severity: 'error',
  check: (kafka) =>
    foundIf(
      kafka.values.mode === 'zookeeper' && kafka.values.zookeeper.chroot === null,
      at(kafka, 'zookeeper', 'chroot'),
      "expected the cluster's path in ZooKeeper, got none: it is the overlay's own",
      `for instance /kafka-${kafka.overlay.name}`,
    ),
}

const chrootIsApart: Rule<KafkaValues> = {
  id: 'kafka/chroot-is-apart',
  severity: 'error',
  check: (kafka) => (kafka.values.mode === 'zookeeper' ? takenChroot(kafka, kafka.values.zookeeper.chroot) : []),
}

/** ZooKeeper cuts a timeout to its own bounds without a word. */
const sessionTimeoutIsGranted: Rule<KafkaValues> = {
  id: 'kafka/session-timeout-is-granted',
  severity: 'error',
  check: (kafka) => {
    const { mode, zookeeper } = kafka.values
    const server = zookeeperOf(kafka)
    if (mode !== 'zookeeper' || !server) return []
    const { shortest, longest } = server.values.ensemble.sessions
    const asked = seconds(zookeeper.sessionTimeout)
    return foundIf(
      asked < seconds(shortest) || asked > seconds(longest),
      decidedBy(
        at(kafka, 'zookeeper', 'sessionTimeout'),
        ...(['longest', 'shortest'] as const).map((key) => ['values', zookeeperComponent, 'ensemble', 'sessions', key]),
      ),
      `expected what ZooKeeper grants (${shortest} to ${longest}), got ${zookeeper.sessionTimeout}`,
    )
  },
}

const quorumSurvivesAController: Rule<KafkaValues> = {
  id: 'kafka/quorum-survives-a-controller',
  severity: 'production',
  check: (kafka) => {
    const pool = quorumPool(kafka)
    if (!pool) return []
    const { replicas } = pool.values
    const key = pool.isBroker ? 'brokers' : 'controllers'
    return foundIf(
      replicas !== 3 && replicas !== 5,
      decidedBy(at(kafka, key, 'replicas'), at(kafka, 'roles')),
      `expected 3 or 5 controllers, got ${replicas}: ${
        replicas < 3
          ? 'every restart is an outage'
          : replicas % 2 === 0
            ? `they survive no more failures than ${replicas - 1}`
            : 'every change of metadata waits for more of them'
      }`,
      pool.isBroker ? 'with combined roles every broker is a controller; roles: separate counts them apart' : undefined,
    )
  },
}

const combinedRolesAreFew: Rule<KafkaValues> = {
  id: 'kafka/combined-roles-are-few',
  severity: 'production',
  check: (kafka) => {
    const { mode, roles, brokers } = kafka.values
    return foundIf(
      mode === 'kraft' && roles === 'combined' && brokers.replicas > 3,
      decidedBy(at(kafka, 'roles'), at(kafka, 'brokers', 'replicas')),
      `expected separate with more than 3 brokers, got combined with ${brokers.replicas}`,
      'every broker votes, so each more makes the quorum slower and its loss likelier',
    )
  },
}

const imageIsMaintained: Rule<KafkaValues> = {
  id: 'kafka/image-is-maintained',
  severity: 'production',
  check: (kafka) => {
    const { repository } = kafka.values.image
    return foundIf(
      /^(bitnami|bitnamilegacy|confluentinc|wurstmeister)\//.test(repository),
      at(kafka, 'image', 'repository'),
      `expected an image that is made like apache/kafka, got ${repository}`,
      'the scripts call /opt/kafka/bin as user 1000; the images of bitnami and wurstmeister are no longer maintained',
    )
  },
}

const rackNeedsTopologyLabels: Rule<KafkaValues> = {
  id: 'kafka/rack-needs-topology-labels',
  severity: 'error',
  check: (kafka) =>
    foundIf(
      kafka.values.brokers.rack === 'zone' && kafka.overlay.cluster.kubernetes === '1.34',
      decidedBy(at(kafka, 'brokers', 'rack'), ['cluster', 'kubernetes']),
      'expected none on Kubernetes 1.34, got zone: only from 1.35 on a pod is told the zone of its node',
      'write none, or raise cluster.kubernetes when the cluster runs 1.35',
    ),
}

const monitoringIsKnown: Rule<KafkaValues> = {
  id: 'kafka/monitoring-is-known',
  severity: 'error',
  check: (kafka) =>
    foundIf(
      kafka.values.metrics.enabled && (kafka.overlay.cluster.network.monitoring ?? []).length === 0,
      ['cluster', 'network', 'monitoring'],
      'expected the pods that scrape metrics, got none, while values.kafka.metrics.enabled is true',
      'for instance [{namespace: monitoring}]',
    ),
}

export const clusterRules: readonly Rule<KafkaValues>[] = [
  clusterHasAnId,
  clusterIdIsItsOwn,
  modeSuitsVersion,
  chrootIsNamed,
  chrootIsApart,
  sessionTimeoutIsGranted,
  quorumSurvivesAController,
  combinedRolesAreFew,
  imageIsMaintained,
  rackNeedsTopologyLabels,
  monitoringIsKnown,
]
