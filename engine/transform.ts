import type { Placed } from './model.ts'

/** Where Kustomize's transforms (`patches`, `images`, `labels`, …) act. None is offered yet; the schema says so. */
export function transform(placed: readonly Placed[]): readonly Placed[] {
  return placed
}
