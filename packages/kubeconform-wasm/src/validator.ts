import { type Core, CoreEnded, type CoreModule, type LeafError, startCore } from './core.ts'
import { documentsIn, documentsOf, type Position, type SourceDocument, tooDeep } from './documents.ts'
import { extendedErrors } from './extended.ts'
import { toJson } from './json.ts'
import { groupAndVersion, type Kind, type SchemaSource, type Strictness } from './schema-source.ts'

/** What became of an object: `error` where it could not be looked at, or may not be there; `empty` where there is none. */
export type Status = 'valid' | 'invalid' | 'error' | 'skipped' | 'empty'

/** One thing that is wrong, and where. */
export type ResultError = Position & {
  /** As a JSON pointer: `/spec/replicas`. */
  readonly path: string
  readonly message: string
}

/** What became of one object. */
export type Result = Position & {
  /** The name of the file, as it was given. */
  readonly path: string
  /** What it says of itself, '' where it says nothing. */
  readonly version: string
  readonly kind: string
  readonly name: string
  readonly namespace: string
  readonly status: Status
  readonly errors: readonly ResultError[]
}

/** Something to look at. */
export type Input =
  | { readonly path: string; readonly text: string }
  /** A text that comes in pieces: of it, no more is held than a document. */
  | { readonly path: string; readonly pieces: AsyncIterable<string> }
  /** An object that has been read already; its errors are all at the first line. */
  | { readonly path: string; readonly object: unknown }

export type ValidatorOptions = Partial<Strictness> & {
  readonly core: CoreModule
  /** Where schemas are looked for, in this order. */
  readonly schemas: (how: Strictness) => readonly SchemaSource[]
  /** Kinds that are not looked at, as `Kind` or `group/version/Kind`. */
  readonly skip?: readonly string[]
  /** Kinds that may not be there, in the same words. */
  readonly reject?: readonly string[]
  /** Whether a kind without a schema is skipped, and no error. */
  readonly ignoreMissingSchemas?: boolean
}

/** Looks at objects; keeps the schemas that it has compiled. */
export type Validator = {
  /** The objects of an input, one after the other, lists opened. */
  readonly validate: (input: Input) => AsyncGenerator<Result>
}

/** A validator. It starts its core with the first object, in some 0.2 s. */
export function createValidator(options: ValidatorOptions): Validator {
  const how: Strictness = { strict: options.strict ?? false, extended: options.extended ?? false }
  const sources = options.schemas(how)
  let core: Promise<Core> | undefined
  let compiled = new Map<string, Promise<string | undefined>>()
  let added = new Set<string>()

  const started = (): Promise<Core> => {
    core ??= startCore(options.core, how.extended)
    return core
  }
  /** Another kind may have referred to it before. */
  const give = (into: Core, url: string, schema: unknown): void => {
    if (!added.has(url)) into.add(url, schema)
    added.add(url)
  }
  const schemaOf = (kind: Kind): Promise<string | undefined> => {
    const key = `${kind.apiVersion} ${kind.kind}`
    const known = compiled.get(key) ?? compile(kind)
    compiled.set(key, known)
    return known
  }
  /** The URL of the compiled schema of a kind; undefined where there is none. */
  const compile = async (kind: Kind): Promise<string | undefined> => {
    for (const source of sources) {
      const found = await source.find(kind)
      if (!found) continue
      const into = await started()
      give(into, found.url, found.schema)
      for (const url of found.needs ?? []) if (!added.has(url)) give(into, url, await source.load(url))
      for (let missing = into.compile(found.url); missing !== undefined; missing = into.compile(found.url)) {
        const schema = await source.load(missing)
        if (schema === undefined) throw new Error(`the schema refers to ${missing}, which is not there`)
        give(into, missing, schema)
      }
      return found.url
    }
    return undefined
  }

  async function* objectsOf(
    path: string,
    document: SourceDocument,
    value: unknown,
    below: readonly string[],
  ): AsyncGenerator<Result> {
    const listed = membersOf(value)
    if (!listed) {
      yield await resultOf(path, document, value, below)
      return
    }
    for (const [index, member] of listed.entries())
      yield* objectsOf(path, document, member, [...below, 'items', String(index)])
  }

  const resultOf = async (
    path: string,
    document: SourceDocument,
    value: unknown,
    below: readonly string[],
  ): Promise<Result> => {
    const at = document.positionOf(below)
    if (value === undefined || value === null) return { path, ...at, ...nobody, status: 'empty', errors: [] }
    const known = identity(value)
    if (typeof known === 'string') return failure(path, known, { at })
    const failed = (message: string): Result => failure(path, message, { at, known })
    const kind = { apiVersion: known.version, kind: known.kind }
    if (isNamed(kind, options.skip)) return { path, ...at, ...known, status: 'skipped', errors: [] }
    if (isNamed(kind, options.reject)) return failed(`prohibited resource kind ${known.kind}`)
    let leaves: readonly LeafError[]
    try {
      const url = await schemaOf(kind)
      if (url === undefined)
        return options.ignoreMissingSchemas
          ? { path, ...at, ...known, status: 'skipped', errors: [] }
          : failed(`could not find schema for ${known.kind}`)
      leaves = [...(await refused(url, value)), ...(how.extended ? beyondSchema(value) : [])]
    } catch (error) {
      if (error instanceof CoreEnded) {
        core = undefined
        compiled = new Map()
        added = new Set()
      }
      if (error instanceof RangeError || (error instanceof CoreEnded && error.cause instanceof RangeError))
        return failed(tooDeep)
      return failed(error instanceof Error ? error.message : String(error))
    }
    const errors = leaves.flatMap((leaf) => located(leaf, below, document)).sort(inOrder)
    return { path, ...at, ...known, status: errors.length > 0 ? 'invalid' : 'valid', errors }
  }

  /**
   * A server takes a null of a field for no field. Extended, the rest is looked at again without it; otherwise what is said against
   * the null is not held against the object.
   */
  const refused = async (url: string, value: unknown): Promise<readonly LeafError[]> => {
    const into = await started()
    const errors = into.validate(url, toJson(value))
    const nulls = errors.filter(({ path }) => isNullField(value, path))
    if (nulls.length === 0) return errors
    if (how.extended)
      return refused(
        url,
        withoutFields(
          value,
          nulls.map(({ path }) => path),
        ),
      )
    const forgiven = new Set(nulls)
    return errors.filter((error) => !forgiven.has(error))
  }

  return {
    async *validate(input) {
      if ('object' in input) {
        yield* objectsOf(input.path, nowhere(input.object), input.object, [])
        return
      }
      for await (const document of 'pieces' in input ? documentsIn(input.pieces) : documentsOf(input.text)) {
        const [duplicate] = how.strict ? document.duplicates : []
        const error = document.error ?? duplicate
        if (error) {
          const { message, line, column } = error
          const known = identity(document.value)
          yield failure(input.path, message, {
            at: { line, column },
            below: error === duplicate ? pointer(duplicate.path) : '',
            known: typeof known === 'string' ? nobody : known,
          })
        } else yield* objectsOf(input.path, document, document.value, [])
      }
    },
  }
}

const firstPosition: Position = { line: 1, column: 1 }

const nowhere = (value: unknown): SourceDocument => ({ value, duplicates: [], positionOf: () => firstPosition })

type Identity = Pick<Result, 'version' | 'kind' | 'name' | 'namespace'>

const nobody: Identity = { version: '', kind: '', name: '', namespace: '' }

/** The result for what could not be looked at, of which nothing may be known. */
export const failure = (
  path: string,
  message: string,
  { at = firstPosition, below = '', known = nobody }: { at?: Position; below?: string; known?: Identity } = {},
): Result => ({ path, ...at, ...known, status: 'error', errors: [{ path: below, message, ...at }] })

type Fields = { readonly [name: string]: unknown }
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What an object says of itself, or why it is none. */
export function identity(value: unknown): Identity | string {
  if (!isFields(value)) return 'no object of Kubernetes'
  const { apiVersion, kind, metadata } = value
  if (typeof kind !== 'string' || kind === '') return "missing 'kind' key"
  if (typeof apiVersion !== 'string' || apiVersion === '') return "missing 'apiVersion' key"
  const { name, generateName, namespace } = isFields(metadata) ? metadata : ({} as Fields)
  return { version: apiVersion, kind, name: text(name ?? generateName), namespace: text(namespace) }
}

const beyondSchema = (value: unknown): LeafError[] =>
  extendedErrors(value).map(({ rule, path, message }) => ({ path, keyword: rule, message: `${message} (${rule})` }))

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The members of a list, each with what the list says of all; undefined where it is no list. */
export function membersOf(value: unknown): readonly unknown[] | undefined {
  if (!isFields(value) || typeof value['kind'] !== 'string' || !/List$/.test(value['kind'])) return undefined
  const { apiVersion, items, kind } = value
  if (!Array.isArray(items)) return undefined
  const ofAll = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) }
  return items.map((item) => (isFields(item) ? { ...ofAll, ...item } : item))
}

function isNamed({ apiVersion, kind }: Kind, names: readonly string[] = []): boolean {
  const { group, version } = groupAndVersion(apiVersion)
  return names.some((name) => name === kind || name === `${group === '' ? '' : `${group}/`}${version}/${kind}`)
}

/** An error at each field that it is about. */
function located(
  { path, message, keyword, fields = [] }: LeafError,
  below: readonly string[],
  document: SourceDocument,
): ResultError[] {
  const whole = [...below, ...path]
  if (keyword !== 'additionalProperties') return [{ path: pointer(path), message, ...document.positionOf(whole) }]
  return fields.map((field) => ({
    path: pointer([...path, field]),
    message: `additional property '${field}' not allowed`,
    ...document.positionOf(whole, field),
  }))
}

/** As a reader meets them in the file; the core has no order of its own. */
function inOrder(one: ResultError, other: ResultError): number {
  if (one.line !== other.line) return one.line - other.line
  if (one.column !== other.column) return one.column - other.column
  return `${one.path} ${one.message}` < `${other.path} ${other.message}` ? -1 : 1
}

const pointer = (path: readonly string[]): string =>
  path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

function isNullField(value: unknown, path: readonly string[]): boolean {
  let [parent, at]: unknown[] = [undefined, value]
  for (const step of path) {
    parent = at
    at = Array.isArray(at) ? at[Number(step)] : isFields(at) ? at[step] : undefined
  }
  return at === null && isFields(parent)
}

function withoutFields(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (typeof value !== 'object' || value === null || paths.length === 0) return value
  const below = new Map<string, (readonly string[])[]>()
  for (const [first = '', ...rest] of paths) {
    const others = below.get(first) ?? []
    others.push(rest)
    below.set(first, others)
  }
  if (Array.isArray(value)) return value.map((member, index) => withoutFields(member, below.get(String(index)) ?? []))
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !below.get(key)?.some((path) => path.length === 0))
      .map(([key, member]) => [key, withoutFields(member, below.get(key) ?? [])]),
  )
}
