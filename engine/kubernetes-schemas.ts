import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { cachedFile, cachedModule, contentKey } from './cache.ts'
import { closest } from './closest.ts'
import { compilerText, compileValidators } from './compile-validators.ts'
import { formats } from './kubernetes-formats.ts'
import {
  explainViolations,
  pathOf,
  type SchemaViolation,
  type ValidationError,
  valueAt,
} from './kubernetes-violation.ts'
import type { Manifest } from './model.ts'
import { readKept, writeKept } from './script.mjs'
import { type Definitions, type GroupVersionKind, type KindScope, kindKey, type Schema } from './strict-schema.ts'

export type { SchemaViolation } from './kubernetes-violation.ts'
export type { KindScope } from './strict-schema.ts'

/** Which objects are legal in one Kubernetes minor with the custom resources that are known. */
export type ManifestChecker = {
  /** Whether objects of this kind have a namespace; undefined where the kind is unknown. */
  readonly scopeOf: (apiVersion: string, kind: string) => KindScope | undefined
  /**
   * What the schema of its kind refuses in a manifest; nothing where it is legal. A kind that is unknown is a violation.
   * Throws where `ensure` was not called with the kind.
   */
  readonly check: (manifest: Manifest) => SchemaViolation[]
  /** Makes `check` ready for these kinds; compiles what is not compiled yet. Unknown kinds need nothing. */
  readonly ensure: (kinds: readonly { readonly apiVersion: string; readonly kind: string }[]) => Promise<void>
}

type Validator = { (value: unknown): boolean; readonly errors?: readonly ValidationError[] | null }

/** What a compiled module holds: all that a run needs in which nothing is wrong. */
type CompiledModule = {
  /** Of every kind of the minor, compiled or not. */
  readonly scopes: Readonly<Record<string, KindScope>>
  /** The validators by kind, given what their code calls. */
  readonly make: (
    formats: Readonly<Record<string, (text: string) => boolean>>,
    require: (id: string) => unknown,
  ) => Readonly<Record<string, Validator>>
}

/** The schemas of a minor and of the custom resources, read where something is compiled or wrong. */
type Schemas = {
  readonly definitions: Definitions
  /** By kind as `kindKey` names it: its definition. */
  readonly kinds: Readonly<Record<string, { readonly definition: string; readonly scope: KindScope }>>
}

type Source = { readonly file: string; readonly text: string }

/** Part of what names a compiled module; a test holds it against the package that is installed. */
export const ajvVersion = '8.20.0'

const formatTests = Object.fromEntries(Object.entries(formats).map(([name, { holds }]) => [name, holds]))

/** What compiled validators ask of ajv at run time, in our words: the warm path loads no ajv. */
const runtime: Readonly<Record<string, unknown>> = {
  'ajv/dist/runtime/ucs2length': { default: (text: string) => [...text].length },
  'ajv/dist/runtime/equal': { default: isDeepStrictEqual },
}

/**
 * The checker of a minor. `schemasFolders`: folders that hold `kubernetes/<minor>/definitions.json` (the first that has
 * it counts) and `crds/<product>/*.json` (all count). Compiled validators are kept in `cacheFolder`, one module for the
 * kinds in use, so that the next run loads that and compiles nothing; undefined keeps them in memory. Throws where no
 * folder has the minor, and where a schema cannot be read.
 */
export async function loadManifestChecker(options: {
  readonly minor: string
  readonly schemasFolders: readonly string[]
  readonly cacheFolder: string | undefined
  /** Custom resources beside those of the folders; they count before them. */
  readonly further?: readonly Schema[]
}): Promise<ManifestChecker> {
  const { minor, cacheFolder, further = [] } = options
  const sources = [
    ...readSources(minor, options.schemasFolders),
    ...further.map((schema) => ({ file: 'a custom resource', text: JSON.stringify(schema) })),
  ]
  const schemasKey = contentKey([ajvVersion, compilerText, ...sources.map(({ text }) => text)]).slice(0, 16)
  let parsed: Schemas | undefined
  const schemas = (): Schemas => {
    parsed ??= parse(sources)
    return parsed
  }

  const load = async (kinds: readonly string[]): Promise<CompiledModule> => {
    const name = `kubernetes-${minor}-${contentKey([schemasKey, ...kinds]).slice(0, 16)}.cjs`
    return cachedModule<CompiledModule>(cacheFolder, name, () => compile(schemas(), kinds))
  }

  const kindsFile = cachedFile(cacheFolder, `kubernetes-${minor}-${schemasKey}.kinds`)
  let kindsInUse = rememberedKinds(kindsFile)
  const remembered = kindsInUse.length === 0 ? undefined : await load(kindsInUse)
  let validators = remembered?.make(formatTests, requireRuntime) ?? {}
  const scopes = remembered?.scopes ?? scopesOf(schemas())

  const addKinds = async (wanted: readonly string[]): Promise<void> => {
    const missing = wanted.filter((kind) => Object.hasOwn(scopes, kind) && !Object.hasOwn(validators, kind))
    if (missing.length === 0) return
    // Another run may have compiled more since.
    kindsInUse = [...new Set([...kindsInUse, ...rememberedKinds(kindsFile), ...missing])].sort()
    validators = (await load(kindsInUse)).make(formatTests, requireRuntime)
    rememberKinds(kindsFile, kindsInUse)
  }
  let adding: Promise<void> = Promise.resolve()

  return {
    scopeOf: (apiVersion, kind) => own(scopes, `${apiVersion} ${kind}`),
    ensure: (kinds) => {
      const before = adding.catch(() => undefined) // whoever asked for that is told
      adding = before.then(() => addKinds(kinds.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)))
      return adding
    },
    check: (manifest) => {
      const kind = `${manifest.apiVersion} ${manifest.kind}`
      if (!Object.hasOwn(scopes, kind)) return [unknownKind(manifest, minor, Object.keys(scopes))]
      const validator = own(validators, kind)
      if (!validator) throw new Error(`the checker of Kubernetes ${minor} was not asked to ensure ${kind}`)
      return [...unnamed(manifest), ...violations(manifest, kind, validator, schemas)]
    },
  }
}

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

function requireRuntime(id: string): unknown {
  const part = own(runtime, id)
  if (part === undefined) throw new Error(`a compiled validator asks for ${id}, which the checker does not have`)
  return part
}

function readSources(minor: string, folders: readonly string[]): Source[] {
  const read = (file: string): Source => ({ file, text: readFileSync(file, 'utf8') })
  const builtIn = folders
    .map((folder) => join(folder, 'kubernetes', minor, 'definitions.json'))
    .find((file) => existsSync(file))
  if (builtIn === undefined)
    throw new Error(
      `there are no schemas of Kubernetes ${minor} in ${folders.map((folder) => join(folder, 'kubernetes')).join(' or ')}`,
    )
  const custom = folders.flatMap((folder) =>
    existsSync(join(folder, 'crds'))
      ? readdirSync(join(folder, 'crds'), { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.json'))
          .sort()
          .map((name) => join(folder, 'crds', name))
      : [],
  )
  return [builtIn, ...custom].map(read)
}

function parse(sources: readonly Source[]): Schemas {
  const [builtIn, ...custom] = sources.map(({ file, text }): Schema => {
    try {
      return JSON.parse(text)
    } catch (error) {
      throw new Error(`${file} is no JSON: ${(error as Error).message}`) // JSON.parse throws nothing else
    }
  })
  const ofMinor = (builtIn?.definitions ?? {}) as Definitions // as `npm run schemas` writes it
  const ofCustom = custom.map(({ definitions, ...schema }) => [customName(schema), schema] as const)
  const definitions: Definitions = {
    ...Object.assign({}, ...custom.map((schema) => schema.definitions ?? {})),
    // The minor's own ObjectMeta counts, in custom resources too.
    ...ofMinor,
    ...Object.fromEntries(ofCustom),
  }
  const kinds = Object.entries(definitions).flatMap(([definition, schema]) => {
    const scope = schema['x-kubernetes-scope'] as KindScope | undefined // as `npm run schemas` writes it
    return scope === undefined ? [] : kindsOf(schema).map((kind) => [kindKey(kind), { definition, scope }] as const)
  })
  return { definitions, kinds: Object.fromEntries(kinds) }
}

const kindsOf = (schema: Schema): readonly GroupVersionKind[] =>
  (schema['x-kubernetes-group-version-kind'] ?? []) as readonly GroupVersionKind[] // as `npm run schemas` writes it

const customName = (schema: Schema): string => `custom ${kindsOf(schema).map(kindKey).join()}`

const scopesOf = ({ kinds }: Schemas): Readonly<Record<string, KindScope>> =>
  Object.fromEntries(Object.entries(kinds).map(([kind, { scope }]) => [kind, scope]))

async function compile(schemas: Schemas, kinds: readonly string[]): Promise<string> {
  const known = kinds.flatMap((key) => {
    const kind = own(schemas.kinds, key)
    return kind === undefined ? [] : [{ key, definition: kind.definition }]
  })
  const code = await compileValidators(schemas.definitions, known)
  return `${code}exports.scopes = ${JSON.stringify(scopesOf(schemas))}\n`
}

function rememberedKinds(file: string | undefined): readonly string[] {
  const kept = file === undefined ? undefined : readKept(file)
  return kept === undefined ? [] : JSON.parse(kept.toString())
}

function rememberKinds(file: string | undefined, kinds: readonly string[]): void {
  if (file !== undefined) writeKept(file, Buffer.from(JSON.stringify(kinds)))
}

/** Server-side apply, which both engines use, knows objects by name only. */
function unnamed(manifest: Manifest): SchemaViolation[] {
  return typeof valueAt(manifest, ['metadata', 'name']) === 'string'
    ? []
    : [{ path: ['metadata', 'name'], message: 'expected a value, found none; "name" is required' }]
}

function unknownKind({ apiVersion, kind }: Manifest, minor: string, known: readonly string[]): SchemaViolation {
  const pairs = known.map((one) => one.split(' ') as [string, string]) // as kindKey joins them
  const versions = pairs.filter(([, other]) => other === kind).map(([version]) => version)
  const ofVersion = pairs.filter(([version]) => version === apiVersion).map(([, other]) => other)
  const near = closest(kind, ofVersion)
  const meant =
    versions.length > 0 ? versions.map((version) => `${version} ${kind}`) : near && [`${apiVersion} ${near}`]
  const version = closest(apiVersion, [...new Set(pairs.map(([one]) => one))])
  return {
    path: [versions.length === 0 && ofVersion.length > 0 ? 'kind' : 'apiVersion'],
    unknown: 'kind',
    message: `Kubernetes ${minor} and the known custom resources have no ${apiVersion} ${kind}${
      meant ? `; did you mean ${meant.sort().join(' or ')}?` : ''
    }`,
    ...(meant
      ? {}
      : ofVersion.length === 0 && version !== undefined
        ? { hint: `there is no ${apiVersion}; did you mean ${version}?` }
        : { hint: 'npm run schemas -- --crd FILE adds the kinds of a CustomResourceDefinition' }),
  }
}

/**
 * As the server does, a null of a field that is not nullable counts as absent: it is taken out and the rest is looked at
 * again.
 */
function violations(manifest: unknown, kind: string, validator: Validator, schemas: () => Schemas): SchemaViolation[] {
  if (validator(manifest)) return []
  const errors = validator.errors ?? []
  const nulls = errors.map(pathOf).filter((path) => valueAt(manifest, path) === null && isField(manifest, path))
  if (nulls.length > 0) return violations(withoutFields(manifest, nulls), kind, validator, schemas)
  const { definitions, kinds } = schemas()
  const definition = own(kinds, kind)?.definition ?? ''
  return explainViolations(errors, manifest, definitions[definition] ?? {}, definitions)
}

const isField = (value: unknown, path: readonly string[]): boolean =>
  path.length > 0 && !Array.isArray(valueAt(value, path.slice(0, -1)))

function withoutFields(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (typeof value !== 'object' || value === null || paths.length === 0) return value
  const below = (key: string): (readonly string[])[] =>
    paths.filter(([first]) => first === key).map(([, ...rest]) => rest)
  if (Array.isArray(value)) return value.map((member, index) => withoutFields(member, below(String(index))))
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !paths.some((path) => path.length === 1 && path[0] === key))
      .map(([key, member]) => [key, withoutFields(member, below(key))]),
  )
}
