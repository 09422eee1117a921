import type { Json } from './model.ts'

type JsonMap = { readonly [key: string]: Json }

/**
 * What every reader keeps as it is and a reviewer sees: all but controls (C0, DEL, C1), line breaks that only YAML 1.1
 * knows, byte order marks, marks of direction, characters without width, and lone surrogates.
 */
const seen =
  '\\n -~\\u00a0-\\u00ac\\u00ae-\\u200a\\u2010-\\u2027\\u202f-\\u205f\\u2070-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\u{10000}-\\u{10ffff}'
const unseen = new RegExp(`[^${seen}]`, 'gu')

/** What a literal block would lose, or an editor strip from it. */
const unfitForBlock = new RegExp(`[^${seen}]| \\n| $`, 'u')

/** Words with one space or colon between: no indicator begins one, nor a digit the first; no `: `, no ` #`. */
const plainWords = /^[A-Za-z/][\w./@%+=$(),-]*(?:[ :][\w/(][\w./@%+=$(),-]*)*$/

/** Quantities and durations (`500m`, `1Gi`, `30s`), without those that could be numbers (`1E`, `0x1`, `1_0`). */
const plainMeasure = /^[1-9]\d*(?:[KMGTP]i|[mkMGTPshd])$/

const plainKey = /^[A-Za-z][\w./-]*$/

/** Readers seek a key's colon within 1,024 characters only, some may count bytes: up to three for each of ours. */
const longestKey = 340

/** Words that some reader takes for a boolean, a null or a float (`e5` is one to the yaml package as YAML 1.1). */
const otherwiseRead = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|infinity|e[-+]?\d+)$/i

/**
 * One YAML document that YAML 1.1 readers (Go's, which kubectl, Argo CD and Flux share, and PyYAML) and YAML 1.2
 * readers take for the same value: block style, keys in the order given, list items in their key's own column, line
 * feeds, exactly one at the end. Strings are plain only where no reader could take them for anything else; several
 * lines become a literal block where a block re-reads to the same string; all else is double-quoted. A lone surrogate
 * is escaped, which Go's reader refuses: no UTF-8 text can hold one.
 *
 * @throws where the value is not JSON, is null, or is an integer beyond 2^53: a defect of ours. The message gives
 *   the path.
 */
export function printYaml(value: Json): string {
  return node(value, '', '', true)
}

/**
 * A value from its own column on: the first line without its indentation, the last with its line feed. `at` is the
 * path for messages, `last` whether the value ends the document.
 */
function node(value: Json, column: string, at: string, last: boolean): string {
  if (!isFilled(value, at)) return `${leaf(value, column, at, last)}\n`
  return isList(value) ? list(value, column, at, last) : map(value, column, at, last)
}

function list(values: readonly Json[], column: string, at: string, last: boolean): string {
  const inner = `${column}  `
  let text = ''
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as Json // within the bounds
    if (index > 0) text += column
    text += `- ${node(value, inner, `${at}[${index}]`, last && index === values.length - 1)}`
  }
  return text
}

function map(values: JsonMap, column: string, at: string, last: boolean): string {
  const inner = `${column}  `
  const keys = Object.keys(values)
  let text = ''
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string // within the bounds
    const value = values[key] as Json // an own key
    const path = `${at}.${key}`
    const its = isList(value) ? column : inner
    if (index > 0) text += column
    text += keyText(key, column)
    text += isFilled(value, path) ? `\n${its}` : ' '
    text += node(value, its, path, last && index === keys.length - 1)
  }
  return text
}

/** What stands before a map's value: `key:`, or `? key` and `:` on a line each. */
function keyText(key: string, column: string): string {
  const text = plainKey.test(key) && !otherwiseRead.test(key) ? key : quoted(key)
  return text.length > longestKey ? `? ${text}\n${column}:` : `${text}:`
}

/** A value without children, without the line feed at its end. */
function leaf(value: Json, column: string, at: string, last: boolean): string {
  switch (typeof value) {
    case 'string':
      if (isPlain(value)) return value
      return column !== '' && fitsBlock(value, last) ? literal(value, column) : quoted(value)
    case 'number':
      return number(value, at)
    case 'boolean':
      return String(value)
    case 'object':
      if (value !== null) return isList(value) ? '[]' : '{}'
  }
  throw unprintable(at, String(value))
}

function isPlain(text: string): boolean {
  return (plainWords.test(text) && !otherwiseRead.test(text)) || plainMeasure.test(text)
}

/** YAML 1.1 knows a float by its dot and by the sign of its exponent. */
function number(value: number, at: string): string {
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
    throw unprintable(at, `the number ${value}`)
  }
  const text = String(value)
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text
}

/** JSON's escapes, which are YAML's too, and those of all that is not seen. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(unseen, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A `|+` block at the end of the document would end it with blank lines, which editors strip. */
function fitsBlock(text: string, last: boolean): boolean {
  if (!text.includes('\n') || unfitForBlock.test(text)) return false
  return text.endsWith('\n\n') ? !last && /[^\n]/.test(text) : text !== '\n'
}

/** Says the indentation only where the first line has more, and chomps or keeps the line feeds at the end. */
function literal(text: string, column: string): string {
  const indicator = /^\n* /.test(text) ? '2' : ''
  const chomping = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-'
  const lines = chomping === '-' ? text : text.slice(0, -1)
  return `|${indicator}${chomping}\n${lines.replace(/^(?=.)/gm, column)}`
}

/** True for a list with items and a map with keys. */
function isFilled(value: Json, at: string): value is readonly Json[] | JsonMap {
  if (typeof value !== 'object' || value === null) return false
  if (isList(value)) return value.length > 0
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw unprintable(at, Object.prototype.toString.call(value))
  for (const _ in value) return true
  return false
}

/** Array.isArray does not narrow to a readonly list. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function unprintable(at: string, what: string): TypeError {
  return new TypeError(`${what} must never reach the printer, at ${at || 'the top'}`)
}
