import type { Roots } from '../engine/component-source.ts'

/** What every command gets from the launcher. */
export type Context = {
  readonly roots: Roots
  /** Where what is built is kept; undefined: in memory only. */
  readonly cacheFolder: string | undefined
  /** Stands for the content of every input of the bundle and the assets. */
  readonly inputsKey: string
  /** Stands for the code that runs, packages and all. */
  readonly codeKey: string
}

/** A command: its arguments without its name and without `--root`; gives the exit code. */
export type Command = (args: readonly string[], context: Context) => Promise<number>

/** Exit codes: clean, problems or drift, wrong arguments or our own fault. */
export const exit = { clean: 0, problems: 1, wrong: 2 } as const

/** What was typed is not what a command takes. The message is one sentence that says what is. */
export class WrongArguments extends Error {
  override readonly name = wrongArguments
}
/** Told by its name, as there may be one class in each of the two scripts that a bundle consists of. */
export const wrongArguments = 'WrongArguments'
