import type { Definitions, Schema } from './strict-schema.ts'

const longestCopy = 200

/**
 * Schemas in which a part that stands more than once is said once: `schemas` refer to `parts` as `#/definitions/NAME`.
 * `nameOf` names the part of a number; its names must need no escape in a reference.
 */
export function withSharedParts(
  schemas: Definitions,
  nameOf: (index: number) => string,
): { readonly schemas: Definitions; readonly parts: Definitions } {
  const counts = new Map<string, number>()
  const parts: { [name: string]: Schema } = {}
  const named = new Map<string, string>()
  const count = (schema: Schema): Schema => {
    const text = JSON.stringify(schema)
    const before = counts.get(text) ?? 0
    counts.set(text, before + 1)
    if (before === 0) mapSubschemas(schema, count)
    return schema
  }
  const share = (schema: Schema): Schema => {
    const text = JSON.stringify(schema)
    if (text.length <= longestCopy || (counts.get(text) ?? 0) < 2) return mapSubschemas(schema, share)
    const name = named.get(text) ?? nameOf(named.size)
    if (!named.has(text)) {
      named.set(text, name)
      parts[name] = mapSubschemas(schema, share)
    }
    return { $ref: `#/definitions/${name}` }
  }
  for (const schema of Object.values(schemas)) mapSubschemas(schema, count)
  const shared = Object.entries(schemas).map(([name, schema]) => [name, mapSubschemas(schema, share)])
  return { schemas: Object.fromEntries(shared), parts }
}

/** A schema with each schema of its fields and members replaced. */
function mapSubschemas(schema: Schema, change: (schema: Schema) => Schema): Schema {
  const { properties, items, additionalProperties } = schema as {
    properties?: Definitions
    items?: Schema
    additionalProperties?: Schema | boolean
  } // as our own files are built
  return {
    ...schema,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, property]) => [name, change(property)]),
          ),
        }),
    ...(items === undefined ? {} : { items: change(items) }),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: change(additionalProperties) } : {}),
  }
}

/** The code of this file, for the key of what is made with it. */
export const sharedPartsText = [withSharedParts, mapSubschemas].map(String).join('\n')
