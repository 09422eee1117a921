import type { Place, Problem } from './model.ts'

/** Problems in the order that a person works through them: by file, line, column, then rule. Duplicates go. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  const seen = new Set<string>()
  return [...problems]
    .sort(
      (a, b) =>
        byText(a.at.file, b.at.file) ||
        a.at.line - b.at.line ||
        a.at.column - b.at.column ||
        byText(a.rule, b.rule) ||
        byText(a.message, b.message),
    )
    .filter((problem) => {
      const identity = JSON.stringify([problem.rule, problem.at, problem.message])
      return !seen.has(identity) && seen.add(identity)
    })
}

/** Whether anything among the problems stops a write. */
export function hasError(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error')
}

/**
 * A problem as a person reads it on a terminal: `file:line:column: path: message`, then the source line with a caret
 * where `sourceLine` gives it, then the hint.
 */
export function showProblem(
  problem: Problem,
  color: boolean,
  sourceLine?: (place: Place) => string | undefined,
): string {
  const paint = (code: number, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text)
  const { at, severity, rule, message, hint } = problem
  const place = paint(1, `${at.file}:${at.line}:${at.column}:`)
  const subject = at.path === '' ? '' : ` ${at.path}:`
  const kind = severity === 'error' ? paint(31, 'error') : paint(33, 'warning')
  const lines = [`${place}${subject} ${message}  ${kind} ${paint(2, `[${rule}]`)}`]
  const source = sourceLine?.(at)
  if (source !== undefined && source.trim() !== '') {
    lines.push(`  ${paint(2, '|')} ${source}`)
    lines.push(`  ${paint(2, '|')} ${source.slice(0, at.column - 1).replace(/[^\t]/g, ' ')}${paint(31, '^')}`)
  }
  if (hint !== undefined) lines.push(`  hint: ${hint}`)
  return lines.join('\n')
}

/** A problem as a workflow command of GitHub Actions, which shows it beside the line of a pull request. */
export function showAnnotation({ at, severity, rule, message, hint }: Problem): string {
  const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const property = (text: string): string => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
  const text = `${at.path === '' ? '' : `${at.path}: `}${message}${hint === undefined ? '' : `\nhint: ${hint}`}`
  return `::${severity} file=${property(at.file)},line=${at.line},col=${at.column},title=${property(rule)}::${escaped(text)}`
}
