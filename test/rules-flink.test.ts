import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Problem } from '../engine/model.ts'
import { rules } from '../generators/070-flink/rules/rules.ts'
import { fleetRules } from '../generators/070-flink/rules/storage.ts'
import { expected, found, type RuleRow, testThatEveryRuleHasARow, toldBeside, withFacts } from './support/rule-table.ts'
import { overlay, rendered } from './support/world.ts'

/** What an overlay says: values of flink by their keys, and what else differs from a production overlay with one application. */
type Written = {
  readonly clusters?: string
  readonly storage?: string
  readonly security?: string
  readonly zookeeper?: string
  readonly metrics?: string
  /** Values of other components. */
  readonly also?: string
  readonly operator?: string
  readonly namespace?: string
  readonly namespaces?: string
  readonly purpose?: 'development'
  /** Changes of the facts: this text by that one. */
  readonly facts?: readonly [string, string]
}

/** ZooKeeper HA beside a Kafka that keeps its cluster in ZooKeeper. */
const besideKafka = {
  also: 'kafka: {mode: zookeeper, zookeeper: {chroot: /shop/kafka}, clusterId: Ab3dEfGhIjKlMnOpQrStUw, image: {tag: 3.9.1}}, ',
  facts: ['flink: true}', 'flink: true, kafka: true}'],
  clusters:
    '{orders: {highAvailability: zookeeper, job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}}}',
} as const

const table: readonly RuleRow<Written>[] = [
  {
    rule: 'flink/application-has-a-jar',
    breaks: { clusters: '{orders: {job: {class: com.example.Orders}}}' },
    finding:
      'values.flink.clusters.orders.job.jar.path: expected the path of the jar in the image, got none, while job.jar.from is image',
    passes: { clusters: '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}}}' },
  },
  {
    rule: 'flink/application-has-a-jar',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {from: url}}, egress: {repository: {to: [{cidr: 10.50.0.0/24}]}}}}',
    },
    finding:
      'values.flink.clusters.orders.job.jar.sha256: expected the SHA-256 of the jar, got none, while job.jar.from is url | values.flink.clusters.orders.job.jar.url: expected the address of the jar, got none, while job.jar.from is url',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {from: url, url: "https://repository.example.com/a.jar", sha256: 8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4}}, egress: {repository: {to: [{cidr: 10.50.0.0/24}]}}}}',
    },
  },
  {
    rule: 'flink/application-has-a-jar',
    breaks: { clusters: '{orders: {job: {class: com.example.Orders, jar: {from: container, path: /orders.jar}}}}' },
    finding:
      'values.flink.clusters.orders.job.jar.image: expected the image that holds the jar, got none, while job.jar.from is container',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {from: container, path: /orders.jar, image: "shop/orders:1.0.0"}}}}',
    },
  },
  ...[
    'job: {class: com.example.Orders}',
    'job: {arguments: [a]}',
    'job: {jar: {url: "https://repository.example.com/a.jar"}}',
    'job: {savepoint: {path: "s3://company/flink/watch/savepoints/a"}}',
  ].map((job) => ({
    rule: 'flink/application-has-a-jar',
    breaks: { clusters: `{watch: {mode: operator, ${job}}}` },
    finding:
      'values.flink.clusters.watch.job.jar.path: expected the path of the jar in the image, got none, while job.jar.from is image',
    passes: { clusters: '{watch: {mode: operator}}' },
  })),
  {
    rule: 'flink/application-has-a-class',
    breaks: { clusters: '{orders: {job: {jar: {path: /opt/flink/usrlib/orders.jar}}}}' },
    finding: 'values.flink.clusters.orders.job.class: expected the class with the method main, got none',
    passes: { clusters: '{orders: {mode: session}}' },
  },
  {
    rule: 'flink/jar-can-be-fetched',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {from: url, url: "https://repository.example.com/a.jar", sha256: 8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4}}}}',
    },
    finding:
      'values.flink.clusters.orders.egress: expected what the jar is fetched from, got nothing: all traffic that no policy names is denied',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {from: url, url: "https://repository.example.com/a.jar", sha256: 8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4}}, egress: {repository: {to: [{cidr: 10.50.0.0/24}]}}}}',
    },
  },
  ...['{}', '{to: []}'].map((target) => ({
    rule: 'flink/egress-is-named',
    breaks: {
      clusters: `{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, egress: {repository: ${target}}}}`,
    },
    finding:
      'values.flink.clusters.orders.egress.repository.to: expected the addresses or pods that are connected to, got none, which would open the way to everybody',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, egress: {repository: {to: [{cidr: 10.50.0.0/24}]}}}}',
    },
  })),
  {
    rule: 'flink/parallelism-fits-slots',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}, parallelism: 3}}}',
    },
    finding:
      'values.flink.clusters.orders.job.parallelism: expected at most 2, which is 2 TaskManagers with 1 slots, got 3',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}, parallelism: 2}}}',
    },
  },
  {
    rule: 'flink/parallelism-is-below-its-maximum',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}, parallelism: 2, maxParallelism: 1}}}',
    },
    finding: 'values.flink.clusters.orders.job.parallelism: expected at most job.maxParallelism (1), got 2',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}, parallelism: 2, maxParallelism: 2}}}',
    },
  },
  {
    rule: 'flink/slots-have-cores',
    severity: 'warning',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, taskManagers: {slots: 2, cpu: 1500m}}}',
    },
    finding: 'values.flink.clusters.orders.taskManagers.cpu: expected a core for each of 2 slots, got 1500m',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, taskManagers: {slots: 2, cpu: "2"}}}',
    },
  },
  {
    rule: 'flink/streams-have-checkpoints',
    severity: 'warning',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, state: {checkpointEvery: null}}}',
    },
    finding:
      'values.flink.clusters.orders.state.checkpointEvery: expected a length of time, got none: a job that restarts has forgotten everything',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, bounded: true, jar: {path: /opt/flink/usrlib/orders.jar}}, state: {checkpointEvery: null}}}',
    },
  },
  {
    rule: 'flink/checkpoints-are-kept',
    severity: 'warning',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, state: {retained: 1}}}',
    },
    finding:
      'values.flink.clusters.orders.state.retained: expected at least 2 in production, got 1: one that cannot be read is all there is',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, state: {retained: 2}}}',
    },
  },
  {
    rule: 'flink/checkpoints-are-incremental',
    severity: 'warning',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, state: {incremental: false}}}',
    },
    finding:
      'values.flink.clusters.orders.state.incremental: expected true with rocksdb in production, got false: each checkpoint writes all of the state',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, state: {incremental: false, backend: hashmap}, taskManagers: {managed: 0}}}',
    },
  },
  {
    rule: 'flink/jobs-restart',
    severity: 'warning',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, restarts: {strategy: fixed, attempts: 9}}}',
    },
    finding:
      'values.flink.clusters.orders.restarts.strategy: expected a stream in production to restart again and again, got fixed with 9 attempts: a job that failed for good takes its pointers along',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, restarts: {strategy: fixed, attempts: 10}}}',
    },
  },
  {
    rule: 'flink/jobs-restart',
    severity: 'warning',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, restarts: {strategy: none}}}',
    },
    finding:
      'values.flink.clusters.orders.restarts.strategy: expected a stream in production to restart again and again, got none: a job that failed for good takes its pointers along',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, restarts: {strategy: none}}}',
      purpose: 'development',
    },
  },
  {
    rule: 'flink/waits-grow',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, restarts: {delay: 1m, longestDelay: 60s}}}',
    },
    finding: 'values.flink.clusters.orders.restarts.longestDelay: expected more than restarts.delay (1m), got 60s',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, restarts: {delay: 1m, longestDelay: 61s}}}',
    },
  },
  {
    rule: 'flink/sessions-have-clients',
    severity: 'warning',
    breaks: { clusters: '{lab: {mode: session}}' },
    finding:
      'values.flink.clusters.lab.clients: expected the pods that submit jobs, got none: nobody reaches the session',
    passes: { clusters: '{lab: {mode: session, clients: [{namespace: ci, podLabels: {role: submitter}}]}}' },
  },
  {
    rule: 'flink/jobmanager-has-heap',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, jobManager: {memory: 703Mi}}}',
    },
    finding:
      'values.flink.clusters.orders.jobManager.memory: expected at least 128Mi of heap, got 127Mi: 703Mi less metaspace, off-heap memory and what the JVM needs',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, jobManager: {memory: 704Mi}}}',
    },
  },
  {
    rule: 'flink/tasks-have-heap',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, taskManagers: {memory: 1079Mi}}}',
    },
    finding:
      "values.flink.clusters.orders.taskManagers.memory: expected at least 64Mi of heap for tasks, got 58Mi: of 1079Mi are 252Mi managed, 64Mi network, 256Mi metaspace, 256Mi Flink's own and 192Mi the JVM's",
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, taskManagers: {memory: 1089Mi}}}',
    },
  },
  {
    rule: 'flink/rocksdb-has-memory',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, taskManagers: {managed: 0}}}',
    },
    finding:
      'values.flink.clusters.orders.taskManagers.managed: expected more than 0 with state.backend: rocksdb, got 0: RocksDB would take memory without bound until the pod is killed',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, taskManagers: {managed: 1}}}',
    },
  },
  {
    rule: 'flink/managed-memory-is-used',
    severity: 'warning',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, state: {backend: hashmap}}}',
    },
    finding:
      'values.flink.clusters.orders.taskManagers.managed: expected at most 10 with state.backend: hashmap, got 40: state is in the heap, and only sorting and Python use this part',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, state: {backend: hashmap}, taskManagers: {managed: 10}}}',
    },
  },
  {
    rule: 'flink/bucket-is-named',
    breaks: { storage: '{uri: null, access: {peers: [{cidr: 10.40.0.0/24}]}}' },
    finding: "values.flink.storage.uri: expected the folder in the bucket, got none: it is the overlay's own",
    passes: { storage: '{type: claim}' },
  },
  {
    rule: 'flink/bucket-is-named',
    breaks: { storage: '{type: gcs, uri: "s3://company/flink", access: {peers: [{cidr: 10.40.0.0/24}]}}' },
    finding: 'values.flink.storage.uri: expected gs://… with storage.type: gcs, got s3://company/flink',
    passes: { storage: '{type: gcs, uri: "gs://company/flink", access: {peers: [{cidr: 10.40.0.0/24}]}}' },
  },
  {
    rule: 'flink/bucket-is-in-reach',
    breaks: { storage: '{uri: "s3://company/flink"}' },
    finding:
      'values.flink.storage.access.peers: expected what the object store is reached by, got nothing: all traffic that no policy names is denied',
    passes: { storage: '{uri: "s3://company/flink", access: {peers: [{cidr: 10.40.0.0/24}]}}' },
  },
  {
    rule: 'flink/credentials-are-options',
    breaks: {
      storage: '{uri: "s3://company/flink", credentials: {secret: store}, access: {peers: [{cidr: 10.40.0.0/24}]}}',
    },
    finding:
      'values.flink.storage.credentials.options: expected which options of Flink the Secret store decides, got none',
    passes: {
      storage:
        '{uri: "s3://company/flink", credentials: {secret: store, options: {s3.access-key: id}}, access: {peers: [{cidr: 10.40.0.0/24}]}}',
    },
  },
  {
    rule: 'flink/bucket-lets-clusters-in',
    severity: 'warning',
    breaks: { storage: '{uri: "s3://company/flink", access: {peers: [{cidr: 10.40.0.0/24}]}}' },
    finding:
      'values.flink.storage.credentials: expected a Secret with the credentials, or annotations of the ServiceAccounts that stand for them, got neither',
    passes: {
      storage:
        '{uri: "s3://company/flink", access: {peers: [{cidr: 10.40.0.0/24}]}, credentials: {annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::1:role/flink"}}}',
    },
  },
  ...[
    ['https://minio.example.com:9000', 9000],
    ['https://minio.example.com/', 443],
    ['http://minio.example.com', 80],
  ].map(([endpoint, port]) => ({
    rule: 'flink/endpoint-is-in-reach',
    breaks: {
      storage: `{uri: "s3://company/flink", access: {peers: [{cidr: 10.40.0.0/24}], port: 8333}, config: {s3.endpoint: "${endpoint}"}}`,
    },
    finding: `values.flink.storage.access.port: expected ${port}, the port of s3.endpoint, got 8333: all traffic that no policy names is denied`,
    passes: {
      storage: `{uri: "s3://company/flink", access: {peers: [{cidr: 10.40.0.0/24}], port: ${port}}, config: {s3.endpoint: "${endpoint}"}}`,
    },
  })),
  {
    rule: 'flink/claim-is-shared',
    breaks: { storage: '{type: claim, claim: {accessMode: ReadWriteOnce}}' },
    finding:
      'values.flink.storage.claim.accessMode: expected ReadWriteMany in a cluster of several zones, got ReadWriteOnce: pods on other nodes than the first could not start',
    passes: { storage: '{type: claim}' },
  },
  {
    rule: 'flink/pointers-have-a-storage',
    breaks: {
      storage: '{type: none}',
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, state: {checkpointEvery: null}}}',
      purpose: 'development',
    },
    finding:
      'values.flink.clusters.orders.highAvailability: expected none while values.flink.storage.type is none, got kubernetes: it keeps pointers to what the storage holds',
    passes: {
      storage: '{type: none}',
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, highAvailability: none, state: {checkpointEvery: null}}}',
      purpose: 'development',
    },
  },
  {
    rule: 'flink/checkpoints-have-a-storage',
    breaks: {
      storage: '{type: none}',
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, highAvailability: none}}',
      purpose: 'development',
    },
    finding:
      'values.flink.clusters.orders.state.checkpointEvery: expected null while values.flink.storage.type is none, got 60s: checkpoints would be lost with the JobManager',
    passes: {
      storage: '{type: none}',
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, highAvailability: none, state: {checkpointEvery: null}}}',
      purpose: 'development',
    },
  },
  {
    rule: 'flink/savepoint-is-in-reach',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}, savepoint: {path: "file:///flink/storage/savepoint-1"}}}}',
    },
    finding:
      'values.flink.clusters.orders.job.savepoint.path: expected s3://…, which storage.type: s3 reaches, got file:///flink/storage/savepoint-1',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}, savepoint: {path: "s3://company/flink/orders/savepoints/savepoint-1"}}}}',
    },
  },
  {
    rule: 'flink/savepoint-is-in-reach',
    breaks: {
      storage: '{type: claim, uri: null}',
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}, savepoint: {path: "s3://company/flink/savepoint-1"}}}}',
    },
    finding:
      'values.flink.clusters.orders.job.savepoint.path: expected file:/…, which storage.type: claim reaches, got s3://company/flink/savepoint-1',
    // As flink stop says it.
    passes: {
      storage: '{type: claim, uri: null}',
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}, savepoint: {path: "file:/flink/storage/orders/savepoints/savepoint-1"}}}}',
    },
  },
  {
    rule: 'flink/chroot-is-named',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, highAvailability: zookeeper}}',
    },
    finding:
      "values.flink.zookeeper.chroot: expected the clusters' path in ZooKeeper, got none: it is the overlay's own",
    passes: {
      zookeeper: '{chroot: /flink}',
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, highAvailability: zookeeper}}',
    },
  },
  {
    rule: 'flink/api-server-is-known',
    breaks: {
      clusters: '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}}}',
      purpose: 'development',
      facts: ['apiServer: {cidrs: [10.96.0.1/32], port: 443},', ''],
    },
    finding:
      'cluster.network.apiServer: expected how pods reach the API server, got nothing, while the cluster orders asks it',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, highAvailability: none}}',
      purpose: 'development',
      facts: ['apiServer: {cidrs: [10.96.0.1/32], port: 443},', ''],
    },
  },
  {
    rule: 'flink/jobs-survive-the-jobmanager',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, highAvailability: none}}',
    },
    finding:
      'values.flink.clusters.orders.highAvailability: expected kubernetes or zookeeper, got none: with its JobManager a job loses where its last checkpoint is',
    passes: { clusters: '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}}}' },
  },
  {
    rule: 'flink/bounded-job-keeps-no-volumes',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, bounded: true, jar: {path: /opt/flink/usrlib/orders.jar}}, taskManagers: {localRecovery: {enabled: true}}}}',
    },
    finding:
      'values.flink.clusters.orders.taskManagers.localRecovery.enabled: expected false for a bounded job, got true: pods of a StatefulSet never end',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, taskManagers: {localRecovery: {enabled: true}}}}',
    },
  },
  {
    rule: 'flink/standby-has-a-leader',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, highAvailability: none, jobManager: {replicas: 2}}}',
      purpose: 'development',
    },
    finding:
      'values.flink.clusters.orders.jobManager.replicas: expected 1 while highAvailability is none, got 2: each would run the job',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, jobManager: {replicas: 2}}}',
      purpose: 'development',
    },
  },
  {
    rule: 'flink/bounded-job-has-one-jobmanager',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, bounded: true, jar: {path: /opt/flink/usrlib/orders.jar}}, jobManager: {replicas: 2}}}',
    },
    finding:
      'values.flink.clusters.orders.jobManager.replicas: expected 1 for a bounded job, which is a Kubernetes Job, got 2',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, jobManager: {replicas: 2}}}',
    },
  },
  {
    rule: 'flink/keystores-have-a-password',
    breaks: { security: '{keystorePassword: {secret: null}}' },
    finding:
      'values.flink.security.keystorePassword.secret: expected the existing Secret with the password of the key stores, got none',
    passes: { purpose: 'development', security: '{keystorePassword: {secret: null}, internal: false, rest: none}' },
  },
  {
    rule: 'flink/rest-knows-its-clients',
    breaks: {
      security: '{rest: server, keystorePassword: {secret: keystore}}',
      clusters: '{lab: {mode: session, clients: [{namespace: ci, podLabels: {role: submitter}}]}}',
    },
    finding:
      'values.flink.clusters.lab.clients: expected none while the REST API asks nobody for a certificate, got some: who reaches it runs code in the cluster',
    passes: { clusters: '{lab: {mode: session, clients: [{namespace: ci, podLabels: {role: submitter}}]}}' },
  },
  {
    rule: 'flink/monitoring-is-known',
    breaks: {
      clusters: '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}}}',
      facts: ['monitoring: [{namespace: monitoring}]', ''],
    },
    finding:
      'cluster.network.monitoring: expected the pods that scrape metrics, got none, while values.flink.metrics.enabled is true',
    passes: {
      metrics: '{enabled: false}',
      also: 'zookeeper: {metrics: {enabled: false}}, ',
      facts: ['monitoring: [{namespace: monitoring}]', ''],
    },
  },
  {
    rule: 'flink/issuers-are-in-reach',
    breaks: { namespace: 'other', namespaces: '{data: {}, other: {}}' },
    finding:
      "values.flink.namespace: expected the overlay's namespace (data), where the issuers of its certificates are, got other",
    passes: { namespace: 'data', namespaces: '{data: {}, other: {}}' },
  },
  {
    rule: 'flink/issuers-are-in-reach',
    breaks: {
      namespace: 'other',
      namespaces: '{data: {}, other: {}}',
      security: '{internal: false, rest: none}',
      zookeeper: '{chroot: /flink-test}',
      clusters:
        '{orders: {highAvailability: zookeeper, job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}}}',
    },
    finding:
      "values.flink.namespace: expected the overlay's namespace (data), where the issuers of its certificates are, got other",
    passes: {
      namespace: 'other',
      namespaces: '{data: {}, other: {}}',
      clusters: '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}}}',
    },
  },
  {
    rule: 'flink/native-mode-is-apart',
    severity: 'warning',
    breaks: { clusters: '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}}}' },
    finding:
      "values.flink.clusters.watch.operator.mode: expected native only in a namespace without the platform's Secrets, got it in data: its pods may make pods, and these may read the keys of the authorities",
    passes: {
      namespace: 'other',
      namespaces: '{data: {}, other: {}}',
      clusters: '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}}}',
    },
  },
  {
    rule: 'flink/image-suits-version',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, version: "2.3.0"}}',
    },
    finding:
      'values.flink.clusters.orders.image.tag: expected a tag of Flink 2.3.0, as the value version says, got 2.2.1-java17',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, version: "2.3.0", image: {tag: "2.3.0-java17"}}}',
    },
  },
  {
    rule: 'flink/image-names-its-java',
    severity: 'warning',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, image: {tag: "2.2.1"}}}',
    },
    finding:
      'values.flink.clusters.orders.image.tag: expected a tag that ends in -java17 or -java21, got 2.2.1: another Java reads serialised state differently',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, image: {repository: shop/orders, tag: "1.0.0"}}}',
    },
  },
  ...[
    [
      'state.backend.rocksdb.memory.managed',
      'false',
      'RocksDB takes its memory from what taskManagers.managed says; other memory would come on top of the container',
    ],
    ['state.checkpoint-storage', 'jobmanager', 'it is the old name of what a value decides'],
    ['execution.savepoint.path', '"s3://company/a"', 'it is decided by job.savepoint'],
    ['taskmanager.tmp.dirs', '/var/tmp', 'nothing else can be written to'],
    ['taskmanager.network.memory.fraction', '"0.3"', 'it is decided by taskManagers.network'],
    ['taskmanager.heap.size', '4g', 'the container is as large as the process: see taskManagers'],
    ['recovery.zookeeper.path.root', '/a', 'it follows from the value highAvailability'],
    [
      'execution.shutdown-on-application-finish',
      'true',
      'a job that was stopped must not start again without its state',
    ],
  ].map(([option, value, reason]) => ({
    rule: 'flink/options-are-free',
    breaks: {
      clusters: `{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, config: {${option}: ${value}}}}`,
    },
    finding: `values.flink.clusters.orders.config["${option}"]: expected an option beyond ours, got ${option}: ${reason}`,
    passes: {},
  })),
  ...['-Xmx64g', '-XX:MaxDirectMemorySize=8g', '-XX:MaxRAMPercentage=90'].map((option) => ({
    rule: 'flink/java-options-leave-memory',
    breaks: {
      clusters: `{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, config: {env.java.opts.taskmanager: "-Da=b ${option}"}}}`,
    },
    finding: `values.flink.clusters.orders.config["env.java.opts.taskmanager"]: expected Java options beside those of memory, which follow from jobManager and taskManagers, got ${option}`,
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, config: {env.java.opts.taskmanager: "-XX:+UseZGC -XX:MaxGCPauseMillis=50"}}}',
    },
  })),
  {
    rule: 'flink/nothing-is-plain',
    breaks: { security: '{internal: false, rest: none}' },
    finding:
      'values.flink.security.internal: expected true where 005-certs makes certificates, got false: whoever reaches a TaskManager runs code in it | values.flink.security.rest: expected mutual or server where 005-certs makes certificates, got none: jobs and their configuration go in plain text',
    passes: { security: '{keystorePassword: {secret: keystore}, rest: server}' },
  },
  ...['jobmanager', 'taskmanager', 'rest'].map((part) => ({
    rule: 'flink/names-are-apart',
    breaks: { clusters: `{orders: {mode: session}, orders-${part}: {mode: operator}}` },
    finding: `values.flink.clusters.orders-${part}: expected a name that is no part of another cluster, got orders-${part}, as orders has objects of that name`,
    passes: { clusters: `{order: {mode: session}, orders-${part}: {mode: operator}}` },
  })),
  ...[
    ['/zookeeper/flink', 'zookeeper has /zookeeper'],
    ['/shop/kafka', 'kafka has /shop/kafka'],
    ['/shop', 'kafka has /shop/kafka'],
  ].map(([chroot, taken]) => ({
    rule: 'flink/chroot-is-apart',
    breaks: { ...besideKafka, zookeeper: `{chroot: ${chroot}}` },
    finding: `values.flink.zookeeper.chroot: expected a path of its own in ZooKeeper, got ${chroot}, while ${taken}`,
    passes: { ...besideKafka, zookeeper: '{chroot: /shop/kafka-flink}' },
  })),
  {
    rule: 'flink/options-are-free',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, config: {taskmanager.memory.process.size: 4g}}}',
    },
    finding:
      'values.flink.clusters.orders.config["taskmanager.memory.process.size"]: expected an option beyond ours, got taskmanager.memory.process.size: it is decided by taskManagers.memory',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, config: {taskmanager.network.retries: 4}}}',
    },
  },
  {
    rule: 'flink/options-are-free',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, config: {high-availability.storageDir: "s3://a/b"}}}',
    },
    finding:
      'values.flink.clusters.orders.config["high-availability.storageDir"]: expected an option beyond ours, got high-availability.storageDir: it follows from the value highAvailability',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, config: {heartbeat.timeout: 60s}}}',
    },
  },
  {
    rule: 'flink/options-are-free',
    breaks: {
      storage: '{uri: "s3://company/flink", access: {peers: [{cidr: 10.40.0.0/24}]}, config: {s3.secret-key: abc}}',
      purpose: 'development',
    },
    finding:
      'values.flink.storage.config["s3.secret-key"]: expected an option beyond ours, got s3.secret-key: it would stand in the ConfigMap for everyone to read; see values.flink.storage.credentials',
    passes: {
      storage:
        '{uri: "s3://company/flink", access: {peers: [{cidr: 10.40.0.0/24}]}, config: {s3.path-style-access: true}}',
      purpose: 'development',
    },
  },
  {
    rule: 'flink/options-are-known',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, config: {heartbeat.timout: 60s}}}',
    },
    finding:
      'values.flink.clusters.orders.config["heartbeat.timout"]: expected an option of Flink, got heartbeat.timout, which it would ignore',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, config: {heartbeat.timeout: 60s, metrics.reporter.slf4j.interval: 60s, containerized.taskmanager.env.TZ: UTC, kubernetes.taskmanager.labels.team: a, fs.s3.limit.total: 40}}}',
    },
  },
  {
    rule: 'flink/options-are-known',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, config: {kubernetes.operator.savepoint.format.type: NATIVE}}}',
    },
    finding:
      'values.flink.clusters.orders.config["kubernetes.operator.savepoint.format.type"]: expected an option of Flink, got kubernetes.operator.savepoint.format.type, which only the operator reads',
    passes: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {kubernetes.operator.savepoint.format.type: NATIVE}}}',
    },
  },
  {
    rule: 'flink/options-suit-version',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, config: {pipeline.registered-pojo-types: a.B}}}',
    },
    finding:
      'values.flink.clusters.orders.config["pipeline.registered-pojo-types"]: expected an option of Flink 2.2.1, got pipeline.registered-pojo-types, which it would ignore: 1.20 has it',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, version: "2.0.2", image: {tag: "2.0.2-java17"}, config: {pipeline.registered-pojo-types: a.B}}}',
    },
  },
  {
    rule: 'flink/options-hold-no-placeholder',
    breaks: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, config: {metrics.scope.jm: "@POD_IP@"}}}',
    },
    finding:
      'values.flink.clusters.orders.config["metrics.scope.jm"]: expected a value without @POD_IP@ and @POD_NAME@, which the start replaces, got metrics.scope.jm: @POD_IP@',
    passes: {
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, config: {metrics.scope.jm: "<host>"}}}',
    },
  },
  {
    rule: 'flink/operator-knows-version',
    breaks: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, version: "2.3.0", image: {tag: "2.3.0-java17"}}}',
    },
    finding:
      "values.flink.clusters.watch.version: expected at most 2.2, the newest that the operator's kinds name, got 2.3.0",
    passes: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, version: "1.20.4", image: {tag: "1.20.4-java17"}}}',
    },
  },
  {
    rule: 'flink/standalone-starts',
    breaks: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, operator: {mode: standalone}}}',
    },
    finding:
      'values.flink.clusters.watch.operator.mode: expected native, got standalone: operator 1.15.0 cannot start Flink 2.2.1 with high availability',
    passes: {
      operator: '{version: "1.16.0"}',
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, operator: {mode: standalone}}}',
    },
  },
  {
    rule: 'flink/operator-uses-kubernetes',
    breaks: {
      zookeeper: '{chroot: /flink}',
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, highAvailability: zookeeper}}',
    },
    finding:
      'values.flink.clusters.watch.highAvailability: expected kubernetes or none with mode: operator, got zookeeper: its pods hold no certificate for it',
    passes: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, highAvailability: kubernetes}}',
    },
  },
  {
    rule: 'flink/operator-holds-no-secrets',
    breaks: {
      storage:
        '{uri: "s3://company/flink", access: {peers: [{cidr: 10.40.0.0/24}]}, credentials: {secret: store, options: {s3.secret-key: key}}}',
      clusters: '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}}}',
    },
    finding:
      'values.flink.storage.credentials.secret: expected none while the operator runs watch, got store: its configuration would have to say s3.secret-key in plain text',
    passes: {
      storage:
        '{uri: "s3://company/flink", access: {peers: [{cidr: 10.40.0.0/24}]}, credentials: {annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::1:role/flink"}}}',
      clusters: '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}}}',
    },
  },
  {
    rule: 'flink/operator-connects-no-kafka',
    breaks: {
      also: 'kafka: {clusterId: Ab3dEfGhIjKlMnOpQrStUw}, ',
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, kafka: {acls: {read: {name: orders, operations: [Read]}}}}}',
      facts: ['flink: true}', 'flink: true, kafka: true}'],
    },
    finding:
      'values.flink.clusters.watch.kafka.acls: expected none with mode: operator, got some: certificates and users are rendered for applications and sessions',
    passes: {
      also: 'kafka: {clusterId: Ab3dEfGhIjKlMnOpQrStUw}, ',
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, kafka: {acls: {read: {name: orders, operations: [Read]}}}}}',
      facts: ['flink: true}', 'flink: true, kafka: true}'],
    },
  },
  {
    rule: 'flink/operator-finds-the-jar',
    breaks: {
      clusters: '{watch: {mode: operator, job: {jar: {from: container, path: /a.jar, image: "shop/orders:1.0.0"}}}}',
    },
    finding:
      'values.flink.clusters.watch.job.jar.from: expected image with mode: operator, which fetches jars without asking for their SHA-256, got container',
    passes: { clusters: '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}}}' },
  },
  {
    rule: 'flink/operator-finds-the-jar',
    breaks: {
      clusters: '{watch: {mode: operator, job: {jar: {from: url, url: "https://repository.example.com/a.jar"}}}}',
    },
    finding:
      'values.flink.clusters.watch.job.jar.from: expected image with mode: operator, which fetches jars without asking for their SHA-256, got url',
    passes: { clusters: '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}}}' },
  },
  {
    rule: 'flink/operator-finds-the-jar',
    breaks: {
      clusters: '{watch: {mode: operator, operator: {jobs: {a: {url: "http://repository.example.com/a.jar"}}}}}',
    },
    finding:
      'values.flink.clusters.watch.operator.jobs.a.url: expected an address of a public host that begins with https://, got http://repository.example.com/a.jar: the operator takes no other',
    passes: {
      clusters: '{watch: {mode: operator, operator: {jobs: {a: {url: "https://repository.example.com/a.jar"}}}}}',
    },
  },
  {
    rule: 'flink/operator-finds-the-jar',
    breaks: { clusters: '{watch: {mode: operator, operator: {jobs: {a: {url: "https://10.0.0.1/a.jar"}}}}}' },
    finding:
      'values.flink.clusters.watch.operator.jobs.a.url: expected an address of a public host that begins with https://, got https://10.0.0.1/a.jar: the operator takes no other',
    passes: {
      clusters: '{watch: {mode: operator, operator: {jobs: {a: {url: "https://repository.example.com/a.jar"}}}}}',
    },
  },
  {
    rule: 'flink/session-jobs-have-a-session',
    breaks: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, operator: {jobs: {a: {url: "https://repository.example.com/a.jar"}}}}}',
    },
    finding:
      'values.flink.clusters.watch.operator.jobs: expected none beside the job of an application, got some: they are of a session',
    passes: {
      clusters: '{watch: {mode: operator, operator: {jobs: {a: {url: "https://repository.example.com/a.jar"}}}}}',
    },
  },
  {
    rule: 'flink/snapshots-have-a-job',
    breaks: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, operator: {snapshots: {before: {job: other}}}}}',
    },
    finding:
      'values.flink.clusters.watch.operator.snapshots.before.job: expected null for the only job of an application, got other',
    passes: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, operator: {snapshots: {before: {}}}}}',
    },
  },
  {
    rule: 'flink/snapshots-have-a-job',
    breaks: {
      clusters:
        '{watch: {mode: operator, operator: {jobs: {a: {url: "https://repository.example.com/a.jar"}}, snapshots: {before: {job: b}}}}}',
    },
    finding: 'values.flink.clusters.watch.operator.snapshots.before.job: expected a job of the session (a), got b',
    passes: {
      clusters:
        '{watch: {mode: operator, operator: {jobs: {a: {url: "https://repository.example.com/a.jar"}}, snapshots: {before: {job: a}}}}}',
    },
  },
  {
    rule: 'flink/upgrades-find-state',
    breaks: {
      storage: '{type: none}',
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, highAvailability: none, state: {checkpointEvery: null}}}',
      purpose: 'development',
    },
    finding:
      'values.flink.clusters.watch.operator.upgradeMode: expected stateless while values.flink.storage.type is none, got savepoint',
    passes: {
      storage: '{type: none}',
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, highAvailability: none, state: {checkpointEvery: null}, operator: {upgradeMode: stateless}}}',
      purpose: 'development',
    },
  },
  {
    rule: 'flink/upgrades-find-state',
    breaks: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, highAvailability: none, operator: {upgradeMode: last-state}}}',
      purpose: 'development',
    },
    finding:
      'values.flink.clusters.watch.operator.upgradeMode: expected last-state only with high availability and checkpoints, got it without',
    passes: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, operator: {upgradeMode: last-state}}}',
      purpose: 'development',
    },
  },
  {
    rule: 'flink/upgrades-keep-state',
    severity: 'warning',
    breaks: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, operator: {upgradeMode: stateless}}}',
    },
    finding:
      'values.flink.clusters.watch.operator.upgradeMode: expected savepoint or last-state in production, got stateless: every change of the cluster empties its state',
    passes: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, operator: {upgradeMode: stateless}}}',
      purpose: 'development',
    },
  },
  {
    rule: 'flink/operator-options-have-their-needs',
    breaks: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, highAvailability: none, config: {kubernetes.operator.deployment.rollback.enabled: true}}}',
      purpose: 'development',
    },
    finding:
      'values.flink.clusters.watch.config["kubernetes.operator.deployment.rollback.enabled"]: expected high availability with kubernetes.operator.deployment.rollback.enabled, got none',
    passes: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {kubernetes.operator.deployment.rollback.enabled: true}}}',
      purpose: 'development',
    },
  },
  {
    rule: 'flink/operator-options-have-their-needs',
    breaks: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {kubernetes.operator.cluster.health-check.enabled: true, kubernetes.operator.jm-deployment-recovery.enabled: false}}}',
    },
    finding:
      'values.flink.clusters.watch.config["kubernetes.operator.cluster.health-check.enabled"]: expected kubernetes.operator.jm-deployment-recovery.enabled with kubernetes.operator.cluster.health-check.enabled, got none',
    passes: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {kubernetes.operator.cluster.health-check.enabled: true}}}',
    },
  },
  {
    rule: 'flink/autoscaler-options-are-in-range',
    breaks: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {job.autoscaler.enabled: true, jobmanager.scheduler: adaptive, job.autoscaler.utilization.target: "0.8", job.autoscaler.utilization.max: "0.75", job.autoscaler.scale-down.max-factor: "-1"}}}',
    },
    finding:
      'values.flink.clusters.watch.config["job.autoscaler.utilization.max"]: expected a number from 0.8 to 1, got 0.75 | values.flink.clusters.watch.config["job.autoscaler.scale-down.max-factor"]: expected a number from 0, got -1',
    passes: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {job.autoscaler.enabled: true, jobmanager.scheduler: adaptive, job.autoscaler.utilization.target: "0.8", job.autoscaler.utilization.max: "0.9", job.autoscaler.utilization.min: "0.8"}}}',
    },
  },
  {
    rule: 'flink/autoscaler-options-are-in-range',
    breaks: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {job.autoscaler.enabled: true, jobmanager.scheduler: adaptive, job.autoscaler.utilization.min: 80%}}}',
    },
    finding:
      'values.flink.clusters.watch.config["job.autoscaler.utilization.min"]: expected a number from 0 to 0.7, got 80%',
    passes: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {job.autoscaler.utilization.min: 80%}}}',
    },
  },
  {
    rule: 'flink/autoscaler-has-room',
    severity: 'warning',
    breaks: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {job.autoscaler.enabled: true, jobmanager.scheduler: adaptive, job.autoscaler.vertex.min-parallelism: 128}}}',
    },
    finding:
      'values.flink.clusters.watch.config["job.autoscaler.enabled"]: expected a parallelism to choose from, got none: at least 128 and at most 128',
    passes: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {job.autoscaler.enabled: true, jobmanager.scheduler: adaptive, job.autoscaler.vertex.min-parallelism: 2}}}',
    },
  },
  {
    rule: 'flink/autoscaler-scales-in-place',
    severity: 'warning',
    breaks: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {job.autoscaler.enabled: true}}}',
    },
    finding:
      'values.flink.clusters.watch.config["job.autoscaler.enabled"]: expected jobmanager.scheduler: adaptive with job.autoscaler.enabled, got none: each change of the parallelism would start the whole cluster anew',
    passes: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {job.autoscaler.enabled: true, jobmanager.scheduler: adaptive}}}',
    },
  },
  {
    rule: 'flink/autoscaler-decides-alone',
    breaks: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {job.autoscaler.enabled: true, jobmanager.scheduler: adaptive, pipeline.jobvertex-parallelism-overrides: "a:1"}}}',
    },
    finding:
      'values.flink.clusters.watch.config["pipeline.jobvertex-parallelism-overrides"]: expected none with job.autoscaler.enabled, which decides it, got pipeline.jobvertex-parallelism-overrides',
    passes: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {pipeline.jobvertex-parallelism-overrides: "a:1"}}}',
    },
  },
  {
    rule: 'flink/operator-options-are-the-clusters',
    breaks: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {kubernetes.operator.leader-election.enabled: true}}}',
    },
    finding:
      'values.flink.clusters.watch.config["kubernetes.operator.leader-election.enabled"]: expected an option that the operator reads from its clusters, got kubernetes.operator.leader-election.enabled, which it reads from its own configuration alone',
    passes: {
      clusters:
        '{watch: {mode: operator, job: {jar: {path: /opt/flink/usrlib/orders.jar}}, config: {kubernetes.operator.savepoint.history.max.count: 5}}}',
    },
  },
  ...(['jobs', 'snapshots'] as const).map(
    (key): RuleRow<Written> => ({
      rule: 'flink/operator-names-differ',
      breaks: {
        clusters: `{a: {mode: operator, operator: {${key}: {b-c: {}}}}, a-b: {mode: operator, operator: {${key}: {c: {}}}}}`,
      },
      finding: `values.flink.clusters.a-b.operator.${key}.c: expected a name that makes one of its own with the cluster's, got flink-a-b-c, as b-c of cluster a has`,
      passes: {
        clusters:
          '{a: {mode: operator, operator: {jobs: {b: {url: "https://jars.example.com/a.jar"}}, snapshots: {b: {job: b}}}}, b: {mode: operator, operator: {jobs: {b: {url: "https://jars.example.com/a.jar"}}}}}',
      },
    }),
  ),
  {
    rule: 'flink/transactions-outlast-checkpoints',
    severity: 'warning',
    breaks: {
      also: 'kafka: {clusterId: Ab3dEfGhIjKlMnOpQrStUw}, ',
      facts: ['flink: true}', 'flink: true, kafka: true}'],
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, kafka: {acls: {write: {resource: transactionalId, name: orders, match: prefixed, operations: [Write, Describe]}}}, state: {checkpointEvery: 5m}}}',
    },
    finding:
      'values.flink.clusters.orders.state.checkpointWithin: expected less than 900s, the longest transaction that Kafka allows, with checkpointEvery (5m), got 10m: what a checkpoint was to commit would be lost',
    passes: {
      also: 'kafka: {clusterId: Ab3dEfGhIjKlMnOpQrStUw, brokers: {config: {transaction.max.timeout.ms: 1800000}}}, ',
      facts: ['flink: true}', 'flink: true, kafka: true}'],
      clusters:
        '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}, kafka: {acls: {write: {resource: transactionalId, name: orders, match: prefixed, operations: [Write, Describe]}}}, state: {checkpointEvery: 5m}}}',
    },
  },
]

/** What every row begins with: an application that nothing is wrong with. */
const sound = {
  clusters: '{orders: {job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}}}',
  storage: '{uri: "s3://company/flink", access: {peers: [{cidr: 10.40.0.0/24}]}}',
  security: '{keystorePassword: {secret: keystore}}',
}

function text(name: string, { purpose, facts, namespaces, also = '', ...written }: Written): string {
  const values = Object.entries({ ...sound, ...written }).map(([key, value]) => `${key}: ${value}`)
  const whole = overlay(
    `components: {namespace: true, certs: true, zookeeper: true, flink: true}
values: {namespace: {namespaces: ${namespaces ?? '{data: {}}'}}, ${also}flink: {${values.join(', ')}}}
`,
    { name, ...(purpose === undefined ? {} : { purpose }) },
  ).replace('    nodes:', '    apiServer: {cidrs: [10.96.0.1/32], port: 443}, nodes:')
  return withFacts(whole, facts)
}

/** A bucket and a path in ZooKeeper are an overlay's own, so each row is rendered by itself. */
async function problemsOf(name: string, written: Written): Promise<readonly Problem[]> {
  return (await rendered({ [name]: text(name, written) })).problems
}

for (const [index, row] of table.entries()) {
  const { rule, breaks, finding, passes } = row
  test(`${rule}: ${finding}`, async () => {
    const problems = await problemsOf(`breaks-${index}`, breaks)
    assert.equal(found(problems, rule), expected(row))
    assert.equal(toldBeside(problems, rule, text(`breaks-${index}`, breaks)), [])
  })
  test(`${rule}: nothing against ${JSON.stringify(passes)}`, async () => {
    const problems = await problemsOf(`passes-${index}`, passes)
    assert.equal(
      problems.filter((problem) => problem.rule === rule || problem.severity === 'error'),
      [],
    )
  })
}

test('flink/storage-is-apart: a folder in that of another overlay is refused there, and beside it is not', async () => {
  const at = (uri: string) => ({ storage: `{uri: "${uri}", access: {peers: [{cidr: 10.40.0.0/24}]}}` })
  const apart = async (other: string): Promise<string[]> =>
    (
      await rendered({
        outer: text('outer', at('s3://company/flink')),
        inner: text('inner', at(other)),
      })
    ).problems
      .filter(({ rule }) => fleetRules.some(({ id }) => id === rule))
      .map(({ at: { path }, message, overlay: of }) => `${of} ${path}: ${message}`)
  assert.equal(await apart('s3://company/flink/inner'), [
    'inner values.flink.storage.uri: expected a folder outside of that of overlay outer (s3://company/flink), got s3://company/flink/inner',
  ])
  assert.equal(await apart('s3://company/flink-inner'), [])
})

test('two jobs of sessions that end up with one name are told once, at the key of the second', async () => {
  const job = (name: string) => `
        mode: operator
        operator:
          jobs:
            ${name}: {url: "https://jars.example.com/a.jar"}`
  const clusters = `
      a:${job('b-c')}
      a-b:${job('c')}`
  const whole = text('twins', { purpose: 'development' }).replace(/^values: .*$/m, '')
  const told = async (more: string): Promise<string[]> => {
    const twins = `${whole}values:
  flink:
    storage: ${sound.storage}
    security: ${sound.security}
    clusters:${clusters}
${more}`
    const { problems } = await rendered({ twins })
    return problems
      .filter(({ severity }) => severity === 'error')
      .map(({ at, rule }) => `${at.line}:${at.column} ${at.path} ${rule}`)
  }
  const second = 'values.flink.clusters.a-b.operator.jobs.c'
  assert.equal(await told(''), [`32:13 ${second} flink/operator-names-differ`])
  const [twice = '', ...others] = await told(
    `accept: [{rule: flink/operator-names-differ, value: ${second}, reason: to see what is told then}]\n`,
  )
  assert.equal(others, [])
  assert.match(twice, /^\d\d:\d+ values\.flink\.clusters\S+ identity\/object-is-rendered-once$/)
})

testThatEveryRuleHasARow('flink', rules, table)

test.run()
