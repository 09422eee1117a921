import { readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Place, Problem } from '../engine/model.ts'
import { showAnnotation, showProblem } from '../engine/problem.ts'
import { WrongArguments } from './command.ts'

/** How problems are told: to a person, as JSON lines for tools, or as annotations of GitHub Actions. */
export type Format = 'text' | 'json' | 'github'

/** The format that was asked for, one of those that a command knows; `--json` is short for that one. */
export function formatFrom<F extends string>(
  { json, format }: { readonly json: boolean; readonly format: string },
  known: readonly F[],
): F {
  const asked = json ? 'json' : format
  const found = known.find((one) => one === asked)
  if (found !== undefined) return found
  throw new WrongArguments(`--format takes ${known.slice(0, -1).join(', ')} or ${known.at(-1)}, not "${asked}".`)
}

/** Says every problem, in its order; problems go to stderr, except those that a tool reads. */
export function report(problems: readonly Problem[], format: Format, root: string): void {
  if (format === 'text') showProblems(problems, root)
  else
    for (const problem of problems)
      process.stdout.write(`${format === 'json' ? asJson(problem) : annotation(problem, root)}\n`)
}

function showProblems(problems: readonly Problem[], root: string): void {
  const terminal = process.stderr.isTTY === true
  const color = terminal && !process.env['NO_COLOR']
  const lines = sourceLines(root)
  for (const problem of problems) process.stderr.write(`${showProblem(problem, color, terminal ? lines : undefined)}\n`)
}

/** Gives the line of a file that a place is on; nothing where it cannot be read, as the place may be a folder. */
function sourceLines(root: string): (place: Place) => string | undefined {
  const read = new Map<string, readonly string[]>()
  const linesOf = (file: string): readonly string[] => {
    try {
      return readFileSync(join(root, file), 'utf8')
        .replace(/^\uFEFF/, '')
        .split(/\r?\n/)
    } catch {
      return []
    }
  }
  return ({ file, line }) => {
    const lines = read.get(file) ?? linesOf(file)
    read.set(file, lines)
    return lines[line - 1]
  }
}

/** Every field that the problem has, always in the same order. */
function asJson({ rule, severity, at, message, hint, overlay, also, object }: Problem): string {
  const { file, line, column, path } = at
  return JSON.stringify({ rule, severity, at: { file, line, column, path }, message, hint, overlay, also, object })
}

/** An annotation of GitHub Actions, which knows files by where they are below the folder that a job works in. */
export function annotation(problem: Problem, root: string): string {
  const file = relative(process.cwd(), join(root, problem.at.file)).split(sep).join('/')
  return showAnnotation(file.startsWith('..') ? problem : { ...problem, at: { ...problem.at, file } })
}

/** `3 errors, 1 warning`, in a fixed order, or nothing. */
export function counted(problems: readonly Problem[]): string {
  return (['error', 'warning'] as const)
    .map((severity) => ({ severity, count: problems.filter((problem) => problem.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}${count === 1 ? '' : 's'}`)
    .join(', ')
}
