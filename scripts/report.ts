import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Place, Problem } from '../engine/model.ts'
import { showAnnotation, showProblem } from '../engine/problem.ts'

/** How problems are told: to a person, as JSON lines for tools, or as annotations of GitHub Actions. */
export type Format = 'text' | 'json' | 'github'

/** Says every problem, in its order; problems go to stderr, except those that a tool reads. */
export function report(problems: readonly Problem[], format: Format, root: string): void {
  if (format === 'json') {
    for (const problem of problems) process.stdout.write(`${JSON.stringify(problem)}\n`)
    return
  }
  if (format === 'github') {
    for (const problem of problems) process.stdout.write(`${showAnnotation(problem)}\n`)
    return
  }
  const terminal = process.stderr.isTTY === true
  const color = terminal && !process.env['NO_COLOR']
  for (const problem of problems)
    process.stderr.write(`${showProblem(problem, color, terminal ? (place) => sourceLine(root, place) : undefined)}\n`)
}

/** The line of a file that a place is on, where it can be read. */
function sourceLine(root: string, { file, line }: Place): string | undefined {
  try {
    return readFileSync(join(root, file), 'utf8').split(/\r?\n/)[line - 1]
  } catch {
    return undefined // the place may be a folder
  }
}

/** `3 errors, 1 warning`, in a fixed order, or nothing. */
export function counted(problems: readonly Problem[]): string {
  return (['error', 'warning'] as const)
    .map((severity) => ({ severity, count: problems.filter((problem) => problem.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}${count === 1 ? '' : 's'}`)
    .join(', ')
}
