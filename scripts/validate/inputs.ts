import { readFileSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import fastGlob from 'fast-glob'
import { failure, problemAt, symlink } from '../../engine/failure.ts'
import { listOverlays } from '../../engine/list-overlays.ts'
import type { Problem } from '../../engine/model.ts'
import { mergeOverlay, reader } from '../../engine/overlays.ts'
import { hasError } from '../../engine/problem.ts'
import { find } from '../../engine/sourced.ts'
import type { Context } from '../command.ts'

/** A file to look at. */
export type Input = {
  /** As it is told, with `/`. */
  readonly file: string
  /** Where it is, or what it holds. */
  readonly at: { readonly path: string } | { readonly text: string }
  /** `committed`: by an overlay, for clusters; `found`: in a folder that was named; `named`: by itself. */
  readonly is: 'committed' | 'found' | 'named'
  readonly overlay?: string
  /** The minor of Kubernetes that its overlay is for. */
  readonly minor?: string
}

export type Inputs = {
  readonly inputs: readonly Input[]
  readonly problems: readonly Problem[]
  /** Overlays at which nobody can look, as their own facts or what they extend is wrong. */
  readonly unseen: readonly string[]
}

/** What an overlay commits for clusters. */
const committedFolders = ['rendered', 'sync']

/** Every committed file of every overlay. */
export async function committedInputs(context: Context): Promise<Inputs> {
  const { root } = context.roots
  const { names, problems: listed } = listOverlays(root)
  const factsOf = overlayFacts(names, context)
  const problems = [...listed]
  const inputs: Input[] = []
  const unseen: string[] = []
  for (const overlay of names) {
    const { problems: wrong, minor, hub } = await factsOf(overlay)
    problems.push(...wrong)
    if (minor === undefined) {
      if (hasError(wrong)) unseen.push(overlay)
      continue
    }
    const folder = `overlays/${overlay}`
    const files = committedFolders
      .flatMap((committed) =>
        entriesIn(join(root, folder, committed), '**/*', true).map((entry) => ({
          ...entry,
          path: `${folder}/${committed}/${entry.path}`,
        })),
      )
      // Kustomize reads it, and no server.
      .filter(({ path }) => path !== `${folder}/sync/kustomization.yaml`)
    for (const { path, isLink } of files)
      if (isLink) problems.push(symlink(path))
      else inputs.push(input(root, path, { is: 'committed', overlay, minor }))
    if (!hub && !files.some(({ path }) => path.startsWith(`${folder}/rendered/`)))
      problems.push(
        problemAt(`${folder}/overlay.yaml`, {
          rule: 'validate/not-rendered',
          message: `expected files in ${folder}/rendered, found none`,
          hint: 'npm run render, and commit',
        }),
      )
  }
  return { inputs, problems, unseen }
}

/** What an overlay says of itself; without a minor nothing of it goes to a cluster, or its problems say why it cannot be known. */
type Facts = { readonly problems: readonly Problem[]; readonly minor?: string; readonly hub?: boolean }

/** Gives what overlays say of themselves, those that they extend included. */
function overlayFacts(names: readonly string[], context: Context): (name: string) => Promise<Facts> {
  const { roots, cacheFolder, inputsKey } = context
  const open = async (): Promise<(name: string) => Facts> => {
    const [{ loadAssets }, { components }] = await Promise.all([
      import('../../engine/assets.ts'),
      import('sluice:components'),
    ])
    const assets = await loadAssets(roots, components, cacheFolder, inputsKey)
    const { read } = reader(roots.root, assets)
    return (name) => {
      const { merged, problems: found } = mergeOverlay(name, read, names, assets)
      const problems = [...assets.problems, ...found]
      const minor = merged && find(merged.tree, ['cluster', 'kubernetes'])?.value
      const hub = find(merged?.tree, ['sync', 'hub'])?.value === true
      return merged?.abstract || hasError(problems) || typeof minor !== 'string'
        ? { problems }
        : { problems, minor, hub }
    }
  }
  let opened: ReturnType<typeof open> | undefined
  return async (name) => {
    opened ??= open()
    return (await opened)(name)
  }
}

/**
 * The files and folders that were named, from the folder that the command works in; of folders the files of YAML and JSON.
 * What an overlay of the root commits is for the minor of that overlay.
 */
export async function namedInputs(paths: readonly string[], folder: string, context: Context): Promise<Inputs> {
  const { root } = context.roots
  const { names } = listOverlays(root)
  const factsOf = overlayFacts(names, context)
  const problems: Problem[] = []
  const inputs: Input[] = []
  const unseen = new Set<string>()
  const add = async (path: string, is: 'found' | 'named', isLink = false): Promise<void> => {
    const [top, overlay = '', committed = ''] = relative(root, resolve(folder, path)).split(sep)
    if (top !== 'overlays' || !names.includes(overlay) || !committedFolders.includes(committed)) {
      inputs.push(input(folder, path, { is }))
      return
    }
    const { problems: wrong, minor } = await factsOf(overlay)
    if (isLink) problems.push(symlink(path))
    else if (minor !== undefined) inputs.push(input(folder, path, { is: 'committed', overlay, minor }))
    else if (!unseen.has(overlay)) {
      problems.push(...wrong)
      if (hasError(wrong)) unseen.add(overlay)
    }
  }
  for (const path of paths)
    try {
      if (path === '-') inputs.push({ file: 'stdin', is: 'named', at: { text: readFileSync(0, 'utf8') } })
      else if (statSync(resolve(folder, path)).isDirectory())
        for (const entry of entriesIn(resolve(folder, path), '**/*.{yaml,yml,json}', false))
          await add(join(path, entry.path), 'found', entry.isLink)
      else await add(path, 'named')
    } catch (error) {
      problems.push(unreadable(path, error))
    }
  return { inputs, problems, unseen: [...unseen] }
}

/** The problem of a file that cannot be read. */
export function unreadable(file: string, error: unknown): Problem {
  const { overlay: _, ...problem } = failure(error, { rule: 'validate/file', file, expected: 'to read this' })
  return problem
}

/** What is no folder, in the order of the names. What is hidden, or of installed packages, is left out unless all is wanted. */
function entriesIn(
  folder: string,
  pattern: string,
  all: boolean,
): { readonly path: string; readonly isLink: boolean }[] {
  return fastGlob
    .sync(pattern, {
      cwd: folder,
      dot: all,
      followSymbolicLinks: false,
      onlyFiles: false,
      objectMode: true,
      caseSensitiveMatch: false,
      ignore: all ? [] : ['**/node_modules/**'],
    })
    .filter(({ dirent }) => !dirent.isDirectory())
    .map(({ path, dirent }) => ({ path, isLink: dirent.isSymbolicLink() }))
    .sort((one, other) => (one.path < other.path ? -1 : 1))
}

function input(base: string, file: string, rest: Omit<Input, 'file' | 'at'>): Input {
  return { file: file.split(sep).join('/'), at: { path: resolve(base, file) }, ...rest }
}

/** What a file holds. Throws what the file system says. */
export const textOf = ({ at }: Input): string => ('text' in at ? at.text : readFileSync(at.path, 'utf8'))
