import type { Definitions, Schema } from './strict-schema.ts'

/** What keeps a schema from being structural. `path` leads through the schema, `field` through what it describes. */
export type StructuralProblem = { readonly path: readonly string[]; readonly field: string; readonly message: string }

/** A schema within a schema, and how it got there. */
type Place = { readonly path: readonly string[]; readonly field: string }

/**
 * Why an API server would not take a schema for that of a custom resource: it must be structural.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function structuralProblems(schema: Schema | undefined): StructuralProblem[] {
  if (schema === undefined) return [{ path: [], field: '', message: 'expected a schema, found none' }]
  const root: Place = { path: [], field: '' }
  const type = schema.type === 'object' ? [] : [problem(root, `expected type: object, found ${found(schema.type)}`)]
  return [...type, ...inStructure(schema, root)]
}

const problem = ({ path, field }: Place, message: string): StructuralProblem => ({ path, field, message })

const found = (type: unknown): string => (type === undefined ? 'no type' : `type: ${String(type)}`)

const propertiesOf = (schema: Schema): Definitions => (schema.properties ?? {}) as Definitions // as the checker says
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Keywords of JSON Schema that a structural schema may not have, with what to write instead. */
const forbidden: Readonly<Record<string, string>> = {
  $ref: 'write the schema in its place',
  additionalItems: 'a list has one schema for all of its members',
  definitions: 'write the schemas in their places',
  dependencies: 'say it with x-kubernetes-validations',
  id: 'leave it out',
  patternProperties: 'say it with additionalProperties',
}

function inStructure(schema: Schema, at: Place): StructuralProblem[] {
  const { additionalProperties, items } = schema
  const free = schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true
  const wrong = [
    ...Object.entries(forbidden).flatMap(([keyword, hint]) =>
      schema[keyword] === undefined ? [] : [`a structural schema has no ${keyword}: ${hint}`],
    ),
    ...(at.path.length > 0 && schema.type === undefined && !free
      ? ['expected a type: a structural schema says one of every field']
      : []),
    ...(schema.type === 'array' && items === undefined ? ['expected items: a list says what its members are'] : []),
    ...(schema.uniqueItems === true ? ['expected x-kubernetes-list-type: set, found uniqueItems: true'] : []),
    ...(additionalProperties === false
      ? ['additionalProperties: false is not allowed: unknown fields are dropped']
      : []),
    ...(additionalProperties !== undefined && schema.properties !== undefined
      ? ['expected properties or additionalProperties, found both']
      : []),
    ...(Array.isArray(items) ? ['expected one schema for all items, found a list'] : []),
  ]
  return [
    ...wrong.map((message) => problem(at, message)),
    ...below(schema, at).flatMap(([inside, place]) => inStructure(inside, place)),
    ...junctorsOf(schema, at).flatMap(([inside, place]) => inCondition(inside, schema, place)),
  ]
}

/** The schemas of fields and members. */
function below(schema: Schema, { path, field }: Place): (readonly [Schema, Place])[] {
  const { additionalProperties, items } = schema
  return [
    ...Object.entries(propertiesOf(schema)).map(
      ([name, inside]) =>
        [
          inside,
          { path: [...path, 'properties', name], field: [field, name].filter((word) => word !== '').join('.') },
        ] as const,
    ),
    ...(isSchema(items) ? [[items, { path: [...path, 'items'], field: `${field}[]` }] as const] : []),
    ...(isSchema(additionalProperties)
      ? [[additionalProperties, { path: [...path, 'additionalProperties'], field: `${field}.*` }] as const]
      : []),
  ]
}

function junctorsOf(schema: Schema, { path, field }: Place): (readonly [Schema, Place])[] {
  const listed = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) =>
    ((schema[keyword] ?? []) as readonly Schema[]).map(
      (inside, index) => [inside, { path: [...path, keyword, String(index)], field }] as const,
    ),
  )
  return [...listed, ...(isSchema(schema.not) ? [[schema.not, { path: [...path, 'not'], field }] as const] : [])]
}

/** Conditions narrow what the structure around them says, and say nothing of fields that it does not name. */
function inCondition(schema: Schema, structure: Schema, at: Place): StructuralProblem[] {
  const keywords = ['description', 'default', 'additionalProperties', 'nullable', 'type'].filter(
    (keyword) =>
      schema[keyword] !== undefined && !(keyword === 'type' && structure['x-kubernetes-int-or-string'] === true),
  )
  return [
    ...keywords.map((keyword) => problem(at, `a condition says no ${keyword}: say it beside the condition`)),
    ...below(schema, at).flatMap(([inside, place]) => {
      const [last = '', before] = [place.path.at(-1), place.path.at(-2)]
      const outside =
        before === 'properties' ? (propertiesOf(structure)[last] ?? structure.additionalProperties) : structure[last]
      return isSchema(outside)
        ? inCondition(inside, outside, place)
        : [problem(place, 'expected the field outside of the condition too, found it only here')]
    }),
    ...junctorsOf(schema, at).flatMap(([inside, place]) => inCondition(inside, structure, place)),
  ]
}
