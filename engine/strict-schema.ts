/**
 * From what Kubernetes publishes of its kinds (OpenAPI) and from CustomResourceDefinitions to strict JSON Schema, draft
 * 07: a field that no server knows is refused, ranges and formats that the server enforces are said, prose is left out.
 * What JSON Schema cannot say stays as `x-kubernetes-…`: group, version and kind, scope, and the keys that make the
 * members of a list unique.
 *
 * Nulls are not in these schemas: the server drops a null of a field that is not nullable before it validates, and so
 * does the checker.
 */
import { knownFormat, quantityPattern } from './kubernetes-formats.ts'
import { ecmaPattern } from './re2.ts'

/** A JSON Schema, of which a reader may expect nothing but keywords. */
export type Schema = { readonly [keyword: string]: unknown }

export type GroupVersionKind = { readonly group: string; readonly version: string; readonly kind: string }

/** Whether objects of a kind live in a namespace. */
export type KindScope = 'Namespaced' | 'Cluster'

/** The definitions of one minor, as `schemas/kubernetes/<minor>/definitions.json` holds them. */
export type Definitions = { readonly [name: string]: Schema }

/** What we read of `api/openapi-spec/swagger.json`. */
export type Swagger = {
  readonly definitions: Definitions
  readonly paths: { readonly [path: string]: { readonly post?: Schema } }
}

/** What we read of a CustomResourceDefinition. */
export type CustomResourceDefinition = {
  readonly spec: {
    readonly group: string
    readonly scope: KindScope
    readonly names: { readonly kind: string }
    readonly versions: readonly {
      readonly name: string
      readonly served: boolean
      readonly schema?: { readonly openAPIV3Schema?: Schema }
    }[]
  }
}

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1'
const extensions = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1'
const int32 = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }
/** 2^63 - 1 is no double; 2^63 is. */
const int64 = { minimum: -(2 ** 63), exclusiveMaximum: 2 ** 63 }
const reference = (name: string): Schema => ({ $ref: `#/definitions/${name}` })

/** What JSON Schema says of values of one type only. */
const when = (type: string, schema: Schema): Schema =>
  Object.fromEntries([
    ['if', { type }],
    ['then', schema],
  ])
const nestedSchema = reference(`${extensions}.JSONSchemaProps`)

/** Types that marshal themselves, so that their published schema says too little or a wrong thing. */
const specialDefinitions: Definitions = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: ['string', 'number', 'null'], pattern: quantityPattern },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['integer', 'string'], ...int32 },
  'io.k8s.apimachinery.pkg.runtime.RawExtension': { type: ['object', 'null'] },
  [`${meta}.FieldsV1`]: { type: ['object', 'null'] },
  [`${meta}.Patch`]: { type: 'object' },
  [`${meta}.Time`]: { type: ['string', 'null'], format: 'date-time' },
  [`${meta}.MicroTime`]: { type: ['string', 'null'], format: 'date-time' },
  [`${extensions}.JSON`]: {},
  [`${extensions}.JSONSchemaPropsOrArray`]: {
    type: ['object', 'array', 'null'],
    ...when('object', nestedSchema),
    items: nestedSchema,
  },
  [`${extensions}.JSONSchemaPropsOrBool`]: { type: ['object', 'boolean', 'null'], ...when('object', nestedSchema) },
  [`${extensions}.JSONSchemaPropsOrStringArray`]: {
    type: ['object', 'array', 'null'],
    ...when('object', nestedSchema),
    items: { type: 'string' },
  },
}

/**
 * The strict definitions of one release. `defaults` are the defaults that its OpenAPI v3 documents name, which the v2
 * document leaves out: definition, then property. Names are sorted, so that the same release gives the same bytes.
 */
export function strictDefinitions(
  swagger: Swagger,
  defaults: { readonly [definition: string]: { readonly [property: string]: unknown } },
): Definitions {
  const scopes = scopesByKind(swagger.paths)
  const names = Object.keys(swagger.definitions).sort()
  return Object.fromEntries(
    names.map((name) => [
      name,
      specialDefinitions[name] ??
        ofKind(builtIn(swagger.definitions[name] ?? {}, defaults[name] ?? {}), swagger.definitions[name] ?? {}, scopes),
    ]),
  )
}

/** Where objects of a kind are created says whether they have a namespace; what is created nowhere is no kind of ours. */
function scopesByKind(paths: Swagger['paths']): ReadonlyMap<string, KindScope> {
  return new Map(
    Object.entries(paths).flatMap(([path, { post }]) => {
      const kind = post?.['x-kubernetes-group-version-kind'] as GroupVersionKind | undefined // as published
      // A collection; what follows a `{name}` is a subresource.
      const collection = /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)(\/namespaces\/\{namespace\})?\/[^/{]+$/.exec(path)
      return kind && collection
        ? [[kindKey(kind), collection[1] === undefined ? 'Cluster' : 'Namespaced'] as const]
        : []
    }),
  )
}

/** `apps/v1 StatefulSet`: how the checker names a kind. */
export const kindKey = ({ group, version, kind }: GroupVersionKind): string =>
  `${group === '' ? '' : `${group}/`}${version} ${kind}`

const apiVersionOf = ({ group, version }: GroupVersionKind): string => (group === '' ? version : `${group}/${version}`)

/** Says in the schema of a kind what its apiVersion and kind must be. */
function ofKind(strict: Schema, published: Schema, scopes: ReadonlyMap<string, KindScope>): Schema {
  const kinds = published['x-kubernetes-group-version-kind'] as readonly GroupVersionKind[] | undefined // as published
  const [kind, ...others] = kinds ?? []
  // DeleteOptions and WatchEvent belong to every group: they are no kinds of objects.
  if (!kind || others.length > 0) return strict
  const scope = scopes.get(kindKey(kind))
  return {
    'x-kubernetes-group-version-kind': [kind],
    ...(scope === undefined ? {} : { 'x-kubernetes-scope': scope }),
    ...strict,
    properties: { ...propertiesOf(strict), ...identity(kind) },
  }
}

const identity = (kind: GroupVersionKind): Definitions => ({
  apiVersion: { type: 'string', enum: [apiVersionOf(kind)] },
  kind: { type: 'string', enum: [kind.kind] },
})

const propertiesOf = (schema: Schema): Definitions => (schema.properties ?? {}) as Definitions // as JSON Schema defines it
const schemaOf = (value: unknown): Schema => value as Schema // an item or additionalProperties that is no boolean
const sortedEntries = <T>(record: { readonly [name: string]: T }): [string, T][] =>
  Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1))

/** A schema of a built-in type, made strict. Swagger 2 knows few keywords; one that is not expected here throws. */
function builtIn(schema: Schema, defaults: { readonly [property: string]: unknown }): Schema {
  const { $ref, type, format, properties, required, items, additionalProperties, ...rest } = schema
  const unknown = Object.keys(rest).filter((keyword) => !expectedKeywords.has(keyword))
  if (unknown.length > 0) throw new Error(`the published schema uses ${unknown.join(', ')}, which is not converted yet`)
  if (typeof $ref === 'string') return { $ref }
  return {
    ...(type === undefined ? {} : { type }),
    ...ofFormat(type, format, 'built in'),
    ...(required === undefined ? {} : { required }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            sortedEntries(propertiesOf(schema)).map(([name, property]) => [
              name,
              { ...builtIn(property, {}), ...(name in defaults ? { default: defaults[name] } : {}) },
            ]),
          ),
        }),
    ...(items === undefined ? {} : { items: builtIn(schemaOf(items), {}) }),
    ...listRules(schema),
    ...(additionalProperties === undefined
      ? type === 'object'
        ? { additionalProperties: false }
        : {}
      : { additionalProperties: builtIn(schemaOf(additionalProperties), {}) }),
  }
}

/** Prose, and hints for clients that patch. */
const expectedKeywords = new Set([
  'description',
  'x-kubernetes-group-version-kind',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
  'x-kubernetes-patch-merge-key',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-unions',
])

function ofFormat(type: unknown, format: unknown, origin: 'built in' | 'custom'): Schema {
  if (typeof format !== 'string') return {}
  if (type === 'integer') return format === 'int32' ? int32 : format === 'int64' ? int64 : {}
  const known = type === 'number' ? undefined : knownFormat(format)
  if (known === undefined) return {}
  // Go decodes an empty string into no bytes; the validation of custom resources wants some.
  return known === 'byte' && origin === 'custom' ? { format: known, minLength: 1 } : { format: known }
}

function listRules(schema: Schema): Schema {
  if (schema['x-kubernetes-list-type'] === 'set') return { uniqueItems: true }
  return schema['x-kubernetes-list-type'] === 'map'
    ? { 'x-kubernetes-list-map-keys': schema['x-kubernetes-list-map-keys'] }
    : {}
}

/**
 * One self-contained schema for each served version of a custom resource. `definitions` are those of any minor; they
 * give the schema its ObjectMeta. Throws where a version has no schema.
 */
export function strictCustomResources(
  { spec }: CustomResourceDefinition,
  definitions: Definitions,
): { readonly kind: GroupVersionKind; readonly schema: Schema }[] {
  return spec.versions
    .filter(({ served }) => served)
    .map(({ name, schema }) => {
      const kind = { group: spec.group, version: name, kind: spec.names.kind }
      const published = schema?.openAPIV3Schema
      if (!published) throw new Error(`version ${name} of ${kind.kind} has no schema`)
      const strict = custom(published, false)
      const named = propertiesOf(custom(schemaOf(propertiesOf(published).metadata ?? {}), true))
      return {
        kind,
        schema: {
          $schema: 'http://json-schema.org/draft-07/schema#',
          'x-kubernetes-group-version-kind': [kind],
          'x-kubernetes-scope': spec.scope,
          ...strict,
          properties: {
            ...identity(kind),
            metadata:
              Object.keys(named).length === 0
                ? reference(`${meta}.ObjectMeta`)
                : { allOf: [reference(`${meta}.ObjectMeta`), { properties: named }] },
            ...withoutKeys(propertiesOf(strict), ['apiVersion', 'kind', 'metadata']),
          },
          definitions: reachable(`${meta}.ObjectMeta`, definitions),
        },
      }
    })
}

/** The definition `name` and all that it leads to. */
function reachable(name: string, definitions: Definitions): Definitions {
  const found = new Set<string>()
  const visit = (next: string): void => {
    if (found.has(next)) return
    found.add(next)
    for (const [, target = ''] of JSON.stringify(definitions[next] ?? {}).matchAll(
      /"\$ref":"#\/definitions\/([^"]+)"/g,
    ))
      visit(target)
  }
  visit(name)
  return Object.fromEntries([...found].sort().map((one) => [one, definitions[one] ?? {}]))
}

/** Keywords of OpenAPI 3.0 that JSON Schema has with the same meaning. `default` stays as data: the server applies it. */
const sameKeywords = [
  'default',
  'enum',
  'maxItems',
  'maxLength',
  'maxProperties',
  'maximum',
  'minItems',
  'minLength',
  'minProperties',
  'minimum',
  'multipleOf',
  'uniqueItems',
] as const

/**
 * A structural schema of a custom resource, made strict. `open`: fields that it does not name are kept by the server,
 * as they are for a list whose own schema preserves unknown fields.
 */
function custom(schema: Schema, open: boolean): Schema {
  const preserves = open || schema['x-kubernetes-preserve-unknown-fields'] === true
  const intOrString = schema['x-kubernetes-int-or-string'] === true
  const embedded = schema['x-kubernetes-embedded-resource'] === true
  const { additionalProperties, items } = schema
  const type = intOrString ? ['integer', 'string'] : schema.type
  const properties = propertiesOf(schema)
  const required = [
    ...((schema.required ?? []) as readonly string[]), // as JSON Schema defines it
    ...(embedded ? ['apiVersion', 'kind'] : []),
  ].filter((name) => properties[name]?.default === undefined)
  return {
    ...(type === undefined ? {} : { type: schema.nullable === true ? [type, 'null'].flat() : type }),
    ...pick(schema, sameKeywords),
    ...bounds(schema),
    ...(typeof schema.pattern === 'string' ? { pattern: ecmaPattern(schema.pattern) } : {}),
    ...ofFormat(type, schema.format, 'custom'),
    ...(required.length === 0 ? {} : { required: [...new Set(required)] }),
    ...(Object.keys(properties).length === 0 && !embedded
      ? {}
      : {
          properties: {
            ...Object.fromEntries(sortedEntries(properties).map(([name, property]) => [name, custom(property, false)])),
            ...(embedded ? embeddedIdentity : {}),
          },
        }),
    ...(items === undefined ? {} : { items: custom(schemaOf(items), preserves) }),
    ...listRules(schema),
    ...junctors(schema, intOrString),
    ...(typeof additionalProperties === 'object' && additionalProperties !== null
      ? { additionalProperties: custom(schemaOf(additionalProperties), false) }
      : additionalProperties === undefined && type === 'object' && !preserves
        ? { additionalProperties: false }
        : {}),
  }
}

const embeddedIdentity: Definitions = {
  apiVersion: { type: 'string', minLength: 1 },
  kind: { type: 'string', minLength: 1 },
  metadata: reference(`${meta}.ObjectMeta`),
}

/** OpenAPI 3.0 says with a boolean beside the limit what JSON Schema says with the limit itself. */
function bounds(schema: Schema): Schema {
  return {
    ...(schema.exclusiveMinimum === true ? { minimum: undefined, exclusiveMinimum: schema.minimum } : {}),
    ...(schema.exclusiveMaximum === true ? { maximum: undefined, exclusiveMaximum: schema.maximum } : {}),
  }
}

/** Conditions beside the structure: they narrow it and so name fields without closing anything. */
function junctors(schema: Schema, intOrString: boolean): Schema {
  const listed = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => {
    const branches = schema[keyword] as readonly Schema[] | undefined // as JSON Schema defines it
    // What the server demands beside x-kubernetes-int-or-string, and `type` says already.
    const known =
      intOrString && keyword === 'anyOf' && branches?.every((branch) => Object.keys(branch).join() === 'type')
    return branches === undefined || known ? [] : [[keyword, branches.map(condition)] as const]
  })
  return {
    ...Object.fromEntries(listed),
    ...(schema.not === undefined ? {} : { not: condition(schemaOf(schema.not)) }),
  }
}

function condition(schema: Schema): Schema {
  const { items, additionalProperties } = schema
  const properties = propertiesOf(schema)
  return {
    ...pick(schema, [...sameKeywords, 'type', 'required']),
    ...bounds(schema),
    ...(typeof schema.pattern === 'string' ? { pattern: ecmaPattern(schema.pattern) } : {}),
    ...ofFormat(schema.type, schema.format, 'custom'),
    ...(Object.keys(properties).length === 0
      ? {}
      : {
          properties: Object.fromEntries(
            sortedEntries(properties).map(([name, property]) => [name, condition(property)]),
          ),
        }),
    ...(items === undefined ? {} : { items: condition(schemaOf(items)) }),
    ...(typeof additionalProperties === 'object' && additionalProperties !== null
      ? { additionalProperties: condition(schemaOf(additionalProperties)) }
      : {}),
    ...junctors(schema, false),
  }
}

const pick = (schema: Schema, keywords: readonly string[]): Schema =>
  Object.fromEntries(
    keywords.filter((keyword) => schema[keyword] !== undefined).map((keyword) => [keyword, schema[keyword]]),
  )

const withoutKeys = (record: Definitions, keys: readonly string[]): Definitions =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)))
