import type { Finding, Instance, Path } from '../../engine/model.ts'

/** The path of a value of a component, as findings name it. */
export function at(instance: Instance, ...keys: readonly string[]): Path {
  return ['values', instance.name, ...keys]
}

/** One finding where something is so, and none where it is not. */
export function foundIf(wrong: boolean, at: Path, message: string, hint?: string): Finding[] {
  return wrong ? [{ at, message, ...(hint === undefined ? {} : { hint }) }] : []
}

/** Options of Java that are set elsewhere, each with why: the later of two counts, and of this nothing else would know. */
export type DecidedElsewhere = readonly (readonly [option: RegExp, why: string])[]

/** A finding for each of a person's options of Java that is decided elsewhere; `pathOf` says where an option stands. */
export const optionsBeyondOurs = (
  options: readonly string[],
  decided: DecidedElsewhere,
  pathOf: (index: string) => Path,
): Finding[] =>
  options.flatMap((option, index) =>
    decided.flatMap(([pattern, why]) =>
      foundIf(pattern.test(option), pathOf(String(index)), `expected an option beyond ours, got ${option}: ${why}`),
    ),
  )
