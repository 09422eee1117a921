/** The candidate that a mistyped name most likely meant, or undefined where none is near. */
export function closest(name: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3))
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
  return ranked[0]?.candidate
}

// More than fits a glance helps nobody.
const mostChoices = 20

/** The way out for a name that is not there: the one that was most likely meant, and what there is. */
export function choices(name: string, candidates: readonly string[]): string {
  const meant = closest(name, candidates)
  const listed = candidates.slice(0, mostChoices).join(', ')
  const rest = candidates.length > mostChoices ? ` and ${candidates.length - mostChoices} more` : ''
  return `${meant === undefined ? '' : `did you mean "${meant}"? `}there ${candidates.length === 0 ? 'is none' : `are ${listed}${rest}`}`
}

/** The least number of insertions, deletions, substitutions and swaps of neighbours from one text to the other. */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)]
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let row = 1; row <= from.length; row++) {
    const line = [row]
    rows.push(line)
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      line.push(
        Math.min(
          cell(row - 1, column) + 1,
          cell(row, column - 1) + 1,
          cell(row - 1, column - 1) + (same ? 0 : 1),
          swapped ? cell(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
  }
  return cell(from.length, to.length)
}
