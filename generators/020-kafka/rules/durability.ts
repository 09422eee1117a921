import type { Finding, Rule } from '../../../engine/model.ts'
import type { KafkaValues } from '../../../schemas/values/020-kafka.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'
import { bytes, seconds } from '../../parts/units.ts'
import type { Kafka } from '../names.ts'

/** Every replication that values state, with how many of the replicas must be in sync. */
function replications(kafka: Kafka) {
  const { defaults, topics } = kafka.values
  return [
    {
      replication: defaults.replication,
      minInSync: defaults.minInSync,
      path: ['defaults', 'replication'],
      minInSyncPath: ['defaults', 'minInSync'],
    },
    ...Object.entries(topics).map(([name, { replication, config }]) => {
      const own = config['min.insync.replicas']
      return {
        replication,
        minInSync: own === undefined ? defaults.minInSync : Number(own),
        path: ['topics', name, 'replication'],
        minInSyncPath: ['topics', name, ...(own === undefined ? ['replication'] : ['config', 'min.insync.replicas'])],
      }
    }),
  ]
}

const replicationFitsBrokers: Rule<KafkaValues> = {
  id: 'kafka/replication-fits-brokers',
  severity: 'error',
  check: (kafka) => {
    const { replicas } = kafka.values.brokers
    return replications(kafka).flatMap(({ replication, path }) =>
      foundIf(
        replication > replicas,
        decidedBy(at(kafka, ...path), at(kafka, 'brokers', 'replicas')),
        `expected at most brokers.replicas (${replicas}), got ${replication}`,
        'raise values.kafka.brokers.replicas or lower the replication',
      ),
    )
  },
}

const minInSyncFitsReplication: Rule<KafkaValues> = {
  id: 'kafka/min-insync-fits-replication',
  severity: 'error',
  check: (kafka) =>
    replications(kafka).flatMap(({ replication, minInSync, path, minInSyncPath }) =>
      foundIf(
        minInSync > replication,
        decidedBy(at(kafka, ...minInSyncPath), at(kafka, ...path), at(kafka, 'defaults', 'minInSync')),
        `expected at most as many replicas in sync as there are (${replication}), got ${minInSync}: nobody could write with acks=all`,
      ),
    ),
}

const minInSyncBelowReplication: Rule<KafkaValues> = {
  id: 'kafka/min-insync-below-replication',
  severity: 'production',
  check: (kafka) =>
    replications(kafka).flatMap(({ replication, minInSync, path, minInSyncPath }) =>
      foundIf(
        replication > 1 && minInSync === replication,
        decidedBy(at(kafka, ...minInSyncPath), at(kafka, ...path), at(kafka, 'defaults', 'minInSync')),
        `expected fewer replicas in sync than there are (${replication}), got ${minInSync}: the restart of one broker stops writing`,
      ),
    ),
}

const messagesSurviveABroker: Rule<KafkaValues> = {
  id: 'kafka/messages-survive-a-broker',
  severity: 'production',
  check: (kafka) => {
    const { brokers } = kafka.values
    return [
      ...foundIf(
        brokers.replicas < 3,
        at(kafka, 'brokers', 'replicas'),
        `expected at least 3 brokers, got ${brokers.replicas}: with fewer, one restart stops writing or one failure loses messages`,
      ),
      ...replications(kafka).flatMap(({ replication, minInSync, path, minInSyncPath }) => [
        ...foundIf(
          replication < 3,
          at(kafka, ...path),
          `expected at least 3 replicas, got ${replication}: with fewer, one restart stops writing or one failure loses messages`,
        ),
        ...foundIf(
          replication >= 3 && minInSync < 2,
          decidedBy(at(kafka, ...minInSyncPath), at(kafka, ...path), at(kafka, 'defaults', 'minInSync')),
          `expected at least 2 replicas in sync, got ${minInSync}: an acknowledged message may be on one disk only`,
        ),
      ]),
    ]
  },
}

const noUncleanElection: Rule<KafkaValues> = {
  id: 'kafka/no-unclean-election',
  severity: 'production',
  check: (kafka) => {
    const loses = 'expected false, got true: acknowledged messages are lost without a word'
    const { defaults, topics } = kafka.values
    return [
      ...foundIf(defaults.uncleanLeaderElection, at(kafka, 'defaults', 'uncleanLeaderElection'), loses),
      ...Object.entries(topics).flatMap(([name, { config }]) =>
        foundIf(
          String(config['unclean.leader.election.enable']) === 'true',
          at(kafka, 'topics', name, 'config', 'unclean.leader.election.enable'),
          loses,
        ),
      ),
    ]
  },
}

const topicsAreDeclared: Rule<KafkaValues> = {
  id: 'kafka/topics-are-declared',
  severity: 'warning',
  check: (kafka) =>
    foundIf(
      kafka.overlay.purpose === 'production' && kafka.values.defaults.autoCreateTopics,
      at(kafka, 'defaults', 'autoCreateTopics'),
      'expected false in production, got true: a mistyped name makes a topic',
    ),
}

const partitionsFitBrokers: Rule<KafkaValues> = {
  id: 'kafka/partitions-fit-brokers',
  severity: 'warning',
  check: (kafka) => {
    const { brokers, topics } = kafka.values
    const all = Object.values(topics).reduce((sum, { partitions, replication }) => sum + partitions * replication, 0)
    const each = Math.ceil(all / brokers.replicas)
    return foundIf(
      each > 4000,
      decidedBy(at(kafka, 'topics'), at(kafka, 'brokers', 'replicas')),
      `expected at most 4000 replicas of partitions on a broker, got about ${each}: its restart takes long`,
      'raise values.kafka.brokers.replicas or lower the partitions',
    )
  },
}

const messagesEnd: Rule<KafkaValues> = {
  id: 'kafka/messages-end',
  severity: 'warning',
  check: (kafka) => {
    const { retention, retentionBytes } = kafka.values.defaults
    return foundIf(
      retention === null && retentionBytes === null,
      at(kafka, 'defaults', 'retention'),
      'expected a bound in time or bytes, got none: the disks fill up',
    )
  },
}

const disksHoldRetention: Rule<KafkaValues> = {
  id: 'kafka/disks-hold-retention',
  severity: 'warning',
  check: (kafka) => {
    const { brokers, defaults } = kafka.values
    if (brokers.expectedIngress === null || defaults.retention === null) return []
    const kept = bytes(brokers.expectedIngress) * seconds(defaults.retention) * defaults.replication
    const each = kept / brokers.replicas / 1024 ** 3
    const disk = bytes(brokers.storage) / 1024 ** 3
    return foundIf(
      each > 0.7 * disk,
      decidedBy(
        at(kafka, 'brokers', 'storage'),
        at(kafka, 'brokers', 'expectedIngress'),
        at(kafka, 'defaults', 'retention'),
        at(kafka, 'defaults', 'replication'),
        at(kafka, 'brokers', 'replicas'),
      ),
      `expected ${Math.ceil(each / 0.7)}Gi or more for what ${defaults.retention} of ${brokers.expectedIngress} a second come to, got ${brokers.storage}`,
      'a full disk stops its broker; 30 % are left for peaks',
    )
  },
}

/** Kafka names its metrics with _ for both, and refuses the second of two such topics. */
const topicNamesDiffer: Rule<KafkaValues> = {
  id: 'kafka/topic-names-differ',
  severity: 'error',
  check: (kafka) => {
    const names = Object.keys(kafka.values.topics)
    return names.flatMap((name, index): Finding[] => {
      const twin = names.slice(0, index).find((other) => other.replaceAll('.', '_') === name.replaceAll('.', '_'))
      return foundIf(
        twin !== undefined,
        at(kafka, 'topics', name),
        `expected a name that differs from ${twin} in more than . and _, which Kafka takes for one another`,
      )
    })
  },
}

export const durabilityRules: readonly Rule<KafkaValues>[] = [
  replicationFitsBrokers,
  minInSyncFitsReplication,
  minInSyncBelowReplication,
  messagesSurviveABroker,
  noUncleanElection,
  topicsAreDeclared,
  partitionsFitBrokers,
  messagesEnd,
  disksHoldRetention,
  topicNamesDiffer,
]
