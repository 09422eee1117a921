import { connectString } from '../010-zookeeper/address.ts'
import { serviceHost } from '../parts/names.ts'
import { javaOptions } from './java-options.ts'
import { processSize } from './memory.ts'
import {
  type Cluster,
  directories,
  type Flink,
  highAvailabilityName,
  keepsWhatEnded,
  nameOfRole,
  ports,
} from './names.ts'
import { cipherSuites, type Protection, protectionOf } from './security.ts'
import { storageUri } from './storage.ts'

/** Options of Flink by name, in the order of the file. */
type Options = Record<string, string | number | boolean>

/** The whole configuration of a cluster whose pods are rendered here. `@…@` is what prepare.sh puts in. */
export function options(flink: Flink, cluster: Cluster): Options {
  const protection = protectionOf(flink, cluster)
  return {
    ...addresses(flink, cluster),
    ...memory(cluster),
    ...jobOptions(flink, cluster),
    ...highAvailability(flink, cluster),
    ...(keepsWhatEnded(cluster) ? ended(cluster) : {}),
    'web.submit.enable': cluster.mode === 'session',
    'web.cancel.enable': cluster.mode === 'session',
    ...(protection ? protectionOptions(protection) : {}),
    // It ends by itself where it has found no JobManager for so long, and would be a restart that an order of starts causes.
    'taskmanager.registration.timeout': cluster.rollout.startWithin,
    'io.tmp.dirs': '/tmp',
    'env.java.opts.all': javaOptions(flink, cluster),
    ...flink.values.storage.config,
    ...cluster.config,
  }
}

/** What the operator does not decide itself: the part of the configuration that is the same in all modes. */
export function jobOptions(flink: Flink, cluster: Cluster): Options {
  const { job, state, restarts, taskManagers } = cluster
  const uri = storageUri(flink, cluster)
  return {
    'taskmanager.numberOfTaskSlots': taskManagers.slots,
    'taskmanager.memory.managed.fraction': taskManagers.managed / 100,
    'taskmanager.memory.network.fraction': taskManagers.network / 100,
    'taskmanager.memory.jvm-metaspace.size': processSize(taskManagers.metaspace),
    'parallelism.default': cluster.mode === 'session' ? 1 : job.parallelism,
    'pipeline.max-parallelism': job.maxParallelism,
    'state.backend.type': state.backend,
    ...(uri === undefined
      ? {}
      : {
          'execution.checkpointing.dir': `${uri}/checkpoints`,
          'execution.checkpointing.savepoint-dir': `${uri}/savepoints`,
        }),
    ...(state.checkpointEvery === null
      ? {}
      : {
          'execution.checkpointing.interval': state.checkpointEvery,
          'execution.checkpointing.timeout': state.checkpointWithin,
          'execution.checkpointing.num-retained': state.retained,
          'execution.checkpointing.tolerable-failed-checkpoints': state.failures,
          'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION',
          'execution.checkpointing.incremental': state.incremental,
        }),
    ...restartOptions(restarts),
    ...(flink.values.metrics.enabled
      ? {
          'metrics.reporter.prom.factory.class': 'org.apache.flink.metrics.prometheus.PrometheusReporterFactory',
          'metrics.reporter.prom.port': ports.metrics,
          'metrics.job.status.enable': 'STATE',
        }
      : {}),
  }
}

function restartOptions({ strategy, attempts, delay, longestDelay }: Cluster['restarts']): Options {
  switch (strategy) {
    case 'none':
      return { 'restart-strategy.type': 'disable' }
    case 'fixed':
      return {
        'restart-strategy.type': 'fixed-delay',
        'restart-strategy.fixed-delay.attempts': attempts,
        'restart-strategy.fixed-delay.delay': delay,
      }
    case 'exponential':
      return {
        'restart-strategy.type': 'exponential-delay',
        'restart-strategy.exponential-delay.initial-backoff': delay,
        'restart-strategy.exponential-delay.max-backoff': longestDelay,
      }
  }
}

/** Where everybody listens, and under which address others find them. The REST API is spoken to in the pod itself. */
function addresses(flink: Flink, cluster: Cluster): Options {
  const alone = cluster.highAvailability === 'none'
  return {
    'jobmanager.rpc.address': alone
      ? serviceHost(flink.overlay, nameOfRole(cluster, 'jobmanager'), flink.namespace)
      : '@POD_IP@',
    'jobmanager.rpc.port': ports.rpc,
    'jobmanager.bind-host': '0.0.0.0',
    'blob.server.port': ports.blob,
    'rest.address': 'localhost',
    'rest.port': ports.rest,
    'rest.bind-port': ports.rest,
    'rest.bind-address': '0.0.0.0',
    'taskmanager.host': '@POD_IP@',
    'taskmanager.bind-host': '0.0.0.0',
    'taskmanager.rpc.port': ports.taskManagerRpc,
    'taskmanager.data.port': ports.data,
    'metrics.internal.query-service.port': ports.metricsQuery,
    ...(cluster.taskManagers.localRecovery.enabled
      ? {
          'taskmanager.resource-id': '@POD_NAME@',
          'process.taskmanager.working-dir': directories.local,
          'execution.state-recovery.from-local': true,
        }
      : {}),
  }
}

function memory({ jobManager, taskManagers }: Cluster): Options {
  return {
    'jobmanager.memory.process.size': processSize(jobManager.memory),
    'taskmanager.memory.process.size': processSize(taskManagers.memory),
  }
}

/** Leaders and pointers; the state itself is in the storage. */
function highAvailability(flink: Flink, cluster: Cluster): Options {
  const { values, namespace } = flink
  switch (cluster.highAvailability) {
    case 'none':
      return {}
    case 'kubernetes':
      return {
        'high-availability.type': 'kubernetes',
        ...shared(flink, cluster),
        'kubernetes.cluster-id': highAvailabilityName(cluster),
        // A job's id is made of it, and with it the folders of its checkpoints.
        'high-availability.cluster-id': `/${highAvailabilityName(cluster)}`,
        'kubernetes.namespace': namespace,
      }
    case 'zookeeper':
      return {
        'high-availability.type': 'zookeeper',
        ...shared(flink, cluster),
        'high-availability.zookeeper.quorum': connectString(flink, ''),
        // Or every connection that is lost restarts the jobs, as one ZooKeeper after the other restarts.
        'high-availability.zookeeper.client.tolerate-suspended-connections': true,
        // Each waits about twice as long as the one before. Of three, Flink ends where ZooKeeper starts three minutes after it.
        'high-availability.zookeeper.client.max-retry-attempts': 8,
        'high-availability.zookeeper.path.root': values.zookeeper.chroot ?? '',
        'high-availability.cluster-id': `/${highAvailabilityName(cluster)}`,
        'zookeeper.sasl.disable': true,
      }
  }
}

/** Or the Deployment starts a job that was stopped again, and without the pointers to its state, which end with it. */
const ended = ({ highAvailability }: Cluster): Options => ({
  'execution.shutdown-on-application-finish': false,
  ...(highAvailability === 'none' ? {} : { 'job-result-store.delete-on-commit': false }),
})

const shared = (flink: Flink, cluster: Cluster): Options => ({
  'high-availability.storageDir': `${storageUri(flink, cluster)}/ha`,
  'high-availability.jobmanager.port': ports.rpc,
})

/** Passwords are not here: prepare.sh reads them from their Secret. */
function protectionOptions({ tls, internal, rest }: Protection): Options {
  return {
    'security.ssl.algorithms': cipherSuites(tls),
    ...(internal ? { 'security.ssl.internal.enabled': true, ...stores('internal') } : {}),
    ...(rest === 'none'
      ? {}
      : {
          'security.ssl.rest.enabled': true,
          'security.ssl.rest.authentication-enabled': rest === 'mutual',
          ...stores('rest'),
        }),
  }
}

const stores = (of: 'internal' | 'rest'): Options => ({
  [`security.ssl.${of}.keystore`]: `${directories[of]}/keystore.p12`,
  [`security.ssl.${of}.keystore-type`]: 'PKCS12',
  [`security.ssl.${of}.truststore`]: `${directories[of]}/truststore.p12`,
  [`security.ssl.${of}.truststore-type`]: 'PKCS12',
})
