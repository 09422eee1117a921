import type { Definitions, Schema } from '../../engine/strict-schema.ts'
import type { Draw } from './random-json.ts'

type Value = unknown
const pick = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)] as T // a draw is below its bound

/** Texts that a format takes, and some that it nearly takes. */
const ofFormat: Readonly<Record<string, readonly string[]>> = {
  'date-time': ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.5+02:00', '2026-02-30T12:00:00Z', '2026-01-31 12:00:00Z'],
  byte: ['aGVsbG8=', '', 'aGVsbG8', 'a b'],
  duration: ['90s', '1h30m', '3 days', 'soon'],
}
const texts = [
  '',
  'a',
  'http',
  'a.b/c',
  '10.0.0.0/8',
  '1Gi',
  '500m',
  '512MB',
  'true',
  '80',
  'ü',
  '1.5',
  '-1',
  'TCP',
  'UDP',
]
const numbers = [0, 1, -1, 1.5, 80, 65536, 2 ** 31, -(2 ** 31), 3e9, 2 ** 53, 2 ** 63]

/**
 * A value that a schema mostly takes: all that is required, and some of what may be there, to a depth. `open` is what stands where
 * any object may stand.
 */
export function instanceOf(schema: Schema, definitions: Definitions, draw: Draw, depth: number): Value {
  const { $ref, allOf, format, items, type } = schema
  if (typeof $ref === 'string')
    return instanceOf(
      definitions[decodeURIComponent($ref.replace('#/definitions/', ''))] ?? {},
      definitions,
      draw,
      depth,
    )
  if (schema['enum']) return pick(draw, schema['enum'] as readonly Value[]) // as JSON Schema defines it
  const parts = (allOf ?? []) as readonly Schema[] // as JSON Schema defines it
  if (parts.length > 0)
    return Object.assign({}, ...parts.map((part) => instanceOf({ type: 'object', ...part }, definitions, draw, depth)))
  const is = Array.isArray(type) ? pick(draw, type) : type
  switch (is) {
    case 'object':
      return objectOf(schema, definitions, draw, depth)
    case 'array':
      return Array.from({ length: depth > 0 ? draw(3) : 0 }, () =>
        instanceOf((items ?? {}) as Schema, definitions, draw, depth - 1),
      ) // as our own files are built
    case 'integer':
      return pick(draw, draw(4) === 0 ? numbers : [0, 1, 80, 443])
    case 'number':
      return pick(draw, numbers)
    case 'boolean':
      return draw(2) === 0
    case 'null':
      return null
    default:
      if (typeof format === 'string' && ofFormat[format]) return pick(draw, ofFormat[format])
      return typeof schema['pattern'] === 'string' ? pick(draw, ['1Gi', '500m', '2', ...texts]) : pick(draw, texts)
  }
}

function objectOf(schema: Schema, definitions: Definitions, draw: Draw, depth: number): Value {
  const properties = (schema['properties'] ?? {}) as Definitions // as JSON Schema defines it
  const required = (schema['required'] ?? []) as readonly string[] // as JSON Schema defines it
  const others = Object.keys(properties).filter((name) => !required.includes(name))
  const some = depth > 0 ? others.filter(() => draw(Math.max(2, Math.ceil(others.length / 4))) === 0) : []
  const { additionalProperties } = schema
  const free =
    typeof additionalProperties === 'object' && additionalProperties !== null && depth > 0
      ? { a: instanceOf(additionalProperties as Schema, definitions, draw, depth - 1) }
      : {}
  return {
    ...free,
    ...Object.fromEntries(
      [...required, ...some].map((name) => [name, instanceOf(properties[name] ?? {}, definitions, draw, depth - 1)]),
    ),
  }
}

const wrongs: readonly Value[] = [null, true, 'text', '', 0, 1.5, 3e9, 2 ** 63, [], {}, [null], ['a', 'a'], { a: 1 }]

/** The value with one thing changed somewhere: taken away, doubled, of another type, null, or a field too many. */
export function mutated(value: Value, draw: Draw): Value {
  const copy = structuredClone(value)
  const places = placesIn(copy)
  if (places.length === 0) return copy
  const { at, key } = pick(draw, places)
  const change = draw(8)
  if (Array.isArray(at)) {
    if (change < 2) at.splice(Number(key), 1)
    else if (change < 4) at.push(structuredClone(at[Number(key)]))
    else at[Number(key)] = structuredClone(pick(draw, wrongs))
  } else {
    const fields = at as { [name: string]: Value }
    if (change < 2) delete fields[key]
    else if (change === 2) fields[`${key}s`] = fields[key]
    else if (change === 3) fields[key] = null
    else fields[key] = structuredClone(pick(draw, wrongs))
  }
  return copy
}

type Place = { readonly at: object; readonly key: string }

function placesIn(value: Value): Place[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inside]) => [
    ...(key === 'kind' || key === 'apiVersion' ? [] : [{ at: value, key }]),
    ...placesIn(inside),
  ])
}
