import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Roots } from '../engine/component-source.ts'
import { loadManifestChecker } from '../engine/kubernetes-schemas.ts'
import type { Manifest } from '../engine/model.ts'
import {
  type CustomResourceDefinition,
  type Definitions,
  type GroupVersionKind,
  kindKey,
  type Schema,
  strictCustomResources,
} from '../engine/strict-schema.ts'
import { structuralProblems } from '../engine/structural-schema.ts'
import { documentsOf, type SourceDocument } from '../packages/kubeconform-wasm/src/documents.ts'
import { toJson } from '../packages/kubeconform-wasm/src/json.ts'
import { newestMinor } from './known-schemas.ts'
import { customResourceText } from './schemas-text.ts'

/** What became of it: `problems` are sentences, and where there is one nothing is written; `told` is what was done. */
export type Added = { readonly problems: readonly string[]; readonly told: readonly string[] }

/** How a schema says that a person gave it. */
const givenMark = 'given: '

/**
 * Writes the kinds that CustomResourceDefinitions in `files` define into `schemas/crds` of the root, one file for each
 * version that is served. All of them are written, or none.
 */
export async function addCustomResources(files: readonly string[], roots: Roots): Promise<Added> {
  const shipped = join(roots.package, 'schemas')
  const minor = newestMinor([shipped])
  const read = files.map((file) => definitionsOf(file))
  const legal = await illegalities(
    read.flatMap(({ found }) => found),
    shipped,
    minor,
  )
  const builtIn: Definitions = JSON.parse(
    readFileSync(join(shipped, 'kubernetes', minor, 'definitions.json'), 'utf8'),
  ).definitions
  const problems = [...read.flatMap((one) => one.problems), ...legal]
  const made = problems.length > 0 ? [] : read.flatMap(({ found }) => found.map((one) => kindsOf(one, builtIn)))
  const clashes = made.flatMap((one) => one.problems)
  const kinds = made.flatMap((one) => one.kinds)
  const all = [...problems, ...clashes, ...(clashes.length > 0 ? [] : taken(kinds, builtIn))]
  const ignored = read.flatMap((one) => one.ignored)
  if (all.length > 0) return { problems: all, told: ignored }
  const known = { shipped: filesByKind(roots.package), own: filesByKind(roots.root) }
  return { problems: [], told: [...ignored, ...kinds.map((one) => written(one, roots, known))] }
}

/** The schemas of a root that a person gave: the kinds, the file, and what was given. */
export function givenKinds(
  root: string,
): { readonly schema: Schema; readonly file: string; readonly source: string }[] {
  return schemaFiles(root).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    if (!text.includes(`"x-sluice-source": "${givenMark}`)) return []
    const schema: Schema = JSON.parse(text)
    return [{ schema, file, source: String(schema['x-sluice-source']) }]
  })
}

type Found = {
  readonly file: string
  readonly document: SourceDocument
  /** Where it is in its document: at the top, or in a list. */
  readonly at: readonly string[]
  readonly definition: CustomResourceDefinition & Manifest
}

type Read = {
  readonly problems: readonly string[]
  readonly ignored: readonly string[]
  readonly found: readonly Found[]
}

function definitionsOf(file: string): Read {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    return { problems: [`${file} cannot be read: ${(error as Error).message}`], ignored: [], found: [] } // of the file system
  }
  const documents = [...documentsOf(text.replace(/^\uFEFF/, ''))]
  const problems = documents.flatMap(({ error, duplicates }) =>
    [...(error ? [error] : []), ...duplicates].map(
      ({ line, column, message }) => `${file}:${line}:${column}: ${message}`,
    ),
  )
  if (problems.length > 0) return { problems, ignored: [], found: [] }
  const objects = documents.flatMap((document) =>
    members(JSON.parse(toJson(document.value)), []).map((one) => ({ file, document, ...one })),
  )
  const isDefinition = ({ object }: { object: Fields }): boolean => object['kind'] === 'CustomResourceDefinition'
  const found = objects.filter(isDefinition).map(({ object, ...where }) => ({
    ...where,
    definition: object as CustomResourceDefinition & Manifest, // as the checker of CustomResourceDefinitions says next
  }))
  const ignored = objects
    .filter((one) => !isDefinition(one))
    .map(({ object, document, at }) => {
      const { line } = document.positionOf(at)
      return `${file}:${line}: left out, as it is no CustomResourceDefinition: ${said(object)}`
    })
  const none = `${file} has no CustomResourceDefinition: expected at least one object of that kind`
  return { problems: found.length === 0 ? [none] : [], ignored, found }
}

type Fields = { readonly [name: string]: unknown }
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The objects of a document, those of a list one by one. */
function members(value: unknown, at: readonly string[]): { readonly object: Fields; readonly at: readonly string[] }[] {
  if (value === null) return []
  const object = isFields(value) ? value : {}
  return /List$/.test(String(object['kind'])) && Array.isArray(object['items'])
    ? object['items'].flatMap((item, index) => members(item, [...at, 'items', String(index)]))
    : [{ object, at }]
}

function said({ kind, metadata }: Fields): string {
  const name = isFields(metadata) ? metadata['name'] : undefined
  return [kind, name].filter((word) => typeof word === 'string').join(' ') || 'something without a kind'
}

/** What an API server would refuse of the definitions themselves. */
async function illegalities(found: readonly Found[], shipped: string, minor: string): Promise<string[]> {
  const apiVersion = 'apiextensions.k8s.io/v1'
  const checker = await loadManifestChecker({ minor, schemasFolders: [shipped], cacheFolder: undefined })
  if (found.length > 0) await checker.ensure([{ apiVersion, kind: 'CustomResourceDefinition' }])
  return found.flatMap((one) => {
    const say = (path: readonly string[], message: string): string => `${place(one, path)}: ${message}`
    if (one.definition.apiVersion !== apiVersion)
      return [say(['apiVersion'], `expected ${apiVersion}, got ${one.definition.apiVersion ?? 'nothing'}`)]
    const illegal = checker.check(one.definition)
    if (illegal.length > 0) return illegal.map(({ path, message }) => say(path, `${path.join('.')}: ${message}`))
    const { group, names, versions } = one.definition.spec
    const misnamed = [
      ...nameProblem(group, /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, ['spec', 'group'], 'a DNS name'),
      ...nameProblem(names.kind, /^[A-Za-z][A-Za-z0-9]*$/, ['spec', 'names', 'kind'], 'a word of letters and digits'),
      ...versions.flatMap(({ name }, index) =>
        nameProblem(name, /^[a-z][a-z0-9]*$/, ['spec', 'versions', String(index), 'name'], 'a version such as v1beta1'),
      ),
    ]
    if (misnamed.length > 0) return misnamed.map(({ path, message }) => say(path, message))
    if (!versions.some(({ served }) => served))
      return [say(['spec', 'versions'], 'expected a version that is served, found none')]
    return versions.flatMap(({ schema }, index) => {
      const path = ['spec', 'versions', String(index), 'schema', 'openAPIV3Schema']
      return structuralProblems(schema?.openAPIV3Schema).map((problem) =>
        say([...path, ...problem.path], `${problem.field || 'the schema'}: ${problem.message}`),
      )
    })
  })
}

/** Files are named by it. */
function nameProblem(
  name: string,
  pattern: RegExp,
  path: readonly string[],
  expected: string,
): { readonly path: readonly string[]; readonly message: string }[] {
  return pattern.test(name) ? [] : [{ path, message: `${path.join('.')}: expected ${expected}, got ${name}` }]
}

function place({ file, document, at }: Found, path: readonly string[]): string {
  const { line, column } = document.positionOf([...at, ...path])
  return `${file}:${line}:${column}`
}

/** A kind, its strict schema, and what it was made of. */
type Kind = Found & { readonly kind: GroupVersionKind; readonly schema: Schema }

function kindsOf(found: Found, builtIn: Definitions): { readonly problems: string[]; readonly kinds: Kind[] } {
  try {
    return {
      problems: [],
      kinds: strictCustomResources(found.definition, builtIn).map((one) => ({ ...found, ...one })),
    }
  } catch (error) {
    // A pattern that JavaScript cannot say.
    const { message } = error as Error // it throws nothing else
    return { problems: [`${place(found, ['spec', 'versions'])}: ${message}`], kinds: [] }
  }
}

/** Kinds that stand twice, or are Kubernetes' own. */
function taken(kinds: readonly Kind[], builtIn: Definitions): string[] {
  const ofKubernetes = new Set(
    Object.values(builtIn).flatMap(
      (schema) => ((schema['x-kubernetes-group-version-kind'] ?? []) as readonly GroupVersionKind[]).map(kindKey), // as we write it
    ),
  )
  return kinds.flatMap((one, index) => {
    const key = kindKey(one.kind)
    const first = kinds.findIndex((other) => kindKey(other.kind) === key)
    return [
      ...(ofKubernetes.has(key) ? [`${place(one, ['spec', 'group'])}: ${key} is a kind of Kubernetes itself`] : []),
      ...(first < index ? [`${place(one, [])}: ${key} is defined before, at ${place(kinds[first] ?? one, [])}`] : []),
    ]
  })
}

type FilesByKind = ReadonlyMap<string, string>

const schemaFiles = (root: string): string[] => {
  const folder = join(root, 'schemas', 'crds')
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => `schemas/crds/${name.replaceAll('\\', '/')}`)
    .sort()
}

function filesByKind(root: string): FilesByKind {
  return new Map(
    schemaFiles(root).flatMap((file) => {
      const schema: Schema = JSON.parse(readFileSync(join(root, file), 'utf8'))
      const kinds = (schema['x-kubernetes-group-version-kind'] ?? []) as readonly GroupVersionKind[] // as we write it
      return kinds.map((kind) => [kindKey(kind), file] as const)
    }),
  )
}

/** Writes one schema, in the place of the one that the root has of the kind, and says what was done. */
function written(
  { kind, schema, file: from }: Kind,
  { root }: Roots,
  known: { readonly shipped: FilesByKind; readonly own: FilesByKind },
): string {
  const key = kindKey(kind)
  const file = known.own.get(key) ?? `schemas/crds/${kind.group}/${kind.kind.toLowerCase()}-${kind.version}.json`
  const shipped = known.shipped.get(key)
  const target = join(root, file)
  const isGiven = existsSync(target) && readFileSync(target, 'utf8').includes(`"x-sluice-source": "${givenMark}`)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, customResourceText(kind, schema, `${givenMark}${basename(from)}`))
  const instead = shipped !== undefined && !isGiven ? `, in the place of what Sluice ships of it, ${shipped}` : ''
  return `${file}: ${key} of ${from}${instead}`
}
