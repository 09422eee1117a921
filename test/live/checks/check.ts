import type { Say } from '../cluster/say.ts'
import type { LiveContext } from '../context.ts'

/** What a check works with. */
export type Live = {
  readonly context: LiveContext
  /** The folder of the overlay that runs, with its `rendered/`. */
  readonly overlayFolder: string
  /** The namespace of the platform. */
  readonly namespace: string
  readonly say: Say
}

/** A fact that people rely on. `prove` gives what it measured, in a few words, and throws where the fact does not hold. */
export type Check = { readonly fact: string; readonly prove: (live: Live) => Promise<string> }

/** How a check went; `measured` is what was measured, or what was found instead. */
export type Outcome = {
  readonly fact: string
  readonly held: boolean
  readonly measured: string
  readonly seconds: number
}

/** Proves one fact after the other, as each is free to break things. */
export async function proveAll(checks: readonly Check[], live: Live): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const { fact, prove } of checks) {
    const began = performance.now()
    const [held, measured] = await prove(live).then(
      (figures) => [true, figures] as const,
      (error: unknown) => [false, error instanceof Error ? error.message : String(error)] as const,
    )
    const seconds = (performance.now() - began) / 1000
    outcomes.push({ fact, held, measured, seconds })
    live.say(`${held ? 'holds' : 'FAILED'} (${seconds.toFixed(1)} s): ${fact}${measured === '' ? '' : `: ${measured}`}`)
  }
  return outcomes
}

/** Throws where a fact does not hold. */
export function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise)
}
