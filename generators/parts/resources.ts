import type { ResourceRequirements } from '../kubernetes.ts'

/** What a container asks for, as values name it. */
export type Resources = { readonly cpu: string; readonly cpuLimit: string | null; readonly memory: string }

/** Requests and limits: memory is both, so that the pod is never evicted for using what it was promised. */
export function resources({ cpu, cpuLimit, memory }: Resources): ResourceRequirements {
  return {
    requests: { cpu, memory },
    limits: { ...(cpuLimit === null ? {} : { cpu: cpuLimit }), memory },
  }
}
