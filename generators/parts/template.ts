import type { Instance, Template } from '../../engine/model.ts'

/** A template of a component; a missing one is a fault of the component. */
export function template({ id, templates }: Instance, file: string): Template {
  const found = templates[file]
  if (!found) throw new Error(`base/${id} holds no ${file}.hbs`)
  return found
}
