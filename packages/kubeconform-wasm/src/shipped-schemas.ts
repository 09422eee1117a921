import type { FoundSchema, Kind, Schema, SchemaSource, Strictness } from './schema-source.ts'

/** Strict definitions by name, as `schemas/kubernetes/<minor>/definitions.json` holds them. */
export type Definitions = { readonly [name: string]: Schema }

/** What is known of one Kubernetes minor. */
export type ShippedSchemas = {
  readonly definitions: Definitions
  /** Self-contained schemas of custom resources, as `schemas/crds/` holds them. */
  readonly customResources?: readonly Schema[]
}

const base = 'https://kubernetes.invalid/'

const urlOf = (name: string): string => base + encodeURIComponent(name)

/** The name of the definition that a `$ref` means. */
const nameIn = (reference: unknown): string => String(reference).replace('#/definitions/', '')

/** The schemas that this package ships, or others of the same form, as a source; made as loose as they are wanted. */
export function shippedSource({ definitions, customResources = [] }: ShippedSchemas, how: Strictness): SchemaSource {
  const all: Definitions = {
    ...Object.assign({}, ...customResources.map((schema) => schema['definitions'] ?? {})),
    // The minor's own ObjectMeta counts, in custom resources too.
    ...definitions,
    ...Object.fromEntries(
      customResources.map(({ definitions: _, ...schema }) => [`custom ${kindsOf(schema)}`, schema]),
    ),
  }
  const names = new Map(Object.entries(all).flatMap(([name, schema]) => kindsOf(schema).map((kind) => [kind, name])))
  const found = (name: string): FoundSchema => ({
    url: urlOf(name),
    schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      ...(adapted(all[name] ?? {}, all, how) as Schema), // a schema stays one
    },
  })
  return {
    find: async ({ apiVersion, kind }) => {
      const name = names.get(`${apiVersion} ${kind}`)
      return name === undefined ? undefined : { ...found(name), needs: [...neededBy(name, all)].map(urlOf) }
    },
    load: async (url) => {
      const name = url.startsWith(base) ? decodeURIComponent(url.slice(base.length)) : ''
      return Object.hasOwn(all, name) ? found(name).schema : undefined
    },
  }
}

/** The definitions to which one refers, and to which these refer. */
function neededBy(name: string, all: Definitions): ReadonlySet<string> {
  const needed = new Set<string>()
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [keyword, below] of Object.entries(value)) {
      // A field may be called so as well, and has a schema then.
      if (keyword !== '$ref' || typeof below !== 'string') look(below)
      else if (Object.hasOwn(all, nameIn(below)) && !needed.has(nameIn(below))) {
        needed.add(nameIn(below))
        look(all[nameIn(below)])
      }
    }
  }
  look(all[name])
  return needed
}

/** Every kind of which there is a schema. */
export function kindsIn({ definitions, customResources = [] }: ShippedSchemas): Kind[] {
  return [...Object.values(definitions), ...customResources].flatMap(kindsOf).map((text) => {
    const [apiVersion = '', kind = ''] = text.split(' ')
    return { apiVersion, kind }
  })
}

type GroupVersionKind = { readonly group: string; readonly version: string; readonly kind: string }

const kindsOf = (schema: Schema): string[] =>
  ((schema['x-kubernetes-group-version-kind'] ?? []) as readonly GroupVersionKind[]) // as `npm run schemas` writes it
    .map(({ group, version, kind }) => `${group === '' ? '' : `${group}/`}${version} ${kind}`)

/** Formats that kubeconform's engine looks at; the others it does not know. */
const ofKubeconform = new Set(['date-time', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'duration'])

/** The two ends of int32 and int64, as our schemas say them. */
const ranges = [
  { minimum: -(2 ** 31), most: 'maximum', is: 2 ** 31 - 1 },
  { minimum: -(2 ** 63), most: 'exclusiveMaximum', is: 2 ** 63 },
] as const

/**
 * A schema with references as URLs, and without what is not wanted: not strict, it is open to other fields; not extended, it says
 * nothing that the schemas of kubeconform do not say.
 */
function adapted(schema: unknown, all: Definitions, how: Strictness): unknown {
  if (Array.isArray(schema)) return schema.map((one) => adapted(one, all, how))
  if (typeof schema !== 'object' || schema === null) return schema
  const whole = schema as Schema // neither a list nor a boolean
  return Object.fromEntries(
    Object.entries(whole)
      .filter(([keyword, value]) => !isUnwanted(keyword, value, whole, how))
      .map(([keyword, value]) => {
        switch (keyword) {
          case '$ref':
            return [keyword, urlOf(nameIn(value))]
          case 'default':
          case 'enum':
            return [keyword, value]
          case 'properties':
            // The names in here are those of fields, and no keywords.
            return [
              keyword,
              Object.fromEntries(
                Object.entries(value as Definitions).map(([name, one]) => [name, adapted(one, all, how)]),
              ),
            ]
          case 'x-kubernetes-list-map-keys':
            return [keyword, withDefaults(value as readonly string[], whole, all)] // as we write it
          default:
            return [keyword, adapted(value, all, how)]
        }
      }),
  )
}

function isUnwanted(keyword: string, value: unknown, schema: Schema, { extended, strict }: Strictness): boolean {
  if (keyword === 'additionalProperties') return !strict && value === false
  if (extended) return false
  const range = ranges.find(({ minimum, most, is }) => schema['minimum'] === minimum && schema[most] === is)
  switch (keyword) {
    case 'x-kubernetes-list-map-keys':
    case 'uniqueItems':
      return true
    case 'minimum':
    case 'maximum':
    case 'exclusiveMaximum':
      return range !== undefined
    case 'format':
      return !ofKubeconform.has(String(value))
    case 'minLength':
      return schema['format'] === 'byte'
    case 'pattern':
      return value === quantityPattern
    default:
      return false
  }
}

/** How the schemas of ours say what a quantity is; the published ones say no more than that it is a string or a number. */
const quantityPattern = '^[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$'

/** The keys of a list's members, each with the default that a member without it has. */
function withDefaults(keys: readonly string[], list: Schema, all: Definitions): Record<string, unknown> {
  const items = (list['items'] ?? {}) as Schema // of a list, which has one schema for all
  const member = typeof items['$ref'] === 'string' ? all[items['$ref'].replace('#/definitions/', '')] : items
  const properties = (member?.['properties'] ?? {}) as Definitions // as JSON Schema defines it
  return Object.fromEntries(keys.map((key) => [key, properties[key]?.['default'] ?? null]))
}
