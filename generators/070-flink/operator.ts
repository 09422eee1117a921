import { plaintextWarning } from '../005-certs/address.ts'
import type { FlinkDeployment, FlinkSessionJob, FlinkStateSnapshot, PodTemplateSpec } from '../kubernetes.ts'
import { imageOf } from '../parts/image.ts'
import { labels } from '../parts/labels.ts'
import { overZones, scheduling } from '../parts/placement.ts'
import { podSecurity } from '../parts/security.ts'
import { seconds } from '../parts/units.ts'
import { logProperties } from './configmap.ts'
import { processSize } from './memory.ts'
import { type Cluster, directories, type Flink, hasJob, nameOf, partOf, ports, type Role, user } from './names.ts'
import { jobOptions } from './options.ts'
import { pluginJar, storageMounts, storageUri, storageVolumes } from './storage.ts'

/** A cluster that the operator runs: an application where there is a jar, else a session. */
export const flinkDeployment = (flink: Flink, cluster: Cluster) => {
  const { job, jobManager, operator, taskManagers } = cluster
  return {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkDeployment',
    metadata: {
      name: nameOf(cluster),
      namespace: flink.namespace,
      labels: labels(flink, partOf(cluster, undefined)),
      annotations: plaintextWarning,
    },
    spec: {
      image: imageOf(flink, cluster.image),
      flinkVersion: operatorVersion(cluster.version),
      mode: operator.mode,
      serviceAccount: nameOf(cluster),
      restartNonce: operator.restartNonce,
      flinkConfiguration: Object.fromEntries(
        Object.entries(configuration(flink, cluster)).map(([key, value]) => [key, String(value)]),
      ),
      logConfiguration: { 'log4j-console.properties': logProperties(flink, cluster) },
      podTemplate: podTemplate(flink, cluster),
      jobManager: {
        replicas: jobManager.replicas,
        resource: { cpu: cores(jobManager.cpu), memory: processSize(jobManager.memory) },
      },
      taskManager: {
        // With a job, native mode asks for as many as the parallelism needs.
        ...(operator.mode === 'standalone' || !hasJob(cluster) ? { replicas: taskManagers.replicas } : {}),
        resource: { cpu: cores(taskManagers.cpu), memory: processSize(taskManagers.memory) },
      },
      ...(!hasJob(cluster)
        ? {}
        : {
            job: {
              jarURI: `local://${job.jar.path}`,
              ...(job.class === null ? {} : { entryClass: job.class }),
              ...withoutEmpty({ args: [...job.arguments] }),
              parallelism: job.parallelism,
              state: operator.state,
              upgradeMode: operator.upgradeMode,
              ...(job.savepoint.path === null
                ? {}
                : {
                    initialSavepointPath: job.savepoint.path,
                    allowNonRestoredState: job.savepoint.allowNonRestoredState,
                  }),
            },
          }),
    },
  } satisfies FlinkDeployment
}

/** A job of a session that the operator runs. */
export const flinkSessionJob = (flink: Flink, cluster: Cluster, name: string) => {
  const job = cluster.operator.jobs[name]
  if (!job) throw new Error(`${cluster.name} has no job ${name}`)
  return {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkSessionJob',
    metadata: {
      name: sessionJobName(cluster, name),
      namespace: flink.namespace,
      labels: labels(flink, partOf(cluster, undefined)),
    },
    spec: {
      deploymentName: nameOf(cluster),
      job: {
        jarURI: job.url ?? '',
        ...(job.class === null ? {} : { entryClass: job.class }),
        ...withoutEmpty({ args: [...job.arguments] }),
        parallelism: job.parallelism,
        state: job.state,
        upgradeMode: job.upgradeMode,
      },
    },
  } satisfies FlinkSessionJob
}

/** A savepoint or checkpoint that is taken once. */
export const flinkStateSnapshot = (flink: Flink, cluster: Cluster, name: string) => {
  const snapshot = cluster.operator.snapshots[name]
  if (!snapshot) throw new Error(`${cluster.name} has no snapshot ${name}`)
  return {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkStateSnapshot',
    metadata: {
      name: snapshotName(cluster, name),
      namespace: flink.namespace,
      labels: labels(flink, partOf(cluster, undefined)),
    },
    spec: {
      backoffLimit: snapshot.backoffLimit,
      jobReference:
        snapshot.job === null
          ? { kind: 'FlinkDeployment', name: nameOf(cluster) }
          : { kind: 'FlinkSessionJob', name: sessionJobName(cluster, snapshot.job) },
      ...(snapshot.kind === 'savepoint'
        ? { savepoint: { formatType: 'CANONICAL', disposeOnDelete: false } }
        : { checkpoint: {} }),
    },
  } satisfies FlinkStateSnapshot
}

/** What the operator calls a job of a session. */
export const sessionJobName = (cluster: Cluster, job: string): string => `${nameOf(cluster)}-${job}`

/** What the operator calls a snapshot. */
export const snapshotName = (cluster: Cluster, snapshot: string): string => `${nameOf(cluster)}-${snapshot}`

/** Versions of Flink that the CRD of operator 1.15 names. A rule refuses others. */
const operatorVersions = { '1.20': 'v1_20', '2.0': 'v2_0', '2.1': 'v2_1', '2.2': 'v2_2' } as const

/** A version as the CRD names it; a patch counts for nothing. */
function operatorVersion(version: string) {
  const minor = version.split('.').slice(0, 2).join('.') as keyof typeof operatorVersions // a rule has refused others
  return operatorVersions[minor] ?? 'v2_2'
}

/** Processor time as the operator takes it: a number of cores. */
export const cores = (cpu: string): number => (cpu.endsWith('m') ? Number(cpu.slice(0, -1)) / 1000 : Number(cpu))

/** The operator adds the addresses and names, and what it calls the cluster. */
function configuration(flink: Flink, cluster: Cluster) {
  return {
    'blob.server.port': ports.blob,
    'taskmanager.rpc.port': ports.taskManagerRpc,
    'taskmanager.data.port': ports.data,
    'metrics.internal.query-service.port': ports.metricsQuery,
    ...jobOptions(flink, cluster),
    ...(cluster.highAvailability === 'none'
      ? {}
      : {
          'high-availability.type': 'kubernetes',
          'high-availability.storageDir': `${storageUri(flink, cluster)}/ha`,
        }),
    ...flink.values.storage.config,
    ...cluster.config,
  }
}

/** What both kinds of pods get beyond what the operator decides: command, arguments, memory and processor time. */
function podTemplate(flink: Flink, cluster: Cluster): PodTemplateSpec {
  const plugin = pluginJar(flink, cluster)?.replace(`${directories.home}/opt/`, '')
  return {
    metadata: { labels: labels(flink, partOf(cluster, undefined)) },
    spec: {
      // Flink itself asks for TaskManagers and keeps ConfigMaps; the account of its own mounts no token.
      automountServiceAccountToken: cluster.operator.mode === 'native' || cluster.highAvailability !== 'none',
      enableServiceLinks: false,
      terminationGracePeriodSeconds: seconds(cluster.rollout.stopWithin),
      securityContext: podSecurity(user),
      topologySpreadConstraints: overZones({ app: nameOf(cluster) }, cluster.placement),
      ...withoutEmpty(scheduling(cluster.placement)),
      containers: [
        {
          name: 'flink-main-container',
          ...withoutEmpty({
            env: plugin === undefined ? [] : [{ name: 'ENABLE_BUILT_IN_PLUGINS', value: plugin }],
            ports: flink.values.metrics.enabled ? [{ name: 'metrics', containerPort: ports.metrics }] : [],
          }),
          // The image's entry point links plugins into the image's own file system.
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          ...withoutEmpty({ volumeMounts: storageMounts(flink) }),
        },
      ],
      ...withoutEmpty({ volumes: storageVolumes(flink) }),
    },
  }
}

/** Without its empty lists and maps: the engine takes them out of Kubernetes' own kinds only. */
function withoutEmpty<T extends object>(object: T): Partial<T> {
  const said = Object.entries(object).filter(([, value]) => typeof value !== 'object' || Object.keys(value).length > 0)
  return Object.fromEntries(said) as Partial<T> // some of its own entries
}

/** The operator's own labels of its pods. */
export function operatorLabels(cluster: Cluster, role: Role): Record<string, string> {
  return { app: nameOf(cluster), component: role }
}
