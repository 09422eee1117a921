import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fleetRules } from '../generators/060-pulsar/rules/replication.ts'
import { rules } from '../generators/060-pulsar/rules/rules.ts'
import { type RuleRow, testRows, testThatEveryRuleHasARow, withFacts } from './support/rule-table.ts'
import { lines, overlay, rendered } from './support/world.ts'

/** What an overlay says: the values of pulsar, and what else differs from a production overlay with certificates. */
type Written = {
  readonly pulsar?: string
  readonly certs?: string
  readonly zookeeper?: string
  readonly purpose?: 'development'
  readonly kubernetes?: string
  /** Changes of the facts: this text by that one. */
  readonly facts?: readonly [string, string]
}

const small = 'bookies: {resources: {memory: 1024Mi}, heap: 256Mi, direct: 384Mi}'

const namespace = (says: string): string => `{tenants: {shop: {namespaces: {orders: {${says}}}}}}`
const deploys = (place: string): string =>
  `${namespace('grants: {orders: [produce, sinks]}').slice(0, -1)}, functions: {place: ${place}}}`
const grants = (role: string): string => namespace(`grants: {${role}: [produce]}`)
const store = 'offload: {driver: aws-s3, bucket: old, region: eu-central-1, secret: store}'
const far = '{far: {pulsar: "pulsar+ssl://pulsar.far.example.com:6651", secret: far, addresses: [192.0.2.0/24]}}'

const table: readonly RuleRow<Written>[] = [
  {
    rule: 'pulsar/cluster-has-a-name',
    breaks: { pulsar: '{clusterName: null}' },
    finding:
      "values.pulsar.clusterName: expected the cluster's name, got none: it is the overlay's own, and all metadata will carry it",
    passes: {},
  },
  {
    rule: 'pulsar/chroot-is-named',
    breaks: { pulsar: '{zookeeper: {chroot: null}}' },
    finding:
      "values.pulsar.zookeeper.chroot: expected the cluster's path in ZooKeeper, got none: it is the overlay's own",
    passes: {},
  },
  {
    rule: 'pulsar/chroot-is-apart',
    breaks: { pulsar: '{zookeeper: {chroot: /zookeeper/pulsar}}' },
    finding:
      'values.pulsar.zookeeper.chroot: expected a path of its own in ZooKeeper, got /zookeeper/pulsar, while zookeeper has /zookeeper',
    passes: { pulsar: '{zookeeper: {chroot: /zookeeper-pulsar}}' },
  },
  {
    rule: 'pulsar/session-timeout-is-granted',
    breaks: { pulsar: '{zookeeper: {sessionTimeout: 41s}}' },
    finding: 'values.pulsar.zookeeper.sessionTimeout: expected what ZooKeeper grants (4s to 40s), got 41s',
    passes: { pulsar: '{zookeeper: {sessionTimeout: 40s}}' },
  },
  {
    rule: 'pulsar/requests-reach-zookeeper',
    breaks: { zookeeper: '{tuning: {largestRequest: 9Mi}}' },
    finding:
      "values.zookeeper.tuning.largestRequest: expected at least 10Mi, which Pulsar's servers send, got 9Mi: ZooKeeper would hang up on them",
    passes: { zookeeper: '{tuning: {largestRequest: 10Mi}}' },
  },
  {
    rule: 'pulsar/version-is-known',
    breaks: { pulsar: '{image: {tag: "3.0.9"}}' },
    finding: 'values.pulsar.image.tag: expected 4.x or 5.x, got 3.0.9: other versions have other properties',
    passes: { pulsar: '{image: {tag: "5.0.0"}}' },
  },
  {
    rule: 'pulsar/image-exists',
    breaks: { pulsar: '{image: {repository: apachepulsar/pulsar-all, tag: "5.0.0"}}' },
    finding:
      'values.pulsar.image.repository: expected apachepulsar/pulsar with 5.0.0, got apachepulsar/pulsar-all: there is no such image from 5.0 on',
    passes: { pulsar: '{image: {repository: apachepulsar/pulsar-all}}' },
  },
  {
    rule: 'pulsar/collector-is-the-launchers',
    breaks: { pulsar: '{image: {tag: "5.0.0"}, jvm: {collector: serial}}' },
    finding:
      'values.pulsar.jvm.collector: expected default with Pulsar 5.0.0, got serial: its launcher chooses for its own Java',
    passes: { pulsar: '{jvm: {collector: serial}}' },
  },
  {
    rule: 'pulsar/collector-is-the-launchers',
    breaks: {
      pulsar: '{image: {tag: "5.0.0"}, jvm: {options: ["-XX:+UseTransparentHugePages", "-XX:+ZGenerational"]}}',
    },
    finding:
      'values.pulsar.jvm.options: expected no choice of a collector with Pulsar 5.0.0, got -XX:+ZGenerational: its launcher chooses for its own Java',
    passes: { pulsar: '{image: {tag: "5.0.0"}, jvm: {options: ["-XX:+UseTransparentHugePages"]}}' },
  },
  {
    rule: 'pulsar/rack-needs-topology-labels',
    breaks: { kubernetes: '1.34' },
    finding:
      'values.pulsar.bookies.rack: expected none on Kubernetes 1.34, got zone: only from 1.35 on a pod is told the zone of its node',
    passes: { pulsar: '{bookies: {rack: none}}', kubernetes: '1.34' },
  },
  {
    rule: 'pulsar/monitoring-is-known',
    breaks: { facts: ['monitoring: [{namespace: monitoring}]', ''] },
    finding:
      'cluster.network.monitoring: expected the pods that scrape metrics, got none, while values.pulsar.metrics.enabled is true',
    passes: {
      pulsar: '{metrics: {enabled: false}}',
      facts: ['monitoring: [{namespace: monitoring}]', ''],
    },
  },
  {
    rule: 'pulsar/memory-holds-heap-and-direct',
    breaks: { pulsar: `{${small.replace('384Mi', '385Mi')}}` },
    finding:
      'values.pulsar.bookies.resources.memory: expected at least 1026Mi for a heap of 256Mi and 385Mi outside of it, got 1024Mi',
    passes: { pulsar: `{${small}}` },
  },
  {
    rule: 'pulsar/memory-holds-heap-and-direct',
    breaks: { pulsar: `{${small.replace('{', '{ledgers: {volumes: 2}, ')}}` },
    finding:
      'values.pulsar.bookies.resources.memory: expected at least 1280Mi for a heap of 256Mi and 384Mi outside of it, got 1024Mi',
    passes: { pulsar: `{${small.replace('{', '{ledgers: {volumes: 2}, ').replace('1024Mi', '1280Mi')}}` },
  },
  {
    rule: 'pulsar/memory-holds-heap-and-direct',
    breaks: { pulsar: '{recovery: {heap: 2Gi}}' },
    finding:
      'values.pulsar.recovery.resources.memory: expected at least 3021Mi for a heap of 2Gi and 256Mi outside of it, got 1Gi',
    passes: { pulsar: '{recovery: {place: bookies, heap: 2Gi}}' },
  },
  {
    rule: 'pulsar/memory-holds-heap-and-direct',
    breaks: { pulsar: '{functions: {place: pods, heap: 3Gi}}' },
    finding:
      'values.pulsar.functions.resources.memory: expected at least 4250Mi for a heap of 3Gi and 256Mi outside of it, got 3Gi',
    passes: { pulsar: '{functions: {place: brokers, heap: 3Gi}}' },
  },
  {
    rule: 'pulsar/numbers-fit',
    breaks: {
      pulsar:
        '{recovery: {after: 36500d}, defaults: {timeToLive: 24856d, largestMessage: 2Gi}, bookies: {direct: 64Gi, resources: {memory: 96Gi}}}',
    },
    finding:
      'values.pulsar.defaults.largestMessage: expected at most 2047Mi, got 2Gi: servers cannot count further | values.pulsar.defaults.timeToLive: expected at most 24855d, got 24856d: servers cannot count further | values.pulsar.recovery.after: expected at most 24855d, got 36500d: servers cannot count further',
    passes: { pulsar: '{recovery: {after: 24855d}, defaults: {timeToLive: 24855d, largestMessage: 2047Mi}}' },
  },
  {
    rule: 'pulsar/numbers-fit',
    breaks: { pulsar: namespace('timeToLive: 99999d') },
    finding:
      'values.pulsar.tenants.shop.namespaces.orders.timeToLive: expected at most 24855d, got 99999d: servers cannot count further',
    passes: { pulsar: namespace('timeToLive: 7d') },
  },
  {
    rule: 'pulsar/retained-sizes-are-whole-mebibytes',
    breaks: { pulsar: `{defaults: {retentionSize: 512Ki}, ${namespace('retentionSize: 1025Ki').slice(1)}` },
    finding:
      'values.pulsar.defaults.retentionSize: expected whole mebibytes, got 512Ki: Pulsar counts in them | values.pulsar.tenants.shop.namespaces.orders.retentionSize: expected whole mebibytes, got 1025Ki: Pulsar counts in them',
    passes: { pulsar: '{defaults: {retentionSize: 1024Ki}}' },
  },
  {
    rule: 'pulsar/volumes-hold-files',
    breaks: { pulsar: '{bookies: {journal: {size: 3Mi}, ledgers: {size: 511Mi}}}' },
    finding:
      'values.pulsar.bookies.journal.size: expected at least 512Mi, got 3Mi: the files on it would be too small to hold messages | values.pulsar.bookies.ledgers.size: expected at least 512Mi, got 511Mi: the files on it would be too small to hold messages',
    passes: { pulsar: '{bookies: {journal: {size: 512Mi}, ledgers: {size: 512Mi}}}' },
  },
  {
    rule: 'pulsar/messages-fit-write-cache',
    breaks: { pulsar: '{bookies: {ledgers: {volumes: 8}, direct: 319Mi}}' },
    finding:
      'values.pulsar.bookies.direct: expected at least 320Mi for messages up to 5Mi on 8 volumes, got 319Mi: a bookie could not take them',
    passes: { pulsar: '{bookies: {ledgers: {volumes: 8}, direct: 320Mi}}' },
  },
  {
    rule: 'pulsar/servers-can-start',
    breaks: { pulsar: '{bookies: {heap: 2Mi}, brokers: {direct: 512Ki}, functions: {place: brokers, heap: 1Mi}}' },
    finding:
      'values.pulsar.bookies.heap: expected at least 64Mi, got 2Mi: no server starts with so little | values.pulsar.brokers.direct: expected at least 64Mi, got 512Ki: no server starts with so little',
    passes: { pulsar: '{bookies: {heap: 64Mi}, brokers: {direct: 64Mi}}' },
  },
  {
    rule: 'pulsar/collector-is-the-launchers',
    breaks: { pulsar: '{jvm: {collector: serial, options: ["-XX:+UseG1GC"]}}' },
    finding:
      'values.pulsar.jvm.options: expected no choice of a collector here, got -XX:+UseG1GC: values.pulsar.jvm.collector chooses it',
    passes: { pulsar: '{jvm: {collector: g1, options: ["-XX:+UseStringDeduplication"]}}' },
  },
  {
    rule: 'pulsar/jvm-options-are-free',
    breaks: {
      pulsar:
        '{jvm: {options: ["-Xmx64g", "-XX:MaxDirectMemorySize=1g", "-Dzookeeper.client.secure=false", "-Djute.maxbuffer=1"]}}',
    },
    finding:
      "values.pulsar.jvm.options[3]: expected an option beyond ours, got -Djute.maxbuffer=1: it follows from values.zookeeper.tuning.largestRequest | values.pulsar.jvm.options[2]: expected an option beyond ours, got -Dzookeeper.client.secure=false: it follows from values.certs | values.pulsar.jvm.options[1]: expected an option beyond ours, got -XX:MaxDirectMemorySize=1g: it follows from every server's direct | values.pulsar.jvm.options[0]: expected an option beyond ours, got -Xmx64g: it follows from every server's heap",
    passes: { pulsar: '{jvm: {options: ["-Xss2m", "-XX:+UseTransparentHugePages"]}}' },
  },
  {
    rule: 'pulsar/ensemble-fits-bookies',
    breaks: { pulsar: '{bookies: {replicas: 2}}' },
    finding: 'values.pulsar.quorum.ensemble: expected at most bookies.replicas (2), got 3: nobody could write',
    passes: { pulsar: '{bookies: {replicas: 3}}', purpose: 'development' },
  },
  {
    rule: 'pulsar/write-fits-ensemble',
    breaks: { pulsar: '{quorum: {ensemble: 2}}' },
    finding: 'values.pulsar.quorum.write: expected at most the ensemble (2), got 3',
    passes: { pulsar: '{quorum: {ensemble: 2, write: 2}}' },
  },
  {
    rule: 'pulsar/ack-fits-write',
    breaks: { pulsar: '{quorum: {write: 2, ack: 3}}' },
    finding: 'values.pulsar.quorum.ack: expected at most as many copies as are written (2), got 3',
    passes: { pulsar: '{quorum: {write: 2, ack: 2}}' },
  },
  {
    rule: 'pulsar/writing-survives-a-bookie',
    breaks: { pulsar: '{bookies: {replicas: 3}}' },
    finding:
      'values.pulsar.bookies.replicas: expected at least 4, one more than the ensemble, got 3: the restart of one stops writing',
    passes: { pulsar: '{bookies: {replicas: 3}, quorum: {ensemble: 2, write: 2}}' },
  },
  {
    rule: 'pulsar/messages-survive-a-bookie',
    breaks: { pulsar: '{quorum: {write: 1, ack: 1}}' },
    finding:
      'values.pulsar.quorum.ack: expected at least 2 copies before a producer is told so, got 1: a message may be on one disk only | values.pulsar.quorum.write: expected at least 2 copies, got 1: the loss of one disk loses messages',
    passes: { pulsar: '{quorum: {write: 2, ack: 2}}' },
  },
  {
    rule: 'pulsar/messages-survive-a-bookie',
    severity: 'warning',
    breaks: { pulsar: '{quorum: {ack: 1}}', purpose: 'development' },
    finding:
      'values.pulsar.quorum.ack: expected at least 2 copies before a producer is told so, got 1: a message may be on one disk only',
    passes: { purpose: 'development' },
  },
  {
    rule: 'pulsar/brokers-survive-one',
    breaks: { pulsar: '{brokers: {replicas: 1}}' },
    finding: 'values.pulsar.brokers.replicas: expected at least 2 brokers, got 1: every restart is an outage',
    passes: { pulsar: '{brokers: {replicas: 2}}' },
  },
  {
    rule: 'pulsar/brokers-may-stop',
    breaks: { pulsar: '{brokers: {rollout: {stopWithin: 29s}}}' },
    finding:
      'values.pulsar.brokers.rollout.stopWithin: expected at least 30s, got 29s: a broker hands its topics over before it stops',
    passes: { pulsar: '{brokers: {rollout: {stopWithin: 30s}}}' },
  },
  {
    rule: 'pulsar/retention-is-whole-minutes',
    breaks: { pulsar: '{defaults: {retention: 90s}}' },
    finding: 'values.pulsar.defaults.retention: expected whole minutes, got 90s',
    passes: { pulsar: '{defaults: {retention: 120s}}' },
  },
  {
    rule: 'pulsar/topics-are-declared',
    severity: 'warning',
    breaks: { pulsar: '{defaults: {autoCreateTopics: true, deleteInactiveTopics: true}}' },
    finding:
      'values.pulsar.defaults.autoCreateTopics: expected false in production, got true: a mistyped name makes a topic | values.pulsar.defaults.deleteInactiveTopics: expected false in production, got true: a topic that nobody uses for a minute is gone, with what it retains',
    passes: { pulsar: '{defaults: {autoCreateTopics: true}}', purpose: 'development' },
  },
  {
    rule: 'pulsar/tokens-are-encrypted',
    breaks: { pulsar: '{security: {tokens: {secret: keys}}}', certs: '{internal: none}', purpose: 'development' },
    finding:
      'values.pulsar.security.tokens.secret: expected no tokens while values.certs.internal is none: whoever sees one could use it',
    passes: { pulsar: '{security: {tokens: {secret: keys}}}' },
  },
  {
    rule: 'pulsar/clients-are-not-parts',
    breaks: { certs: '{clients: {zookeeper: {}, pulsar: {}}}' },
    finding:
      'values.certs.clients.pulsar: expected the name of an application, got pulsar, which is that of a part of the platform: logs could not tell the two apart | values.certs.clients.zookeeper: expected the name of an application, got zookeeper, which is that of a part of the platform: logs could not tell the two apart',
    passes: { certs: '{clients: {pulsar-reader: {}}}' },
  },
  {
    rule: 'pulsar/super-users-have-certificates',
    severity: 'warning',
    breaks: { pulsar: '{security: {superUsers: [ops]}}', certs: '{clients: {orders: {}}}' },
    finding: 'values.pulsar.security.superUsers: expected names in values.certs.clients (orders), got ops',
    passes: { pulsar: '{security: {superUsers: [ops]}}', certs: '{clients: {ops: {}}}' },
  },
  {
    rule: 'pulsar/outside-is-authenticated',
    breaks: {
      pulsar: '{proxy: {external: {type: LoadBalancer, hosts: [plain.example.com]}}}',
      certs: '{internal: none}',
      purpose: 'development',
    },
    finding:
      'values.pulsar.proxy.external.type: expected none while values.certs.internal is none, got LoadBalancer: everyone could read and write everything',
    passes: { pulsar: '{proxy: {external: {type: LoadBalancer, hosts: [tls.example.com]}}}' },
  },
  {
    rule: 'pulsar/outside-goes-through-proxies',
    breaks: { pulsar: '{proxy: {enabled: false, external: {type: LoadBalancer, hosts: [direct.example.com]}}}' },
    finding:
      'values.pulsar.proxy.external.type: expected none without proxies, got LoadBalancer: a client must reach each broker by itself',
    passes: { pulsar: '{proxy: {enabled: false}}' },
  },
  {
    rule: 'pulsar/outside-has-a-name',
    breaks: { pulsar: '{proxy: {external: {type: LoadBalancer}}}' },
    finding:
      'values.pulsar.proxy.external.hosts: expected the DNS names that lead to the load balancer, got none: they must be in the certificate',
    passes: { pulsar: '{proxy: {external: {type: LoadBalancer, hosts: [named.example.com]}}}' },
  },
  {
    rule: 'pulsar/roles-have-certificates',
    severity: 'warning',
    breaks: { pulsar: grants('orders'), certs: '{clients: {billing: {}}}' },
    finding:
      'values.pulsar.tenants.shop.namespaces.orders.grants.orders: expected a certificate of this name in values.certs.clients (billing), got none',
    passes: { pulsar: grants('billing'), certs: '{clients: {billing: {}}}' },
  },
  {
    rule: 'pulsar/admins-have-certificates',
    severity: 'warning',
    breaks: { pulsar: '{tenants: {shop: {admins: [gatway]}}}', certs: '{clients: {gateway: {}}}' },
    finding: 'values.pulsar.tenants.shop.admins: expected names in values.certs.clients (gateway), got gatway',
    passes: { pulsar: '{tenants: {shop: {admins: [gateway]}}}', certs: '{clients: {gateway: {}}}' },
  },
  {
    rule: 'pulsar/deployers-are-trusted',
    severity: 'warning',
    breaks: { pulsar: deploys('brokers') },
    finding:
      'values.pulsar.tenants.shop.namespaces.orders.grants.orders: expected only super users to deploy code, got orders: what runs in a worker may do everything',
    passes: { pulsar: deploys('brokers').replace(/}$/, ', security: {superUsers: [orders]}}') },
  },
  {
    rule: 'pulsar/grants-have-workers',
    severity: 'warning',
    breaks: { pulsar: deploys('none') },
    finding:
      'values.pulsar.tenants.shop.namespaces.orders.grants.orders: expected produce and consume while values.pulsar.functions.place is none, got produce, sinks',
    passes: { pulsar: deploys('pods') },
  },
  {
    rule: 'pulsar/functions-survive-a-worker',
    breaks: { pulsar: '{functions: {place: pods, replicas: 1}}' },
    finding:
      'values.pulsar.functions.replicas: expected at least 2 workers, got 1: while it restarts no code of users runs',
    passes: { pulsar: '{functions: {place: brokers, replicas: 1}}' },
  },
  {
    rule: 'pulsar/targets-are-named',
    breaks: { pulsar: '{functions: {place: brokers, egress: {shop: {port: 5432}}}}' },
    finding:
      'values.pulsar.functions.egress.shop.to: expected addresses or pods, got none: that would be all there are',
    passes: { pulsar: '{functions: {place: pods, egress: {shop: {to: [{cidr: 192.0.2.0/24}]}}}}' },
  },
  {
    rule: 'pulsar/packages-are-shared',
    breaks: {
      pulsar:
        '{brokers: {config: {packagesManagementStorageProvider: org.apache.pulsar.packages.management.storage.filesystem.FileSystemPackagesStorageProvider}}}',
    },
    finding:
      'values.pulsar.brokers.config.packagesManagementStorageProvider: expected a store that all brokers share, got files: each would have its own, and no broker has a disk',
    passes: {
      pulsar:
        '{brokers: {config: {packagesManagementStorageProvider: org.apache.pulsar.packages.management.storage.bookkeeper.BookKeeperPackagesStorageProvider}}}',
    },
  },
  {
    rule: 'pulsar/policies-are-whole-minutes',
    breaks: { pulsar: namespace('retention: 61s') },
    finding: 'values.pulsar.tenants.shop.namespaces.orders.retention: expected whole minutes, got 61s',
    passes: { pulsar: namespace('retention: 1m') },
  },
  {
    rule: 'pulsar/backlog-fits-retention',
    breaks: { pulsar: namespace('retention: 1h, retentionSize: 1Gi, backlog: 1Gi') },
    finding:
      'values.pulsar.tenants.shop.namespaces.orders.backlog: expected less than the retentionSize (1Gi), got 1Gi: Pulsar refuses it',
    passes: { pulsar: namespace('retention: 1h, backlog: 1Gi') },
  },
  {
    rule: 'pulsar/other-clusters-are-reachable',
    breaks: { pulsar: '{replication: {clusters: {far: {pulsar: "pulsar+ssl://proxy.data.svc:6651"}}}}' },
    finding:
      'values.pulsar.replication.clusters.far.addresses: expected the ranges of addresses of far, got none: no other address is open to the brokers | values.pulsar.replication.clusters.far.pulsar: expected a name that leads there from outside of its Kubernetes, got pulsar+ssl://proxy.data.svc:6651 | values.pulsar.replication.clusters.far.secret: expected the Secret with the certificate that far gave to this cluster, got none',
    passes: { pulsar: `{replication: {clusters: ${far}}}` },
  },
  {
    rule: 'pulsar/replication-is-encrypted',
    breaks: { pulsar: `{replication: {clusters: ${far}}}`, certs: '{internal: none}', purpose: 'development' },
    finding:
      'values.pulsar.replication.clusters: expected none while values.certs.internal is none: the other side could not know who this is',
    passes: { certs: '{internal: none}', purpose: 'development' },
  },
  {
    rule: 'pulsar/replicas-are-known-clusters',
    breaks: { pulsar: namespace('replicateTo: [near]').replace(/}$/, `, replication: {clusters: ${far}}}`) },
    finding:
      'values.pulsar.tenants.shop.namespaces.orders.replicateTo: expected other clusters of values.pulsar.replication.clusters (far), got near',
    passes: { pulsar: namespace('replicateTo: [far]').replace(/}$/, `, replication: {clusters: ${far}}}`) },
  },
  {
    rule: 'pulsar/image-holds-offloaders',
    breaks: { pulsar: `{${store}}` },
    finding:
      'values.pulsar.image.repository: expected apachepulsar/pulsar-all with offload.driver aws-s3, got apachepulsar/pulsar: of 4.x it holds no offloaders',
    passes: { pulsar: `{image: {tag: "5.0.0"}, ${store.replace('old', 'older')}}` },
  },
  {
    rule: 'pulsar/volumes-are-of-four',
    breaks: { pulsar: '{image: {tag: "5.0.0"}, offload: {driver: filesystem}}' },
    finding:
      'values.pulsar.offload.driver: expected an object store with Pulsar 5.0.0, got filesystem: its image holds no offloader for volumes',
    passes: { pulsar: '{image: {repository: apachepulsar/pulsar-all}, offload: {driver: filesystem}}' },
  },
  {
    rule: 'pulsar/brokers-share-the-volume',
    breaks: { pulsar: '{offload: {driver: filesystem, claim: {accessMode: ReadWriteOnce}}}' },
    finding:
      'values.pulsar.offload.claim.accessMode: expected ReadWriteMany with 3 brokers, got ReadWriteOnce: any of them may have to read any message',
    passes: {
      pulsar: '{brokers: {replicas: 1}, offload: {driver: filesystem, claim: {accessMode: ReadWriteOnce}}}',
      purpose: 'development',
    },
  },
  {
    rule: 'pulsar/object-store-is-named',
    breaks: { pulsar: '{offload: {driver: google-cloud-storage, endpoint: "https://s3.example.com", secret: store}}' },
    finding:
      "values.pulsar.offload.bucket: expected the bucket, got none: it is the overlay's own | values.pulsar.offload.endpoint: expected none with google-cloud-storage, got https://s3.example.com",
    passes: { pulsar: '{offload: {driver: azureblob, bucket: blobs, secret: store}}' },
  },
  {
    rule: 'pulsar/object-store-is-named',
    breaks: { pulsar: '{offload: {driver: aws-s3, bucket: nowhere, secret: store}}' },
    finding: 'values.pulsar.offload.region: expected the region of the bucket, or an endpoint, got none',
    passes: {
      pulsar: '{offload: {driver: aws-s3, bucket: somewhere, endpoint: "https://s3.example.com", secret: store}}',
    },
  },
  {
    rule: 'pulsar/object-store-lets-brokers-in',
    breaks: { pulsar: '{offload: {driver: azureblob, bucket: closed}}' },
    finding:
      'values.pulsar.offload.secret: expected a Secret with the credentials, or annotations of the ServiceAccount that stands for them, got neither',
    passes: {
      pulsar:
        '{offload: {driver: azureblob, bucket: open-one, serviceAccountAnnotations: {azure.workload.identity/client-id: x}}}',
    },
  },
  {
    rule: 'pulsar/disks-fill-in-order',
    breaks: { pulsar: '{bookies: {config: {diskUsageWarnThreshold: "0.96"}}}' },
    finding:
      'values.pulsar.bookies.config.diskUsageThreshold: expected a share of the disk below 1 and not below diskUsageWarnThreshold (0.96), got 0.95',
    passes: { pulsar: '{bookies: {config: {diskUsageWarnThreshold: "0.95"}}}' },
  },
  {
    rule: 'pulsar/compacts-in-order',
    breaks: { pulsar: '{bookies: {config: {minorCompactionInterval: 599, majorCompactionThreshold: "0.2"}}}' },
    finding:
      'values.pulsar.bookies.config.minorCompactionInterval: expected at least gcWaitTime (600000 ms), got 599 s: no bookie would start | values.pulsar.bookies.config.minorCompactionThreshold: expected less than majorCompactionThreshold (0.2), got 0.2: no bookie would start',
    passes: { pulsar: '{bookies: {config: {minorCompactionInterval: 300, gcWaitTime: 300000}}}' },
  },
  {
    rule: 'pulsar/compacts-in-order',
    breaks: { pulsar: '{bookies: {config: {majorCompactionThreshold: "1.1", minorCompactionInterval: 86400}}}' },
    finding:
      'values.pulsar.bookies.config.majorCompactionThreshold: expected a share up to 1, got 1.1: no bookie would start | values.pulsar.bookies.config.minorCompactionInterval: expected less than majorCompactionInterval (86400), got 86400: no bookie would start',
    passes: { pulsar: '{bookies: {config: {majorCompactionInterval: 0, minorCompactionInterval: 86400}}}' },
  },
  {
    rule: 'pulsar/sticky-reads-have-effect',
    severity: 'warning',
    breaks: { pulsar: '{quorum: {write: 2}, brokers: {config: {bookkeeperEnableStickyReads: true}}}' },
    finding:
      'values.pulsar.brokers.config.bookkeeperEnableStickyReads: expected an ensemble as large as write (2), got 3: it has no effect',
    passes: { pulsar: '{brokers: {config: {bookkeeperEnableStickyReads: true}}}' },
  },
  {
    rule: 'pulsar/enforced-racks-are-known',
    breaks: {
      pulsar: '{bookies: {rack: none}, brokers: {config: {bookkeeperClientEnforceMinNumRacksPerWriteQuorum: true}}}',
    },
    finding:
      'values.pulsar.brokers.config.bookkeeperClientEnforceMinNumRacksPerWriteQuorum: expected false while values.pulsar.bookies.rack is none, got true: no bookie has a rack, and nobody could write',
    passes: { pulsar: '{brokers: {config: {bookkeeperClientEnforceMinNumRacksPerWriteQuorum: true}}}' },
  },
  {
    rule: 'pulsar/slow-bookie-has-room',
    severity: 'warning',
    breaks: { pulsar: '{brokers: {direct: 1023Mi}}' },
    finding:
      'values.pulsar.brokers.direct: expected at least 1Gi where 2 of 3 copies are waited for, got 1023Mi: what a slow bookie has not written fills it',
    passes: { pulsar: '{brokers: {direct: 1023Mi}, quorum: {ack: 3}}' },
  },
  {
    rule: 'pulsar/servers-have-a-processor',
    severity: 'warning',
    breaks: {
      pulsar: '{bookies: {resources: {cpu: 500m, cpuLimit: 999m}}, brokers: {resources: {cpu: 500m, cpuLimit: 1000m}}}',
    },
    finding:
      'values.pulsar.bookies.resources.cpuLimit: expected null, or at least 1, got 999m: it would be held back in the middle of collecting garbage',
    passes: { pulsar: '{brokers: {resources: {cpu: 500m, cpuLimit: "1"}}}' },
  },
  {
    rule: 'pulsar/properties-are-of-the-version',
    breaks: {
      pulsar:
        '{image: {tag: "5.0.0"}, brokers: {config: {subscriptionKeySharedUseClassicPersistentImplementation: true, managedLedgerUnackedRangesOpenCacheSetEnabled: true}}, proxy: {config: {sslFactoryPlugin: x}}, jvm: {options: ["-Dpulsar.allocator.leak_detection=Simple", "-Dpulsar.allocator.type=pooled"]}}',
    },
    finding:
      'values.pulsar.brokers.config.managedLedgerUnackedRangesOpenCacheSetEnabled: expected no managedLedgerUnackedRangesOpenCacheSetEnabled with Pulsar 5.0.0: acknowledgments are always tracked by bitmaps | values.pulsar.brokers.config.subscriptionKeySharedUseClassicPersistentImplementation: expected no subscriptionKeySharedUseClassicPersistentImplementation with Pulsar 5.0.0: there is no classic dispatcher any more | values.pulsar.jvm.options: expected no pooled allocator for everything with Pulsar 5.0.0: the cache of what was read needs the adaptive one | values.pulsar.jvm.options: expected no pulsar.allocator.leak_detection with Pulsar 5.0.0: io.netty.leakDetection.level is in its place | values.pulsar.proxy.config.sslFactoryPlugin: expected no sslFactoryPlugin with Pulsar 5.0.0: tlsFactoryClassName and tlsFactoryConfig are in its place',
    passes: { pulsar: '{brokers: {config: {subscriptionSharedUseClassicPersistentImplementation: true}}}' },
  },
  {
    rule: 'pulsar/way-back-is-decided',
    severity: 'warning',
    breaks: { pulsar: '{image: {tag: "5.0.0"}, brokers: {config: {enablePackagesManagement: true}}}' },
    finding:
      'values.pulsar.brokers.config: expected packagesManagementJsonSerializationEnabled to be stated with Pulsar 5.0.0: true, as it is by itself, leaves no way back to 4.x | values.pulsar.brokers.config: expected scalableTopicsEnabled to be stated with Pulsar 5.0.0: true, as it is by itself, leaves no way back to 4.x',
    passes: { pulsar: '{image: {tag: "5.0.0"}, brokers: {config: {scalableTopicsEnabled: false}}}' },
  },
  {
    rule: 'pulsar/journal-is-synced',
    breaks: { pulsar: '{bookies: {config: {journalSyncData: false}}}' },
    finding:
      'values.pulsar.bookies.config.journalSyncData: expected true, got false: acknowledged messages are lost when the power is',
    passes: { pulsar: '{bookies: {config: {journalSyncData: true}}}' },
  },
  {
    rule: 'pulsar/journal-is-synced',
    breaks: { pulsar: '{bookies: {config: {journalSyncData: "no", journalWriteData: Off}}}' },
    finding:
      'values.pulsar.bookies.config.journalSyncData: expected true, got no: acknowledged messages are lost when the power is | values.pulsar.bookies.config.journalWriteData: expected true, got Off: acknowledged messages are lost when the power is',
    passes: { pulsar: '{bookies: {config: {journalSyncData: "true"}}}' },
  },
  {
    rule: 'pulsar/properties-are-free',
    breaks: { pulsar: '{brokers: {config: {maxMessageSize: 1}}}' },
    finding:
      'values.pulsar.brokers.config.maxMessageSize: expected a property beyond ours, got maxMessageSize: it is decided by values.pulsar.defaults.largestMessage',
    passes: { pulsar: '{brokers: {config: {maxUnackedMessagesPerConsumer: 1000}}}' },
  },
  {
    rule: 'pulsar/properties-are-free',
    breaks: { pulsar: '{functions: {place: pods, config: {workerId: x, numFunctionPackageReplicas: 1}}}' },
    finding:
      'values.pulsar.functions.config.numFunctionPackageReplicas: expected a property beyond ours, got numFunctionPackageReplicas: it is decided by values.pulsar.quorum.ensemble | values.pulsar.functions.config.workerId: expected a property beyond ours, got workerId: ports, Services, NetworkPolicies, probes and certificates are rendered to agree with it',
    passes: { pulsar: '{functions: {place: none, config: {workerId: x}}}' },
  },
  {
    rule: 'pulsar/properties-are-free',
    breaks: { pulsar: '{bookies: {config: {bookieId: x}}, brokers: {config: {tokenSecretKey: x, mySecret: x}}}' },
    finding:
      'values.pulsar.bookies.config.bookieId: expected a property beyond ours, got bookieId: a bookie is known by the name of its pod, and refuses the disks of another | values.pulsar.brokers.config.mySecret: expected a property beyond ours, got mySecret: it would stand in the ConfigMap for everyone to read | values.pulsar.brokers.config.tokenSecretKey: expected a property beyond ours, got tokenSecretKey: it decides who may do what, which is the same on every server',
    passes: { pulsar: '{bookies: {config: {numReadWorkerThreads: 16}}}' },
  },
  {
    rule: 'pulsar/properties-are-free',
    breaks: {
      pulsar: '{brokers: {config: {bookkeeperClientAuthenticationParameters: x, myAuthParams: x}}}',
    },
    finding:
      'values.pulsar.brokers.config.bookkeeperClientAuthenticationParameters: expected a property beyond ours, got bookkeeperClientAuthenticationParameters: it follows from 005-certs | values.pulsar.brokers.config.myAuthParams: expected a property beyond ours, got myAuthParams: it would stand in the ConfigMap for everyone to read',
    passes: { pulsar: '{brokers: {config: {maxTokensInflight: 1}}}' },
  },
  {
    rule: 'pulsar/properties-are-known',
    breaks: {
      pulsar:
        '{bookies: {config: {journalSyncDtaa: true}}, brokers: {config: {managedLedgerCacheSizeMb: 1}}, proxy: {config: {maxConcurrentLookupRequest: 1}}, functions: {place: pods, config: {jvmGCMetricsLoggerClassNames: x}}}',
    },
    finding:
      'values.pulsar.bookies.config.journalSyncDtaa: expected a property of bookkeeper.conf, got journalSyncDtaa, which nothing of Pulsar 4.0 reads | values.pulsar.brokers.config.managedLedgerCacheSizeMb: expected a property of broker.conf, got managedLedgerCacheSizeMb, which nothing of Pulsar 4.0 reads | values.pulsar.functions.config.jvmGCMetricsLoggerClassNames: expected a property of functions_worker.yml, got jvmGCMetricsLoggerClassNames, which nothing of Pulsar 4.0 reads | values.pulsar.proxy.config.maxConcurrentLookupRequest: expected a property of proxy.conf, got maxConcurrentLookupRequest, which nothing of Pulsar 4.0 reads',
    passes: {
      pulsar:
        '{bookies: {config: {journalSyncData: true}}, brokers: {config: {managedLedgerCacheSizeMB: 1, bookkeeper_readTimeoutSec: 5}}, proxy: {config: {maxConcurrentLookupRequests: 1}}, functions: {place: pods, config: {jvmGCMetricsLoggerClassName: x}}}',
    },
  },
  {
    rule: 'pulsar/properties-are-known',
    severity: 'warning',
    breaks: { pulsar: '{recovery: {config: {auditorPeriodicBookieCheckIntervl: 1}}}', purpose: 'development' },
    finding:
      'values.pulsar.recovery.config.auditorPeriodicBookieCheckIntervl: expected a property of bookkeeper.conf, got auditorPeriodicBookieCheckIntervl, which nothing of Pulsar 4.0 reads',
    passes: { pulsar: '{image: {tag: "5.0.0"}, recovery: {config: {auditorPeriodicBookieCheckIntervl: 1}}}' },
  },
]

function text(
  name: string,
  { pulsar = '{}', certs = '{}', zookeeper = '{}', purpose, kubernetes, facts }: Written,
): string {
  const identities = [
    ...(pulsar.includes('clusterName') ? [] : [`clusterName: ${name}`]),
    ...(pulsar.includes('chroot') || pulsar.includes('zookeeper') ? [] : [`zookeeper: {chroot: /${name}}`]),
  ]
  const own = pulsar.replace('{sessionTimeout', `{chroot: /${name}, sessionTimeout`).slice(1, -1)
  const written = overlay(
    `components: {namespace: true, certs: true, zookeeper: true, pulsar: true}
values: {certs: ${certs}, zookeeper: ${zookeeper}, pulsar: {${[...identities, ...(own === '' ? [] : [own])].join(', ')}}}
`,
    { name, ...(purpose === undefined ? {} : { purpose }), ...(kubernetes === undefined ? {} : { kubernetes }) },
  )
  return withFacts(written, facts)
}

testRows(table, text)

/** An overlay of a fleet, which replicates the namespace shop/orders to another one. */
function site(name: string, other: string, replicates = true, address = `${other}.example.com:6651`): string {
  return text(name, {
    pulsar: `{proxy: {external: {type: LoadBalancer, hosts: [${name}.example.com]}},
      tenants: {shop: {namespaces: {orders: {replicateTo: [${replicates ? other : ''}], grants: {${other}: [produce]}}}}},
      replication: {clusters: {${other}: {pulsar: "pulsar+ssl://${address}", secret: ${other}, addresses: [192.0.2.0/24]}}}}`,
  })
}

async function fleetProblems(overlays: Readonly<Record<string, string>>): Promise<string[]> {
  const { problems } = await rendered(overlays)
  return problems
    .filter(({ rule }) => fleetRules.some(({ id }) => id === rule))
    .map(({ at, rule, message }) => `${at.file} ${at.path} ${rule}: ${message}`)
}

test('two overlays that replicate to each other are left alone, and so is one whose other side is in no overlay', async () => {
  assert.equal(await fleetProblems({ east: site('east', 'west'), west: site('west', 'east') }), [])
  assert.equal(await fleetProblems({ east: site('east', 'elsewhere') }), [])
})

test('pulsar/replication-is-mutual: a side that knows nothing of it is told so', async () => {
  assert.equal(
    await fleetProblems({
      east: site('east', 'west'),
      west: text('west', { pulsar: '{proxy: {external: {type: LoadBalancer, hosts: [west.example.com]}}}' }),
    }),
    [
      'overlays/west/overlay.yaml values.pulsar.replication.clusters pulsar/replication-is-mutual: expected east among the other clusters, as east replicates to west, found none',
    ],
  )
})

test('pulsar/replication-is-mutual: a namespace that one side alone replicates is refused', async () => {
  assert.equal(await fleetProblems({ east: site('east', 'west'), west: site('west', 'east', false) }), [
    'overlays/west/overlay.yaml values.pulsar.tenants.shop.namespaces.orders.replicateTo pulsar/replication-is-mutual: expected the namespace shop/orders to replicate to east, as it does from there to west, found none',
  ])
})

test('pulsar/replication-leads-there: a name that leads elsewhere than to the other side is refused', async () => {
  const wrong = 'expected a name that leads to the proxies of overlay west (west.example.com), got wset.example.com'
  assert.equal(
    await fleetProblems({ east: site('east', 'west', true, 'wset.example.com:6651'), west: site('west', 'east') }),
    [
      `overlays/east/overlay.yaml values.pulsar.replication.clusters.west.pulsar pulsar/replication-leads-there: ${wrong}`,
    ],
  )
})

test('pulsar/replication-leads-there: a port that is not that of the other side is refused', async () => {
  const wrong = 'expected the port of the proxies of overlay west (6651), got 8443'
  assert.equal(
    await fleetProblems({ east: site('east', 'west', true, 'west.example.com:8443'), west: site('west', 'east') }),
    [
      `overlays/east/overlay.yaml values.pulsar.replication.clusters.west.pulsar pulsar/replication-leads-there: ${wrong}`,
    ],
  )
})

test('pulsar/replicators-may-produce: a side that does not let the other write is told so', async () => {
  const at =
    'overlays/west/overlay.yaml values.pulsar.tenants.shop.namespaces.orders.grants pulsar/replicators-may-produce'
  const wrong = `${at}: expected east to be granted produce, as overlay east replicates shop/orders to here, got`
  const west = site('west', 'east')
  const without = (grants: string) =>
    fleetProblems({ east: site('east', 'west'), west: west.replace('{east: [produce]}', grants) })
  assert.equal(await without('{west: [produce]}'), [`${wrong} nothing`])
  assert.equal(await without('{east: [consume]}'), [`${wrong} consume`])
})

test('what one side says of replication changes nothing of the other', async () => {
  const files = async (east: string) => (await rendered({ east, west: site('west', 'east') })).files['west']
  assert.equal(
    await files(site('east', 'west')),
    await files(site('east', 'west').replace('192.0.2.0/24', '198.51.100.0/24')),
  )
})

test('a problem of two values is told at the one that the overlay writes, whatever it inherits of the other', async () => {
  const child = (values: string): string =>
    `extends: base\ncluster: {name: child}\nvalues:\n  pulsar:\n    clusterName: child\n    zookeeper: {chroot: /child}\n${values}`
  const told = async (values: string): Promise<string[]> =>
    lines(
      (await rendered({ base: text('base', { pulsar: '{quorum: {ensemble: 3}}' }), child: child(values) })).problems,
    ).filter((line) => line.includes('pulsar/ensemble-fits-bookies'))
  const finding = 'values.pulsar.quorum.ensemble error pulsar/ensemble-fits-bookies: expected at most bookies.replicas'
  assert.equal(await told('    bookies:\n      replicas: 2\n'), [
    `overlays/child/overlay.yaml:8:17 ${finding} (2), got 3: nobody could write`,
  ])
  assert.equal(await told('    bookies: {replicas: 2}\n    quorum: {ensemble: 4}\n'), [
    `overlays/child/overlay.yaml:8:24 ${finding} (2), got 4: nobody could write`,
  ])
})

testThatEveryRuleHasARow('pulsar', rules, table)

test.run()
