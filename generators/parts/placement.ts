import type { Affinity, Toleration, TopologySpreadConstraint } from '../kubernetes.ts'

/** Where pods may run, as values name it. */
export type Placement = {
  readonly hosts: 'required' | 'preferred'
  readonly zones: 'required' | 'preferred'
  readonly nodeSelector: Readonly<Record<string, string>>
  readonly tolerations: Readonly<Record<string, { readonly value: string | null; readonly effect: string }>>
  readonly priorityClass: string | null
}

/** Keeps the pods that `selector` selects on different hosts. */
export function onDifferentHosts(selector: Record<string, string>, { hosts }: Placement): Affinity {
  const term = { labelSelector: { matchLabels: selector }, topologyKey: 'kubernetes.io/hostname' }
  return {
    podAntiAffinity:
      hosts === 'required'
        ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
        : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] },
  }
}

/** Spreads the pods that `selector` selects evenly over the zones. */
export function overZones(selector: Record<string, string>, { zones }: Placement): TopologySpreadConstraint[] {
  return [
    {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: zones === 'required' ? 'DoNotSchedule' : 'ScheduleAnyway',
      labelSelector: { matchLabels: selector },
    },
  ]
}

/** The rest of a pod's placement: node labels, tolerations, priority. Empty maps and lists do not reach the file. */
export function scheduling({
  nodeSelector,
  tolerations,
  priorityClass,
}: Pick<Placement, 'nodeSelector' | 'tolerations' | 'priorityClass'>): {
  nodeSelector: Record<string, string>
  tolerations: Toleration[]
  priorityClassName?: string
} {
  return {
    nodeSelector: { ...nodeSelector },
    tolerations: Object.entries(tolerations).map(([key, { value, effect }]) => ({
      key,
      operator: value === null ? 'Exists' : 'Equal',
      ...(value === null ? {} : { value }),
      effect,
    })),
    ...(priorityClass === null ? {} : { priorityClassName: priorityClass }),
  }
}
