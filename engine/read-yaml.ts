import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type { Path, Place, Problem } from './model.ts'
import { type Sourced, showPath } from './sourced.ts'

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

/** Mistakes that leave no doubt about what the rest of a file says. */
const harmlessCodes: readonly string[] = ['DUPLICATE_KEY', 'MULTIPLE_DOCS', 'TAG_RESOLVE_FAILED']

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

/** What reading a file gave: the tree, as far as what it says is beyond doubt, and what is wrong with the file. */
export type Reading = { readonly tree?: Sourced; readonly problems: readonly Problem[] }

/**
 * Reads one YAML 1.2 document and keeps the place of every key and value. Refuses what would be read differently by
 * different people or programs: duplicate keys, aliases, tags, several documents, keys that are no strings, numbers
 * that JavaScript cannot hold. What is refused is not in the tree, except a key that stands twice: of maps it has what both say.
 * `file` is how problems name it, relative to the root.
 */
export function readYaml(file: string, bytes: Uint8Array): Reading {
  const problem = (
    place: { line: number; column: number },
    message: string,
    hint?: string,
    path: Path = [],
  ): Problem => ({
    rule: 'yaml/syntax',
    severity: 'error',
    at: { file, ...place, path: showPath(path) },
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
  if (document.errors.some(({ code }) => !harmlessCodes.includes(code))) return { problems }
  if (document.contents === null) return { problems: [problem(top, 'expected a map of settings, found an empty file')] }

  const refuse = (node: Node, message: string, { hint, path }: { hint?: string; path?: Path } = {}): void => {
    problems.push(problem(placeAt(node.range?.[0] ?? 0), message, hint, path))
  }
  visit(document, {
    Node: (_, node) => {
      if (!isAlias(node) && 'anchor' in node && node.anchor)
        refuse(node, `expected a value, found the anchor &${node.anchor}`, {
          hint: 'anchors and aliases are not read; write values out',
        })
    },
  })

  /** The value of a node, with its place; nothing where it is refused. */
  const convert = (node: unknown, path: Path, key?: Place): Sourced | undefined => {
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0
    const at = placeAt(offset)
    const base = key ? { at, key } : { at }
    if (path.length > deepestNesting) {
      problems.push(problem(at, `expected at most ${deepestNesting} levels of nesting`))
      return undefined
    }
    if (isAlias(node)) {
      refuse(node, `expected a value, found the alias *${node.source}`, { hint: 'write the value out', path })
      return undefined
    }
    if (isMap(node)) {
      const value = new Map<string, Sourced>()
      for (const pair of node.items) {
        const name = isPair(pair) ? nameOf(pair.key) : undefined
        if (name === undefined || !isScalar(pair.key)) continue
        const keyAt = placeAt(pair.key.range?.[0] ?? 0)
        const inside = [...path, name]
        const child = pair.value === null ? { at: keyAt, key: keyAt, value: null } : convert(pair.value, inside, keyAt)
        if (child) value.set(name, both(value.get(name), child))
      }
      return { ...base, value }
    }
    if (isSeq(node))
      return { ...base, value: node.items.flatMap((child, index) => convert(child, [...path, `${index}`]) ?? []) }
    if (!isScalar(node)) return { ...base, value: null }
    const { value, source } = node
    if (typeof value === 'number') {
      const isHeld = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
      if (isHeld)
        return source !== undefined && source !== String(value) ? { ...base, value, text: source } : { ...base, value }
      if (!Number.isFinite(value)) refuse(node, `expected a number, found ${source ?? value}`, { path })
      else
        refuse(node, `the number ${source ?? value} is too large to be held exactly`, {
          hint: 'quote it if it is a name or an id',
          path,
        })
      return undefined
    }
    if (typeof value === 'string' && hasLoneSurrogate(value))
      refuse(node, 'expected characters, found half of one (a lone surrogate), which no server can read', { path })
    else if (typeof value === 'string' || typeof value === 'boolean' || value === null) return { ...base, value }
    else refuse(node, `expected a string, number, boolean, list or map, found ${source ?? typeof value}`, { path })
    return undefined
  }

  /** The text of a key; nothing where it is refused. */
  const nameOf = (key: unknown): string | undefined => {
    if (!isScalar(key)) {
      if (isNode(key)) refuse(key, 'expected a plain key')
      return undefined
    }
    const name = key.value
    if (typeof name !== 'string') {
      const written = key.source ?? String(name)
      refuse(key, `expected a string as key, found ${written || 'nothing'}`, { hint: `quote it: "${written}"` })
      return undefined
    }
    if (hasLoneSurrogate(name))
      refuse(key, 'expected characters, found half of one (a lone surrogate), which no server can read')
    else if (forbiddenKeys.has(name)) refuse(key, `the key "${name}" is not allowed anywhere`)
    else return name
    return undefined
  }
  const tree = convert(document.contents, [])
  return tree ? { tree, problems } : { problems }
}

/** What a key that stands twice says: all that two maps say, else what stands last. */
function both(first: Sourced | undefined, second: Sourced): Sourced {
  if (!(first?.value instanceof Map) || !(second.value instanceof Map)) return second
  const value = new Map<string, Sourced>(first.value)
  for (const [key, child] of second.value as ReadonlyMap<string, Sourced>) value.set(key, both(value.get(key), child)) // a map of a tree
  return { ...first, value }
}

/** Line and column of the first byte that breaks UTF-8. */
function placeOfBadByte(bytes: Uint8Array): { line: number; column: number } {
  const lenient = new TextDecoder('utf-8').decode(bytes)
  const before = lenient.slice(0, Math.max(lenient.indexOf('\uFFFD'), 0))
  const lastBreak = before.lastIndexOf('\n')
  return { line: before.split('\n').length, column: before.length - lastBreak }
}

const hasLoneSurrogate = (text: string): boolean => /[\uD800-\uDFFF]/u.test(text)
