/**
 * The string formats that an API server enforces: those of its own types, and those that it knows in the schemas of
 * custom resources (`apiextensions-apiserver/pkg/apiserver/validation/formats.go`, checked by
 * `kube-openapi/pkg/validation/strfmt`). It ignores every other format, and so do we.
 */
import { isIP, isIPv6 } from 'node:net'

export type Format = {
  /** What a message says was expected. */
  readonly expected: string
  readonly holds: (text: string) => boolean
}

const matches =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text)

const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?'
const atom = "[\\w!#$%&'*+/=?^`{|}~\\u0080-\\uffff-]+"
const dotAtom = `${atom}(?:\\.${atom})*`
const mailbox = new RegExp(`^(?:${dotAtom}|"[^"\\\\]*")@(?:${dotAtom}|\\[(.+)\\])$`)
const creditCard =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/
const oneLabel = /^[\p{L}\p{S}0-9](?:-?[\p{L}\p{S}0-9]{0,62})$/u
const dottedLabels = /^(?:[\p{L}\p{S}0-9](?:[-\p{L}\p{S}0-9]{0,61}[\p{L}\p{S}0-9])?\.)+\p{L}{2,63}$/u
const colour = '\\s*(?:0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*'

/** Formats by the name that schemas of ours use. */
export const formats: Readonly<Record<string, Format>> = {
  bsonobjectid: { expected: 'a BSON object id (24 hexadecimal digits)', holds: matches(/^[0-9A-Fa-f]{24}$/) },
  byte: { expected: 'base64', holds: isBase64 },
  cidr: { expected: 'an address range such as 10.0.0.0/8', holds: isAddressRange },
  creditcard: { expected: 'a credit card number', holds: isCreditCard },
  date: { expected: 'a date such as 2026-01-31', holds: isDate },
  'date-time': { expected: 'a date and time such as 2026-01-31T12:00:00Z', holds: isDateAndTime },
  duration: { expected: 'a duration such as 90s or 1h30m', holds: isDuration },
  email: { expected: 'an e-mail address', holds: isEmail },
  hexcolor: { expected: 'a colour such as #ff8800', holds: matches(/^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/) },
  hostname: { expected: 'a host name', holds: isHostname },
  ipv4: { expected: 'an IPv4 address', holds: (text) => text.includes('.') && versionOf(text) !== 0 },
  ipv6: { expected: 'an IPv6 address', holds: (text) => text.includes(':') && versionOf(text) !== 0 },
  isbn: { expected: 'an ISBN', holds: (text) => isIsbn10(text) || isIsbn13(text) },
  isbn10: { expected: 'an ISBN of ten digits', holds: isIsbn10 },
  isbn13: { expected: 'an ISBN of thirteen digits', holds: isIsbn13 },
  'k8s-long-name': {
    expected: 'a DNS name in lower case of at most 253 characters',
    holds: (text) => text.length <= 253 && new RegExp(`^${label}(?:\\.${label})*$`).test(text),
  },
  'k8s-short-name': {
    expected: 'a name of at most 63 lower-case letters, digits and dashes',
    holds: (text) => text.length <= 63 && new RegExp(`^${label}$`).test(text),
  },
  mac: {
    expected: 'a MAC address',
    holds: matches(
      /^(?:[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}(?:(?::[0-9a-fA-F]{2}){2}|(?::[0-9a-fA-F]{2}){14})?|[0-9a-fA-F]{2}(?:-[0-9a-fA-F]{2}){5}(?:(?:-[0-9a-fA-F]{2}){2}|(?:-[0-9a-fA-F]{2}){14})?|[0-9a-fA-F]{4}(?:\.[0-9a-fA-F]{4}){2}(?:\.[0-9a-fA-F]{4}|(?:\.[0-9a-fA-F]{4}){7})?)$/,
    ),
  },
  password: { expected: 'text', holds: () => true },
  rgbcolor: {
    expected: 'a colour such as rgb(255, 128, 0)',
    holds: matches(new RegExp(`^rgb\\(${colour},${colour},${colour}\\)$`)),
  },
  ssn: { expected: 'a social security number', holds: matches(/^(?=.{11}$)\d{3}[- ]?\d{2}[- ]?\d{4}$/) },
  uri: { expected: 'a URI', holds: isRequestUri },
  uuid: { expected: 'a UUID', holds: isUuid('[0-9a-f]', '[0-9a-f]') },
  uuid3: { expected: 'a UUID of version 3', holds: isUuid('3', '[0-9a-f]') },
  uuid4: { expected: 'a UUID of version 4', holds: isUuid('4', '[89ab]') },
  uuid5: { expected: 'a UUID of version 5', holds: isUuid('5', '[89ab]') },
}

/** The server compares names of formats without their dashes: `datetime` is `date-time`. */
const canonicalNames = new Map(Object.keys(formats).map((name) => [name.replaceAll('-', ''), name]))

/** Our name of a format, or undefined where the server ignores it. */
export const knownFormat = (format: string): string | undefined => canonicalNames.get(format.replaceAll('-', ''))

/**
 * What `resource.ParseQuantity` reads: a decimal number, then a suffix of powers of 1000 or of 1024, or an exponent.
 * Published schemas say no more than "string".
 */
export const quantityPattern = '^[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$'

/** What a message says was expected, by the pattern that was not met. */
export const expectedByPattern: Readonly<Record<string, string>> = {
  [quantityPattern]: 'a quantity such as 500m, 1.5 or 2Gi',
}

function isUuid(version: string, variant: string): Format['holds'] {
  const digits = (count: number): string => `[0-9a-f]{${count}}`
  return matches(
    new RegExp(`^${digits(8)}-?${digits(4)}-?${version}${digits(3)}-?${variant}${digits(3)}-?${digits(12)}$`, 'i'),
  )
}

/** Go ignores line breaks in base64, which YAML blocks have. */
function isBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text.replace(/[\r\n]/g, ''))
}

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []
  if (day === undefined) return false
  // Midnight of a day that does not exist is one of another day, or none.
  const midnight = new Date(`${year}-${month}-${day}T00:00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(`${year}-${month}-${day}`)
}

/** RFC 3339 as Go reads it: no leap second, `T` and `Z` in upper case. */
function isDateAndTime(text: string): boolean {
  const [date = '', time = ''] = text.split('T')
  const [, hour, minute, second] = /^(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/.exec(time) ?? []
  return text === `${date}T${time}` && isDate(date) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
}

/** Go's own notation, or any text with a whole number and a unit in it, which the server reads as Scala does. */
function isDuration(text: string): boolean {
  if (/^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text)) return true
  return /\d\s*(?:(?:ns|us|µs|ms|s|m|h|hr|d|w|wk)(?![A-Za-zµ])|nano|micro|milli|sec|min|hour|day|week)/i.test(text)
}

function isEmail(text: string): boolean {
  const [, named] = /^(?:"[^"]*"|[^<>@:,"])*<\s*([^<>]+?)\s*>$/.exec(text.trim()) ?? []
  const [whole, literal] = mailbox.exec(named ?? text.trim()) ?? []
  return whole !== undefined && (literal === undefined || isIP(literal) !== 0)
}

function isHostname(text: string): boolean {
  return (
    (oneLabel.test(text) || dottedLabels.test(text)) &&
    Buffer.byteLength(text) <= 255 &&
    text.split('.').every((part) => Buffer.byteLength(part) <= 63)
  )
}

/** 4, 6, or 0 for no address. The server reads leading zeros as decimal and knows no zones. */
const versionOf = (address: string): number =>
  address.includes('%') ? 0 : isIP(address.replace(/(^|\.)0+(?=\d)/g, '$1'))

function isAddressRange(text: string): boolean {
  const [, address = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? []
  const version = versionOf(address)
  return version !== 0 && Number(length) <= (version === 4 ? 32 : 128)
}

/** An absolute URI or an absolute path, as `url.ParseRequestURI` reads it. */
function isRequestUri(text: string): boolean {
  if (/\p{Cc}/u.test(text)) return false
  if (text === '*' || /^[a-zA-Z][a-zA-Z0-9+.-]*:(?!\/)/.test(text)) return true
  const [, authority, path] = /^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?(?:\/\/([^/?]*))?((?:\/[^?]*)?)/.exec(text) ?? []
  if (authority === undefined && !path) return false
  return !/%(?![0-9a-fA-F]{2})/.test(path ?? '') && (authority === undefined || isAuthority(authority))
}

function isAuthority(text: string): boolean {
  const [, bracketed, name] = /^(?:[^@\s]*@)?(?:\[([^\]]+)\]|([^\s:[\]\\^`{|}]*))(?::\d*)?$/.exec(text) ?? []
  if (bracketed !== undefined) return isIPv6(bracketed.replace(/%25.+$/, ''))
  return name !== undefined && !/%(?![89a-fA-F][0-9a-fA-F])/.test(name)
}

function isCreditCard(text: string): boolean {
  const digits = text.replace(/\D/g, '')
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return creditCard.test(digits) && sum % 10 === 0
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '')
  if (!/^\d{9}[\dX]$/.test(digits)) return false
  const sum = [...digits].reduce((total, digit, index) => total + (index + 1) * (digit === 'X' ? 10 : Number(digit)), 0)
  return sum % 11 === 0
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '')
  if (!/^\d{13}$/.test(digits)) return false
  return [...digits].reduce((total, digit, index) => total + (index % 2 === 0 ? 1 : 3) * Number(digit), 0) % 10 === 0
}
