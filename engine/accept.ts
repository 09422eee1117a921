import type { Acceptance, Problem } from './model.ts'
import { find, type Sourced, showPath } from './sourced.ts'

/** Rules that nobody may live with: what they find cannot be read, rendered, written or kept secret. */
const unacceptable = [
  'yaml/',
  'schema/',
  'overlay/',
  'base/',
  'template/',
  'files/',
  'manifest/',
  'secrets/',
  'fleet/',
  'prerequisites/',
  'retire/object',
] as const

/** Whether an overlay may and does live with a problem. */
export function isAccepted(
  acceptances: readonly Acceptance[],
  { rule, object, at }: Pick<Problem, 'rule' | 'object' | 'at'>,
): boolean {
  return acceptances.some(
    (acceptance) =>
      acceptance.rule === rule &&
      !isUnacceptable(rule) &&
      (acceptance.object ?? acceptance.value) !== undefined &&
      (acceptance.object === undefined || acceptance.object === object) &&
      (acceptance.value === undefined || acceptance.value === at.path),
  )
}

/**
 * The problems of one overlay without those that it accepts, and with a problem for every acceptance that nobody may
 * make or, where everything was judged, that names nothing that was found.
 */
export function applyAcceptances(
  overlay: string,
  tree: Sourced,
  acceptances: readonly Acceptance[],
  problems: readonly Problem[],
  complete: boolean,
): Problem[] {
  const wrong = acceptances.flatMap((acceptance, index): Problem[] => {
    const refuse = (message: string, hint: string): Problem[] => [
      {
        rule: 'overlay/acceptance',
        severity: 'error',
        at: { ...(find(tree, ['accept', String(index)]) ?? tree).at, path: showPath(['accept', String(index)]) },
        message,
        hint,
        overlay,
      },
    ]
    if (isUnacceptable(acceptance.rule)) return refuse(`${acceptance.rule} cannot be accepted`, 'mend what it found')
    if ((acceptance.object ?? acceptance.value) === undefined)
      return refuse(
        'expected the object or the value that is accepted, found neither',
        'add object: Kind/name, or value: path',
      )
    return !complete || problems.some((problem) => isAccepted([acceptance], problem))
      ? []
      : refuse(`accepts ${acceptance.rule}, which found no such thing`, 'take it out; it would hide the next finding')
  })
  return [...problems.filter((problem) => !isAccepted(acceptances, problem)), ...wrong]
}

function isUnacceptable(rule: string): boolean {
  return unacceptable.some((prefix) => rule.startsWith(prefix))
}
