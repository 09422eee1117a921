import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dirname } from 'node:path/posix'
import type { Assets } from './assets.ts'
import { choices } from './closest.ts'
import { explainSchemaErrors } from './explain-schema.ts'
import { failure, problemAt, symlink } from './failure.ts'
import { ownPaths } from './inheritance.ts'
import { merge, withoutOwn } from './merge.ts'
import type { Problem } from './model.ts'
import { readYaml } from './read-yaml.ts'
import { noSealedFiles, readSealedFolder, type SealedFolder } from './secrets/sealed-files.ts'
import { find, placeOf, plain, type Sourced, showPath } from './sourced.ts'
import type { ValuesSchema } from './values-schema.ts'

/** An overlay as its own file says it, and what it extends. */
export type WrittenOverlay = {
  readonly name: string
  /** `overlays/prod/overlay.yaml` */
  readonly file: string
  /** Absent where the file could not be read. */
  readonly tree?: Sourced
  /** Its own folder of sealed files. */
  readonly sealed?: SealedFolder
  readonly problems: readonly Problem[]
}

/** Reads one overlay's file and checks what it says against the schema. */
export function readOverlay(root: string, name: string, assets: Assets): WrittenOverlay {
  const file = `overlays/${name}/overlay.yaml`
  const bytes = bytesOf(root, file)
  if (!(bytes instanceof Uint8Array)) return { name, file, problems: [bytes] }
  const { tree, problems: found } = readYaml(file, bytes)
  const problems = found.map((problem) => ({ ...problem, overlay: name }))
  if (!tree) return { name, file, problems }
  const illegal = schemaProblems(tree, assets.overlaySchema, assets.checkOverlay(plain(tree)), name)
  return { name, file, tree, sealed: readSealedFolder(root, name), problems: [...problems, ...illegal] }
}

/** The bytes of an overlay's file, or why there are none. */
function bytesOf(root: string, file: string): Uint8Array | Problem {
  const refused = (message: string, hint: string): Problem => problemAt(file, { rule: 'overlay/file', message, hint })
  const path = join(root, file)
  try {
    const status = lstatSync(path, { throwIfNoEntry: false })
    if (status?.isFile()) return readFileSync(path)
    if (!status) return refused('expected a file, found none', `write it, or remove ${dirname(file)}`)
    if (status.isSymbolicLink()) return symlink(file)
    return refused(
      `expected a file, found ${status.isDirectory() ? 'a folder' : 'what is neither file nor folder'}`,
      'put a file in its place',
    )
  } catch (error) {
    return failure(error, { rule: 'overlay/file', file, expected: 'to read it' })
  }
}

/** Reads each overlay once, however many extend it, unless it is told to forget it. */
export function reader(
  root: string,
  assets: Assets,
): { read: (name: string) => WrittenOverlay; forget: (name: string) => void } {
  const known = new Map<string, WrittenOverlay>()
  return {
    read: (name) => {
      const written = known.get(name) ?? readOverlay(root, name, assets)
      known.set(name, written)
      return written
    },
    forget: (name) => known.delete(name),
  }
}

/** What ajv found in a tree, as problems at the lines of the tree. */
function schemaProblems(
  tree: Sourced,
  schema: ValuesSchema,
  errors: Parameters<typeof explainSchemaErrors>[0],
  overlay: string,
): Problem[] {
  return explainSchemaErrors(errors, schema, tree).map(({ path, onKey, ...explained }) => ({
    ...explained,
    severity: 'error',
    at: { ...placeOf(tree, path, onKey), path: showPath(path) },
    overlay,
  }))
}

/** An overlay with all that it extends merged in, places kept. */
export type MergedOverlay = {
  readonly name: string
  readonly file: string
  /** From the overlay itself up to the one that extends nothing. */
  readonly chain: readonly WrittenOverlay[]
  readonly tree: Sourced
  /** The overlay's own: what is sealed for one cluster is never inherited. */
  readonly sealed: SealedFolder
  readonly abstract: boolean
  readonly problems: readonly Problem[]
}

/**
 * Follows `extends` and merges the chain over `base/`, the overlay itself last. Undefined where a file of the chain cannot be read
 * or the chain has no end; the problems then say so.
 */
export function mergeOverlay(
  name: string,
  read: (name: string) => WrittenOverlay,
  names: readonly string[],
  { base, broken, overlaySchema: schema }: Pick<Assets, 'base' | 'broken' | 'overlaySchema'>,
): { merged?: MergedOverlay; problems: readonly Problem[] } {
  const chain: WrittenOverlay[] = []
  let next: string | undefined = name
  while (next !== undefined) {
    const written = read(next)
    chain.push(written)
    if (!written.tree) return { problems: chain.flatMap(({ problems }) => problems) }
    const parent = find(written.tree, ['extends'])
    next = typeof parent?.value === 'string' ? parent.value : undefined
    if (parent === undefined || next === undefined) break
    const refuse = (rule: string, message: string, hint: string): { problems: readonly Problem[] } => ({
      problems: [
        ...chain.flatMap(({ problems }) => problems),
        {
          rule,
          severity: 'error',
          at: { ...parent.at, path: 'extends' },
          message,
          hint,
          overlay: written.name,
        },
      ],
    })
    const loop = chain.findIndex((link) => link.name === next)
    if (loop !== -1) {
      const circle = [...chain.slice(loop).map((link) => link.name), next].join(' -> ')
      return refuse(
        'overlay/extends-cycle',
        `expected a chain with an end, found the circle ${circle}`,
        'one of these must extend nothing, or another overlay',
      )
    }
    if (!names.includes(next) && written.problems.some(({ at }) => at.path === 'extends'))
      return { problems: chain.flatMap(({ problems }) => problems) }
    if (!names.includes(next))
      return refuse('overlay/extends-unknown', `there is no overlay "${next}"`, choices(next, names))
  }
  const problems: Problem[] = []
  const tree = chain.reduceRight((parent, { tree: written, name: link }) => {
    if (!written) return parent
    const child = link === name ? written : withoutOwn(written, ownPaths, schema)
    return merge(parent, child, schema, (problem, path) => {
      if (path[0] !== 'values' || !broken.has(path[1] ?? '')) problems.push({ ...problem, overlay: link })
    })
  }, base)
  const own = chain[0]
  if (!own?.tree) return { problems: chain.flatMap((link) => link.problems) }
  return {
    problems: [...chain.flatMap((link) => link.problems), ...problems],
    merged: {
      name,
      file: own.file,
      chain,
      tree: { ...tree, at: own.tree.at },
      sealed: own.sealed ?? noSealedFiles,
      abstract: find(own.tree, ['abstract'])?.value === true,
      problems,
    },
  }
}
