/**
 * Patterns of custom resource schemas are RE2, which is what an API server runs; ajv runs JavaScript's. This file turns
 * the one into the other, for a regular expression without the `u` flag.
 * Source of the syntax: https://github.com/google/re2/wiki/Syntax
 */

/** POSIX classes, which JavaScript lacks. */
const posixClasses: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
}

/** Escapes that JavaScript spells otherwise. `\s` of RE2 is ASCII without the vertical tab. */
const escapes: Readonly<Record<string, string>> = {
  A: '^',
  z: '$',
  a: '\\x07',
  s: '[\\t\\n\\f\\r ]',
  S: '[^\\t\\n\\f\\r ]',
}

const escapesInClass: Readonly<Record<string, string>> = { a: '\\x07', s: '\\t\\n\\f\\r ' }

type Flags = { readonly ignoreCase: boolean; readonly dotAll: boolean; readonly multiline: boolean }

const noFlags: Flags = { ignoreCase: false, dotAll: false, multiline: false }

/**
 * The JavaScript pattern that matches what an RE2 pattern matches. Throws where JavaScript cannot say it (Unicode
 * classes): a rule that is checked otherwise than written must not pass unseen.
 */
export function ecmaPattern(re2: string): string {
  const { pattern, end } = sequence(re2, 0, noFlags)
  if (end !== re2.length) throw new Error(`the pattern ${re2} has a ) too many`)
  return pattern
}

/** Translates up to the end of the group that `from` is in; flags set inside a group end with it. */
function sequence(re2: string, from: number, outer: Flags): { readonly pattern: string; readonly end: number } {
  let flags = outer
  let pattern = ''
  let at = from
  while (at < re2.length && re2[at] !== ')') {
    const character = re2[at] ?? ''
    if (character === '(') {
      const group = /^\(\?(?:P?<(\w+)>|([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)]))/.exec(re2.slice(at))
      const [opening = '(', name, set, cleared, close] = group ?? []
      at += opening.length
      if (close === ')') {
        flags = changed(flags, set, cleared)
        continue
      }
      const inner = sequence(re2, at, close === ':' ? changed(flags, set, cleared) : flags)
      if (re2[inner.end] !== ')') throw new Error(`the pattern ${re2} leaves a ( open`)
      pattern += `${close === ':' ? '(?:' : name === undefined ? '(' : `(?<${name}>`}${inner.pattern})`
      at = inner.end + 1
    } else if (character === '[') {
      const inner = characterClass(re2, at, flags)
      pattern += inner.pattern
      at = inner.end
    } else if (character === '\\') {
      const quoted = /^\\Q([\s\S]*?)(?:\\E|$)/.exec(re2.slice(at))
      if (quoted) {
        pattern += [...(quoted[1] ?? '')].map((letter) => literal(letter, flags)).join('')
        at += quoted[0].length
      } else {
        const written = wholeEscape(re2, at)
        pattern += escapes[written.slice(1)] ?? written
        at += wholeEscapeLength(re2, at)
      }
    } else {
      pattern +=
        character === '.'
          ? flags.dotAll
            ? '[^]'
            : '[^\\n]'
          : character === '^' && flags.multiline
            ? '(?<![^\\n])'
            : character === '$' && flags.multiline
              ? '(?![^\\n])'
              : flags.ignoreCase
                ? bothCases(character, (lower, upper) => `[${lower}${upper}]`)
                : character
      at += 1
    }
  }
  return { pattern, end: at }
}

function characterClass(re2: string, from: number, flags: Flags): { readonly pattern: string; readonly end: number } {
  let at = from + 1
  let members = ''
  let pattern = '['
  if (re2[at] === '^') {
    pattern += '^'
    at += 1
  }
  const first = at
  while (at < re2.length && (re2[at] !== ']' || at === first)) {
    const posix = /^\[:(\^?)(\w+):\]/.exec(re2.slice(at))
    if (posix) {
      const [whole, negated, name = ''] = posix
      const range = posixClasses[name]
      if (range === undefined || negated) throw new Error(`the pattern ${re2} uses ${whole}, which JavaScript lacks`)
      members += flags.ignoreCase ? ranged(range) : range
      at += whole.length
      continue
    }
    const range = /^([^\\\]])-([^\\\]])/.exec(re2.slice(at))
    if (range) {
      members += flags.ignoreCase ? ranged(range[0]) : range[0]
      at += range[0].length
    } else if (re2[at] === '\\') {
      const written = wholeEscape(re2, at)
      if (written === '\\S') throw new Error(`the pattern ${re2} uses \\S in a class, which means another thing here`)
      members += escapesInClass[written.slice(1)] ?? written
      at += wholeEscapeLength(re2, at)
    } else {
      const letter = re2[at] ?? ''
      members +=
        letter === ']' || letter === '['
          ? `\\${letter}`
          : flags.ignoreCase
            ? bothCases(letter, (a, b) => a + b)
            : letter
      at += 1
    }
  }
  if (at >= re2.length) throw new Error(`the pattern ${re2} leaves a [ open`)
  return { pattern: `${pattern}${members}]`, end: at + 1 }
}

const rawEscape = /^\\(?:x\{([0-9A-Fa-f]+)\}|x[0-9A-Fa-f]{2}|[0-7]{1,3}|[\s\S])/

/** The escape that starts at `at`, as JavaScript writes it. */
function wholeEscape(re2: string, at: number): string {
  const [written = '', code] = rawEscape.exec(re2.slice(at)) ?? []
  if (/^\\[pPC]$/.test(written)) throw new Error(`the pattern ${re2} uses ${written}, which needs the u flag`)
  if (code === undefined) return written
  const value = Number.parseInt(code, 16)
  if (value > 0xffff) throw new Error(`the pattern ${re2} uses ${written}, which needs the u flag`)
  return `\\u${value.toString(16).padStart(4, '0')}`
}

const wholeEscapeLength = (re2: string, at: number): number => rawEscape.exec(re2.slice(at))?.[0].length ?? 1

function changed(flags: Flags, set = '', cleared = ''): Flags {
  const now = (letter: string, before: boolean): boolean =>
    (before || set.includes(letter)) && !cleared.includes(letter)
  return {
    ignoreCase: now('i', flags.ignoreCase),
    dotAll: now('s', flags.dotAll),
    multiline: now('m', flags.multiline),
  }
}

function bothCases(letter: string, join: (lower: string, upper: string) => string): string {
  return /^[a-zA-Z]$/.test(letter) ? join(letter.toLowerCase(), letter.toUpperCase()) : letter
}

/** A range or a list of ranges with the other case of its letters. */
const ranged = (range: string): string => {
  const ofLetters = range.match(/[a-z]-[a-z]|[A-Z]-[A-Z]/g) ?? []
  return [
    range,
    ...ofLetters.map((part) => (part === part.toLowerCase() ? part.toUpperCase() : part.toLowerCase())),
  ].join('')
}

const literal = (letter: string, flags: Flags): string =>
  flags.ignoreCase
    ? bothCases(letter, (lower, upper) => `[${lower}${upper}]`).replace(/^[\\^$.*+?()[\]{}|/]$/, '\\$&')
    : letter.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')
