import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { failure, problemAt, symlink } from '../failure.ts'
import type { Problem } from '../model.ts'

/** A file of an overlay's folder `sealed/`, as it is on the disk. `file` is relative to the root. */
export type SealedFile = { readonly file: string; readonly bytes: Uint8Array }

/** What an overlay's folder `sealed/` holds, and what in it can be no sealed file. */
export type SealedFolder = { readonly files: readonly SealedFile[]; readonly problems: readonly Problem[] }

/** The folder of an overlay in which sealed files are. */
export const sealedFolder = 'sealed'

/** The folder of an overlay that has none. */
export const noSealedFiles: SealedFolder = { files: [], problems: [] }

/** Reads `overlays/<overlay>/sealed/`, in the order of names. Names that begin with a dot are left alone. */
export function readSealedFolder(root: string, overlay: string): SealedFolder {
  const place = `overlays/${overlay}/${sealedFolder}`
  try {
    const status = lstatSync(join(root, place), { throwIfNoEntry: false })
    if (!status) return noSealedFiles
    if (status.isSymbolicLink()) return { files: [], problems: [symlink(place)] }
    if (!status.isDirectory()) return { files: [], problems: [refused(place, 'a folder of sealed files', 'a file')] }
  } catch (error) {
    return { files: [], problems: [unreadable(place, error)] }
  }
  const files: SealedFile[] = []
  const problems: Problem[] = []
  for (const { name, kind } of entriesOf(root, place, problems)) {
    const file = `${place}/${name}`
    if (kind === 'link') problems.push(symlink(file))
    else if (kind !== 'file' || !name.endsWith('.yaml'))
      problems.push(refused(file, 'a file NAME.yaml', kind === 'file' ? 'another name' : 'what is no file'))
    else
      try {
        files.push({ file, bytes: readFileSync(join(root, file)) })
      } catch (error) {
        problems.push(unreadable(file, error))
      }
  }
  return { files, problems }
}

type Kind = 'file' | 'link' | 'other'

function entriesOf(root: string, place: string, problems: Problem[]): { name: string; kind: Kind }[] {
  try {
    return readdirSync(join(root, place), { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.'))
      .map((entry): { name: string; kind: Kind } => ({
        name: entry.name,
        kind: entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'other',
      }))
      .sort((one, other) => (one.name < other.name ? -1 : 1))
  } catch (error) {
    problems.push(unreadable(place, error))
    return []
  }
}

/** The id of every rule about a sealed file. */
export const sealedRule = 'secrets/sealed-file'

function refused(file: string, expected: string, found: string): Problem {
  return problemAt(file, {
    rule: sealedRule,
    message: `expected ${expected}, found ${found}`,
    hint: `${sealedFolder}/ holds what kubeseal --format=yaml made, one SealedSecret a file; put anything else elsewhere`,
  })
}

function unreadable(file: string, error: unknown): Problem {
  return failure(error, { rule: sealedRule, file, expected: 'to read it' })
}
