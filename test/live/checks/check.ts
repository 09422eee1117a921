import type { Say } from '../cluster/say.ts'
import type { LiveContext } from '../context.ts'
import type { Running } from './change.ts'

/** What a check works with. */
export type Live = {
  readonly context: LiveContext
  /** The folder of the overlay that runs, with its `rendered/`. */
  readonly overlayFolder: string
  /** The namespace of the platform. */
  readonly namespace: string
  readonly say: Say
  readonly running: Running
}

/** A fact that people rely on. */
export type Check = {
  readonly fact: string
  /** Gives what it measured, in a few words; throws where the fact does not hold. */
  readonly prove: (live: Live) => Promise<string>
  /** Why it can be proven only on a cluster that we started. */
  readonly onlyOurs?: string
}

/** How a check went; `measured` is what was measured, or what was found instead, or why nothing was. */
export type Outcome = {
  readonly fact: string
  readonly result: 'holds' | 'does not hold' | 'skipped'
  readonly measured: string
  readonly seconds: number
}

/** Proves one fact after the other, as each is free to break things. */
export async function proveAll(checks: readonly Check[], live: Live): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const check of checks) {
    const began = performance.now()
    const [result, measured] = await outcomeOf(check, live)
    const seconds = (performance.now() - began) / 1000
    outcomes.push({ fact: check.fact, result, measured, seconds })
    const shown = result === 'does not hold' ? 'DOES NOT HOLD' : result
    live.say(`${shown} (${seconds.toFixed(1)} s): ${check.fact}${measured === '' ? '' : `: ${measured}`}`)
  }
  return outcomes
}

async function outcomeOf({ prove, onlyOurs }: Check, live: Live): Promise<[Outcome['result'], string]> {
  if (onlyOurs !== undefined && live.context.external !== undefined) return ['skipped', onlyOurs]
  try {
    return ['holds', await prove(live)]
  } catch (error) {
    return ['does not hold', error instanceof Error ? error.message : String(error)]
  }
}

/** Throws where a fact does not hold. */
export function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise)
}
