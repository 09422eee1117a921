import type { Finding, Instance, Path } from '../../engine/model.ts'

/** The path of a value of a component, as findings name it. */
export function at(instance: Instance, ...keys: readonly string[]): Path {
  return ['values', instance.name, ...keys]
}

/** Where a finding is told, where several values decide it. */
type Told = Required<Pick<Finding, 'at' | 'orAt'>>

/** One finding where something is so, and none where it is not. */
export function foundIf(wrong: boolean, told: Path | Told, message: string, hint?: string): Finding[] {
  return wrong ? [{ ...('orAt' in told ? told : { at: told }), message, ...(hint === undefined ? {} : { hint }) }] : []
}

/** A finding about a value that others decide as well: where an overlay writes one of those and inherits the first, it is told there. */
export const decidedBy = (at: Path, ...orAt: readonly Path[]): Told => ({ at, orAt })

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
