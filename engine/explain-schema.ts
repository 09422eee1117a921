import { closest } from './closest.ts'
import type { Path } from './model.ts'
import { find, type Sourced } from './sourced.ts'
import { own, schemaAt, type ValuesSchema } from './values-schema.ts'

/** An error as ajv reports it, as far as we read it. */
export type SchemaError = {
  readonly keyword: string
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string
  readonly propertyName?: string
}

/** A violation of a schema, told to the person who wrote the value. `onKey`: the key is wrong, not its value. */
export type Explained = {
  readonly path: Path
  readonly message: string
  readonly hint?: string
  readonly onKey?: boolean
  readonly rule: string
}

const longestList = 30

/** Turns what ajv found in `tree` into sentences: what was expected, what was found, and the way out. */
export function explainSchemaErrors(errors: readonly SchemaError[], schema: ValuesSchema, tree: Sourced): Explained[] {
  return errors
    .filter(({ keyword }) => !['if', 'propertyNames'].includes(keyword))
    .map((error) => explain(error, schema, tree))
}

function explain(error: SchemaError, schema: ValuesSchema, tree: Sourced): Explained {
  const { keyword, params } = error
  const path = error.instancePath.split('/').slice(1).map(unescaped)
  const here = schemaAt(schema, path)
  const found = find(tree, path)
  const got = found ? `got ${shown(found)}` : 'got nothing'
  const rule = `schema/${keyword.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  if (error.propertyName !== undefined) {
    const key = error.propertyName
    const expected =
      here?.propertyNames?.['x-expected'] ?? `a name that matches ${here?.propertyNames?.pattern ?? 'the schema'}`
    return {
      path: [...path, key],
      rule: 'schema/key',
      onKey: true,
      message: `expected as key ${expected}, got "${key}"`,
    }
  }
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty'])
      const allowed = Object.keys(here?.properties ?? {})
      const meant = closest(key, allowed)
      const later = own(here?.['x-later'] as Readonly<Record<string, string>> | undefined, key) // our own annotation: key to sentence
      return {
        path: [...path, key],
        rule: 'schema/unknown-key',
        onKey: true,
        message: later ?? `unknown key "${key}"`,
        ...(later !== undefined
          ? {}
          : meant
            ? { hint: `did you mean "${meant}"?` }
            : allowed.length === 0
              ? { hint: 'nothing may stand here' }
              : allowed.length <= longestList
                ? { hint: `allowed here: ${allowed.join(', ')}` }
                : {}),
      }
    }
    case 'required':
      return { path: [...path, String(params['missingProperty'])], rule, message: `expected a value, found none` }
    case 'type': {
      const types = [params['type']].flat().map(String)
      return {
        path,
        rule,
        message: `expected ${alternatives(types.map(article))}, ${got}`,
        ...hinted(typeHint(types, found)),
      }
    }
    case 'enum': {
      const allowed = (params['allowedValues'] as readonly unknown[]).map(String) // ajv's own parameter
      const meant = typeof found?.value === 'string' ? closest(found.value, allowed) : undefined
      return {
        path,
        rule,
        message: `expected one of ${allowed.join(', ')}, ${got}`,
        ...hinted(meant ? `did you mean "${meant}"?` : enumHint(allowed, found)),
      }
    }
    case 'const':
      return { path, rule, message: `expected ${JSON.stringify(params['allowedValue'])}, ${got}` }
    case 'pattern':
      return {
        path,
        rule,
        message: `expected ${here?.['x-expected'] ?? `text that matches ${params['pattern']}`}, ${got}`,
      }
    case 'minimum':
    case 'exclusiveMinimum':
      return { path, rule, message: `expected at least ${params['limit']}${unit(here)}, ${got}` }
    case 'maximum':
    case 'exclusiveMaximum':
      return { path, rule, message: `expected at most ${params['limit']}${unit(here)}, ${got}` }
    case 'minLength':
    case 'maxLength':
      return {
        path,
        rule,
        message: `expected ${keyword === 'minLength' ? 'at least' : 'at most'} ${params['limit']} characters, ${got}`,
      }
    case 'minItems':
    case 'minProperties':
      return { path, rule, message: `expected ${here?.['x-expected'] ?? `at least ${params['limit']}`}, ${got}` }
    case 'maxItems':
    case 'maxProperties':
      return { path, rule, message: `expected ${here?.['x-expected'] ?? `at most ${params['limit']}`}, ${got}` }
    case 'uniqueItems':
      return { path, rule, message: `expected each item once, found items ${params['j']} and ${params['i']} alike` }
    default:
      return { path, rule, message: `${error.message ?? keyword}, ${got}` }
  }
}

const unescaped = (segment: string): string => segment.replaceAll('~1', '/').replaceAll('~0', '~')
const hinted = (hint: string | undefined): { hint?: string } => (hint === undefined ? {} : { hint })
const unit = (schema: ValuesSchema | undefined): string =>
  typeof schema?.['x-unit'] === 'string' ? ` ${schema['x-unit']}` : ''
const alternatives = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

function article(type: string): string {
  const words: Record<string, string> = {
    integer: 'a whole number',
    number: 'a number',
    string: 'a string',
    boolean: 'true or false',
    array: 'a list',
    object: 'a map',
    null: 'null',
  }
  return words[type] ?? type
}

/** A value as a message names it. */
function shown({ value, text }: Sourced): string {
  if (value instanceof Map)
    return value.size === 0 ? 'an empty map' : `a map with ${[...value.keys()].slice(0, 3).join(', ')}`
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (text !== undefined) return `the number ${text}`
  if (typeof value === 'number') return `the number ${value}`
  const json = JSON.stringify(value)
  return json.length > 80 ? `${json.slice(0, 77)}…"` : json
}

/** The way out for what is a text only in quotes. */
function enumHint(allowed: readonly string[], found: Sourced | undefined): string | undefined {
  if (typeof found?.value !== 'number' && typeof found?.value !== 'boolean') return undefined
  const written = found.text ?? String(found.value)
  return `write it in quotes: "${allowed.includes(written) ? written : allowed[0]}"`
}

function typeHint(types: readonly string[], found: Sourced | undefined): string | undefined {
  if (!found) return undefined
  const { value, text } = found
  if (value === null) return 'write the value behind the colon, or take the key out'
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean'))
    return `quote it: "${text ?? value}"`
  if (types.includes('array') && typeof value !== 'object') return `write it as a list: [${text ?? value}]`
  if (types.includes('boolean') && typeof value === 'string' && /^(yes|on|y|no|off|n|true|false)$/i.test(value))
    return `write ${/^(yes|on|y|true)$/i.test(value) ? 'true' : 'false'}, without quotes`
  if (
    (types.includes('integer') || types.includes('number')) &&
    typeof value === 'string' &&
    /^-?\d+(\.\d+)?$/.test(value)
  )
    return `write ${value} without quotes`
  return undefined
}
