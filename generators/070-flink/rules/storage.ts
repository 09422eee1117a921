import type { FleetRule, Rule } from '../../../engine/model.ts'
import type { FlinkValues } from '../../../schemas/values/070-flink.ts'
import { takenChroot } from '../../010-zookeeper/address.ts'
import { isWithin } from '../../parts/paths.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'
import { asksKubernetes, clustersOf, hasJob, isBounded } from '../names.ts'
import { atCluster, ofEachCluster } from './of-cluster.ts'

/** How the address of a bucket begins, and what it is for a person. */
const schemes = { s3: 's3://', gcs: 'gs://', azure: 'abfss://' } as const

const bucketIsNamed: Rule<FlinkValues> = {
  id: 'flink/bucket-is-named',
  severity: 'error',
  check: (flink) => {
    const { type, uri } = flink.values.storage
    if (type === 'claim' || type === 'none') return []
    const path = at(flink, 'storage', 'uri')
    return uri === null
      ? [
          {
            at: path,
            message: "expected the folder in the bucket, got none: it is the overlay's own",
            hint: `for instance ${schemes[type]}${type === 'azure' ? 'flink@account.dfs.core.windows.net' : 'company-flink'}/${flink.overlay.name}`,
          },
        ]
      : foundIf(
          !uri.startsWith(schemes[type]),
          decidedBy(path, at(flink, 'storage', 'type')),
          `expected ${schemes[type]}… with storage.type: ${type}, got ${uri}`,
        )
  },
}

const bucketIsInReach: Rule<FlinkValues> = {
  id: 'flink/bucket-is-in-reach',
  severity: 'error',
  check: (flink) => {
    const { access, type } = flink.values.storage
    return foundIf(
      type !== 'claim' && type !== 'none' && access.peers.length === 0,
      at(flink, 'storage', 'access', 'peers'),
      'expected what the object store is reached by, got nothing: all traffic that no policy names is denied',
      'for instance [{cidr: 10.30.0.0/16}]',
    )
  },
}

const secretsHaveOptions: Rule<FlinkValues> = {
  id: 'flink/credentials-are-options',
  severity: 'error',
  check: (flink) => {
    const { credentials, type } = flink.values.storage
    return foundIf(
      (type === 's3' || type === 'azure') &&
        credentials.secret !== null &&
        Object.keys(credentials.options).length === 0,
      at(flink, 'storage', 'credentials', 'options'),
      `expected which options of Flink the Secret ${credentials.secret} decides, got none`,
      type === 's3'
        ? 'for instance {s3.access-key: access-key, s3.secret-key: secret-key}'
        : 'for instance {fs.azure.account.key.ACCOUNT.dfs.core.windows.net: key}',
    )
  },
}

const bucketLetsClustersIn: Rule<FlinkValues> = {
  id: 'flink/bucket-lets-clusters-in',
  severity: 'warning',
  check: (flink) => {
    const { credentials, type } = flink.values.storage
    return foundIf(
      type !== 'claim' &&
        type !== 'none' &&
        credentials.secret === null &&
        Object.keys(credentials.annotations).length === 0,
      at(flink, 'storage', 'credentials'),
      'expected a Secret with the credentials, or annotations of the ServiceAccounts that stand for them, got neither',
      'pods that a cloud knows by their names alone need neither: accept it then',
    )
  },
}

/** What `s3.endpoint` says of the port, or what its scheme stands for. */
const endpointIsInReach: Rule<FlinkValues> = {
  id: 'flink/endpoint-is-in-reach',
  severity: 'error',
  check: (flink) => {
    const { access, config, type } = flink.values.storage
    const [, scheme, port] = /^(https?):\/\/[^/]*?(?::(\d+))?(?:\/|$)/.exec(String(config['s3.endpoint'] ?? '')) ?? []
    const asked = Number(port ?? (scheme === 'http' ? 80 : 443))
    return foundIf(
      type === 's3' && scheme !== undefined && asked !== access.port,
      decidedBy(at(flink, 'storage', 'access', 'port'), at(flink, 'storage', 'config', 's3.endpoint')),
      `expected ${asked}, the port of s3.endpoint, got ${access.port}: all traffic that no policy names is denied`,
    )
  },
}

const claimIsShared: Rule<FlinkValues> = {
  id: 'flink/claim-is-shared',
  severity: 'production',
  check: (flink) => {
    const { claim, type } = flink.values.storage
    return foundIf(
      type === 'claim' && claim.accessMode === 'ReadWriteOnce' && flink.overlay.cluster.zones.length > 1,
      decidedBy(at(flink, 'storage', 'claim', 'accessMode'), at(flink, 'storage', 'type'), ['cluster', 'zones']),
      'expected ReadWriteMany in a cluster of several zones, got ReadWriteOnce: pods on other nodes than the first could not start',
    )
  },
}

const pointersHaveAStorage: Rule<FlinkValues> = {
  id: 'flink/pointers-have-a-storage',
  severity: 'error',
  check: ofEachCluster((flink, cluster) =>
    foundIf(
      flink.values.storage.type === 'none' && cluster.highAvailability !== 'none',
      decidedBy(atCluster(flink, cluster, 'highAvailability'), at(flink, 'storage', 'type')),
      `expected none while values.flink.storage.type is none, got ${cluster.highAvailability}: it keeps pointers to what the storage holds`,
    ),
  ),
}

const checkpointsHaveAStorage: Rule<FlinkValues> = {
  id: 'flink/checkpoints-have-a-storage',
  severity: 'error',
  check: ofEachCluster((flink, cluster) =>
    foundIf(
      flink.values.storage.type === 'none' && cluster.state.checkpointEvery !== null,
      decidedBy(atCluster(flink, cluster, 'state', 'checkpointEvery'), at(flink, 'storage', 'type')),
      `expected null while values.flink.storage.type is none, got ${cluster.state.checkpointEvery}: checkpoints would be lost with the JobManager`,
    ),
  ),
}

/** Flink reads it by the plugin that is there. */
const savepointIsInReach: Rule<FlinkValues> = {
  id: 'flink/savepoint-is-in-reach',
  severity: 'error',
  check: ofEachCluster((flink, cluster) => {
    const { type } = flink.values.storage
    const { path } = cluster.job.savepoint
    const legal = {
      claim: ['file:/'],
      s3: ['s3://'],
      gcs: ['gs://'],
      azure: ['abfss://'],
      none: ['file:/'],
    }[type]
    return foundIf(
      path !== null && !legal.some((start) => path.startsWith(start)),
      decidedBy(atCluster(flink, cluster, 'job', 'savepoint', 'path'), at(flink, 'storage', 'type')),
      `expected ${legal.join(' or ')}…, which storage.type: ${type} reaches, got ${path}`,
    )
  }),
}

const chrootIsNamed: Rule<FlinkValues> = {
  id: 'flink/chroot-is-named',
  severity: 'error',
  check: (flink) => {
    const used = Object.values(flink.values.clusters).some(({ highAvailability }) => highAvailability === 'zookeeper')
    return foundIf(
      used && flink.values.zookeeper.chroot === null,
      at(flink, 'zookeeper', 'chroot'),
      "expected the clusters' path in ZooKeeper, got none: it is the overlay's own",
      `for instance /flink-${flink.overlay.name}`,
    )
  },
}

const chrootIsApart: Rule<FlinkValues> = {
  id: 'flink/chroot-is-apart',
  severity: 'error',
  check: (flink) => {
    const used = Object.values(flink.values.clusters).some(({ highAvailability }) => highAvailability === 'zookeeper')
    return used ? takenChroot(flink, flink.values.zookeeper.chroot) : []
  },
}

const apiServerIsKnown: Rule<FlinkValues> = {
  id: 'flink/api-server-is-known',
  severity: 'error',
  check: (flink) => {
    const asks = clustersOf(flink).find((cluster) => asksKubernetes(cluster, 'taskmanager'))
    return foundIf(
      asks !== undefined && flink.overlay.cluster.network.apiServer === undefined,
      ['cluster', 'network', 'apiServer'],
      `expected how pods reach the API server, got nothing, while the cluster ${asks?.name} asks it`,
      'for instance {cidrs: [10.96.0.1/32], port: 443}',
    )
  },
}

const jobsSurviveTheJobManager: Rule<FlinkValues> = {
  id: 'flink/jobs-survive-the-jobmanager',
  severity: 'production',
  check: ofEachCluster((flink, cluster) =>
    foundIf(
      cluster.highAvailability === 'none' && (hasJob(cluster) || cluster.mode === 'session'),
      decidedBy(atCluster(flink, cluster, 'highAvailability'), atCluster(flink, cluster, 'mode')),
      'expected kubernetes or zookeeper, got none: with its JobManager a job loses where its last checkpoint is',
    ),
  ),
}

const standbyHasALeader: Rule<FlinkValues> = {
  id: 'flink/standby-has-a-leader',
  severity: 'error',
  check: ofEachCluster((flink, cluster) =>
    foundIf(
      cluster.jobManager.replicas > 1 && cluster.highAvailability === 'none',
      decidedBy(atCluster(flink, cluster, 'jobManager', 'replicas'), atCluster(flink, cluster, 'highAvailability')),
      `expected 1 while highAvailability is none, got ${cluster.jobManager.replicas}: each would run the job`,
    ),
  ),
}

const boundedJobKeepsNoVolumes: Rule<FlinkValues> = {
  id: 'flink/bounded-job-keeps-no-volumes',
  severity: 'error',
  check: ofEachCluster((flink, cluster) =>
    foundIf(
      isBounded(cluster) && cluster.taskManagers.localRecovery.enabled,
      decidedBy(
        atCluster(flink, cluster, 'taskManagers', 'localRecovery', 'enabled'),
        atCluster(flink, cluster, 'job', 'bounded'),
      ),
      'expected false for a bounded job, got true: pods of a StatefulSet never end',
    ),
  ),
}

const boundedJobIsAlone: Rule<FlinkValues> = {
  id: 'flink/bounded-job-has-one-jobmanager',
  severity: 'error',
  check: ofEachCluster((flink, cluster) =>
    foundIf(
      isBounded(cluster) && cluster.jobManager.replicas > 1,
      decidedBy(atCluster(flink, cluster, 'jobManager', 'replicas'), atCluster(flink, cluster, 'job', 'bounded')),
      `expected 1 for a bounded job, which is a Kubernetes Job, got ${cluster.jobManager.replicas}`,
    ),
  ),
}

/** What one platform cleans up in its folder would be what the other one needs. */
const storageIsApart: FleetRule<FlinkValues> = {
  id: 'flink/storage-is-apart',
  severity: 'error',
  check: (instances) => {
    const stored = instances.flatMap((flink) => {
      const { type, uri } = flink.values.storage
      return type === 'claim' || type === 'none' || uri === null ? [] : [{ flink, uri }]
    })
    return stored.flatMap(({ flink, uri }) => {
      // One that is the very same is told of every identity.
      const outer = stored.find((one) => one.flink !== flink && one.uri !== uri && isWithin(uri, one.uri))
      return foundIf(
        outer !== undefined,
        at(flink, 'storage', 'uri'),
        `expected a folder outside of that of overlay ${outer?.flink.overlay.name} (${outer?.uri}), got ${uri}`,
      ).map((finding) => ({ ...finding, overlay: flink.overlay.name }))
    })
  },
}

export const fleetRules: readonly FleetRule<FlinkValues>[] = [storageIsApart]

export const storageRules: readonly Rule<FlinkValues>[] = [
  bucketIsNamed,
  bucketIsInReach,
  secretsHaveOptions,
  bucketLetsClustersIn,
  endpointIsInReach,
  claimIsShared,
  pointersHaveAStorage,
  checkpointsHaveAStorage,
  savepointIsInReach,
  chrootIsNamed,
  chrootIsApart,
  apiServerIsKnown,
  jobsSurviveTheJobManager,
  standbyHasALeader,
  boundedJobIsAlone,
  boundedJobKeepsNoVolumes,
]
