import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fleetRules } from '../generators/020-kafka/rules/access.ts'
import { rules } from '../generators/020-kafka/rules/rules.ts'
import { type RuleRow, testRows, testThatEveryRuleHasARow, withFacts } from './support/rule-table.ts'
import { overlay, rendered } from './support/world.ts'

/** What an overlay says: the values of kafka, and what else differs from a production overlay with certificates. */
type Written = {
  readonly kafka?: string
  readonly certs?: string
  readonly purpose?: 'development'
  readonly kubernetes?: string
  /** Changes of the facts: this text by that one. */
  readonly facts?: readonly [string, string]
}

const inZookeeperMode = 'mode: zookeeper, zookeeper: {chroot: /kafka}, image: {tag: "3.9.2"}'
const plaintext = '{internal: none}'
const outside = (more: string): string =>
  `{listeners: {external: {type: LoadBalancer, host: "kafka-{broker}.example.com"${more}}}}`
const acl = (entry: string): string => `{users: {orders: {acls: {it: ${entry}}}}}`

const table: readonly RuleRow<Written>[] = [
  {
    rule: 'kafka/cluster-has-an-id',
    breaks: { kafka: '{clusterId: null}' },
    finding:
      "values.kafka.clusterId: expected the cluster's id, got none: it is the overlay's own, and every disk will carry it",
    passes: { kafka: `{clusterId: null, ${inZookeeperMode}}` },
  },
  {
    rule: 'kafka/cluster-id-is-its-own',
    breaks: { kafka: '{clusterId: 5L6g3nShT-eMCtK--X86sw}' },
    finding:
      'values.kafka.clusterId: expected an id of its own, got the one that the image apache/kafka gives to every cluster',
    passes: { kafka: '{clusterId: 5L6g3nShT-eMCtK--X86sA}' },
  },
  {
    rule: 'kafka/mode-suits-version',
    breaks: { kafka: '{mode: zookeeper, zookeeper: {chroot: /kafka}}' },
    finding: 'values.kafka.image.tag: expected 3.9.x, the last version that knows ZooKeeper, got 4.3.1',
    passes: { kafka: `{${inZookeeperMode}}` },
  },
  {
    rule: 'kafka/mode-suits-version',
    breaks: { kafka: '{image: {tag: "3.9.2"}}' },
    finding: 'values.kafka.image.tag: expected 4.0 or later with mode: kraft, got 3.9.2',
    passes: { kafka: '{image: {tag: "4.0.2"}}' },
  },
  {
    rule: 'kafka/chroot-is-named',
    breaks: { kafka: '{mode: zookeeper, image: {tag: "3.9.2"}}' },
    finding:
      "values.kafka.zookeeper.chroot: expected the cluster's path in ZooKeeper, got none: it is the overlay's own",
    passes: { kafka: `{${inZookeeperMode}}` },
  },
  {
    rule: 'kafka/chroot-is-apart',
    breaks: { kafka: '{mode: zookeeper, zookeeper: {chroot: /zookeeper}, image: {tag: "3.9.2"}}' },
    finding:
      'values.kafka.zookeeper.chroot: expected a path of its own in ZooKeeper, got /zookeeper, while zookeeper has /zookeeper',
    passes: { kafka: `{${inZookeeperMode}}` },
  },
  {
    rule: 'kafka/session-timeout-is-granted',
    breaks: { kafka: '{mode: zookeeper, zookeeper: {chroot: /kafka, sessionTimeout: 41s}, image: {tag: "3.9.2"}}' },
    finding: 'values.kafka.zookeeper.sessionTimeout: expected what ZooKeeper grants (4s to 40s), got 41s',
    passes: { kafka: '{mode: zookeeper, zookeeper: {chroot: /kafka, sessionTimeout: 40s}, image: {tag: "3.9.2"}}' },
  },
  {
    rule: 'kafka/quorum-survives-a-controller',
    breaks: { kafka: '{controllers: {replicas: 4}}' },
    finding:
      'values.kafka.controllers.replicas: expected 3 or 5 controllers, got 4: they survive no more failures than 3',
    passes: { kafka: '{controllers: {replicas: 5}}' },
  },
  {
    rule: 'kafka/quorum-survives-a-controller',
    severity: 'warning',
    breaks: { kafka: '{controllers: {replicas: 1}}', purpose: 'development' },
    finding: 'values.kafka.controllers.replicas: expected 3 or 5 controllers, got 1: every restart is an outage',
    passes: { kafka: `{controllers: {replicas: 1}, ${inZookeeperMode}}`, purpose: 'development' },
  },
  {
    rule: 'kafka/combined-roles-are-few',
    breaks: { kafka: '{roles: combined, brokers: {replicas: 5}}' },
    finding: 'values.kafka.roles: expected separate with more than 3 brokers, got combined with 5',
    passes: { kafka: '{roles: combined, brokers: {replicas: 3}}' },
  },
  {
    rule: 'kafka/image-is-maintained',
    breaks: { kafka: '{image: {repository: bitnami/kafka}}' },
    finding: 'values.kafka.image.repository: expected an image that is made like apache/kafka, got bitnami/kafka',
    passes: { kafka: '{image: {repository: platform/kafka}}' },
  },
  {
    rule: 'kafka/rack-needs-topology-labels',
    breaks: { kafka: '{}', kubernetes: '1.34' },
    finding:
      'values.kafka.brokers.rack: expected none on Kubernetes 1.34, got zone: only from 1.35 on a pod is told the zone of its node',
    passes: { kafka: '{brokers: {rack: none}}', kubernetes: '1.34' },
  },
  {
    rule: 'kafka/monitoring-is-known',
    breaks: { kafka: '{metrics: {enabled: true}}', facts: ['monitoring: [{namespace: monitoring}]', ''] },
    finding:
      'cluster.network.monitoring: expected the pods that scrape metrics, got none, while values.kafka.metrics.enabled is true',
    passes: { kafka: '{metrics: {enabled: true}}' },
  },
  {
    rule: 'kafka/heap-leaves-room',
    breaks: { kafka: '{brokers: {heap: 2049Mi}}' },
    finding: 'values.kafka.brokers.heap: expected at most 2048Mi, which is 50 % of the memory (4Gi), got 2049Mi',
    passes: { kafka: '{brokers: {heap: 2048Mi}}' },
  },
  {
    rule: 'kafka/heap-leaves-room',
    breaks: { kafka: '{controllers: {heap: 410Mi, resources: {memory: 1Gi}}}' },
    finding: 'values.kafka.controllers.heap: expected at most 409Mi, which is 40 % of the memory (1Gi), got 410Mi',
    passes: { kafka: '{controllers: {heap: 409Mi, resources: {memory: 1Gi}}}' },
  },
  {
    rule: 'kafka/servers-may-stop',
    breaks: { kafka: '{brokers: {rollout: {stopWithin: 119s}}}' },
    finding:
      'values.kafka.brokers.rollout.stopWithin: expected at least 120s, got 119s: a server that is killed checks its whole log at the next start',
    passes: { kafka: '{brokers: {rollout: {stopWithin: 2m}}}' },
  },
  {
    rule: 'kafka/servers-may-stop',
    breaks: { kafka: '{controllers: {rollout: {stopWithin: 30s}}}' },
    finding:
      'values.kafka.controllers.rollout.stopWithin: expected at least 60s, got 30s: a server that is killed checks its whole log at the next start',
    passes: { kafka: `{controllers: {rollout: {stopWithin: 30s}}, ${inZookeeperMode}}` },
  },
  {
    rule: 'kafka/servers-may-start',
    breaks: { kafka: '{brokers: {rollout: {startWithin: 9m}}}' },
    finding:
      'values.kafka.brokers.rollout.startWithin: expected at least 10m, got 9m: a broker that checks its log after a kill would be killed again',
    passes: { kafka: '{brokers: {rollout: {startWithin: 10m}}}' },
  },
  {
    rule: 'kafka/brokers-are-not-throttled',
    severity: 'warning',
    breaks: { kafka: '{brokers: {resources: {cpuLimit: 1900m}}}' },
    finding:
      "values.kafka.brokers.resources.cpuLimit: expected null or at least 2 cores, got 1900m: a throttled broker falls behind its partitions' leaders",
    passes: { kafka: '{brokers: {resources: {cpuLimit: "2"}}}' },
  },
  {
    rule: 'kafka/replication-fits-brokers',
    breaks: { kafka: '{topics: {orders: {replication: 4}}}' },
    finding: 'values.kafka.topics.orders.replication: expected at most brokers.replicas (3), got 4',
    passes: { kafka: '{topics: {orders: {replication: 3}}}' },
  },
  {
    rule: 'kafka/replication-fits-brokers',
    breaks: { kafka: '{defaults: {replication: 5}}' },
    finding: 'values.kafka.defaults.replication: expected at most brokers.replicas (3), got 5',
    passes: { kafka: '{defaults: {replication: 5}, brokers: {replicas: 5}}' },
  },
  {
    rule: 'kafka/min-insync-fits-replication',
    breaks: { kafka: '{topics: {orders: {config: {min.insync.replicas: 4}}}}' },
    finding:
      'values.kafka.topics.orders.config["min.insync.replicas"]: expected at most as many replicas in sync as there are (3), got 4: nobody could write with acks=all',
    passes: { kafka: '{topics: {orders: {config: {min.insync.replicas: 2}}}}' },
  },
  {
    rule: 'kafka/min-insync-fits-replication',
    breaks: { kafka: '{topics: {orders: {replication: 1}}}', purpose: 'development' },
    finding:
      'values.kafka.topics.orders.replication: expected at most as many replicas in sync as there are (1), got 2: nobody could write with acks=all',
    passes: {
      kafka: '{topics: {orders: {replication: 1, config: {min.insync.replicas: "1"}}}}',
      purpose: 'development',
    },
  },
  {
    rule: 'kafka/min-insync-below-replication',
    breaks: { kafka: '{defaults: {minInSync: 3}}' },
    finding:
      'values.kafka.defaults.minInSync: expected fewer replicas in sync than there are (3), got 3: the restart of one broker stops writing',
    passes: { kafka: '{defaults: {minInSync: 2}}' },
  },
  {
    rule: 'kafka/messages-survive-a-broker',
    severity: 'warning',
    breaks: { kafka: '{brokers: {replicas: 2}, defaults: {replication: 2, minInSync: 1}}', purpose: 'development' },
    finding:
      'values.kafka.brokers.replicas: expected at least 3 brokers, got 2: with fewer, one restart stops writing or one failure loses messages | values.kafka.defaults.replication: expected at least 3 replicas, got 2: with fewer, one restart stops writing or one failure loses messages',
    passes: { kafka: '{}', purpose: 'development' },
  },
  {
    rule: 'kafka/messages-survive-a-broker',
    breaks: { kafka: '{topics: {orders: {config: {min.insync.replicas: 1}}}}' },
    finding:
      'values.kafka.topics.orders.config["min.insync.replicas"]: expected at least 2 replicas in sync, got 1: an acknowledged message may be on one disk only',
    passes: { kafka: '{topics: {orders: {}}}' },
  },
  {
    rule: 'kafka/no-unclean-election',
    breaks: { kafka: '{defaults: {uncleanLeaderElection: true}}' },
    finding:
      'values.kafka.defaults.uncleanLeaderElection: expected false, got true: acknowledged messages are lost without a word',
    passes: { kafka: '{defaults: {uncleanLeaderElection: false}}' },
  },
  {
    rule: 'kafka/no-unclean-election',
    breaks: { kafka: '{topics: {orders: {config: {unclean.leader.election.enable: true}}}}' },
    finding:
      'values.kafka.topics.orders.config["unclean.leader.election.enable"]: expected false, got true: acknowledged messages are lost without a word',
    passes: { kafka: '{topics: {orders: {config: {unclean.leader.election.enable: false}}}}' },
  },
  {
    rule: 'kafka/topics-are-declared',
    severity: 'warning',
    breaks: { kafka: '{defaults: {autoCreateTopics: true}}' },
    finding:
      'values.kafka.defaults.autoCreateTopics: expected false in production, got true: a mistyped name makes a topic',
    passes: { kafka: '{defaults: {autoCreateTopics: true}}', purpose: 'development' },
  },
  {
    rule: 'kafka/partitions-fit-brokers',
    severity: 'warning',
    breaks: { kafka: '{topics: {a: {partitions: 4000}, b: {partitions: 1}}}' },
    finding:
      'values.kafka.topics: expected at most 4000 replicas of partitions on a broker, got about 4001: its restart takes long',
    passes: { kafka: '{topics: {a: {partitions: 4000}}}' },
  },
  {
    rule: 'kafka/messages-end',
    severity: 'warning',
    breaks: { kafka: '{defaults: {retention: null}}' },
    finding: 'values.kafka.defaults.retention: expected a bound in time or bytes, got none: the disks fill up',
    passes: { kafka: '{defaults: {retention: null, retentionBytes: 10Gi}}' },
  },
  {
    rule: 'kafka/disks-hold-retention',
    severity: 'warning',
    breaks: { kafka: '{brokers: {expectedIngress: 1Mi}, defaults: {retention: 1d}}' },
    finding: 'values.kafka.brokers.storage: expected 121Gi or more for what 1d of 1Mi a second come to, got 100Gi',
    passes: { kafka: '{brokers: {expectedIngress: 1Mi, storage: 121Gi}, defaults: {retention: 1d}}' },
  },
  {
    rule: 'kafka/topic-names-differ',
    breaks: { kafka: '{topics: {orders.paid: {}, orders_paid: {}}}' },
    finding:
      'values.kafka.topics.orders_paid: expected a name that differs from orders.paid in more than . and _, which Kafka takes for one another',
    passes: { kafka: '{topics: {orders.paid: {}, orders-paid: {}}}' },
  },
  {
    rule: 'kafka/passwords-are-encrypted',
    breaks: { kafka: '{listeners: {scram: {enabled: true}}}', certs: plaintext, purpose: 'development' },
    finding:
      'values.kafka.listeners.scram.enabled: expected false while values.certs.internal is none, got true: passwords would go in plaintext',
    passes: { kafka: '{listeners: {scram: {enabled: true}}}' },
  },
  {
    rule: 'kafka/outside-is-authenticated',
    breaks: { kafka: outside(''), certs: plaintext, purpose: 'development' },
    finding:
      'values.kafka.listeners.external.type: expected none while values.certs.internal is none, got LoadBalancer: everyone could read and write everything',
    passes: { kafka: outside('') },
  },
  {
    rule: 'kafka/external-brokers-have-names',
    breaks: { kafka: '{listeners: {external: {type: LoadBalancer}}}' },
    finding:
      "values.kafka.listeners.external.host: expected the DNS name of each broker, got none: it is the overlay's own",
    passes: { kafka: outside('') },
  },
  {
    rule: 'kafka/external-brokers-have-names',
    breaks: { kafka: '{listeners: {external: {type: LoadBalancer, host: kafka.example.com}}}' },
    finding:
      'values.kafka.listeners.external.host: expected a name for each broker, with {broker} for its number, got kafka.example.com',
    passes: { kafka: '{listeners: {external: {type: NodePort, host: kafka.example.com, trafficPolicy: Cluster}}}' },
  },
  {
    rule: 'kafka/external-brokers-have-names',
    breaks: { kafka: '{listeners: {external: {type: NodePort, host: kafka.example.com}}}' },
    finding:
      'values.kafka.listeners.external.trafficPolicy: expected Cluster while all brokers share the name kafka.example.com, got Local: only the node of a broker answers for it',
    passes: { kafka: '{listeners: {external: {type: NodePort, host: "kafka-{broker}.example.com"}}}' },
  },
  {
    rule: 'kafka/node-ports-fit',
    breaks: {
      kafka: '{listeners: {external: {type: NodePort, host: "kafka-{broker}.example.com", nodePort: 32766}}}',
    },
    finding:
      'values.kafka.listeners.external.nodePort: expected at most 32765, so that the last of 3 brokers has 32767, got 32766',
    passes: {
      kafka: '{listeners: {external: {type: NodePort, host: "kafka-{broker}.example.com", nodePort: 32765}}}',
    },
  },
  {
    rule: 'kafka/nodes-are-known',
    breaks: { kafka: outside(', trafficPolicy: Cluster'), facts: ['nodes: [10.0.0.0/16],', ''] },
    finding:
      'cluster.network.nodes: expected the address ranges of the nodes, got none: with trafficPolicy: Cluster connections come from them',
    passes: { kafka: outside(', trafficPolicy: Cluster') },
  },
  {
    rule: 'kafka/pods-are-known',
    breaks: { kafka: outside(''), facts: ['pods: [10.244.0.0/16],', ''] },
    finding:
      'cluster.network.pods: expected the address ranges of the pods, got none: sources would let in every pod of the cluster',
    passes: { kafka: outside('') },
  },
  {
    rule: 'kafka/passwords-come-from-secrets',
    breaks: { kafka: '{users: {app: {authentication: scram}}, listeners: {scram: {enabled: true}}}' },
    finding: 'values.kafka.users.app.password.secret: expected the existing Secret with the password of app, got none',
    passes: {
      kafka: '{users: {app: {authentication: scram, password: {secret: app}}}, listeners: {scram: {enabled: true}}}',
    },
  },
  {
    rule: 'kafka/passwords-have-a-listener',
    severity: 'warning',
    breaks: { kafka: '{users: {app: {authentication: scram, password: {secret: app}}}}' },
    finding:
      'values.kafka.users.app.authentication: expected tls, got scram, while no listener takes passwords: app reaches no broker',
    passes: {
      kafka: '{users: {app: {authentication: scram, password: {secret: app}}}, listeners: {scram: {enabled: true}}}',
    },
  },
  {
    rule: 'kafka/users-have-certificates',
    severity: 'warning',
    breaks: { kafka: '{users: {app: {}}}' },
    finding: 'values.kafka.users.app: expected a certificate of this name in values.certs.clients (orders), got none',
    passes: { kafka: '{users: {orders: {}}}' },
  },
  {
    rule: 'kafka/users-need-an-authorizer',
    severity: 'warning',
    breaks: { kafka: '{users: {orders: {}}}', certs: plaintext, purpose: 'development' },
    finding: 'values.kafka.users: expected no users while values.certs.internal is none: everyone may do everything',
    passes: { kafka: '{users: {orders: {}}}' },
  },
  {
    rule: 'kafka/acls-name-their-resource',
    breaks: { kafka: acl('{operations: [Read]}') },
    finding: 'values.kafka.users.orders.acls.it.name: expected the name of the topic, or how names begin, got none',
    passes: { kafka: acl('{operations: [Read], name: orders}') },
  },
  {
    rule: 'kafka/acls-name-their-resource',
    breaks: { kafka: acl('{operations: [Describe], resource: cluster, name: orders}') },
    finding: 'values.kafka.users.orders.acls.it.name: expected none, as there is one cluster, got orders',
    passes: { kafka: acl('{operations: [Describe], resource: cluster}') },
  },
  {
    rule: 'kafka/acls-name-their-resource',
    breaks: { kafka: acl('{operations: [Read], name: "*", match: prefixed}') },
    finding: 'values.kafka.users.orders.acls.it.match: expected literal for "*", which is all names, got prefixed',
    passes: { kafka: acl('{operations: [Read], name: "*"}') },
  },
  {
    rule: 'kafka/operations-suit-their-resource',
    breaks: { kafka: acl('{operations: [Read, Write], resource: group, name: orders}') },
    finding:
      'values.kafka.users.orders.acls.it.operations: expected what can be done with a group (All, Read, Delete, Describe, DescribeConfigs, AlterConfigs), got Write',
    passes: { kafka: acl('{operations: [Read], resource: group, name: orders}') },
  },
  {
    rule: 'kafka/servers-restart-in-time',
    breaks: { kafka: '{certificates: {rollEvery: 181d}}' },
    finding:
      'values.kafka.certificates.rollEvery: expected at most renewBefore (180d), got 181d: a certificate would end in a server that runs',
    passes: { kafka: '{certificates: {rollEvery: 60d}}' },
  },
  {
    rule: 'kafka/servers-restart-with-margin',
    severity: 'warning',
    breaks: { kafka: '{certificates: {rollEvery: 91d}}' },
    finding:
      'values.kafka.certificates.rollEvery: expected at most half of renewBefore (180d), got 91d: there is no second chance',
    passes: { kafka: '{certificates: {rollEvery: 90d}}' },
  },
  {
    rule: 'kafka/certificate-durations-are-legal',
    breaks: { kafka: '{certificates: {duration: 180d}}' },
    finding: 'values.kafka.certificates.renewBefore: expected at least 5m and less than the duration (180d), got 180d',
    passes: { kafka: '{certificates: {duration: 181d}}' },
  },
  {
    rule: 'kafka/certificate-durations-are-legal',
    breaks: { kafka: '{certificates: {duration: 59m, renewBefore: 30m, rollEvery: 15m}}' },
    finding: 'values.kafka.certificates.duration: expected at least 1h, got 59m',
    passes: { kafka: '{certificates: {duration: 60m, renewBefore: 30m, rollEvery: 15m}}' },
  },
  {
    rule: 'kafka/properties-are-free',
    breaks: { kafka: '{brokers: {config: {min.insync.replicas: 1}}}' },
    finding:
      'values.kafka.brokers.config["min.insync.replicas"]: expected a property beyond ours, got min.insync.replicas: it is decided by values.kafka.defaults.minInSync',
    passes: { kafka: '{brokers: {config: {num.io.threads: 16, ssl.cipher.suites: TLS_AES_256_GCM_SHA384}}}' },
  },
  {
    rule: 'kafka/properties-are-free',
    breaks: { kafka: '{brokers: {config: {listener.name.clients.ssl.client.auth: none}}}' },
    finding:
      'values.kafka.brokers.config["listener.name.clients.ssl.client.auth"]: expected a property beyond ours, got listener.name.clients.ssl.client.auth: ports, Services, NetworkPolicies, probes and certificates are rendered to agree with it',
    passes: { kafka: '{brokers: {config: {background.threads: 12}}}' },
  },
  {
    rule: 'kafka/properties-are-free',
    breaks: { kafka: '{controllers: {config: {controller.quorum.auto.join.enable: true}}}' },
    finding:
      'values.kafka.controllers.config["controller.quorum.auto.join.enable"]: expected a property beyond ours, got controller.quorum.auto.join.enable: with it a controller that lost its disk would vote again by itself',
    passes: { kafka: '{controllers: {config: {controller.quorum.fetch.timeout.ms: 3000}}}' },
  },
  {
    rule: 'kafka/properties-are-free',
    breaks: { kafka: '{brokers: {config: {sluice.metrics.password: x}}}', purpose: 'development' },
    finding:
      'values.kafka.brokers.config["sluice.metrics.password"]: expected a property beyond ours, got sluice.metrics.password: it would stand in the ConfigMap for everyone to read',
    passes: { kafka: '{brokers: {config: {queued.max.requests: 1000}}}', purpose: 'development' },
  },
  {
    rule: 'kafka/properties-suit-version',
    breaks: { kafka: '{brokers: {config: {log.message.format.version: "3.0"}}}' },
    finding:
      'values.kafka.brokers.config["log.message.format.version"]: expected a property of Kafka 4.3.1, got log.message.format.version, which went with Kafka 4',
    passes: { kafka: `{brokers: {config: {log.message.format.version: "3.0"}}, ${inZookeeperMode}}` },
  },
  {
    rule: 'kafka/properties-suit-version',
    breaks: { kafka: '{topics: {orders: {config: {message.format.version: "3.0"}}}}' },
    finding:
      'values.kafka.topics.orders.config["message.format.version"]: expected a setting of Kafka 4.3.1, got message.format.version, which went with Kafka 4',
    passes: { kafka: `{topics: {orders: {config: {message.format.version: "3.0"}}}, ${inZookeeperMode}}` },
  },
  {
    rule: 'kafka/properties-are-known',
    breaks: { kafka: '{brokers: {config: {num.io.thread: 16}}}' },
    finding:
      'values.kafka.brokers.config["num.io.thread"]: expected a property of Kafka, got num.io.thread, which it would ignore',
    passes: { kafka: '{brokers: {config: {num.io.threads: 16}}}' },
  },
  {
    rule: 'kafka/properties-hold-no-placeholder',
    breaks: { kafka: '{brokers: {config: {metrics.num.samples: "@NODE@"}}}' },
    finding:
      'values.kafka.brokers.config["metrics.num.samples"]: expected a value without @POD@, @NODE@, @RACK@ and @EXTERNAL_PORT@, which the start replaces, got metrics.num.samples=@NODE@',
    passes: { kafka: '{brokers: {config: {metrics.num.samples: 3}}}' },
  },
  {
    rule: 'kafka/jvm-options-are-free',
    breaks: { kafka: '{jvm: {options: ["-XX:MaxGCPauseMillis=50", -Xmx4g]}}' },
    finding:
      'values.kafka.jvm.options[1]: expected an option beyond ours, got -Xmx4g: it follows from heap of the brokers and controllers',
    passes: { kafka: '{jvm: {options: ["-XX:MaxGCPauseMillis=50"]}}' },
  },
  {
    rule: 'kafka/jvm-options-are-free',
    breaks: { kafka: '{jvm: {options: ["-XX:+UseZGC"]}}' },
    finding:
      "values.kafka.jvm.options[0]: expected an option beyond ours, got -XX:+UseZGC: Kafka's start script has chosen G1, and Java does not start with two",
    passes: { kafka: '{jvm: {options: ["-XX:+UseG1GC"]}}' },
  },
  {
    rule: 'kafka/topic-settings-are-known',
    breaks: { kafka: '{topics: {orders: {config: {retention: 1}}}}' },
    finding:
      'values.kafka.topics.orders.config.retention: expected a setting of topics, got retention, which Kafka refuses',
    passes: { kafka: '{topics: {orders: {config: {retention.ms: 1000}}}}' },
  },
  {
    rule: 'kafka/topic-settings-are-legal',
    breaks: { kafka: '{topics: {orders: {config: {retention.ms: 7d}}}}' },
    finding: 'values.kafka.topics.orders.config["retention.ms"]: expected a whole number, without a unit, got "7d"',
    passes: { kafka: '{topics: {orders: {config: {retention.ms: -1, cleanup.policy: "compact,delete"}}}}' },
  },
]

function text(name: string, { kafka = '{}', certs = '{clients: {orders: {}}}', purpose, kubernetes, facts }: Written) {
  const withId = kafka.includes('clusterId:') ? kafka : kafka.replace('{', `{clusterId: ${idOf(name)}, `)
  const written = overlay(
    `components: {namespace: true, certs: true, zookeeper: true, kafka: true}
values:
  certs: ${certs}
  kafka: ${withId}
`,
    { name, ...(purpose === undefined ? {} : { purpose }), ...(kubernetes === undefined ? {} : { kubernetes }) },
  )
  return withFacts(written, facts)
}

/** A cluster id that no other row has. */
function idOf(name: string): string {
  return `${name.replace('-', '_').padEnd(21, '0')}A`
}

testRows(table, text)

test('kafka/node-ports-differ: two overlays of one cluster take different ports of its nodes', async () => {
  const exposed = (nodePort: number, id: string): string =>
    text('shared', {
      kafka: `{clusterId: ${idOf(id)}, listeners: {external: {type: NodePort, host: "${id}-{broker}.example.com", nodePort: ${nodePort}}}}`,
    })
  const { problems } = await rendered({
    one: exposed(30000, 'one'),
    two: exposed(30002, 'two').replace('namespace: data', 'namespace: other'),
    three: exposed(30005, 'three').replace('namespace: data', 'namespace: third'),
  })
  assert.equal(
    problems.filter(({ rule }) => rule === 'kafka/node-ports-differ').map(({ at, message }) => `${at.file} ${message}`),
    [
      'overlays/two/overlay.yaml expected ports that no other overlay of the cluster shared takes, got 30002 to 30004, of which one takes 30000 to 30002',
    ],
  )
})

testThatEveryRuleHasARow('kafka', rules, table)

test('kafka has one rule across overlays', () => {
  assert.equal(
    fleetRules.map(({ id }) => id),
    ['kafka/node-ports-differ'],
  )
})

test.run()
