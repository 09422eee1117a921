/** What is looked at of the objects that run something. */
export type Workload = {
  readonly kind: string
  readonly metadata: {
    readonly namespace?: string
    readonly name: string
    readonly generation?: number
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[]
  }
  readonly spec?: { readonly replicas?: number; readonly suspend?: boolean }
  readonly status?: {
    readonly observedGeneration?: number
    readonly replicas?: number
    readonly updatedReplicas?: number
    readonly readyReplicas?: number
    readonly desiredNumberScheduled?: number
    readonly updatedNumberScheduled?: number
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
 * What is not as it was asked for, each with a sentence: a workload with fewer Ready pods than it wants or pods of an
 * older generation, a Job that is not complete, a pod that is not Ready. A pod of a Job counts until the Job is complete:
 * one that failed may stay beside the one that did the work.
 */
export function unready<Object extends Workload>(objects: readonly Object[]): { object: Object; sentence: string }[] {
  const found = objects.flatMap((object) => {
    const why = judges[object.kind]?.(object)
    return why === undefined ? [] : [{ object, sentence: `${nameOf(object)}: ${why}` }]
  })
  const isOpen = (job: string, namespace: string | undefined): boolean =>
    found.some(
      ({ object: { kind, metadata } }) => kind === 'Job' && metadata.name === job && metadata.namespace === namespace,
    )
  return found.filter(({ object: { metadata } }) => {
    const job = metadata.ownerReferences?.find(({ kind }) => kind === 'Job')
    return job === undefined || isOpen(job.name, metadata.namespace)
  })
}

/** `StatefulSet/kafka-broker`. */
export function nameOf({ kind, metadata }: Workload): string {
  return `${kind}/${metadata.name}`
}

const judges: Readonly<Record<string, (object: Workload) => string | undefined>> = {
  StatefulSet: replicasAreReady,
  Deployment: replicasAreReady,
  DaemonSet: (set) => {
    const { desiredNumberScheduled = 0, updatedNumberScheduled, numberReady } = set.status ?? {}
    return podsAreReady(set, desiredNumberScheduled, updatedNumberScheduled, numberReady)
  },
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

function replicasAreReady(workload: Workload): string | undefined {
  const { updatedReplicas, readyReplicas } = workload.status ?? {}
  return podsAreReady(workload, workload.spec?.replicas ?? 1, updatedReplicas, readyReplicas)
}

function podsAreReady({ metadata, status }: Workload, wanted: number, updated = 0, ready = 0): string | undefined {
  if (status?.observedGeneration !== metadata.generation) return 'was not looked at yet'
  if (updated < wanted) return `${updated} of ${wanted} pods are up to date`
  if (ready < wanted) return `${ready} of ${wanted} pods are Ready`
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
