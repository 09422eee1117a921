import type { Finding, Path } from '../../../engine/model.ts'

/** One finding where something is so, and none where it is not. */
export function foundIf(wrong: boolean, at: Path, message: string, hint?: string): Finding[] {
  return wrong ? [{ at, message, ...(hint === undefined ? {} : { hint }) }] : []
}
