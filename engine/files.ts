import { type Dirent, existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { failure, problemAt, symlink } from './failure.ts'
import type { File, Problem } from './model.ts'
import { generatedFiles, generatedFolders, isOurs, isTemporary, mark, refusal } from './ours.ts'

/** How the generated files on disk differ from what they should be. Paths are relative to the overlay's folder. */
export type Comparison = {
  readonly unchanged: number
  /** Files that read otherwise on disk, with their new text. */
  readonly changed: readonly File[]
  readonly missing: readonly File[]
  /** Files that are ours and should be no more. */
  readonly leftOver: readonly string[]
  /** What a killed render may leave: temporary files, and folders (with a final `/`) that hold nothing. Not drift. */
  readonly abandoned: readonly string[]
  /** What stands in the way and is not ours to remove. */
  readonly problems: readonly Problem[]
}

/**
 * Compares the generated files of one overlay with the disk, without changing it. `overlayFolder` is absolute, `files`
 * is all that should be there, `label` is how problems call the folder: `overlays/prod`. A file that cannot be of an
 * overlay, or that does not begin with the mark, is our own fault and throws.
 */
export function compareFiles(overlayFolder: string, files: readonly File[], label: string): Comparison {
  const planned = byPath(files, label)
  const listing = list(overlayFolder, label, planned)
  const problems = [...listing.problems]
  const same = new Set<string>()
  const different = new Set<string>()
  const leftOver: string[] = []

  for (const path of listing.files) {
    const place = `${label}/${path}`
    const file = planned.get(path)
    try {
      const content = readFileSync(join(overlayFolder, path), 'utf8')
      if (file !== undefined && isSame(content, file.text, join(overlayFolder, path))) same.add(path)
      else if (isOurs(content)) file === undefined ? leftOver.push(path) : different.add(path)
      else if (file !== undefined || !generatedFiles.includes(path))
        problems.push(notOurs(place, 'one that does not', label))
    } catch (error) {
      problems.push(unreadable(place, error))
    }
  }
  return {
    unchanged: same.size,
    changed: files.filter(({ path }) => different.has(path)),
    missing: files.filter(({ path }) => !listing.taken.has(path)),
    leftOver: leftOver.sort(),
    abandoned: listing.abandoned,
    problems,
  }
}

/** Bytes that are no UTF-8 read as U+FFFD, which a text may hold too. */
function isSame(content: string, text: string, path: string): boolean {
  return content === text && (!text.includes('\ufffd') || readFileSync(path).equals(Buffer.from(text)))
}

/** The files by their path, each proven to be one that may be written. */
function byPath(files: readonly File[], label: string): ReadonlyMap<string, File> {
  for (const { path, text } of files) {
    const reason = refusal(path)
    if (reason !== undefined) throw new Error(`${label}: cannot write ${JSON.stringify(path)}: ${reason}`)
    if (!isOurs(text)) throw new Error(`${label}/${path} does not begin with "${mark}"`)
  }
  const planned = new Map(files.map((file) => [file.path, file]))
  if (planned.size !== files.length) throw new Error(`${label}: two files have the same path`)
  return planned
}

type Listing = {
  /** Regular files, to be judged by their first line. */
  readonly files: string[]
  /** Paths of all that stands where a file may be wanted, whatever it is. */
  readonly taken: Set<string>
  readonly abandoned: string[]
  readonly problems: Problem[]
}

/** What is on disk where generated files go. */
function list(overlayFolder: string, label: string, planned: ReadonlyMap<string, File>): Listing {
  const listing: Listing = { files: [], taken: new Set(), abandoned: [], problems: [] }
  const { files, taken, abandoned, problems } = listing

  const entriesOf = (folder: string): Dirent[] | undefined => {
    try {
      return readdirSync(join(overlayFolder, folder), { withFileTypes: true })
    } catch (error) {
      problems.push(unreadable(folder === '' ? label : `${label}/${folder}`, error))
      return undefined
    }
  }

  /** Lists what a folder holds; false where that is nothing but what a killed render left. */
  const listFolder = (folder: string): boolean => {
    const entries = entriesOf(folder)
    let holds = entries === undefined
    for (const entry of entries ?? []) {
      const path = `${folder}/${entry.name}`
      const place = `${label}/${path}`
      const hidden = entry.name.startsWith('.')
      if (entry.isFile() && isTemporary(entry.name)) {
        abandoned.push(path)
        continue
      }
      if (entry.isDirectory() && !hidden && !listFolder(path)) continue
      holds = true
      taken.add(path)
      if (entry.isSymbolicLink()) problems.push(symlink(place))
      else if (entry.isDirectory() && planned.has(path)) problems.push(inTheWay(place, 'a file', entry))
      else if (entry.isDirectory() && !hidden) continue
      else if (entry.isFile() && !hidden && path.endsWith('.yaml')) files.push(path)
      else problems.push(notOurs(place, foreignKind(entry), label))
    }
    if (!holds) abandoned.push(`${folder}/`)
    return holds
  }

  const listTop = (entry: Dirent): void => {
    const { name } = entry
    const place = `${label}/${name}`
    if (entry.isFile() && isTemporary(name)) abandoned.push(name)
    if (generatedFolders.includes(name)) {
      if (entry.isSymbolicLink()) problems.push(symlink(place))
      else if (entry.isDirectory()) listFolder(name)
      else problems.push(inTheWay(place, 'a folder', entry))
    }
    if (generatedFiles.includes(name)) {
      taken.add(name)
      if (entry.isFile()) files.push(name)
      else if (planned.has(name)) {
        problems.push(entry.isSymbolicLink() ? symlink(place) : inTheWay(place, 'a file', entry))
      }
    }
    if (alsoReadByKustomize.includes(name) && planned.has('kustomization.yaml')) {
      problems.push(notOurs(place, `${name}, which Kustomize refuses beside kustomization.yaml`, label))
    }
  }

  if (lstatSync(overlayFolder, { throwIfNoEntry: false })?.isSymbolicLink()) problems.push(symlink(label))
  else if (existsSync(overlayFolder)) for (const entry of entriesOf('') ?? []) listTop(entry)
  return listing
}

// https://github.com/kubernetes-sigs/kustomize/blob/master/api/konfig/general.go
const alsoReadByKustomize: readonly string[] = ['kustomization.yml', 'Kustomization']

function kindOf(entry: Dirent): string {
  if (entry.isSymbolicLink()) return 'a symbolic link'
  if (entry.isDirectory()) return 'a folder'
  return entry.isFile() ? 'a file' : 'what is neither file nor folder'
}

function foreignKind(entry: Dirent): string {
  const hidden = entry.name.startsWith('.')
  if (entry.isDirectory()) return 'a hidden folder'
  if (entry.isFile()) return hidden ? 'a hidden file' : 'a file that is not .yaml'
  return kindOf(entry)
}

function inTheWay(place: string, expected: string, entry: Dirent): Problem {
  return problemAt(place, {
    rule: 'files/in-the-way',
    message: `expected ${expected}, found ${kindOf(entry)}`,
    hint: 'move it elsewhere, or delete it',
  })
}

function notOurs(place: string, found: string, label: string): Problem {
  return problemAt(place, {
    rule: 'files/not-ours',
    message: `expected a file that begins with "${mark}", found ${found}`,
    hint: place.startsWith(`${label}/rendered/`)
      ? 'a render replaces all of rendered/: move this elsewhere, or delete it'
      : `move it into a folder of its own and let it have "resources: [<the way to>/${label}]", or delete it`,
  })
}

function unreadable(place: string, error: unknown): Problem {
  return failure(error, { rule: 'files/unreadable', file: place, expected: 'to read it' })
}
