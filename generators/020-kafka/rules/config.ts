import type { Finding, Rule } from '../../../engine/model.ts'
import type { KafkaValues } from '../../../schemas/values/020-kafka.ts'
import { didYouMean } from '../../parts/meant.ts'
import { at, type DecidedElsewhere, decidedBy, foundIf, optionsBeyondOurs } from '../../parts/rules.ts'
import { knownProperties } from '../known-properties.ts'
import type { Kafka } from '../names.ts'
import { freeProperties, ownedProperties, refusedPrefixes, refusedProperties } from '../own-properties.ts'
import { pools } from '../pools.ts'

/** Every server property that values state, with where. */
function serverProperties(kafka: Kafka) {
  return pools(kafka).flatMap(({ part, values }) =>
    Object.entries(values.config).map(([key, value]) => ({
      key,
      value,
      path: at(kafka, `${part}s`, 'config', key),
    })),
  )
}

function reasonAgainst(key: string): string | undefined {
  if (freeProperties.has(key)) return undefined
  const owner = ownedProperties[key]
  if (owner !== undefined) return `it is decided by values.kafka.${owner}`
  const prefix = Object.keys(refusedPrefixes).find((start) => key.startsWith(start))
  const reason = refusedProperties[key] ?? (prefix === undefined ? undefined : refusedPrefixes[prefix])
  if (reason !== undefined) return reason
  return /password|secret|jaas/.test(key) ? 'it would stand in the ConfigMap for everyone to read' : undefined
}

const propertiesAreFree: Rule<KafkaValues> = {
  id: 'kafka/properties-are-free',
  severity: 'error',
  check: (kafka) =>
    serverProperties(kafka).flatMap(({ key, path }): Finding[] => {
      const reason = reasonAgainst(key)
      return foundIf(reason !== undefined, path, `expected a property beyond ours, got ${key}: ${reason}`)
    }),
}

const propertiesSuitVersion: Rule<KafkaValues> = {
  id: 'kafka/properties-suit-version',
  severity: 'error',
  check: (kafka) =>
    kafka.values.mode === 'zookeeper'
      ? []
      : [
          ...serverProperties(kafka).flatMap(({ key, path }) =>
            foundIf(
              knownProperties.serverUntil39.has(key) && reasonAgainst(key) === undefined,
              decidedBy(path, at(kafka, 'image', 'tag')),
              `expected a property of Kafka ${kafka.values.image.tag}, got ${key}, which went with Kafka 4`,
            ),
          ),
          ...topicSettings(kafka).flatMap(({ key, path }) =>
            foundIf(
              knownProperties.topicUntil39.has(key),
              decidedBy(path, at(kafka, 'image', 'tag')),
              `expected a setting of Kafka ${kafka.values.image.tag}, got ${key}, which went with Kafka 4`,
            ),
          ),
        ],
}

/** Kafka takes an unknown property without a word; plugins have properties of their own. */
const propertiesAreKnown: Rule<KafkaValues> = {
  id: 'kafka/properties-are-known',
  severity: 'production',
  check: (kafka) =>
    serverProperties(kafka).flatMap(({ key, path }) =>
      foundIf(
        reasonAgainst(key) === undefined &&
          !key.startsWith('config.providers.') &&
          !knownProperties.server.has(key) &&
          !knownProperties.serverUntil39.has(key),
        path,
        `expected a property of Kafka, got ${key}, which it would ignore`,
        didYouMean(key, knownProperties.server),
      ),
    ),
}

function topicSettings(kafka: Kafka) {
  return Object.entries(kafka.values.topics).flatMap(([name, { config }]) =>
    Object.entries(config).map(([key, value]) => ({ key, value, path: at(kafka, 'topics', name, 'config', key) })),
  )
}

/** What settings of topics must be, from `LogConfig.CONFIG` of Kafka 4.3. The others are texts, or lists that may be anything. */
const topicValues: readonly {
  readonly keys: readonly string[]
  readonly legal: RegExp
  readonly largest?: number
  readonly words: string
}[] = [
  {
    keys: ['index.interval.bytes', 'max.message.bytes', 'min.insync.replicas', 'segment.bytes', 'segment.index.bytes'],
    legal: /^\d{1,10}$/,
    largest: 2 ** 31 - 1,
    words: 'a whole number up to 2147483647',
  },
  {
    keys: [
      'delete.retention.ms',
      'file.delete.delay.ms',
      'flush.messages',
      'flush.ms',
      'local.retention.bytes',
      'local.retention.ms',
      'max.compaction.lag.ms',
      'message.timestamp.after.max.ms',
      'message.timestamp.before.max.ms',
      'min.compaction.lag.ms',
      'retention.bytes',
      'retention.ms',
      'segment.jitter.ms',
      'segment.ms',
    ],
    legal: /^(-[12]|\d{1,18})$/,
    words: 'a whole number, without a unit',
  },
  {
    keys: ['preallocate', 'remote.storage.enable', 'unclean.leader.election.enable'],
    legal: /^(true|false)$/,
    words: 'true or false',
  },
  {
    keys: ['cleanup.policy'],
    legal: /^(compact|delete|compact,delete|delete,compact)$/,
    words: 'compact, delete or "compact,delete"',
  },
  {
    keys: ['compression.type'],
    legal: /^(uncompressed|zstd|lz4|snappy|gzip|producer)$/,
    words: 'one of uncompressed, zstd, lz4, snappy, gzip, producer',
  },
  { keys: ['message.timestamp.type'], legal: /^(CreateTime|LogAppendTime)$/, words: 'CreateTime or LogAppendTime' },
]

/** The Job would fail at the first of them, and leave the rest undone. */
const topicSettingsAreLegal: Rule<KafkaValues> = {
  id: 'kafka/topic-settings-are-legal',
  severity: 'error',
  check: (kafka) =>
    topicSettings(kafka).flatMap(({ key, value, path }) =>
      topicValues
        .filter(({ keys }) => keys.includes(key))
        .flatMap(({ legal, largest, words }) =>
          foundIf(
            !legal.test(String(value)) || (largest !== undefined && Number(value) > largest),
            path,
            `expected ${words}, got ${JSON.stringify(value)}`,
          ),
        ),
    ),
}

const topicSettingsAreKnown: Rule<KafkaValues> = {
  id: 'kafka/topic-settings-are-known',
  severity: 'error',
  check: (kafka) =>
    topicSettings(kafka).flatMap(({ key, path }) =>
      foundIf(
        !knownProperties.topic.has(key) && !knownProperties.topicUntil39.has(key),
        path,
        `expected a setting of topics, got ${key}, which Kafka refuses`,
        didYouMean(key, knownProperties.topic),
      ),
    ),
}

/** prepare.sh would take it for one of its own. */
const propertiesHoldNoPlaceholder: Rule<KafkaValues> = {
  id: 'kafka/properties-hold-no-placeholder',
  severity: 'error',
  check: (kafka) =>
    serverProperties(kafka).flatMap(({ key, value, path }) =>
      foundIf(
        /@(POD|NODE|RACK|EXTERNAL_PORT)@/.test(String(value)),
        path,
        `expected a value without @POD@, @NODE@, @RACK@ and @EXTERNAL_PORT@, which the start replaces, got ${key}=${value}`,
      ),
    ),
}

const decidedElsewhere: DecidedElsewhere = [
  [
    /^-Xm[sx]|^-XX:((Max|Min|Initial)HeapSize|(Max|Min|Initial)RAMPercentage|MaxRAM)\b/,
    'it follows from heap of the brokers and controllers',
  ],
  [/^-XX:\+Use(?!G1)\w*GC\b/, "Kafka's start script has chosen G1, and Java does not start with two"],
  [/^-Dlog4j2?\./, 'it follows from values.kafka.logging'],
  [/^-javaagent:/, 'values.kafka.metrics sets it'],
  [/^-D(java\.security\.auth\.login\.config|zookeeper\.)/, 'it follows from values.certs'],
]

const jvmOptionsAreFree: Rule<KafkaValues> = {
  id: 'kafka/jvm-options-are-free',
  severity: 'error',
  check: (kafka) =>
    optionsBeyondOurs(kafka.values.jvm.options, decidedElsewhere, (index) => at(kafka, 'jvm', 'options', index)),
}

export const configRules: readonly Rule<KafkaValues>[] = [
  propertiesAreFree,
  propertiesSuitVersion,
  propertiesAreKnown,
  propertiesHoldNoPlaceholder,
  topicSettingsAreKnown,
  topicSettingsAreLegal,
  jvmOptionsAreFree,
]
