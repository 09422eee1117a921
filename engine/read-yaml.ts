import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type { Place, Problem } from './model.ts'
import type { Sourced } from './sourced.ts'

/** A hand-written file of values is far below this; what is above it is a mistake, and slow to read. */
const largestFile = 1024 * 1024
/** Values nest some six levels deep; this leaves room and keeps every recursion of ours shallow. */
const deepestNesting = 48
const tooDeep = `expected at most ${deepestNesting} levels of nesting, found far more`
/** Keys that JavaScript gives a meaning of its own. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

type Said = { readonly message: string; readonly hint?: string }

/** What the reader of `yaml` says in its own words, said in ours; `$1` is what its words name. */
const sentences: readonly (readonly [RegExp, Said])[] = [
  [/^Tabs are/, { message: 'expected spaces as indentation, found a tab', hint: 'write two spaces for each level' }],
  [
    /^Implicit (map )?keys need/,
    {
      message: 'expected "key: value", found a text without a colon and a space',
      hint: 'write the colon and the space behind the key',
    },
  ],
  [
    /^Source contains multiple/,
    { message: 'expected one document, found a second (`---`)', hint: 'take it out, or make it a file of its own' },
  ],
  [
    /same column$/,
    { message: 'expected the same indentation as in the lines above, found another', hint: 'align the keys of a map' },
  ],
  [
    /^Nested mappings/,
    { message: 'expected one "key: value", found a second behind it', hint: 'quote a text that holds a colon' },
  ],
  [
    /end with a (.)$/,
    { message: 'expected the closing $1, found none', hint: 'look above for the bracket that is not closed' },
  ],
  [
    /^Missing closing (.)/,
    { message: 'expected the closing $1, found none', hint: 'look above for the quote that is not closed' },
  ],
  [
    /^Plain value .* (.)$/,
    { message: 'expected a value, found $1, which begins none', hint: 'quote a text that begins so' },
  ],
  [
    /^Invalid escape sequence (.*)$/,
    { message: 'expected an escape that YAML knows, found $1', hint: 'a backslash is written \\\\ in double quotes' },
  ],
  [/^Comments must/, { message: 'expected a space before the comment, found none', hint: 'quote a text that holds #' }],
  [/^Unresolved tag: (.*)$/, { message: 'expected a plain value, found the tag $1', hint: 'take the tag out' }],
]

function inOurWords(theirs: string): Said {
  for (const [pattern, { message, ...rest }] of sentences) {
    const found = pattern.exec(theirs)
    if (found) return { message: message.replace('$1', () => found[1] ?? ''), ...rest }
  }
  return { message: `not YAML: ${theirs}` }
}

type SyntaxError = { readonly code: string; readonly message: string; readonly pos: readonly [number, number] }

/**
 * What a person should hear of the errors in a text: each key that stands twice, and of all else the first, as one
 * mistake in the form of a file makes what follows it look wrong too.
 */
function worthTelling(errors: readonly SyntaxError[], text: string): (Said & { readonly offset: number })[] {
  const twice = errors.filter(({ code }) => code === 'DUPLICATE_KEY')
  const others = errors.filter((error) => !twice.includes(error)).sort((a, b) => a.pos[0] - b.pos[0])
  const said = others.slice(0, 1).map(({ code, message, pos: [offset] }): Said & { offset: number } => {
    if (code === 'RESOURCE_EXHAUSTION') return { offset, message: tooDeep }
    const alsoOnTwoLines = others.some((other) => other.code === 'MULTILINE_IMPLICIT_KEY' && other.pos[0] === offset)
    return code === 'BLOCK_AS_IMPLICIT_KEY' && alsoOnTwoLines
      ? { offset, message: 'expected the next line no deeper than this one', hint: 'align the keys of a map' }
      : { offset, ...inOurWords(message) }
  })
  const keys = twice.map(({ pos: [offset] }) => {
    const key = /^("[^"]*"|[^:\s]*)/.exec(text.slice(offset))?.[0]
    return { offset, message: `expected each key once, found ${key} twice`, hint: 'make one of the two' }
  })
  return [...keys, ...said]
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
    return { problems: [problem(top, tooDeep)] }
  }
  const problems: Problem[] = worthTelling(document.errors, text).map(({ offset, message, hint }) =>
    problem(placeAt(offset), message, hint),
  )
  for (const { message, pos } of document.warnings) {
    const said = inOurWords(message)
    problems.push(problem(placeAt(pos[0]), said.message, said.hint))
  }
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
        } else if (hasLoneSurrogate(name)) {
          problems.push(
            problem(keyAt, 'expected characters, found half of one (a lone surrogate), which no server can read'),
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
