/** DER, as far as X.509 and PKCS #12 need it: https://www.itu.int/rec/T-REC-X.690 */

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content])
  const hex = content.length.toString(16)
  const length = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content])
}

export const sequence = (...elements: readonly Buffer[]): Buffer => element(tags.sequence, ...elements)
export const set = (...elements: readonly Buffer[]): Buffer => element(tags.set, ...elements)
export const octetString = (content: Buffer): Buffer => element(tags.octetString, content)
export const boolean = (value: boolean): Buffer => element(tags.boolean, Buffer.from([value ? 0xff : 0]))
export const utf8String = (text: string): Buffer => element(tags.utf8String, Buffer.from(text))
export const printableString = (text: string): Buffer => element(tags.printableString, Buffer.from(text))
export const bmpString = (text: string): Buffer => element(tags.bmpString, Buffer.from(text, 'utf16le').swap16())
export const nothing = Buffer.from([0x05, 0x00])

/** An element under a number of the schema: `[3] { … }`, or, where primitive, a renamed string. */
export const tagged = (number: number, content: Buffer): Buffer => element(0xa0 | number, content)
export const taggedPrimitive = (number: number, content: Buffer): Buffer => element(0x80 | number, content)

/** A whole number that is not negative, given as its bytes. */
export function integer(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0)
  const digits = first < 0 ? Buffer.from([0]) : bytes.subarray(first)
  return element(tags.integer, (digits[0] ?? 0) & 0x80 ? Buffer.from([0]) : Buffer.alloc(0), digits)
}

export const bitString = (bytes: Buffer, unusedBits: number): Buffer =>
  element(tags.bitString, Buffer.from([unusedBits]), bytes)

/** The bits of the given numbers, the highest left out as DER wants it of named bits. */
export function namedBits(bits: readonly number[]): Buffer {
  const last = Math.max(...bits)
  const bytes = Buffer.alloc((last >> 3) + 1)
  for (const bit of bits) bytes.writeUInt8(bytes.readUInt8(bit >> 3) | (0x80 >> (bit & 7)), bit >> 3)
  return bitString(bytes, 7 - (last & 7))
}

/** An object identifier by its dotted numbers. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const base128 = (number: number): number[] => {
    const digits = [number & 0x7f]
    for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift(0x80 | (left & 0x7f))
    return digits
  }
  return element(tags.objectIdentifier, Buffer.from([first * 40 + second, ...rest].flatMap(base128)))
}

/** A moment, to the second: two digits for the year until 2049, as RFC 5280 (4.1.2.5) wants it. */
export function time(moment: Date): Buffer {
  const text = `${moment.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`
  return moment.getUTCFullYear() < 2050
    ? element(tags.utcTime, Buffer.from(text.slice(2)))
    : element(tags.generalizedTime, Buffer.from(text))
}

export type Element = {
  readonly tag: number
  readonly content: Buffer
  /** Tag, length and content. */
  readonly whole: Buffer
}

/** The elements that follow each other in these bytes; throws where they are not DER. */
export function elements(bytes: Buffer): Element[] {
  const found: Element[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes.readUInt8(at)
    const short = bytes.readUInt8(at + 1)
    const more = short & 0x80 ? short & 0x7f : 0
    const length = more === 0 ? short : bytes.readUIntBE(at + 2, more)
    const start = at + 2 + more
    if (start + length > bytes.length) throw new RangeError('an element of the DER ends after its container')
    found.push({ tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) })
    at = start + length
  }
  return found
}
