import type { Json } from '../../engine/model.ts'

/** Numbers below a bound, the same ones for the same seed. */
export type Draw = (bound: number) => number

/** Mulberry32: 32 bits of state, good enough to vary texts. */
export function draws(seed: number): Draw {
  let state = seed >>> 0
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }
}

const pick = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)] as T // a draw is below its bound

const many = (draw: Draw, most: number, one: () => string): string =>
  Array.from({ length: draw(most + 1) }, one).join('')

/** What YAML gives a meaning to, somewhere. */
const fragments = [
  ...[
    '---',
    '...',
    '- ',
    '-',
    '? ',
    '?',
    ': ',
    ':',
    ' #',
    '#',
    ', ',
    ',',
    '[',
    ']',
    '{',
    '}',
    '&a',
    '*a',
    '!',
    '!!str ',
  ],
  ...['|', '>', '|-', '>+', '%', '%YAML 1.1', '@', '`', '"', "'", '\\', '\\n', '<<', '=', '~', '$(A)', '{{', '/', '.'],
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    '\n\n',
    '\n ',
    ' \n',
    '\n  ',
    '\r',
    '\r\n',
    '\u0000',
    '\u0007',
    '\u001b',
    '\u007f',
    '\u0085',
  ],
  ...[
    '\u00a0',
    '\u00ad',
    '\u200b',
    '\u2028',
    '\u2029',
    '\u202e',
    '\ufeff',
    '\ufffd',
    '\ufffe',
    '\uffff',
    'é',
    '中',
    '🚀',
  ],
  ...['a', 'b: c', 'key', 'yes', 'no', 'on', 'y', 'null', 'true', '.inf', '.nan', '0', '1', '07', '0x1F', '0b1', '0o7'],
  ...['1e3', '1_000', '12:30', '2020-01-01', '2020-01-01T00:00:00Z', '1.5', '.5', '1.', '+1', '-1', '500m', '1Gi'],
]
const words = [
  'yes',
  'no',
  'on',
  'off',
  'y',
  'n',
  'true',
  'false',
  'null',
  '~',
  '.inf',
  '-.inf',
  '.nan',
  'nan',
  'infinity',
]
const numberLetters = [...'0123456789', ...'0011+-._:eExobTZnabf', ...'mkGiEs']
const textLetters = [...'abcdefghijklmnopqrstuvwxyzABCXYZ0123456789', ...' -_./:,()@%+=$']

const kinds: readonly ((draw: Draw) => string)[] = [
  (draw) => many(draw, 6, () => pick(draw, fragments)),
  (draw) => many(draw, 4, () => `${many(draw, 4, () => pick(draw, fragments))}\n`),
  (draw) => many(draw, 12, () => String.fromCharCode(0x20 + draw(0x5f))),
  (draw) => many(draw, 8, () => pick(draw, numberLetters)),
  (draw) => many(draw, 20, () => pick(draw, textLetters)),
  (draw) => many(draw, 5, () => `${many(draw, 3, () => ' ')}${many(draw, 10, () => pick(draw, textLetters))}\n`),
  (draw) => [...pick(draw, words)].map((letter) => (draw(2) ? letter.toUpperCase() : letter)).join(''),
  (draw) => many(draw, 6, () => String.fromCodePoint(pick(draw, [draw(0x100), draw(0xd800), 0xe000 + draw(0x102000)]))),
  (draw) => many(draw, 3, () => pick(draw, fragments)).repeat(draw(40) ? 1 : 1 + draw(400)),
]

/** A well-formed text, most often one that some reader of YAML could take for something else. */
export function randomText(draw: Draw): string {
  return pick(draw, kinds)(draw)
}

/** A value of maps, lists and scalars, without null, `depth` levels deep at most. */
export function randomDocument(draw: Draw, depth: number): Json {
  const choice = draw(depth > 0 ? 10 : 5)
  if (choice < 2) return randomText(draw)
  if (choice < 3) return draw(2) === 1
  if (choice < 4) return draw(2 ** 32) - 2 ** 31
  if (choice < 5) return (draw(2 ** 32) - 2 ** 31) / 10 ** draw(18) + 0.1
  const children = Array.from({ length: draw(6) }, () => randomDocument(draw, depth - 1))
  return choice < 7 ? children : Object.fromEntries(children.map((child) => [randomText(draw), child]))
}
