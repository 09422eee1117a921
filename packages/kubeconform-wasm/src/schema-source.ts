/** A JSON Schema, of which a reader may expect nothing but keywords. */
export type Schema = { readonly [keyword: string]: unknown }

/** What an object says of itself. */
export type Kind = { readonly apiVersion: string; readonly kind: string }

/** A schema, and the URL by which it and others refer to it. */
export type FoundSchema = {
  readonly url: string
  readonly schema: unknown
  /** Where what it needs stands, as far as that is known without looking: handed over together, it is compiled once. */
  readonly needs?: readonly string[]
}

/** Where schemas are looked for. */
export type SchemaSource = {
  /** The schema of a kind; undefined where this source has none. Throws where it has one that cannot be read. */
  readonly find: (kind: Kind) => Promise<FoundSchema | undefined>
  /** What stands at a URL that one of its schemas refers to; undefined where that is nothing of this source. */
  readonly load: (url: string) => Promise<unknown>
}

/** How closely is looked. */
export type Strictness = {
  /** Fields that no schema names, and keys that stand twice, are errors. */
  readonly strict: boolean
  /** Beyond JSON Schema and kubeconform: what an API server refuses of a single object. */
  readonly extended: boolean
}

/** Splits `apps/v1` into group and version; the core group is ''. */
export function groupAndVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  return { group, version }
}
