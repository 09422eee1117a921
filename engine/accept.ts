import type { Acceptance, Problem } from './model.ts'
import { find, type Sourced, showPath } from './sourced.ts'

/** Rules that nobody may live with: what they find cannot be read, rendered, written or kept secret. */
const unacceptable = ['yaml/', 'schema/', 'overlay/', 'base/', 'template/', 'files/', 'manifest/', 'secrets/'] as const

/**
 * The problems of one overlay without those that it accepts, and with a problem for every acceptance that names
 * nothing that was found or that nobody may accept.
 */
export function applyAcceptances(
  overlay: string,
  tree: Sourced,
  acceptances: readonly Acceptance[],
  problems: readonly Problem[],
): Problem[] {
  const matches = (acceptance: Acceptance, problem: Problem): boolean =>
    problem.rule === acceptance.rule &&
    (acceptance.object === undefined || problem.object === acceptance.object) &&
    (acceptance.value === undefined || problem.at.path === acceptance.value)
  const legal = acceptances.filter(
    ({ rule, object, value }) => !isUnacceptable(rule) && (object ?? value) !== undefined,
  )
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
    return problems.some((problem) => matches(acceptance, problem))
      ? []
      : refuse(`accepts ${acceptance.rule}, which found no such thing`, 'take it out; it would hide the next finding')
  })
  return [...problems.filter((problem) => !legal.some((acceptance) => matches(acceptance, problem))), ...wrong]
}

function isUnacceptable(rule: string): boolean {
  return unacceptable.some((prefix) => rule.startsWith(prefix))
}
