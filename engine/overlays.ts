import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Assets } from './assets.ts'
import { closest } from './closest.ts'
import { explainSchemaErrors } from './explain-schema.ts'
import { ownPaths } from './inheritance.ts'
import { merge, withoutOwn } from './merge.ts'
import type { Problem } from './model.ts'
import { readYaml } from './read-yaml.ts'
import { find, placeOf, plain, type Sourced, showPath } from './sourced.ts'
import type { ValuesSchema } from './values-schema.ts'

/** An overlay as its own file says it, and what it extends. */
export type WrittenOverlay = {
  readonly name: string
  /** `overlays/prod/overlay.yaml` */
  readonly file: string
  /** Absent where the file could not be read. */
  readonly tree?: Sourced
  readonly problems: readonly Problem[]
}

/** Lower-case names of folders; what else may stand in a path cannot get in. */
const overlayName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/** The names of the folders under `overlays/`, in order, and problems with those that cannot be overlays. */
export function listOverlays(root: string): { names: string[]; problems: Problem[] } {
  const folder = join(root, 'overlays')
  if (!existsSync(folder)) return { names: [], problems: [] }
  const problems: Problem[] = []
  const names: string[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.isFile()) continue
    const refuse = (rule: string, message: string, hint: string): void => {
      problems.push({
        rule,
        severity: 'error',
        at: { file: `overlays/${printable(entry.name)}`, line: 1, column: 1, path: '' },
        message,
        hint,
      })
    }
    if (entry.isSymbolicLink())
      refuse('files/symlink', 'expected a folder, found a symbolic link', 'replace it by a folder')
    else if (!overlayName.test(entry.name))
      refuse('overlay/name', 'expected lower-case letters, digits and - as name of an overlay', 'rename the folder')
    else names.push(entry.name)
  }
  return { names, problems }
}

const printable = (name: string): string => JSON.stringify(name).slice(1, -1)

/** Reads one overlay's file and checks what it says against the schema. */
export function readOverlay(root: string, name: string, assets: Assets): WrittenOverlay {
  const file = `overlays/${name}/overlay.yaml`
  const path = join(root, 'overlays', name, 'overlay.yaml')
  const refusal = (message: string, hint: string): WrittenOverlay => ({
    name,
    file,
    problems: [
      {
        rule: 'overlay/file',
        severity: 'error',
        at: { file, line: 1, column: 1, path: '' },
        message,
        hint,
        overlay: name,
      },
    ],
  })
  const status = lstatSync(path, { throwIfNoEntry: false })
  if (!status) return refusal('expected a file, found none', `write it, or remove overlays/${name}`)
  if (!status.isFile())
    return refusal(
      `expected a file, found ${status.isDirectory() ? 'a directory' : 'something else'}`,
      'put a file there',
    )
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    return refusal(`cannot be read: ${(error as NodeJS.ErrnoException).code}`, 'give yourself the right to read it') // the file system's errors carry a code
  }
  const reading = readYaml(file, bytes)
  if (!reading.tree) return { name, file, problems: reading.problems.map((problem) => ({ ...problem, overlay: name })) }
  const problems = schemaProblems(reading.tree, assets.overlaySchema, assets.checkOverlay(plain(reading.tree)), name)
  return { name, file, tree: reading.tree, problems: [...reading.problems, ...problems] }
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
  { base, overlaySchema: schema }: Pick<Assets, 'base' | 'overlaySchema'>,
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
    const refuse = (rule: string, message: string, hint?: string): { problems: readonly Problem[] } => ({
      problems: [
        ...chain.flatMap(({ problems }) => problems),
        {
          rule,
          severity: 'error',
          at: { ...parent.at, path: 'extends' },
          message,
          ...(hint ? { hint } : {}),
          overlay: written.name,
        },
      ],
    })
    const loop = chain.findIndex((link) => link.name === next)
    if (loop !== -1) {
      const circle = [...chain.slice(loop).map((link) => link.name), next].join(' -> ')
      return refuse('overlay/extends-cycle', `expected a chain with an end, found the circle ${circle}`)
    }
    if (!names.includes(next)) {
      const meant = closest(next, names)
      return refuse(
        'overlay/extends-unknown',
        `there is no overlay "${next}"`,
        meant ? `did you mean "${meant}"?` : `overlays: ${names.join(', ')}`,
      )
    }
  }
  const problems: Problem[] = []
  const tree = chain.reduceRight((parent, { tree: written, name: link }) => {
    if (!written) return parent
    const child = link === name ? written : withoutOwn(written, ownPaths, schema)
    return merge(parent, child, schema, (problem) => problems.push({ ...problem, overlay: link }))
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
      abstract: find(own.tree, ['abstract'])?.value === true,
      problems,
    },
  }
}
