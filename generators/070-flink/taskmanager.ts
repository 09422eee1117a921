import type { ConfigMap, Deployment, Probe, Service, StatefulSet } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { seconds } from '../parts/units.ts'
import { type Cluster, directories, type Flink, nameOfRole, partOf, ports } from './names.ts'
import { type Process, podTemplate } from './pod.ts'

/** The TaskManagers, which find the JobManager by themselves. `Recreate`: a few at a time would restart the job often. */
export const taskManagers = (flink: Flink, cluster: Cluster, config: ConfigMap) =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(flink, cluster),
    spec: {
      replicas: cluster.taskManagers.replicas,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: selector(flink, partOf(cluster, 'taskmanager')) },
      template: podTemplate(flink, cluster, 'taskmanager', config, taskManagerProcess(flink, cluster)),
    },
  }) satisfies Deployment

/** The TaskManagers with volumes: each finds the state of its tasks where it left it. */
export const taskManagersWithVolumes = (flink: Flink, cluster: Cluster, config: ConfigMap) => {
  const { replicas, localRecovery } = cluster.taskManagers
  const { spec, ...template } = podTemplate(flink, cluster, 'taskmanager', config, taskManagerProcess(flink, cluster))
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadata(flink, cluster),
    spec: {
      serviceName: nameOfRole(cluster, 'taskmanager'),
      replicas,
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      selector: { matchLabels: selector(flink, partOf(cluster, 'taskmanager')) },
      template: {
        ...template,
        spec: {
          ...spec,
          containers: (spec?.containers ?? []).map((container) => ({
            ...container,
            volumeMounts: [...(container.volumeMounts ?? []), { name: 'local', mountPath: directories.local }],
          })),
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'local' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: localRecovery.storageClass ?? flink.overlay.cluster.storageClass,
            resources: { requests: { storage: localRecovery.size } },
          },
        },
      ],
    },
  } satisfies StatefulSet
}

/** What a StatefulSet must have; nobody asks for these names. */
export const taskManagerService = (flink: Flink, cluster: Cluster) =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(flink, cluster),
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: selector(flink, partOf(cluster, 'taskmanager')),
      ports: [{ name: 'rpc', port: ports.taskManagerRpc, targetPort: 'rpc' }],
    },
  }) satisfies Service

const metadata = (flink: Flink, cluster: Cluster) => ({
  name: nameOfRole(cluster, 'taskmanager'),
  namespace: flink.namespace,
  labels: labels(flink, partOf(cluster, 'taskmanager')),
})

/** What a TaskManager's container runs. One that lost its JobManager ends by itself: no probe asks for the job. */
export function taskManagerProcess(flink: Flink, { taskManagers, rollout }: Cluster): Process {
  const open: Pick<Probe, 'tcpSocket'> = { tcpSocket: { port: 'rpc' } }
  return {
    command: [`${directories.home}/bin/taskmanager.sh`, 'start-foreground'],
    args: [],
    ports: [
      { name: 'rpc', containerPort: ports.taskManagerRpc },
      { name: 'data', containerPort: ports.data },
      { name: 'metrics-query', containerPort: ports.metricsQuery },
      ...(flink.values.metrics.enabled ? [{ name: 'metrics', containerPort: ports.metrics }] : []),
    ],
    startupProbe: {
      ...open,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: Math.ceil(seconds(rollout.startWithin) / 10),
    },
    livenessProbe: { ...open, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 5 },
    readinessProbe: { ...open, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    size: taskManagers,
  }
}
