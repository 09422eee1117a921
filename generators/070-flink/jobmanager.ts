import type { ConfigMap, Deployment, Probe } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { seconds } from '../parts/units.ts'
import { type Cluster, directories, type Flink, nameOfRole, partOf, ports } from './names.ts'
import { type Process, podTemplate } from './pod.ts'

/**
 * The JobManager, as a Deployment. `Recreate`: two at once would run the job twice, or with high availability run it by the
 * old and the new one's configuration in turn.
 */
export const jobManager = (flink: Flink, cluster: Cluster, config: ConfigMap) =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(flink, cluster),
    spec: {
      replicas: cluster.jobManager.replicas,
      strategy: { type: 'Recreate' },
      progressDeadlineSeconds: seconds(cluster.rollout.startWithin) + 600,
      selector: { matchLabels: selector(flink, partOf(cluster, 'jobmanager')) },
      template: podTemplate(flink, cluster, 'jobmanager', config, jobManagerProcess(flink, cluster)),
    },
  }) satisfies Deployment

const metadata = (flink: Flink, cluster: Cluster) => ({
  name: nameOfRole(cluster, 'jobmanager'),
  namespace: flink.namespace,
  labels: labels(flink, partOf(cluster, 'jobmanager')),
})

/** What a JobManager's container runs. */
export function jobManagerProcess(flink: Flink, cluster: Cluster): Process {
  const { mode, jobManager, rollout } = cluster
  const script = mode === 'application' ? 'standalone-job.sh' : 'jobmanager.sh'
  return {
    command: [`${directories.home}/bin/${script}`, 'start-foreground'],
    args: mode === 'application' ? jobArguments(cluster) : [],
    ports: [
      { name: 'rpc', containerPort: ports.rpc },
      { name: 'blob', containerPort: ports.blob },
      { name: 'rest', containerPort: ports.rest },
      ...(flink.values.metrics.enabled ? [{ name: 'metrics', containerPort: ports.metrics }] : []),
    ],
    startupProbe: {
      exec: probe('alive'),
      periodSeconds: 10,
      timeoutSeconds: 10,
      failureThreshold: Math.ceil(seconds(rollout.startWithin) / 10),
    },
    livenessProbe: { exec: probe('alive'), periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 5 },
    readinessProbe: { exec: probe('ready'), periodSeconds: 15, timeoutSeconds: 10, failureThreshold: 3 },
    size: jobManager,
  }
}

const probe = (of: 'alive' | 'ready'): NonNullable<Probe['exec']> => ({
  command: ['/bin/bash', `${directories.configuration}/probe.sh`, of],
})

function jobArguments({ job }: Cluster): string[] {
  const { path, allowNonRestoredState } = job.savepoint
  return [
    '--job-classname',
    job.class ?? '',
    ...(path === null ? [] : ['--fromSavepoint', path]),
    ...(path !== null && allowNonRestoredState ? ['--allowNonRestoredState'] : []),
    // Or Flink takes for its own what begins like one of its options: --from for --fromSavepoint.
    ...(job.arguments.length === 0 ? [] : ['--', ...job.arguments]),
  ]
}
