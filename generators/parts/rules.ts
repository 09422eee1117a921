import type { Finding, Instance, Path } from '../../engine/model.ts'

/** The path of a value of a component, as findings name it. */
export function at(instance: Instance, ...keys: readonly string[]): Path {
  return ['values', instance.name, ...keys]
}

/** One finding where something is so, and none where it is not. */
export function foundIf(wrong: boolean, at: Path, message: string, hint?: string): Finding[] {
  return wrong ? [{ at, message, ...(hint === undefined ? {} : { hint }) }] : []
}
