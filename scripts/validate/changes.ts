import { harmless } from '../../engine/harmless.ts'
import type { Place } from '../../engine/model.ts'

/** What one minor of Kubernetes takes otherwise than another, and whom it concerns. */
export type Change = {
  /** `policy/v1beta1 PodDisruptionBudget`, or a field of it: `apps/v1 StatefulSet spec.x` */
  readonly what: string
  /** By minor, in a few words. */
  readonly standing: Readonly<Record<string, string>>
  readonly replacement?: string
  readonly objects: number
  readonly first: Place
}

/** Gathers changes: what concerns many objects is one. */
export function changeGatherer(): {
  readonly add: (change: Omit<Change, 'objects'>) => void
  readonly changes: () => Change[]
} {
  const found = new Map<string, Change>()
  return {
    add: (change) => {
      const known = found.get(change.what)
      found.set(change.what, known ? { ...known, objects: known.objects + 1 } : { ...change, objects: 1 })
    },
    changes: () => [...found.values()].sort((one, other) => (one.what < other.what ? -1 : 1)),
  }
}

/** A table for people: a line for each change, a column for each minor. */
export function showChanges(changes: readonly Change[], minors: readonly string[]): string {
  const names = minors.join(minors.length === 2 ? ' and ' : ', ')
  if (changes.length === 0) return `Nothing here changes between Kubernetes ${names}.`
  const rows = [
    [`What changes between ${names}`, ...minors, 'objects', 'first', 'use instead'],
    ...changes.map(({ what, standing, objects, first, replacement = '' }) => [
      harmless(what),
      ...minors.map((minor) => standing[minor] ?? ''),
      String(objects),
      harmless(`${first.file}:${first.line}`),
      replacement,
    ]),
  ]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
