import type { Path } from './model.ts'

/** A JSON Schema (draft-07) of values, as far as the engine reads it. Extensions of ours begin with `x-`. */
export type ValuesSchema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, ValuesSchema>>
  readonly additionalProperties?: boolean | ValuesSchema
  readonly propertyNames?: ValuesSchema
  readonly items?: ValuesSchema
  readonly required?: readonly string[]
  readonly minProperties?: number
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  /** What a text that the pattern refuses should have been: `a quantity such as 500Gi`. */
  readonly 'x-expected'?: string
  /** A name that must be the overlay's own: no default, not inherited, unique over all overlays. */
  readonly 'x-identity'?: true
  readonly [keyword: string]: unknown
}

/** The name of the entry of a map that says what every other entry starts from. */
export const everyEntry = '*'

/** What an object itself holds under a key, not what every object has: `toString`. */
export function own<T>(object: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined
}

/** Whether the values of this schema are maps. */
export function holdsMaps({ properties, additionalProperties }: ValuesSchema): boolean {
  return properties !== undefined || typeof additionalProperties === 'object'
}

/** Whether a schema, or any schema inside it, is one that `wanted` asks for; known of each schema after the first time. */
export function holdsSchema(wanted: (schema: ValuesSchema) => boolean): (schema: ValuesSchema) => boolean {
  const known = new WeakMap<ValuesSchema, boolean>()
  const holds = (schema: ValuesSchema): boolean => {
    const before = known.get(schema)
    if (before !== undefined) return before
    const open = schema.additionalProperties
    const inside = [
      ...Object.values(schema.properties ?? {}),
      ...(typeof open === 'object' ? [open] : []),
      ...(schema.items ? [schema.items] : []),
    ]
    const found = wanted(schema) || inside.some(holds)
    known.set(schema, found)
    return found
  }
  return holds
}

/** The schema of the value at a path, or undefined where the schema says nothing about it. */
export function schemaAt(schema: ValuesSchema | undefined, path: Path): ValuesSchema | undefined {
  let found = schema
  for (const key of path) {
    const declared = own(found?.properties, key)
    const open = found?.additionalProperties
    found = declared ?? (typeof open === 'object' ? open : undefined) ?? found?.items
  }
  return found
}

/** Whether the key at the end of the path is one that people choose (a topic, a user), not one that the schema declares. */
export function isOpenKey(schema: ValuesSchema, path: Path): boolean {
  const parent = schemaAt(schema, path.slice(0, -1))
  return own(parent?.properties, path.at(-1) ?? '') === undefined && typeof parent?.additionalProperties === 'object'
}

/** The same schema with every `$ref` into `definitions.schema.json` replaced by what it names. */
export function inlined(schema: ValuesSchema, definitions: Readonly<Record<string, ValuesSchema>>): ValuesSchema {
  const inline = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(inline)
    if (typeof node !== 'object' || node === null) return node
    const { $ref, ...rest } = node as ValuesSchema // an object inside a schema
    if (typeof $ref !== 'string')
      return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, inline(value)]))
    const name = $ref.split('/').at(-1) ?? ''
    const definition = definitions[name]
    if (!definition)
      throw new Error(`a schema of values refers to ${$ref}, which is not in schemas/definitions.schema.json`)
    return inline({ ...definition, ...rest })
  }
  return inline(schema) as ValuesSchema // the shape is kept
}

/**
 * What an overlay may write of a component's values: everything is optional, a key of an open map may be `null` (it
 * goes), or, where the entries are maps, `*` (what every entry starts from).
 */
export function partial(schema: ValuesSchema): ValuesSchema {
  const { required: _required, minProperties: _minProperties, ...rest } = schema
  const open = schema.additionalProperties
  return {
    ...rest,
    ...(schema.properties
      ? {
          properties: Object.fromEntries(
            Object.entries(schema.properties).map(([key, child]) => [key, partial(child)]),
          ),
        }
      : {}),
    ...(typeof open === 'object' ? { additionalProperties: orNull(partial(open)) } : {}),
    ...(schema.propertyNames && typeof open === 'object' && holdsMaps(open)
      ? { propertyNames: orEveryEntry(schema.propertyNames) }
      : {}),
  }
}

function orNull(schema: ValuesSchema): ValuesSchema {
  const types = schema.type === undefined ? [] : [schema.type].flat()
  if (types.includes('null') || schema.enum?.includes(null)) return schema
  return {
    ...schema,
    ...(types.length === 0 ? {} : { type: [...types, 'null'] }),
    ...(schema.enum ? { enum: [...schema.enum, null] } : {}),
  }
}

function orEveryEntry(schema: ValuesSchema): ValuesSchema {
  return schema.pattern === undefined ? schema : { ...schema, pattern: `^\\*$|${schema.pattern}` }
}

/** A value that must be there and is not, or a map that must hold more; as ajv would report it. */
export type Missing = { readonly path: Path; readonly key?: string; readonly least?: number }

/** What a complete value still lacks: keys that the schema requires, entries of maps that must not be empty. */
export function missing(schema: ValuesSchema | undefined, value: unknown, path: Path = []): Missing[] {
  if (Array.isArray(value))
    return value.flatMap((child, index) => missing(schema?.items, child, [...path, String(index)]))
  if (typeof value !== 'object' || value === null || !schema) return []
  const open = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined
  const least = schema.minProperties ?? 0
  return [
    ...(schema.required ?? []).filter((key) => !Object.hasOwn(value, key)).map((key) => ({ path, key })),
    ...(Object.keys(value).length < least ? [{ path, least }] : []),
    ...Object.entries(value).flatMap(([key, child]) =>
      missing(own(schema.properties, key) ?? open, child, [...path, key]),
    ),
  ]
}

/** The schema without what only people read. */
export function withoutProse(schema: ValuesSchema): ValuesSchema {
  const strip = (node: unknown, names: boolean): unknown => {
    if (Array.isArray(node)) return node.map((child) => strip(child, false))
    if (typeof node !== 'object' || node === null) return node
    return Object.fromEntries(
      Object.entries(node)
        .filter(([key]) => names || !['description', 'title', '$schema', '$id'].includes(key))
        .map(([key, child]) => [key, strip(child, !names && (key === 'properties' || key === 'x-later'))]),
    )
  }
  return strip(schema, false) as ValuesSchema // only texts go
}

/**
 * The same schema with every map in it as a definition of its own, alike ones once: ajv then writes many small functions,
 * of which a run compiles those that it calls, instead of one that is larger than all the rest of Sluice.
 */
export function inPieces(schema: ValuesSchema): ValuesSchema {
  const definitions = new Map<string, { name: string; schema: ValuesSchema }>()
  const cut = (node: ValuesSchema): ValuesSchema => {
    const open = node.additionalProperties
    const whole = {
      ...Object.fromEntries(Object.entries(node).filter(([key]) => !key.startsWith('x-'))),
      ...(node.properties
        ? { properties: Object.fromEntries(Object.entries(node.properties).map(([key, child]) => [key, cut(child)])) }
        : {}),
      ...(typeof open === 'object' ? { additionalProperties: cut(open) } : {}),
      ...(node.items ? { items: cut(node.items) } : {}),
    }
    if (!node.properties && typeof open !== 'object') return whole
    const text = JSON.stringify(whole)
    const known = definitions.get(text) ?? { name: `map${definitions.size}`, schema: whole }
    definitions.set(text, known)
    return { $ref: `#/definitions/${known.name}` }
  }
  const top = cut(schema)
  return { ...top, definitions: Object.fromEntries([...definitions.values()].map((one) => [one.name, one.schema])) }
}
