import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from './failure.ts'
import type { Comparison } from './files.ts'
import { harmless } from './harmless.ts'
import type { File } from './model.ts'

/** How the committed files of an overlay differ from what would be rendered. Paths are relative to the root. */
export type Drift = {
  /** `overlays/prod` */
  readonly folder: string
  readonly changed: readonly ChangedFile[]
  readonly missing: readonly string[]
  readonly leftOver: readonly string[]
}

/** `diff` is the beginning of a unified diff from the committed to the rendered text, without its two file lines. */
export type ChangedFile = {
  readonly path: string
  readonly diff: readonly string[]
  /** How many lines of the diff are not in `diff`. */
  readonly more: number
}

/** Whether the files on disk are anything but what would be rendered. */
export function hasDrift({ changed, missing, leftOver }: Comparison): boolean {
  return changed.length + missing.length + leftOver.length > 0
}

/**
 * Tells how an overlay differs, as data. Reads the changed files again, as a comparison does not keep what they read.
 * Of each file the first `lines` lines of the diff are given, of all files after the first `files` none.
 */
export async function describeDrift(
  comparison: Comparison,
  { root, folder, lines, files }: { root: string; folder: string; lines: number; files: number },
): Promise<Drift> {
  const place = (path: string): string => `${folder}/${path}`
  const changed: ChangedFile[] = []
  for (const [index, file] of comparison.changed.entries()) {
    const diff = index < files ? await unifiedDiff(join(root, folder, file.path), file) : []
    changed.push({ path: place(file.path), diff: diff.slice(0, lines), more: Math.max(0, diff.length - lines) })
  }
  return {
    folder,
    changed,
    missing: comparison.missing.map(({ path }) => place(path)),
    leftOver: comparison.leftOver.map(place),
  }
}

/** A drift as a person reads it on a terminal. */
export function showDrift({ folder, changed, missing, leftOver }: Drift, color: boolean): string {
  const paint = (code: number | undefined, text: string): string =>
    color && code !== undefined ? `\u001b[${code}m${text}\u001b[0m` : text
  const counts = `${changed.length} changed, ${missing.length} missing, ${leftOver.length} left over`
  return [
    `${paint(1, folder)}: ${counts}`,
    ...changed.flatMap(({ path, diff, more }) => [
      `  changed    ${path}`,
      ...diff.map((line) => `    ${paint(colors[line.charAt(0)], shownLine(line))}`),
      ...(more > 0 ? [`    ... and ${more} more ${more === 1 ? 'line' : 'lines'}`] : []),
    ]),
    ...missing.map((path) => `  missing    ${path}`),
    ...leftOver.map((path) => `  left over  ${shownLine(path)}`),
  ].join('\n')
}

const colors: Readonly<Record<string, number>> = { '-': 31, '+': 32, '@': 36 }

// Lines of text; a file that differs in more is another file, and its diff takes long and tells little.
const mostEdits = 2000

async function unifiedDiff(path: string, { text }: File): Promise<string[]> {
  let before: string
  try {
    before = readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === undefined) throw error
    return [`\\ Cannot be read any more (${codeOf(error)})`]
  }
  if (before.replaceAll('\r\n', '\n') === text) return ['\\ Only the line ends differ: CRLF here, LF where rendered']
  const { structuredPatch } = await import('diff') // most runs find nothing to tell and need not load it
  const patch = structuredPatch('', '', before, text, '', '', { context: 3, maxEditLength: mostEdits })
  if (patch === undefined) return [`\\ More than ${mostEdits} lines differ`]
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ])
}

/** A line of a file as a terminal may show it. Very long lines end early. */
function shownLine(line: string): string {
  const shown = harmless(line)
  return shown.length > 200 ? `${shown.slice(0, 200)}...` : shown
}
