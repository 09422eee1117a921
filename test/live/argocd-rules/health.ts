import { groupOf } from '../../../engine/kinds.ts'
import type { Anything } from './objects.ts'

/** What Argo CD makes of an object. Undefined: it has no rule for the kind, so that nothing waits for it. */
export type Health = 'Healthy' | 'Progressing' | 'Degraded' | 'Suspended' | undefined

type Condition = { readonly type: string; readonly status: string; readonly reason?: string }
type Numbers = { readonly [name: string]: number | undefined }

/**
 * The rules that Argo CD publishes for the kinds that Sluice renders, those in Go and those in Lua, each in our words.
 * Sources: docs/operator-manual/health.md, gitops-engine's pkg/health, resource_customizations of 3.5.
 */
export function healthOf(object: Anything): Health {
  const { apiVersion, kind } = object
  const id = `${groupOf(apiVersion)}/${kind}`
  return Object.hasOwn(rules, id) ? rules[id]?.(object) : undefined
}

const rules: Readonly<Record<string, (object: Anything) => Health>> = {
  'apps/StatefulSet': (object) => {
    const { replicas = 1 } = numbers(object.spec)
    const { readyReplicas = 0 } = numbers(object.status)
    const { updateRevision, currentRevision } = (object.status ?? {}) as Readonly<Record<string, string>> // its API
    if (!isObserved(object) || readyReplicas < replicas) return 'Progressing'
    return updateRevision === currentRevision ? 'Healthy' : 'Progressing'
  },
  'apps/Deployment': (object) => {
    const { replicas: wanted = 1 } = numbers(object.spec)
    const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = numbers(object.status)
    if (object.spec?.['paused'] === true) return 'Suspended'
    if (!isObserved(object)) return 'Progressing'
    if (conditions(object).some(({ reason }) => reason === 'ProgressDeadlineExceeded')) return 'Degraded'
    return updatedReplicas < wanted || replicas > updatedReplicas || availableReplicas < updatedReplicas
      ? 'Progressing'
      : 'Healthy'
  },
  'apps/DaemonSet': (object) => {
    const { updatedNumberScheduled = 0, desiredNumberScheduled = 0, numberAvailable = 0 } = numbers(object.status)
    if (!isObserved(object) || updatedNumberScheduled < desiredNumberScheduled) return 'Progressing'
    return numberAvailable < desiredNumberScheduled ? 'Progressing' : 'Healthy'
  },
  'batch/Job': (object) => {
    if (isTrue(object, 'Failed')) return 'Degraded'
    if (isTrue(object, 'Complete')) return 'Healthy'
    return isTrue(object, 'Suspended') ? 'Suspended' : 'Progressing'
  },
  '/PersistentVolumeClaim': ({ status }) =>
    status?.['phase'] === 'Bound' ? 'Healthy' : status?.['phase'] === 'Lost' ? 'Degraded' : 'Progressing',
  '/Service': (object) => (object.spec?.['type'] !== 'LoadBalancer' || hasAddress(object) ? 'Healthy' : 'Progressing'),
  'networking.k8s.io/Ingress': (object) => (hasAddress(object) ? 'Healthy' : 'Progressing'),
  'policy/PodDisruptionBudget': (object) => {
    const all = conditions(object)
    if (all.some(({ status, reason }) => status === 'False' && reason !== 'InsufficientPods')) return 'Degraded'
    return all.length > 0 ? 'Healthy' : 'Progressing'
  },
  'cert-manager.io/Certificate': (object) => (isTrue(object, 'Issuing') ? 'Progressing' : ready(object)),
  'cert-manager.io/Issuer': (object) => ready(object),
  'cert-manager.io/ClusterIssuer': (object) => ready(object),
}

const numbers = (part: Readonly<Record<string, unknown>> | undefined): Numbers => (part ?? {}) as Numbers // its API

const conditions = ({ status }: Anything): readonly Condition[] =>
  (status?.['conditions'] ?? []) as readonly Condition[] // its API

const isTrue = (object: Anything, type: string): boolean =>
  conditions(object).some((one) => one.type === type && one.status === 'True')

const isObserved = ({ metadata, status }: Anything): boolean =>
  ((status?.['observedGeneration'] ?? 0) as number) >= (metadata.generation ?? 0) // its API

function hasAddress({ status }: Anything): boolean {
  const { ingress = [] } = (status?.['loadBalancer'] ?? {}) as { ingress?: readonly unknown[] } // its API
  return ingress.length > 0
}

function ready(object: Anything): Health {
  const condition = conditions(object).find(({ type }) => type === 'Ready')
  if (condition?.status === 'False') return 'Degraded'
  return condition?.status === 'True' ? 'Healthy' : 'Progressing'
}
