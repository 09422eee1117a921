import { plainScalar } from './scalars.ts'

/** What a document says, and at which character of its text that begins. */
export type PlainDocument = { readonly value: unknown; readonly offset: number }

/** Thrown where a text says more than is read here. */
const beyond = Symbol('beyond plain YAML')

function giveUp(): never {
  throw beyond
}

/**
 * Reads the YAML that generators write, some fifteen times as fast as `yaml`, which keeps where everything stands: block maps and lists,
 * values in one line, texts behind `|`, `{}` and `[]`. Whatever is not certain to be read as `yaml` reads it (tags, anchors,
 * keys that stand twice, texts of several lines, any mistake) makes all of it undefined, and is left to `yaml`.
 */
export function readPlainYaml(text: string): PlainDocument | undefined {
  if (unusual.test(text)) return undefined
  try {
    return reader(text).document()
  } catch {
    return undefined // whatever it is, `yaml` finds it too, and says where
  }
}

/** Control characters, and those that some readers take for the end of a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones
const unusual = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]/

/** Below so many levels the stack certainly does. */
const deepest = 100

/** `yaml` takes no key that is longer than 1024 characters. */
const longestKey = 1000

const [tab, newline, space, quote, doubleQuote, hash, dash, colon] = [9, 10, 32, 39, 34, 35, 45, 58]
const [openBracket, closeBracket, openBrace, closeBrace, comma, pipe, angle] = [91, 93, 123, 125, 44, 124, 62]

/** With what a text without quotes does not begin, or not always. */
const isIndicator: ReadonlySet<number> = new Set([...'?:,[]{}#&*!|>\'"%@`\t'].map((one) => one.charCodeAt(0)))

const plainKey = /[\w.][\w./-]*(?=:(?:[ \n]|$))/y
/** In brackets much is a mark between values; these characters never are. */
const flowWord = /(?:[\w./]|-\d)[\w./+*-]*(?: [\w./+*-]+)*(?= *(?:[,\]}\n]|:[ \n]))/y
/** As far as texts in double quotes are read as JSON reads them. */
const doubleQuoted = /"([^"\\\t\n]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\t\n]*)*)"/y
const singleQuoted = /'([^'\t\n]*(?:''[^'\t\n]*)*)'/y
const restOfLine = / *(?: #[^\n]*)?(?=\n|$)/y
const blockHeader = /([|>])(-?) *\n/y

function reader(text: string) {
  let lineStart = 0
  let indent = -1 // of the line at hand, -1 behind the last one
  let at = 0 // its first character behind the indentation
  let depth = 0

  /** Goes on with the first line that says something, from the start of a line. */
  const seek = (start: number): void => {
    for (let next = start; next < text.length; next = text.indexOf('\n', next) + 1 || text.length) {
      lineStart = next
      at = next
      while (text.charCodeAt(at) === space) at++
      const first = text.charCodeAt(at)
      if (first === newline || first === hash || at === text.length) continue
      indent = at - lineStart
      if (indent === 0 && isMark(at)) giveUp()
      return
    }
    indent = -1
    at = text.length
  }
  const isMark = (from: number): boolean => text.startsWith('---', from) || text.startsWith('...', from)

  const matched = (pattern: RegExp, from: number): RegExpExecArray | null => {
    pattern.lastIndex = from
    return pattern.exec(text)
  }
  /** Nothing but a comment may stand behind a value; goes on with the next line. */
  const endLine = (from: number): void => {
    if (!matched(restOfLine, from)) giveUp()
    seek(lineAfter(from))
  }
  const lineAfter = (from: number): number => text.indexOf('\n', from) + 1 || text.length
  const skipSpaces = (from: number): number => {
    let to = from
    while (text.charCodeAt(to) === space) to++
    return to
  }
  const isEnd = (from: number): boolean => from >= text.length || text.charCodeAt(from) === newline
  /** Whether nothing but a comment stands in the rest of the line. */
  const isNothing = (from: number): boolean => isEnd(from) || text.charCodeAt(from) === hash
  const isDash = (from: number): boolean =>
    text.charCodeAt(from) === dash && (isEnd(from + 1) || text.charCodeAt(from + 1) === space)

  let behind = 0 // where the key or quoted text ends that was read last

  const quoted = (from: number): string => {
    const isSingle = text.charCodeAt(from) === quote
    const found = matched(isSingle ? singleQuoted : doubleQuoted, from) ?? giveUp()
    const [whole, inside = ''] = found
    behind = from + whole.length
    if (isSingle) return inside.includes("'") ? inside.replaceAll("''", "'") : inside
    return inside.includes('\\') ? (JSON.parse(whole) as string) : inside // a text in quotes
  }
  const isQuote = (character: number): boolean => character === quote || character === doubleQuote

  /** The key at a place, if there is one; `behind` is its colon. */
  const keyAt = (from: number): string | undefined => {
    if (isQuote(text.charCodeAt(from))) {
      const key = quoted(from)
      if (text.charCodeAt(behind) !== colon) return undefined
      if (!isEnd(behind + 1) && text.charCodeAt(behind + 1) !== space) giveUp()
      return key
    }
    const [key] = matched(plainKey, from) ?? []
    if (key === undefined) return undefined
    behind = from + key.length
    return plainScalar(key) === key ? key : giveUp()
  }
  const newKey = (map: Record<string, unknown>, key: string): string =>
    key.length > longestKey || key === '__proto__' || key === '<<' || Object.hasOwn(map, key) ? giveUp() : key

  /** The map whose first key stands at hand, in the column of the line at hand. */
  const blockMap = (first: string): unknown => {
    const column = indent
    const map: Record<string, unknown> = {}
    for (let key: string | undefined = first; ; key = keyAt(at)) {
      const name = newKey(map, key ?? giveUp())
      const from = skipSpaces(behind + 1)
      map[name] = isNothing(from) ? below(column, from) : inLine(from, column)
      if (indent < column) return map
      if (indent > column) giveUp()
      if (isDash(at)) return map
    }
  }
  /** What stands in the lines below a key: a list may stand in its column. */
  const below = (column: number, from: number): unknown => {
    seek(lineAfter(from))
    if (indent > column) return block()
    return indent === column && isDash(at) ? blockList() : null
  }
  const blockList = (): unknown => {
    const column = indent
    const list: unknown[] = []
    while (indent === column && isDash(at)) list.push(member(column))
    if (indent > column) giveUp()
    return list
  }
  const member = (column: number): unknown => {
    const from = skipSpaces(at + 1)
    if (isNothing(from)) {
      seek(lineAfter(from))
      return indent > column ? block() : null
    }
    at = from
    indent = from - lineStart
    return block(column)
  }
  /** The map, list or value that begins at hand; a value only behind the dash of a list in a column. */
  const block = (column?: number): unknown => {
    if (++depth > deepest) giveUp()
    const value = isDash(at) ? blockList() : mapOrValue(column)
    depth--
    return value
  }
  const mapOrValue = (column: number | undefined): unknown => {
    const key = keyAt(at)
    if (key !== undefined) return blockMap(key)
    return column === undefined ? giveUp() : inLine(at, column)
  }

  /** The value that begins behind a key or a dash in a column; goes on behind it. */
  const inLine = (from: number, column: number): unknown => {
    const first = text.charCodeAt(from)
    if (isQuote(first)) {
      const value = quoted(from)
      endLine(behind)
      return value
    }
    if (first === openBracket || first === openBrace) {
      const value = flow(from, false)
      endLine(behind)
      return value
    }
    if (first === pipe || first === angle) return blockText(from, column)
    if (isIndicator.has(first) || isDash(from)) giveUp()
    const end = text.indexOf('\n', from)
    const line = text.slice(from, end < 0 ? text.length : end)
    const comment = line.indexOf(' #')
    let length = comment < 0 ? line.length : comment
    while (line.charCodeAt(length - 1) === space) length--
    const value = line.slice(0, length)
    if (value.includes(': ') || value.endsWith(':') || line.includes('\t')) giveUp()
    seek(lineAfter(from))
    return plainScalar(value)
  }

  /** A text behind `|` or `>`, which lies deeper than a column. */
  const blockText = (from: number, column: number): string => {
    const [header, style, chomp] = matched(blockHeader, from) ?? giveUp()
    const isFolded = style === '>'
    const start = from + header.length
    let first = start
    while (text.charCodeAt(first) === newline) first++
    const width = skipSpaces(first) - first
    if (width <= column || (isFolded && first > start)) giveUp()
    let end = first // behind the last line that says something
    let next = first
    while (next < text.length) {
      const begin = skipSpaces(next)
      const depth = begin - next
      if (isEnd(begin)) {
        // Spaces alone have rules of their own, as has an empty line that is folded.
        if (depth > 0) giveUp()
        next++
        continue
      }
      if (text.charCodeAt(begin) === tab && depth <= width) giveUp()
      if (depth < width) break
      if (isFolded && (depth > width || next > end)) giveUp()
      next = lineAfter(begin)
      end = next
    }
    const inside = text.charCodeAt(end - 1) === newline ? text.slice(start, end - 1) : text.slice(start, end)
    const margin = `\n${text.slice(first, first + width)}`
    const said = `\n${inside}`.replaceAll(margin, isFolded ? ' ' : '\n').slice(1)
    seek(next)
    return chomp === '-' ? said : `${said}\n`
  }

  /** What stands in brackets; over several lines only where nothing stands around them. Goes to behind it. */
  const flow = (from: number, overLines: boolean): unknown => {
    if (++depth > deepest) giveUp()
    const isMap = text.charCodeAt(from) === openBrace
    const last = isMap ? closeBrace : closeBracket
    const map: Record<string, unknown> = {}
    const list: unknown[] = []
    let next = flowSpace(from + 1, overLines)
    while (text.charCodeAt(next) !== last) {
      if (isMap) {
        const key = newKey(map, flowKey(next))
        map[key] = flowValue(flowSpace(behind + 1, overLines), overLines)
      } else list.push(flowValue(next, overLines))
      next = flowSpace(behind, overLines)
      if (text.charCodeAt(next) === comma) next = flowSpace(next + 1, overLines)
      else if (text.charCodeAt(next) !== last) giveUp()
    }
    behind = next + 1
    depth--
    return isMap ? map : list
  }
  const flowSpace = (from: number, overLines: boolean): number => {
    let to = from
    for (;;) {
      const character = text.charCodeAt(to)
      if (character !== space && !(overLines && character === newline)) return to
      to++
    }
  }
  const flowKey = (from: number): string => {
    const key = isQuote(text.charCodeAt(from)) ? quoted(from) : flowText(from)
    return typeof key === 'string' && text.charCodeAt(behind) === colon ? key : giveUp()
  }
  const flowValue = (from: number, overLines: boolean): unknown => {
    const first = text.charCodeAt(from)
    if (first === openBracket || first === openBrace) return flow(from, overLines)
    const value = isQuote(first) ? quoted(from) : flowText(from)
    return text.charCodeAt(behind) === colon ? giveUp() : value
  }
  const flowText = (from: number): unknown => {
    const [word] = matched(flowWord, from) ?? giveUp()
    behind = from + word.length
    return isDash(from) ? giveUp() : plainScalar(word)
  }

  return {
    document: (): PlainDocument => {
      // The cutter leaves the mark before a document with it.
      const [mark] = matched(/---(?: *\n)/y, 0) ?? ['']
      seek(mark.length)
      if (indent < 0) giveUp()
      const offset = at
      const first = text.charCodeAt(at)
      const isFlow = first === openBrace || first === openBracket
      const value = isFlow ? flow(at, true) : block()
      if (isFlow) endLine(behind)
      return indent < 0 ? { value, offset } : giveUp()
    },
  }
}
