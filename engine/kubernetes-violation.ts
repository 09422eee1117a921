import { closest } from './closest.ts'
import { expectedByPattern, formats } from './kubernetes-formats.ts'
import type { Definitions, Schema } from './strict-schema.ts'

/** Something that a schema refuses. `path` leads to the field; members of lists are counted from 0. */
export type SchemaViolation = {
  readonly path: readonly string[]
  readonly message: string
  readonly hint?: string
  /** The schema does not know a field of this name, or the kind; absent where it is something else that is wrong. */
  readonly unknown?: 'field' | 'kind'
}

/** An error as a compiled validator reports it, as far as we read it. */
export type ValidationError = {
  readonly keyword: string
  readonly instancePath: string
  readonly schemaPath: string
  readonly params: Readonly<Record<string, unknown>>
}

/** Longer lists help nobody. */
const longestList = 12
const longestText = 60

/** The keys that lead to the value that an error is about. */
export const pathOf = ({ instancePath }: ValidationError): string[] =>
  instancePath
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))

/**
 * What the validators found in `object`, as sentences for people. `schema` is that of the object; it is read only here,
 * where something is wrong.
 */
export function explainViolations(
  errors: readonly ValidationError[],
  object: unknown,
  schema: Schema,
  definitions: Definitions,
): SchemaViolation[] {
  return errors
    .filter(({ keyword, schemaPath }) => keyword !== 'if' && !/\/(?:anyOf|oneOf)\/\d+\//.test(schemaPath))
    .map((error) => {
      const path = pathOf(error)
      return explain(error, path, valueAt(object, path), schemaAt(schema, path, definitions))
    })
}

function explain(
  { keyword, params }: ValidationError,
  path: readonly string[],
  value: unknown,
  schema: Schema | undefined,
): SchemaViolation {
  const got = `got ${shown(value)}`
  switch (keyword) {
    case 'additionalProperties': {
      const name = String(params.additionalProperty)
      const allowed = Object.keys(schema?.properties ?? {}).sort()
      const meant = closest(name, allowed)
      const list = allowed.length === 0 ? 'no field may stand here' : `allowed here: ${allowed.join(', ')}`
      return {
        path: [...path, name],
        unknown: 'field',
        message: `unknown field "${name}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
        ...(schema !== undefined && allowed.length <= longestList ? { hint: list } : {}),
      }
    }
    case 'required': {
      const name = String(params.missingProperty)
      return { path: [...path, name], message: `expected a value, found none; "${name}" is required` }
    }
    case 'type': {
      const types = [params.type].flat().map(String)
      const expected = alternatives(types.filter((type) => type !== 'null' || types.length === 1).map(typeName))
      return { path, message: `expected ${expected}, ${got}`, ...hinted(quoting(types, value)) }
    }
    case 'enum': {
      const allowed = (params.allowedValues as readonly unknown[]).map((one) => JSON.stringify(one)) // ajv's parameter
      const meant = closest(JSON.stringify(value) ?? '', allowed)
      const few = allowed.length <= longestList
      return {
        path,
        message: `expected ${few ? alternatives(allowed) : 'one of the allowed values'}, ${got}`,
        ...hinted(few || meant === undefined ? undefined : `did you mean ${meant}?`),
      }
    }
    case 'format':
      return { path, message: `expected ${formats[String(params.format)]?.expected ?? params.format}, ${got}` }
    case 'pattern': {
      const pattern = String(params.pattern)
      return { path, message: `expected ${expectedByPattern[pattern] ?? `text that matches ${pattern}`}, ${got}` }
    }
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return { path, message: `expected ${comparisons[keyword]} ${params.limit}, ${got}` }
    case 'multipleOf':
      return { path, message: `expected a multiple of ${params.multipleOf}, ${got}` }
    case 'minLength':
    case 'maxLength':
      return { path, message: `expected ${comparisons[keyword]} ${counted(params.limit, 'character')}, ${got}` }
    case 'minItems':
    case 'maxItems':
      return { path, message: `expected ${comparisons[keyword]} ${counted(params.limit, 'member')}, ${got}` }
    case 'minProperties':
    case 'maxProperties':
      return { path, message: `expected ${comparisons[keyword]} ${counted(params.limit, 'field')}, ${got}` }
    case 'uniqueItems': {
      const again = String(Math.max(Number(params.i), Number(params.j)))
      return {
        path: [...path, again],
        message: `expected each member once, found ${shown(valueAt(value, [again]))} twice`,
      }
    }
    case 'x-kubernetes-list-map-keys': {
      const keys = (schema?.[keyword] ?? []) as readonly string[] // as the keyword is defined
      const again = String(params.again)
      const fields = keys.map((key) => valueAt(value, [again, key])).filter((field) => field !== undefined)
      return {
        path: [...path, again],
        message: `expected each ${keys.join(' with ')} once, found ${fields.map(shown).join(' with ')} twice`,
        hint: `the other one is member ${params.first}; server-side apply refuses the list`,
      }
    }
    case 'anyOf':
    case 'oneOf':
    case 'not':
      return { path, message: `expected what the schema's ${keyword} demands, ${got}` }
    default:
      return { path, message: `expected what the schema's ${keyword} says, ${got}` }
  }
}

const comparisons: Readonly<Record<string, string>> = {
  minimum: 'at least',
  minLength: 'at least',
  minItems: 'at least',
  minProperties: 'at least',
  maximum: 'at most',
  maxLength: 'at most',
  maxItems: 'at most',
  maxProperties: 'at most',
  exclusiveMinimum: 'more than',
  exclusiveMaximum: 'less than',
}

const typeNames: Readonly<Record<string, string>> = {
  integer: 'an integer',
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
}

const typeName = (type: string): string => typeNames[type] ?? type
const counted = (count: unknown, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
const hinted = (hint: string | undefined): { hint?: string } => (hint === undefined ? {} : { hint })
const alternatives = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

/** A value as a message names it. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value)
    return keys.length === 0 ? 'an empty map' : `a map with ${keys.slice(0, 3).join(', ')}`
  }
  const text = JSON.stringify(value)
  return text.length > longestText ? `${text.slice(0, longestText - 2)}…"` : text
}

function quoting(types: readonly string[], value: unknown): string | undefined {
  const wantsText = types.includes('string') && !types.includes('integer') && !types.includes('number')
  if (wantsText && (typeof value === 'number' || typeof value === 'boolean')) return `make it a string: "${value}"`
  if (typeof value !== 'string') return undefined
  const literal = types.includes('boolean') ? /^(?:true|false)$/ : types.includes('integer') ? /^-?\d+$/ : undefined
  return literal?.test(value) ? `leave out the quotes: ${value}` : undefined
}

/** The value that `path` leads to in plain JSON, or undefined. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    value,
  )
}

/** The schema that a value at `path` has, or undefined where only conditions speak of it. */
function schemaAt(schema: Schema, path: readonly string[], definitions: Definitions): Schema | undefined {
  const whole = typeof schema.$ref === 'string' ? definitions[schema.$ref.replace('#/definitions/', '')] : schema
  const [key, ...rest] = path
  if (key === undefined || whole === undefined) return whole
  const { properties, items, additionalProperties } = whole as {
    properties?: Definitions
    items?: Schema
    additionalProperties?: Schema | boolean
  } // as our own files are built
  const member = items !== undefined && /^\d+$/.test(key)
  const next = member ? items : properties && Object.hasOwn(properties, key) ? properties[key] : additionalProperties
  return typeof next === 'object' ? schemaAt(next, rest, definitions) : undefined
}
