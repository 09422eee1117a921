/** What is looked at of the objects that run something. */
export type Workload = {
  readonly kind: string
  readonly metadata: { readonly namespace?: string; readonly name: string; readonly generation?: number }
  readonly spec?: { readonly replicas?: number; readonly suspend?: boolean }
  readonly status?: {
    readonly observedGeneration?: number
    readonly replicas?: number
    readonly updatedReplicas?: number
    readonly readyReplicas?: number
    readonly desiredNumberScheduled?: number
    readonly numberReady?: number
    readonly phase?: string
    readonly conditions?: readonly Condition[]
    readonly containerStatuses?: readonly ContainerStatus[]
    readonly initContainerStatuses?: readonly ContainerStatus[]
  }
}

type Condition = { readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string }
type ContainerStatus = {
  readonly name: string
  readonly restartCount: number
  readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } }
}

/** The kinds that `unready` judges, as kubectl names them. */
export const workloadKinds = 'statefulsets,deployments,daemonsets,jobs,pods'

/**
 * What is not as it was asked for, a sentence each: a workload with fewer Ready pods than it wants or pods of an older
 * generation, a Job that is not complete, a pod that is not Ready. Pods of Jobs count with their Job.
 */
export function unready(objects: readonly Workload[]): string[] {
  return objects.flatMap((object) => {
    const why = judges[object.kind]?.(object)
    return why === undefined ? [] : [`${nameOf(object)}: ${why}`]
  })
}

/** `StatefulSet/kafka-broker`. */
export function nameOf({ kind, metadata }: Workload): string {
  return `${kind}/${metadata.name}`
}

const judges: Readonly<Record<string, (object: Workload) => string | undefined>> = {
  StatefulSet: replicasAreReady,
  Deployment: replicasAreReady,
  DaemonSet: ({ status = {} }) =>
    status.numberReady === status.desiredNumberScheduled
      ? undefined
      : `${status.numberReady ?? 0} of ${status.desiredNumberScheduled ?? '?'} pods are Ready`,
  Job: (job) => {
    if (job.spec?.suspend || holds(job, 'Complete')) return undefined
    const failed = condition(job, 'Failed')
    return failed?.status === 'True' ? `failed: ${failed.message}` : 'is not complete'
  },
  Pod: (pod) => {
    if (pod.status?.phase === 'Succeeded' || holds(pod, 'Ready')) return undefined
    return podState(pod)
  },
}

function replicasAreReady({ metadata, spec, status = {} }: Workload): string | undefined {
  const wanted = spec?.replicas ?? 1
  if (status.observedGeneration !== metadata.generation) return 'was not looked at yet'
  if ((status.updatedReplicas ?? 0) < wanted) return `${status.updatedReplicas ?? 0} of ${wanted} pods are up to date`
  if ((status.readyReplicas ?? 0) < wanted) return `${status.readyReplicas ?? 0} of ${wanted} pods are Ready`
  return undefined
}

/** The nearest thing to a reason: what keeps it from a node, or what its containers wait for. */
function podState({ status = {} }: Workload): string {
  const scheduled = status.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False')
  if (scheduled) return `${scheduled.reason}: ${scheduled.message}`
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
  const waiting = containers.flatMap(({ name, state, restartCount }) => {
    const reason = state?.waiting?.reason
    if (!reason || reason === 'PodInitializing') return []
    return [`${name} ${reason}${restartCount > 0 ? ` after ${restartCount} restarts` : ''}`]
  })
  return [status.phase ?? 'no phase', ...waiting].join(', ')
}

function condition({ status }: Workload, type: string): Condition | undefined {
  return status?.conditions?.find((one) => one.type === type)
}

function holds(object: Workload, type: string): boolean {
  return condition(object, type)?.status === 'True'
}
