import { type Dirent, existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { failure, problemAt, symlink } from './failure.ts'
import { harmless } from './harmless.ts'
import type { Problem } from './model.ts'

/** Lower-case names of folders; what else may stand in a path cannot get in. */
const overlayName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/** The names of the folders under `overlays/`, in order, and problems with those that cannot be overlays. */
export function listOverlays(root: string): { names: string[]; problems: Problem[] } {
  const problems: Problem[] = []
  const names: string[] = []
  for (const entry of entriesOf(join(root, 'overlays'), problems)) {
    if (entry.name.startsWith('.') || entry.isFile()) continue
    const place = `overlays/${harmless(entry.name)}`
    if (entry.isSymbolicLink()) problems.push(symlink(place))
    else if (overlayName.test(entry.name)) names.push(entry.name)
    else
      problems.push(
        problemAt(place, {
          rule: 'overlay/name',
          message: `expected a name of at most 63 lower-case letters, digits and -, found "${harmless(entry.name)}"`,
          hint: 'rename the folder',
        }),
      )
  }
  if (names.length + problems.length === 0)
    problems.push(
      problemAt('overlays', {
        rule: 'overlay/none',
        message: 'expected a folder for each overlay, found none',
        hint: 'write overlays/NAME/overlay.yaml, or say with --root DIR where overlays/ is',
      }),
    )
  return { names, problems }
}

function entriesOf(folder: string, problems: Problem[]): Dirent[] {
  if (!existsSync(folder)) return []
  try {
    if (lstatSync(folder).isSymbolicLink()) {
      problems.push(symlink('overlays'))
      return []
    }
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    problems.push(failure(error, { rule: 'overlay/file', file: 'overlays', expected: 'to read this folder' }))
    return []
  }
}
