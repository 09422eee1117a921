import { versions } from '../versions.ts'
import { accounts, type Image, type Jar } from './image.ts'
import runClass from './kafka/kafka-run-class.sh' with { type: 'text' }
import serverStart from './kafka/kafka-server-start.sh' with { type: 'text' }
import { busybox, java, javaEnvironment } from './layers.ts'

const home = '/opt/kafka'

/** The user and group of the official image, `appuser`. */
const kafkaUser = 1000

/** The class of each tool, by the name of its script: `kafka-topics.sh`. */
const tools = {
  'console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  'consumer-groups': 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  'consumer-perf-test': 'org.apache.kafka.tools.ConsumerPerformance',
  'delete-records': 'org.apache.kafka.tools.DeleteRecordsCommand',
  'get-offsets': 'org.apache.kafka.tools.GetOffsetShell',
  'leader-election': 'org.apache.kafka.tools.LeaderElectionCommand',
  'log-dirs': 'org.apache.kafka.tools.LogDirsCommand',
  'metadata-quorum': 'org.apache.kafka.tools.MetadataQuorumCommand',
  'producer-perf-test': 'org.apache.kafka.tools.ProducerPerformance',
  'reassign-partitions': 'org.apache.kafka.tools.reassign.ReassignPartitionsCommand',
  storage: 'kafka.tools.StorageTool',
  topics: 'org.apache.kafka.tools.TopicCommand',
  transactions: 'org.apache.kafka.tools.TransactionsCommand',
  'verifiable-consumer': 'org.apache.kafka.tools.VerifiableConsumer',
  'verifiable-producer': 'org.apache.kafka.tools.VerifiableProducer',
  configs: 'kafka.admin.ConfigCommand',
} as const

const toolsOf3 = {
  ...tools,
  acls: 'kafka.admin.AclCommand',
  'broker-api-versions': 'kafka.admin.BrokerApiVersionsCommand',
  cluster: 'kafka.tools.ClusterTool',
  'console-producer': 'kafka.tools.ConsoleProducer',
  'dump-log': 'kafka.tools.DumpLogSegments',
  features: 'kafka.admin.FeatureCommand',
} as const

const toolsOf4 = {
  ...tools,
  acls: 'org.apache.kafka.tools.AclCommand',
  'broker-api-versions': 'org.apache.kafka.tools.BrokerApiVersionsCommand',
  cluster: 'org.apache.kafka.tools.ClusterTool',
  'console-producer': 'org.apache.kafka.tools.ConsoleProducer',
  'dump-log': 'org.apache.kafka.tools.DumpLogSegments',
  features: 'org.apache.kafka.tools.FeatureCommand',
} as const

/** How a version logs: the Java option that names a file, its extension, and such a file. */
type Logging = {
  readonly option: string
  readonly extension: string
  readonly file: (level: string, stream: 'SYSTEM_OUT' | 'SYSTEM_ERR') => string
  readonly jars: readonly Jar[]
}

const log4j1: Logging = {
  option: '-Dlog4j.configuration=file:',
  extension: 'log4j.properties',
  file: (level, stream) => `log4j.rootLogger=${level}, console
log4j.appender.console=org.apache.log4j.ConsoleAppender
log4j.appender.console.target=${stream === 'SYSTEM_OUT' ? 'System.out' : 'System.err'}
log4j.appender.console.layout=org.apache.log4j.PatternLayout
log4j.appender.console.layout.ConversionPattern=[%d] %p %m (%c)%n
`,
  jars: [],
}

const log4j2: Logging = {
  option: '-Dlog4j2.configurationFile=',
  extension: 'log4j2.yaml',
  file: (level, stream) => `Configuration:
  Appenders:
    Console: {name: console, target: ${stream}, PatternLayout: {pattern: "[%d] %p %m (%c)%n"}}
  Loggers:
    Root: {level: ${level}, AppenderRef: {ref: console}}
`,
  jars: [{ artefact: 'org.apache.logging.log4j:log4j-slf4j-impl:2.25.4' }],
}

/** An image of Kafka in the layout of the official one: `/opt/kafka` with bin, config and libs. */
const kafkaImage = (version: string, tools: Readonly<Record<string, string>>, logging: Logging): Image => {
  const toolsLog = `${home}/config/tools-${logging.extension}`
  const serverLog = `${home}/config/${logging.extension}`
  return {
    image: `apache/kafka:${version}`,
    layers: [
      java,
      busybox,
      {
        name: `kafka-${version}`,
        jars: {
          folder: `${home}/libs`,
          artefacts: [
            { artefact: `org.apache.kafka:kafka_2.13:${version}` },
            { artefact: `org.apache.kafka:kafka-tools:${version}` },
            ...logging.jars,
          ],
        },
        folders: {
          [`${home}/logs`]: kafkaUser,
          '/etc/kafka/secrets': kafkaUser,
          '/mnt/shared/config': kafkaUser,
          '/var/lib/kafka/data': kafkaUser,
        },
        files: {
          ...accounts('appuser', kafkaUser, '/home/appuser'),
          [toolsLog]: logging.file('WARN', 'SYSTEM_ERR'),
          [serverLog]: logging.file('INFO', 'SYSTEM_OUT'),
          [`${home}/bin/kafka-run-class.sh`]: runClass.replace('@TOOLS_LOG@', `${logging.option}${toolsLog}`),
          [`${home}/bin/kafka-server-start.sh`]: serverStart.replace('@SERVER_LOG@', `${logging.option}${serverLog}`),
          ...Object.fromEntries(
            Object.entries(tools).map(([tool, mainClass]) => [
              `${home}/bin/kafka-${tool}.sh`,
              `#!/bin/bash\nexec "$(dirname "\${BASH_SOURCE[0]}")/kafka-run-class.sh" ${mainClass} "$@"\n`,
            ]),
          ),
        },
      },
    ],
    config: {
      Env: [`PATH=${javaEnvironment.path}`, `JAVA_HOME=${javaEnvironment.home}`],
      User: 'appuser',
      ExposedPorts: { '9092/tcp': {} },
      Volumes: { '/etc/kafka/secrets': {}, '/mnt/shared/config': {}, '/var/lib/kafka/data': {} },
    },
    real: `Kafka ${version} and its libraries, from Maven; bash, and busybox's tools, as in the official image`,
    imitated: `the scripts in ${home}/bin (ours, with the official ones' variables); Java 17 of Debian for 21; glibc for musl; no entry point that writes a configuration`,
  }
}

/** Kafka with a quorum of its own. */
export const kafka = kafkaImage(versions.kafka, toolsOf4, log4j2)

/** The last Kafka that keeps its metadata in ZooKeeper. */
export const kafkaOnZooKeeper = kafkaImage(versions.kafkaOnZooKeeper, toolsOf3, log4j1)
