import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** When Kubernetes began to serve a kind, advised against it and stopped; minors as `1.25`. */
export type Lifecycle = {
  readonly introduced: string
  readonly deprecated?: string
  readonly removed?: string
  /** `policy/v1 PodDisruptionBudget` */
  readonly replacement?: string
}

/** The lives of the kinds that are not for ever, by `policy/v1beta1 PodDisruptionBudget`, as `npm run schemas` wrote them. */
export function lifecycles(schemasFolder: string): Readonly<Record<string, Lifecycle>> {
  return JSON.parse(readFileSync(join(schemasFolder, 'kubernetes', 'lifecycle.json'), 'utf8'))
}

/** Whether a minor is another or a later one. */
function isSince(minor: string, other: string): boolean {
  const [[major = 0, number = 0], [otherMajor = 0, otherNumber = 0]] = [minor, other].map((text) =>
    text.split('.').map(Number),
  ) as [number[], number[]] // two texts, two lists
  return major > otherMajor || (major === otherMajor && number >= otherNumber)
}

/** How a minor of Kubernetes stands to a kind that is not for ever, in a few words. */
export function standing(life: Lifecycle, minor: string): 'later' | 'served' | 'deprecated' | 'removed' {
  if (life.removed !== undefined && isSince(minor, life.removed)) return 'removed'
  if (!isSince(minor, life.introduced)) return 'later'
  return life.deprecated !== undefined && isSince(minor, life.deprecated) ? 'deprecated' : 'served'
}

/** `deprecated since 1.21, removed in 1.25` */
export function fate({ deprecated, removed }: Lifecycle): string {
  const parts = [deprecated && `deprecated since ${deprecated}`, removed && `removed in ${removed}`]
  return parts.filter(Boolean).join(', ')
}
