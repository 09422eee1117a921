import { basename } from 'node:path/posix'
import { TemplateFault } from './assets.ts'
import { type Instantiation, valueProblem } from './instantiate.ts'
import type { Instance, Path, Placed, Problem } from './model.ts'
import { find, leaves, type Sourced } from './sourced.ts'

/** Every manifest of an overlay, in the order of the output directories, as the generators wrote it. */
export function generate(instantiation: Instantiation): { placed: Placed[]; problems: Problem[] } {
  const problems: Problem[] = []
  const placed: Placed[] = []
  for (const { instance, component } of instantiation.instantiated) {
    for (const [directory, manifests] of Object.entries(component.directories)) {
      try {
        placed.push(...manifests(instance).map((manifest) => ({ manifest, component: instance.id, directory })))
      } catch (error) {
        const { id, overlay } = instance
        if (!(error instanceof TemplateFault))
          throw new Error(`generators/${id} could not render overlay ${overlay.name}`, { cause: error })
        problems.push(...templateProblems(error, instance, instantiation))
      }
    }
  }
  return {
    placed: placed.sort((a, b) => (a.directory < b.directory ? -1 : a.directory > b.directory ? 1 : 0)),
    problems,
  }
}

/** What a template could not print, at the values that have it, else at the template, as a defect of its component. */
function templateProblems(
  { message, place, broken }: TemplateFault,
  { id, name }: Instance,
  instantiation: Instantiation,
): Problem[] {
  const { overlay, tree } = instantiation
  const isBroken = (text: unknown): boolean =>
    typeof text === 'string' && /[\r\n\0]/.test(text) && broken.some((whole) => whole.includes(text))
  const values = find(tree, ['values', name])
  const written = values
    ? scalars(values, ['values', name]).filter(({ path, value }) => [value, ...path].some(isBroken))
    : []
  if (written.length === 0) {
    const hint = `this is a defect of generators/${id}, seen in overlay ${overlay.name}`
    return [
      {
        rule: 'template/broken',
        severity: 'error',
        at: { ...place, path: '' },
        message,
        hint,
        overlay: overlay.name,
      },
    ]
  }
  const rule = { id: 'template/line-break', severity: 'error' } as const
  return written.map(({ path, value }) => {
    const expected = `expected one line, as a line break would add a line to ${basename(place.file, '.hbs')}`
    const finding = { at: path, message: `${expected}, got ${JSON.stringify(value)}`, hint: 'write it on one line' }
    return valueProblem(rule, finding, instantiation)
  })
}

/** Every scalar below a value, those in lists too. */
function scalars(sourced: Sourced, path: Path): { path: Path; value: Sourced['value'] }[] {
  return leaves(sourced, path).flatMap(({ path: way, leaf }) =>
    Array.isArray(leaf.value)
      ? leaf.value.flatMap((child: Sourced, index) => scalars(child, [...way, String(index)]))
      : [{ path: way, value: leaf.value }],
  )
}
