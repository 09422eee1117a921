import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import fastGlob from 'fast-glob'
import { failure, problemAt } from '../../engine/failure.ts'
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
  /** `rendered`: by Sluice, for this overlay; `found`: in a folder that was named; `named`: by itself. */
  readonly is: 'rendered' | 'found' | 'named'
  readonly overlay?: string
  /** The minor of Kubernetes that its overlay is for. */
  readonly minor?: string
}

export type Inputs = { readonly inputs: readonly Input[]; readonly problems: readonly Problem[] }

/** What an overlay commits for clusters. */
const committedFolders = ['rendered', 'sync']

/** Every committed file of every overlay. */
export async function committedInputs(context: Context): Promise<Inputs> {
  const { root } = context.roots
  const { names, problems: listed } = listOverlays(root)
  const problems = [...listed]
  const inputs: Input[] = []
  const facts = names.length === 0 ? undefined : await overlayFacts(names, context)
  for (const name of names) {
    const { problems: wrong = [], minor, abstract = false } = facts?.(name) ?? {}
    problems.push(...wrong)
    if (abstract || minor === undefined) continue
    const folder = `overlays/${name}`
    if (!existsSync(join(root, folder, 'rendered')))
      problems.push(
        problemAt(`${folder}/overlay.yaml`, {
          rule: 'validate/not-rendered',
          message: `expected ${folder}/rendered, found nothing`,
          hint: 'npm run render, and commit',
        }),
      )
    for (const committed of committedFolders)
      for (const file of filesIn(join(root, folder, committed), '**/*', true))
        inputs.push(input(root, `${folder}/${committed}/${file}`, { is: 'rendered', overlay: name, minor }))
  }
  return { inputs, problems }
}

type Facts = { readonly problems?: readonly Problem[]; readonly minor?: string; readonly abstract?: boolean }

/** Gives what overlays say of themselves, those that others extend included. */
async function overlayFacts(
  names: readonly string[],
  { roots, cacheFolder, inputsKey }: Context,
): Promise<(name: string) => Facts> {
  const [{ loadAssets }, { components }] = await Promise.all([
    import('../../engine/assets.ts'),
    import('sluice:components'),
  ])
  const assets = await loadAssets(roots, components, cacheFolder, inputsKey)
  const { read } = reader(roots.root, assets)
  return (name) => {
    const { merged, problems } = mergeOverlay(name, read, names, assets)
    const all = [...assets.problems, ...problems]
    const minor = merged && find(merged.tree, ['cluster', 'kubernetes'])?.value
    if (hasError(all) || !merged || (typeof minor !== 'string' && !merged.abstract)) return { problems: all }
    return { problems: all, abstract: merged.abstract, ...(typeof minor === 'string' ? { minor } : {}) }
  }
}

/**
 * The files and folders that were named, from the folder that the command works in; of folders the files of YAML and JSON.
 * What lies in an overlay of the root is for the minor of that overlay.
 */
export async function namedInputs(paths: readonly string[], folder: string, context: Context): Promise<Inputs> {
  const problems: Problem[] = []
  const inputs: Input[] = []
  const ofOverlay = overlayOf(context)
  for (const path of paths) {
    try {
      if (path === '-') {
        const text = readFileSync(0, 'utf8')
        inputs.push({ file: 'stdin', is: 'named', at: { text } })
        continue
      }
      const isFolder = statSync(resolve(folder, path)).isDirectory()
      const files = isFolder
        ? filesIn(resolve(folder, path), '**/*.{yaml,yml,json}', false).map((file) => join(path, file))
        : [path]
      for (const file of files) {
        const { is, ...facts } = await ofOverlay(resolve(folder, file))
        inputs.push(input(folder, file, { is: is ?? (isFolder ? 'found' : 'named'), ...facts }))
      }
    } catch (error) {
      problems.push(failure(error, { rule: 'validate/file', file: path, expected: 'to read this' }))
    }
  }
  return { inputs, problems }
}

/** Tells of a path whether it is committed by an overlay of the root, and for which minor. */
function overlayOf(
  context: Context,
): (path: string) => Promise<Pick<Input, 'minor' | 'overlay'> & { is?: 'rendered' }> {
  const { root } = context.roots
  const known = new Map<string, Promise<Facts>>()
  let facts: Promise<(name: string) => Facts> | undefined
  const factsOf = async (name: string): Promise<Facts> => {
    const { names } = listOverlays(root)
    facts ??= overlayFacts(names, context)
    return names.includes(name) ? (await facts)(name) : {}
  }
  return async (path) => {
    const [top, name, committed] = relative(root, path).split(sep)
    if (top !== 'overlays' || name === undefined || !committedFolders.includes(committed ?? '')) return {}
    const asked = known.get(name) ?? factsOf(name)
    known.set(name, asked)
    const { minor } = await asked
    return minor === undefined ? {} : { is: 'rendered', overlay: name, minor }
  }
}

/** In the order of their names; folders that are hidden, or of installed packages, are left out unless all is asked for. */
function filesIn(folder: string, pattern: string, all: boolean): string[] {
  return fastGlob
    .sync(pattern, {
      cwd: folder,
      dot: all,
      followSymbolicLinks: false,
      caseSensitiveMatch: false,
      ignore: all ? [] : ['**/node_modules/**'],
    })
    .sort()
}

function input(base: string, file: string, rest: Omit<Input, 'file' | 'at'>): Input {
  return { file: file.split(sep).join('/'), at: { path: resolve(base, file) }, ...rest }
}

/** What a file holds. Throws what the file system says. */
export const textOf = ({ at }: Input): string => ('text' in at ? at.text : readFileSync(at.path, 'utf8'))
