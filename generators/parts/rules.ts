import type { Instance, Path } from '../../engine/model.ts'

/** The path of a value of a component, as findings name it. */
export function at(instance: Instance, ...keys: readonly string[]): Path {
  return ['values', instance.name, ...keys]
}
