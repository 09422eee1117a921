import { harmless } from './harmless.ts'
import type { Place, Problem } from './model.ts'

/**
 * Problems in the order that a person works through them: by file, line, column, then rule. What several overlays have is
 * one problem, which names them.
 */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  const alike = new Map<string, { readonly problem: Problem; readonly overlays: Set<string> }>()
  for (const problem of problems) {
    const identity = JSON.stringify([problem.rule, problem.at, problem.message])
    const known = alike.get(identity) ?? { problem, overlays: new Set() }
    if (problem.overlay !== undefined) known.overlays.add(problem.overlay)
    alike.set(identity, known)
  }
  return [...alike.values()]
    .map(({ problem, overlays }) => {
      const also = [...overlays].filter((overlay) => overlay !== problem.overlay)
      return also.length === 0 ? problem : { ...problem, also }
    })
    .sort(
      (a, b) =>
        byText(a.at.file, b.at.file) ||
        a.at.line - b.at.line ||
        a.at.column - b.at.column ||
        byText(a.rule, b.rule) ||
        byText(a.message, b.message),
    )
}

/** More overlays than these say no more. */
const mostNamed = 5

/** Which overlays have a problem, where that of the file that it stands in is none of them: those that inherit from it. */
function concerned({ at, overlay, also = [] }: Problem): string {
  const [folder, owner = ''] = at.file.split('/')
  const overlays = overlay === undefined ? also : [overlay, ...also]
  if (folder !== 'overlays' || overlays.length === 0 || overlays.includes(owner)) return ''
  const named = overlays.slice(0, mostNamed).map(harmless).join(', ')
  const more = overlays.length > mostNamed ? ` and ${overlays.length - mostNamed} more` : ''
  return ` (in overlay${overlays.length > 1 ? 's' : ''} ${named}${more})`
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
  problem: Problem,
  color: boolean,
  sourceLine?: (place: Place) => string | undefined,
): string {
  const { at, severity, rule, message, hint } = problem
  const paint = (code: number, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text)
  const place = paint(1, `${harmless(at.file)}:${at.line}:${at.column}:`)
  const subject = at.path === '' ? '' : ` ${harmless(at.path)}:`
  const kind = severity === 'error' ? paint(31, 'error') : paint(33, 'warning')
  const lines = [`${place}${subject} ${harmless(message)}${concerned(problem)}  ${kind} ${paint(2, `[${rule}]`)}`]
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
export function showAnnotation(problem: Problem): string {
  const { at, severity, rule, message, hint } = problem
  const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const property = (text: string): string => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
  const text = `${at.path === '' ? '' : `${at.path}: `}${message}${concerned(problem)}${hint === undefined ? '' : `\nhint: ${hint}`}`
  return `::${severity} file=${property(at.file)},line=${at.line},col=${at.column},title=${property(rule)}::${escaped(text)}`
}
