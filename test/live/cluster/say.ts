/** Says what is done, a line each. */
export type Say = (line: string) => void

/** Writes lines on stderr, with the seconds since it was made. */
export function sayer(): Say {
  const began = performance.now()
  return (line) => process.stderr.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}\n`)
}
