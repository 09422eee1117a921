import type { Manifest } from '../model.ts'
import { asMap, asMaps } from '../rules/read.ts'

/** What nodes take to pull images, in seconds; ours, for what no manifest says. */
const pulling = 300

/** What Jobs of a step take after what they talk to is there, in seconds. They wait inside, for a day if need be. */
const jobs = 600

/** What an operator takes to start what an object of a custom kind asks for, a cluster of Flink say, in seconds; ours. */
const operated = 900

/**
 * How long a step may take until all of it is well, in seconds: its images are pulled; its workloads start one after the
 * other, as each may wait for another inside; or one of them rolls pod by pod, each pod ending and starting as long as its
 * grace and its startup probe allow; then operators do what they are asked for, and its Jobs run.
 */
export function rolloutSeconds(manifests: readonly Manifest[]): number {
  const workloads = manifests.filter(
    ({ kind }) => kind === 'StatefulSet' || kind === 'Deployment' || kind === 'DaemonSet',
  )
  const each = workloads.map((manifest) => {
    const spec = asMap(asMap(manifest).spec)
    const pod = asMap(asMap(spec.template).spec)
    const start = Math.max(0, ...asMaps(pod.containers).map(startSeconds))
    const grace = typeof pod.terminationGracePeriodSeconds === 'number' ? pod.terminationGracePeriodSeconds : 30
    const replicas = typeof spec.replicas === 'number' ? spec.replicas : 1
    return { start, roll: replicas * (grace + start) }
  })
  const starts = each.reduce((sum, { start }) => sum + start, 0)
  const rolls = Math.max(0, ...each.map(({ roll }) => roll))
  const hasJobs = manifests.some(({ kind }) => kind === 'Job')
  const isOperated = manifests.some(({ kind }) => kind === 'FlinkDeployment' || kind === 'FlinkSessionJob')
  return pulling + Math.max(starts, rolls) + (isOperated ? operated : 0) + (hasJobs ? jobs : 0)
}

/** How long a container may take to start, by its startup probe, else by its readiness probe. */
function startSeconds(container: Readonly<Record<string, unknown>>): number {
  const probe = asMap(container['startupProbe'] ?? container['readinessProbe'])
  if (Object.keys(probe).length === 0) return 0
  // The server's defaults.
  const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3, timeoutSeconds = 1 } = probe
  return Number(initialDelaySeconds) + Number(failureThreshold) * Number(periodSeconds) + Number(timeoutSeconds)
}
