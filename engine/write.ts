import { accessSync, constants, lstatSync, mkdirSync, renameSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, posix } from 'node:path'
import { codeOf, failure, symlink } from './failure.ts'
import type { File, Problem } from './model.ts'
import { isTemporary, refusal, temporaryName } from './ours.ts'
import { type Patience, patiently } from './patiently.ts'

/** What is to change in one overlay. `folder` is relative to the root, `overlays/prod`; paths are relative to it. */
export type WritePlan = {
  readonly folder: string
  readonly write: readonly File[]
  readonly remove: readonly string[]
}

export type WriteResult = { readonly written: number; readonly removed: number; readonly problems: readonly Problem[] }

/**
 * Writes and removes the files of the plans, and the folders that become empty by it; touches nothing else. All texts
 * are first written beside their targets under temporary names, so that a full disk or a read-only folder is found while
 * the tree is as it was; then each is renamed into place, so that whoever looks, or is killed, sees each file either old
 * or new. What the system refuses comes back as problems; a path that is not of its overlay is our own fault and throws.
 *
 * Nothing is forced to the disk (`fsync`): that would cost minutes for a thousand overlays, and after a power cut git
 * and one more render restore everything.
 */
export function writeFiles(root: string, plans: readonly WritePlan[], patience: Patience): WriteResult {
  for (const plan of plans) refuseForeignPaths(plan)
  const staging: Staging = { files: [], placed: 0, madeFolders: [], knownFolders: new Set() }
  try {
    const problems: Problem[] = []
    for (const plan of plans) {
      const stopped = stage(root, plan, staging)
      if (stopped !== undefined) problems.push(stopped.problem)
      if (stopped?.everywhere) break
    }
    return problems.length > 0 ? { written: 0, removed: 0, problems } : apply(root, plans, staging, patience)
  } finally {
    clear(staging)
  }
}

/** Removes what an earlier, killed render left, as `compareFiles` found it. Only under the lock: else it may be in use. */
export function sweepTemporaryFiles(
  root: string,
  swept: readonly { readonly folder: string; readonly abandoned: readonly string[] }[],
): readonly Problem[] {
  return swept.flatMap(({ folder, abandoned }) =>
    abandoned.flatMap((path) => {
      const target = join(root, folder, path)
      const isFolder = path.endsWith('/')
      if (!isFolder && !isTemporary(basename(path))) throw new Error(`${folder}/${path} is not a temporary file`)
      try {
        if (isFolder) removeIfEmpty(target)
        else removeFile(target)
        return []
      } catch (error) {
        return [failure(error, { rule: cannotWrite, file: `${folder}/${path}`, expected: 'to remove it' })]
      }
    }),
  )
}

const cannotWrite = 'files/cannot-write'

// What refuses one file for these reasons refuses all others too; to say it once is enough.
const everywhere: readonly string[] = ['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EIO']

type Staging = {
  /** Texts under temporary names, and where they belong; the first `placed` of them are there. */
  readonly files: { readonly temporary: string; readonly target: string; readonly place: string }[]
  placed: number
  readonly madeFolders: string[]
  /** Folders, relative to the root, that were seen to be folders and no links. */
  readonly knownFolders: Set<string>
}

function refuseForeignPaths({ folder, write, remove }: WritePlan): void {
  if (!/^overlays\/[^/\\:.][^/\\:]*$/.test(folder))
    throw new Error(`${JSON.stringify(folder)} is not the folder of an overlay`)
  for (const path of [...write.map((file) => file.path), ...remove]) {
    const reason = refusal(path)
    if (reason !== undefined) throw new Error(`${folder}: cannot write ${JSON.stringify(path)}: ${reason}`)
  }
}

/** Writes the texts of a plan under temporary names, and tries as far as it shows whether the rest will go too. */
function stage(
  root: string,
  { folder, write, remove }: WritePlan,
  staging: Staging,
): { readonly problem: Problem; readonly everywhere: boolean } | undefined {
  const texts = new Map(write.map(({ path, text }) => [path, text]))
  let [place, expected] = [folder, '']
  try {
    for (const path of [...texts.keys(), ...remove]) {
      const text = texts.get(path)
      place = `${folder}/${path}`
      expected = text === undefined ? 'to remove it' : 'to write it'
      const link = enterFolder(root, posix.dirname(place), staging)
      if (link !== undefined) return { problem: link, everywhere: false }
      const target = join(root, place)
      refuseLocked(target)
      if (text === undefined) {
        accessSync(dirname(target), constants.W_OK)
      } else {
        const temporary = join(dirname(target), temporaryName())
        staging.files.push({ temporary, target, place })
        writeFileSync(temporary, text, { flag: 'wx' })
      }
    }
    return undefined
  } catch (error) {
    const problem = failure(error, { rule: cannotWrite, file: place, expected, state: 'nothing was changed' })
    return { problem, everywhere: everywhere.includes(codeOf(error) ?? '') }
  }
}

/** Makes a folder where it is missing. Gives a problem where a link stands instead, which may lead out of the tree. */
function enterFolder(root: string, folder: string, staging: Staging): Problem | undefined {
  if (folder === '.' || staging.knownFolders.has(folder)) return undefined
  const above = enterFolder(root, posix.dirname(folder), staging)
  if (above !== undefined) return above
  const path = join(root, folder)
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found?.isSymbolicLink()) return symlink(folder)
  if (found === undefined) {
    mkdirSync(path)
    staging.madeFolders.push(path)
  }
  staging.knownFolders.add(folder)
  return undefined
}

/** Throws where a file has an attribute or a mount that lets nobody replace it, whoever may write to its folder. */
function refuseLocked(target: string): void {
  try {
    accessSync(target, constants.W_OK)
  } catch (error) {
    if (['EPERM', 'EROFS'].includes(codeOf(error) ?? '')) throw error
  }
}

/** Renames what is staged into place, then removes what is to go. */
function apply(root: string, plans: readonly WritePlan[], staging: Staging, patience: Patience): WriteResult {
  const removals = plans.flatMap(({ folder, remove }) => remove.map((path) => ({ folder, place: `${folder}/${path}` })))
  let removed = 0
  const stopped = (error: unknown, file: string, expected: string): WriteResult => {
    const made = staging.placed + removed
    const all = staging.files.length + removals.length
    const state =
      made === 0 ? 'nothing was changed' : `${made} of ${all} changes were made, the next render makes the rest`
    return {
      written: staging.placed,
      removed,
      problems: [failure(error, { rule: cannotWrite, file, expected, state })],
    }
  }
  for (const { temporary, target, place } of staging.files) {
    try {
      patiently(patience, () => renameSync(temporary, target))
      staging.placed += 1
    } catch (error) {
      return stopped(error, place, 'to replace it')
    }
  }
  for (const { folder, place } of removals) {
    try {
      patiently(patience, () => removeFile(join(root, place)))
      for (let above = posix.dirname(place); above !== folder; above = posix.dirname(above))
        removeIfEmpty(join(root, above))
      removed += 1
    } catch (error) {
      return stopped(error, place, 'to remove it')
    }
  }
  return { written: staging.placed, removed, problems: [] }
}

/** Removes what was staged and not put into place; all that is left after a success is nothing. */
function clear({ files, placed, madeFolders }: Staging): void {
  try {
    for (const { temporary } of files.slice(placed)) removeFile(temporary)
    for (const folder of madeFolders.reverse()) removeIfEmpty(folder)
  } catch (error) {
    // What cannot be removed now is of no harm: git ignores it, and the next render sweeps it.
    if (codeOf(error) === undefined) throw error
  }
}

function removeFile(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) throw error
  }
}
