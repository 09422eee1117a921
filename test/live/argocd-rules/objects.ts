import { groupOf } from '../../../engine/kinds.ts'

/** An object of any kind, as git or the API server has it. */
export type Anything = {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly generation?: number
    readonly resourceVersion?: string
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly spec?: Readonly<Record<string, unknown>>
  readonly status?: Readonly<Record<string, unknown>>
}

/** What tells an object from all others; its version does not. */
export const keyOf = ({ apiVersion, kind, metadata: { namespace = '', name } }: Anything): string =>
  `${groupOf(apiVersion)}/${kind}/${namespace}/${name}`

/** `StatefulSet/data/zookeeper`, as Flux's program prints it as well. */
export const shown = ({ kind, metadata: { namespace, name } }: Anything): string =>
  [kind, ...(namespace === undefined ? [] : [namespace]), name].join('/')

/** The annotation by which Argo CD knows what it synced. Source: docs/user-guide/resource_tracking.md. */
export const trackingAnnotation = 'argocd.argoproj.io/tracking-id'

/** What that annotation says: `APPLICATION:GROUP/KIND:NAMESPACE/NAME`. */
export const trackingId = (application: string, { apiVersion, kind, metadata }: Anything, namespace: string): string =>
  `${application}:${groupOf(apiVersion)}/${kind}:${metadata.namespace ?? namespace}/${metadata.name}`

/** Whether an annotation of options (`Prune=false,ServerSideApply=true`) holds one. */
export const hasOption = ({ metadata }: Anything, option: string): boolean =>
  (metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '').split(',').some((one) => one.trim() === option)

/** The wave of an object; what is no number is none. Source: docs/user-guide/sync-waves.md. */
export const waveOf = ({ metadata }: Anything): number => {
  const text = metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? '0'
  return /^-?\d+$/.test(text) ? Number(text) : 0
}
