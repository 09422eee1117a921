import type { ConfigMap, Job, PodTemplateSpec } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { nameWithHash } from '../parts/marks.ts'
import { seconds } from '../parts/units.ts'
import { jobManagerProcess } from './jobmanager.ts'
import { type Cluster, directories, type Flink, nameOfRole, partOf, type Role } from './names.ts'
import { podTemplate } from './pod.ts'
import { taskManagerProcess } from './taskmanager.ts'

/** The JobManager of a job that ends: with it the pod ends, and nobody starts it again. */
export const jobManagerThatEnds = (flink: Flink, cluster: Cluster, config: ConfigMap) =>
  ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata(flink, cluster, 'jobmanager'),
    spec: {
      backoffLimit: 10,
      activeDeadlineSeconds: seconds(cluster.job.endsWithin),
      template: ofJob(podTemplate(flink, cluster, 'jobmanager', config, jobManagerProcess(flink, cluster))),
    },
  }) satisfies Job

/** Its TaskManagers, which end when the Job of the JobManager has. */
export const taskManagersThatEnd = (flink: Flink, cluster: Cluster, config: ConfigMap) => {
  const { replicas } = cluster.taskManagers
  const process = taskManagerProcess(flink, cluster)
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata(flink, cluster, 'taskmanager'),
    spec: {
      parallelism: replicas,
      completions: replicas,
      // Each restart counts, and one that has lost its JobManager restarts every five minutes.
      backoffLimit: 1000,
      activeDeadlineSeconds: seconds(cluster.job.endsWithin) + 600,
      template: withAnnotation(
        ofJob(
          podTemplate(flink, cluster, 'taskmanager', config, {
            ...process,
            command: ['/bin/bash', `${directories.configuration}/work.sh`],
          }),
        ),
        jobManagerOf(flink, cluster),
      ),
    },
  } satisfies Job
}

const metadata = (flink: Flink, cluster: Cluster, role: Role) => ({
  name: nameWithHash(nameOfRole(cluster, role)),
  namespace: flink.namespace,
  labels: labels(flink, partOf(cluster, role)),
})

function ofJob(template: PodTemplateSpec): PodTemplateSpec {
  return {
    ...template,
    spec: { ...template.spec, restartPolicy: 'OnFailure', containers: template.spec?.containers ?? [] },
  }
}

const withAnnotation = (template: PodTemplateSpec, annotation: Record<string, string>): PodTemplateSpec => ({
  ...template,
  metadata: { ...template.metadata, annotations: { ...template.metadata?.annotations, ...annotation } },
})

/**
 * A JobManager that is run again, under a new name, needs TaskManagers that are run again: what of it is not in the
 * configuration stands in their Job too.
 */
function jobManagerOf(flink: Flink, cluster: Cluster): Record<string, string> {
  const { args, size, startupProbe } = jobManagerProcess(flink, cluster)
  const { cpu, cpuLimit } = size
  return { 'sluice/jobmanager': JSON.stringify({ args, cpu, cpuLimit, starts: startupProbe.failureThreshold }) }
}
