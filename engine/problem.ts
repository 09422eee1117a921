import { harmless } from './harmless.ts'
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
 * A problem as a person reads it: `file:line:column: path: message`, then the source line with a caret where
 * `sourceLine` gives it, then the hint.
 */
export function showProblem(
  { at, severity, rule, message, hint }: Problem,
  color: boolean,
  sourceLine?: (place: Place) => string | undefined,
): string {
  const paint = (code: number, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text)
  const place = paint(1, `${harmless(at.file)}:${at.line}:${at.column}:`)
  const subject = at.path === '' ? '' : ` ${harmless(at.path)}:`
  const kind = severity === 'error' ? paint(31, 'error') : paint(33, 'warning')
  const lines = [`${place}${subject} ${harmless(message)}  ${kind} ${paint(2, `[${rule}]`)}`]
  const source = sourceLine?.(at)
  if (source !== undefined && source.trim() !== '') {
    const { shown, indent } = around(source, at.column - 1)
    lines.push(`  ${paint(2, '|')} ${shown}`, `  ${paint(2, '|')} ${indent}${paint(31, '^')}`)
  }
  if (hint !== undefined) lines.push(`  hint: ${harmless(hint)}`)
  return lines.join('\n')
}

/** Characters of a source line that are shown: it should not wrap, as the caret would then point nowhere. */
const widest = 110

/** What of a source line is shown, and how far a caret below its character `index` is indented. */
function around(line: string, index: number): { shown: string; indent: string } {
  const start = line.length > widest ? Math.max(0, index - widest / 2) : 0
  const before = `${start > 0 ? '…' : ''}${harmless(line.slice(start, index))}`
  const after = `${harmless(line.slice(index, start + widest))}${line.length > start + widest ? '…' : ''}`
  return { shown: before + after, indent: before.replace(/[^\t]/gu, ' ') }
}

/** A problem as a workflow command of GitHub Actions, which shows it beside the line of a pull request. */
export function showAnnotation({ at, severity, rule, message, hint }: Problem): string {
  const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const property = (text: string): string => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
  const text = `${at.path === '' ? '' : `${at.path}: `}${message}${hint === undefined ? '' : `\nhint: ${hint}`}`
  return `::${severity} file=${property(at.file)},line=${at.line},col=${at.column},title=${property(rule)}::${escaped(text)}`
}
