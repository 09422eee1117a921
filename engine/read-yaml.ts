import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type { Place, Problem } from './model.ts'
import type { Sourced } from './sourced.ts'

/** A hand-written file of values is far below this; what is above it is a mistake, and slow to read. */
const largestFile = 1024 * 1024
/** Values nest some six levels deep; this leaves room and keeps every recursion of ours shallow. */
const deepestNesting = 48
/** Keys that JavaScript gives a meaning of its own. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

/** What the reader of `yaml` says in its own words, said in ours. */
const sentences: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'expected each key once, found this one twice',
  MULTIPLE_DOCS: 'expected one document, found a second (`---`)',
  TAB_AS_INDENT: 'expected spaces as indentation, found a tab',
  RESOURCE_EXHAUSTION: `expected at most ${deepestNesting} levels of nesting, found far more`,
  MULTILINE_IMPLICIT_KEY: 'expected a key on one line',
}

/** What reading a file gave: the tree, or the reasons why there is none. */
export type Reading = { readonly tree?: Sourced; readonly problems: readonly Problem[] }

/**
 * Reads one YAML 1.2 document and keeps the place of every key and value. Refuses what would be read differently by
 * different people or programs: duplicate keys, aliases, tags, several documents, keys that are no strings, numbers
 * that JavaScript cannot hold. `file` is how problems name it, relative to the root.
 */
export function readYaml(file: string, bytes: Uint8Array): Reading {
  const problem = (place: { line: number; column: number }, message: string, hint?: string): Problem => ({
    rule: 'yaml/syntax',
    severity: 'error',
    at: { file, ...place, path: '' },
    message,
    ...(hint === undefined ? {} : { hint }),
  })
  const top = { line: 1, column: 1 }
  if (bytes.length > largestFile)
    return {
      problems: [
        problem(
          top,
          `expected at most ${largestFile} bytes, found ${bytes.length}`,
          'an overlay states only what differs',
        ),
      ],
    }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return { problems: [problem(placeOfBadByte(bytes), 'expected UTF-8, found bytes that are not')] }
  }
  const lines = new LineCounter()
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  let document: ReturnType<typeof parseDocument>
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2', stringKeys: false })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { problems: [problem(top, `expected at most ${deepestNesting} levels of nesting, found far more`)] }
  }
  const problems: Problem[] = document.errors.map(({ code, message, pos }) =>
    problem(placeAt(pos[0]), sentences[code] ?? `not YAML: ${message}`),
  )
  for (const { message, pos } of document.warnings) problems.push(problem(placeAt(pos[0]), message))
  if (problems.length > 0) return { problems }
  if (document.contents === null) return { problems: [problem(top, 'expected a map of settings, found an empty file')] }

  const refuse = (node: Node, message: string, hint?: string): void => {
    problems.push(problem(placeAt(node.range?.[0] ?? 0), message, hint))
  }
  visit(document, {
    Alias: (_, node) => refuse(node, `expected a value, found the alias *${node.source}`, 'write the value out'),
    Node: (_, node) => {
      if (!isAlias(node) && 'anchor' in node && node.anchor)
        refuse(
          node,
          `expected a value, found the anchor &${node.anchor}`,
          'anchors and aliases are not read; write values out',
        )
      if (node.tag && !node.tag.startsWith('tag:yaml.org,2002:'))
        refuse(node, `expected a plain value, found the tag ${node.tag}`)
    },
  })
  if (problems.length > 0) return { problems }

  const convert = (node: unknown, depth: number, key?: Place): Sourced => {
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0
    const at = placeAt(offset)
    const base = key ? { at, key } : { at }
    if (depth > deepestNesting) {
      problems.push(problem(at, `expected at most ${deepestNesting} levels of nesting`))
      return { ...base, value: null }
    }
    if (isMap(node)) {
      const value = new Map<string, Sourced>()
      for (const pair of node.items) {
        if (!isPair(pair) || !isScalar(pair.key)) {
          refuse(node, 'expected a plain key')
          continue
        }
        const keyAt = placeAt(pair.key.range?.[0] ?? 0)
        const name = pair.key.value
        if (typeof name !== 'string') {
          const written = pair.key.source ?? String(name)
          problems.push(
            problem(keyAt, `expected a string as key, found ${written || 'nothing'}`, `quote it: "${written}"`),
          )
        } else if (forbiddenKeys.has(name)) {
          problems.push(problem(keyAt, `the key "${name}" is not allowed anywhere`))
        } else {
          value.set(
            name,
            pair.value === null ? { at: keyAt, key: keyAt, value: null } : convert(pair.value, depth + 1, keyAt),
          )
        }
      }
      return { ...base, value }
    }
    if (isSeq(node)) return { ...base, value: node.items.map((child) => convert(child, depth + 1)) }
    if (!isScalar(node)) return { ...base, value: null }
    const { value, source } = node
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) refuse(node, `expected a number, found ${source ?? value}`)
      else if (Number.isInteger(value) && !Number.isSafeInteger(value))
        refuse(
          node,
          `the number ${source ?? value} is too large to be held exactly`,
          'quote it if it is a name or an id',
        )
      return source !== undefined && source !== String(value) ? { ...base, value, text: source } : { ...base, value }
    }
    if (typeof value === 'string' && hasLoneSurrogate(value))
      refuse(node, 'expected characters, found half of one (a lone surrogate), which no server can read')
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return { ...base, value }
    refuse(node, `expected a string, number, boolean, list or map, found ${source ?? typeof value}`)
    return { ...base, value: null }
  }
  const tree = convert(document.contents, 0)
  return problems.length > 0 ? { problems } : { tree, problems: [] }
}

/** Line and column of the first byte that breaks UTF-8. */
function placeOfBadByte(bytes: Uint8Array): { line: number; column: number } {
  const lenient = new TextDecoder('utf-8').decode(bytes)
  const before = lenient.slice(0, Math.max(lenient.indexOf('\uFFFD'), 0))
  const lastBreak = before.lastIndexOf('\n')
  return { line: before.split('\n').length, column: before.length - lastBreak }
}

const hasLoneSurrogate = (text: string): boolean => /[\uD800-\uDFFF]/u.test(text)
