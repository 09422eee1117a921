import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml'
import { readPlainYaml } from './plain-yaml.ts'
import { reading } from './scalars.ts'

/** A place in a file; both count from one. */
export type Position = { readonly line: number; readonly column: number }

/** A document of a YAML or JSON stream, read as `kubectl` reads it. */
export type SourceDocument = {
  /** What it says; undefined where it says nothing, or cannot be read. */
  readonly value: unknown
  /** Why it cannot be read. */
  readonly error?: { readonly message: string } & Position
  /** Keys that stand twice in one map; the last one counts. */
  readonly duplicates: readonly ({ readonly path: readonly string[]; readonly message: string } & Position)[]
  /** Where the value at a path is, that of the whole document at `[]`, or the nearest thing above it; with `field`, where that field's name is. */
  readonly positionOf: (path: readonly string[], field?: string) => Position
}

/** As many characters as one document may have: five times what an API server takes (3 MB). */
export const longestDocument = 16 * 1024 * 1024

/** As many names, values and marks between them as it may have: the tree of so many takes a GB at worst. */
export const mostParts = 1_500_000

/** The documents of a text, one after the other. */
export function* documentsOf(text: string): Generator<SourceDocument> {
  const cut = cutter()
  yield* read(cut.add(text))
  yield* read(cut.end())
}

/** The documents of a stream that comes in pieces, so that a long one needs no more memory than its longest document. */
export async function* documentsIn(pieces: AsyncIterable<string>): AsyncGenerator<SourceDocument> {
  const cut = cutter()
  for await (const piece of pieces) yield* read(cut.add(piece))
  yield* read(cut.end())
}

/** What is said where the stack does not do. */
export const tooDeep = 'it is nested too deeply, or holds itself'

/** A document's text, and how many lines stand before it; `tooLong` where it was thrown away. */
type Part = { readonly text: string; readonly line: number; readonly tooLong: boolean }

/** Cuts a stream before each `---`; directives stay with the document that they are about. */
function cutter() {
  let held = ''
  let line = 0
  let dropped: number | undefined // the lines of a document that is too long to be held
  let searched = 0

  const take = (length: number): Part => {
    const text = held.slice(0, length)
    const part = { text: dropped === undefined ? text : '', line, tooLong: dropped !== undefined }
    line += (dropped ?? 0) + linesIn(text)
    held = held.slice(length)
    dropped = undefined
    searched = 0
    return part
  }
  function* search(separator: RegExp): Generator<Part> {
    for (;;) {
      separator.lastIndex = searched
      const found = separator.exec(held)
      if (!found) break
      const at = found.index + found[0].indexOf('-')
      searched = at + 1
      if ((at === 0 && dropped === undefined) || areDirectives(held.slice(0, at))) continue
      yield take(at)
      searched = 1 // what it begins with
    }
  }
  return {
    *add(piece: string): Generator<Part> {
      held += piece
      yield* search(/(?:^|\n)---(?=[ \t\r\n])/g)
      searched = Math.max(searched, held.length - '\n---'.length)
      if (held.length <= longestDocument) return
      const rest = held.slice(searched)
      dropped = (dropped ?? 0) + linesIn(held.slice(0, searched))
      held = rest
      searched = 0
    },
    *end(): Generator<Part> {
      yield* search(/(?:^|\n)---(?=[ \t\r\n]|$)/g)
      yield take(held.length)
    },
  }
}

function linesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

/** Whether a part says nothing but `%YAML 1.1` and the like, with comments. */
const areDirectives = (part: string): boolean => /^%/m.test(part) && /^(?:[%#].*\n|[ \t\r]*\n)*$/.test(part)

function* read(parts: Iterable<Part>): Generator<SourceDocument> {
  for (const part of parts) yield documentOf(part)
}

/** Where things stand is rarely asked, and most of the work: only then a document is read with it. */
function documentOf(part: Part): SourceDocument {
  const plain = part.tooLong || part.text.length > mostParts ? undefined : readPlainYaml(part.text)
  if (!plain) return placedDocumentOf(part)
  const before = part.text.slice(0, plain.offset)
  const start = { line: part.line + linesIn(before) + 1, column: plain.offset - before.lastIndexOf('\n') }
  let placed: SourceDocument | undefined
  return {
    value: plain.value,
    duplicates: [],
    positionOf: (path, field) => {
      if (path.length === 0 && field === undefined) return start
      placed ??= placedDocumentOf(part)
      return placed.positionOf(path, field)
    },
  }
}

/** A document with where everything stands in it. */
export function placedDocumentOf({ text: part, line, tooLong }: Part): SourceDocument {
  const start = { line: line + 1, column: 1 }
  const failed = (message: string, at: Position): SourceDocument => ({
    value: undefined,
    error: { message, ...at },
    duplicates: [],
    positionOf: () => at,
  })
  if (tooLong || part.length > longestDocument)
    return failed(`the document is longer than ${longestDocument / 1024 / 1024} MiB`, start)
  if (part.length > mostParts && hasMoreParts(part))
    return failed(`the document has more than ${mostParts} names, values and marks`, start)
  const lines = new LineCounter()
  const position = (offset: number): Position => {
    const { line: within, col } = lines.linePos(offset)
    return { line: line + within, column: col }
  }
  let document: Document | undefined
  try {
    document = parseDocument(part, { ...reading, lineCounter: lines })
    const [error] = document.errors
    if (error) return failed(/call stack/.test(error.message) ? tooDeep : error.message, position(error.pos[0]))
    const key = keyWithParts(document)
    if (key) return failed('a map or a list is no key', position(key.range?.[0] ?? 0))
    const offsetOf = offsetsIn(document.contents)
    return {
      value: document.toJS({ maxAliasCount: 1000 }),
      duplicates: [...duplicatesIn(document.contents, [], position)],
      positionOf: (path, field) => {
        const offset = offsetOf(path, field)
        return offset === undefined ? start : position(offset)
      },
    }
  } catch (error) {
    // Nested deeper than the stack, or aliases that would expand without end.
    if (error instanceof RangeError) return failed(tooDeep, start)
    const lost = error instanceof ReferenceError && document ? lostAlias(document) : undefined
    return failed((error as Error).message, lost === undefined ? start : position(lost))
  }
}

/** Where the first alias is of a name that no anchor before it has. */
function lostAlias(document: Document): number | undefined {
  const anchors = new Set<string>()
  const left: unknown[] = [document.contents]
  while (left.length > 0) {
    const node = left.pop()
    if (isAlias(node) && !anchors.has(node.source)) return node.range?.[0]
    if (isNode(node) && !isAlias(node) && node.anchor !== undefined) anchors.add(node.anchor)
    if (isPair(node)) left.push(node.value, node.key)
    if (isCollection(node)) for (let index = node.items.length; index > 0; index--) left.push(node.items[index - 1])
  }
  return undefined
}

function hasMoreParts(text: string): boolean {
  let parts = 0
  for (const token of new Lexer().lex(text)) if (!/^[ \t\r\n#]/.test(token) && ++parts > mostParts) return true
  return false
}

/** A key that is a map or a list: kubectl refuses it, and the text of keys in keys grows without end. */
function keyWithParts(document: Document): Node | undefined {
  const left: unknown[] = [document.contents]
  while (left.length > 0) {
    const node = left.pop()
    if (!isCollection(node) && !isPair(node)) continue
    for (const item of isPair(node) ? [node] : node.items) {
      if (!isPair(item)) {
        left.push(item)
        continue
      }
      const key = isAlias(item.key) ? item.key.resolve(document) : item.key
      if (isCollection(key)) return key
      left.push(item.value)
    }
  }
  return undefined
}

/** What `<<` is read as. */
const mergeKey = Symbol('<<')

const keyOf = (key: unknown): string => String(isNode(key) && 'value' in key ? key.value : key)

function* duplicatesIn(
  node: unknown,
  path: readonly string[],
  position: (offset: number) => Position,
): Generator<SourceDocument['duplicates'][number]> {
  if (typeof node !== 'object' || node === null || !('items' in node) || !Array.isArray(node.items)) return
  const seen = new Set<string>()
  for (const [index, item] of node.items.entries()) {
    if (!isPair(item)) {
      yield* duplicatesIn(item, [...path, String(index)], position)
      continue
    }
    const key = keyOf(item.key)
    if (seen.has(key)) {
      const offset = isNode(item.key) ? item.key.range?.[0] : undefined
      yield { path: [...path, key], message: `the key ${JSON.stringify(key)} is set twice`, ...position(offset ?? 0) }
    }
    seen.add(key)
    yield* duplicatesIn(item.value, [...path, key], position)
  }
}

/** Tells where the node at a path begins in the text. What an alias or a merge brought in is where the alias or the `<<` stands. */
function offsetsIn(root: Node | null) {
  const known = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>()
  const pairsOf = (map: YAMLMap): ReadonlyMap<string, Pair> => {
    const pairs = known.get(map) ?? new Map(map.items.map((pair) => [keyOf(pair.key), pair]))
    known.set(map, pairs)
    return pairs
  }
  return (path: readonly string[], field: string | undefined): number | undefined => {
    let node: unknown = root
    let offset = root?.range?.[0]
    for (const step of [...path, ...(field === undefined ? [] : [field])]) {
      const pair = isMap(node) ? pairsOf(node).get(step) : undefined
      if (pair) {
        offset = (isNode(pair.key) ? pair.key.range?.[0] : undefined) ?? offset
        node = pair.value
        continue
      }
      if (isAlias(node)) return node.range?.[0] ?? offset
      const merge = isMap(node) ? pairsOf(node).get(String(mergeKey))?.key : undefined
      if (isNode(merge)) return merge.range?.[0] ?? offset
      const item = isSeq(node) ? node.items[Number(step)] : undefined
      if (!isNode(item)) return offset
      node = item
      offset = item.range?.[0] ?? offset
    }
    // The value says more than its name, unless it stands below it.
    if (field === undefined && isNode(node) && ('value' in node || isAlias(node))) return node.range?.[0] ?? offset
    return offset
  }
}
