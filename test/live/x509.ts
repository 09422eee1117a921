import { createHash, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import * as der from './der.ts'

/**
 * Makes X.509 certificates (RFC 5280). node:crypto reads them and signs, but does not write them; the libraries that do
 * bring a container of injected dependencies and a polyfill, which is more than the page below.
 */

/** Whom a certificate is for, as cert-manager's `subject` has it. */
export type Subject = {
  readonly countries?: readonly string[]
  readonly organizations?: readonly string[]
  readonly organizationalUnits?: readonly string[]
  readonly localities?: readonly string[]
  readonly provinces?: readonly string[]
  readonly streetAddresses?: readonly string[]
  readonly postalCodes?: readonly string[]
  readonly commonName?: string
  readonly serialNumber?: string
}

export type AlternativeNames = {
  readonly dnsNames?: readonly string[]
  readonly ipAddresses?: readonly string[]
  readonly uris?: readonly string[]
  readonly emailAddresses?: readonly string[]
}

/** Bits of the key usage extension (RFC 5280, 4.2.1.3), under cert-manager's names. */
const keyUsageBits = {
  signing: 0,
  'digital signature': 0,
  'content commitment': 1,
  'key encipherment': 2,
  'data encipherment': 3,
  'key agreement': 4,
  'cert sign': 5,
  'crl sign': 6,
  'encipher only': 7,
  'decipher only': 8,
} as const

/** Purposes of the extended key usage extension (4.2.1.12), under cert-manager's names. */
const extendedKeyUsages = {
  any: '2.5.29.37.0',
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  's/mime': '1.3.6.1.5.5.7.3.4',
  'ipsec end system': '1.3.6.1.5.5.7.3.5',
  'ipsec tunnel': '1.3.6.1.5.5.7.3.6',
  'ipsec user': '1.3.6.1.5.5.7.3.7',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
  'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
  'netscape sgc': '2.16.840.1.113730.4.1',
} as const

export type Usage = keyof typeof keyUsageBits | keyof typeof extendedKeyUsages

/** What a certificate is to say. */
export type CertificateContent = {
  readonly subject: Subject
  readonly alternativeNames: AlternativeNames
  readonly usages: readonly Usage[]
  /** Whether its key may sign certificates. */
  readonly authority: boolean
  readonly notBefore: Date
  readonly notAfter: Date
  readonly publicKey: KeyObject
}

/** Who signs: without a certificate the key signs for itself. */
export type Signer = { readonly key: KeyObject; readonly certificate?: X509Certificate }

/** The certificate, signed. Throws where a usage or an address is none, or the signer's key is of an unknown kind. */
export function signCertificate(content: CertificateContent, signer: Signer): X509Certificate {
  const subject = name(content.subject)
  const algorithm = signatureAlgorithm(signer.key)
  const body = der.sequence(
    der.tagged(0, der.integer(Buffer.from([2]))), // version 3
    der.integer(randomBytes(16)),
    algorithm.identifier,
    signer.certificate ? subjectOf(signer.certificate) : subject,
    der.sequence(der.time(content.notBefore), der.time(content.notAfter)),
    subject,
    content.publicKey.export({ type: 'spki', format: 'der' }),
    der.tagged(3, der.sequence(...extensions(content, signer.certificate))),
  )
  const signature = sign(algorithm.digest, body, signer.key)
  return new X509Certificate(der.sequence(body, algorithm.identifier, der.bitString(signature, 0)))
}

/** What of the content, but for when it is valid, a certificate does not say; nothing where it says all. */
export function mismatches(
  certificate: X509Certificate,
  content: Omit<CertificateContent, 'notBefore' | 'notAfter'>,
): string[] {
  const present = new Map(extensionsOf(certificate).map(({ identifier, whole }) => [identifier.toString('hex'), whole]))
  const wanted = new Map(extensions(content, undefined).map((whole) => [identifierOf(whole).toString('hex'), whole]))
  const told = Object.entries(extensionNames).filter(([, identifier]) => {
    const key = der.objectIdentifier(identifier).toString('hex')
    return !(present.get(key) ?? none).equals(wanted.get(key) ?? none)
  })
  return [...(subjectOf(certificate).equals(name(content.subject)) ? [] : ['subject']), ...told.map(([known]) => known)]
}

const none = Buffer.alloc(0)

/** Attributes of a name in the order in which Go, and so cert-manager, writes them. */
const attributes = [
  ['countries', '2.5.4.6'],
  ['organizations', '2.5.4.10'],
  ['organizationalUnits', '2.5.4.11'],
  ['localities', '2.5.4.7'],
  ['provinces', '2.5.4.8'],
  ['streetAddresses', '2.5.4.9'],
  ['postalCodes', '2.5.4.17'],
  ['commonName', '2.5.4.3'],
  ['serialNumber', '2.5.4.5'],
] as const satisfies readonly (readonly [keyof Subject, string])[]

function name(subject: Subject): Buffer {
  return der.sequence(
    ...attributes.flatMap(([attribute, identifier]) => {
      const values = [subject[attribute] ?? []].flat()
      if (values.length === 0) return []
      return [der.set(...values.map((value) => der.sequence(der.objectIdentifier(identifier), directoryString(value))))]
    }),
  )
}

/** Servers compare names byte by byte, so the kind of string is chosen as Go does. */
const directoryString = (value: string): Buffer =>
  /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value) ? der.printableString(value) : der.utf8String(value)

/** Extensions that are written here, but for that which names the signer. */
const extensionNames = {
  'key usage': '2.5.29.15',
  'extended key usage': '2.5.29.37',
  'basic constraints': '2.5.29.19',
  'subject key identifier': '2.5.29.14',
  'subject alternative names': '2.5.29.17',
} as const

const authorityKeyIdentifier = '2.5.29.35'

function extensions(
  content: Omit<CertificateContent, 'notBefore' | 'notAfter'>,
  issuer: X509Certificate | undefined,
): Buffer[] {
  const usages = new Set<string>(content.usages)
  const bits = Object.entries(keyUsageBits).flatMap(([usage, bit]) => (usages.has(usage) ? [bit] : []))
  const purposes = Object.entries(extendedKeyUsages).flatMap(([usage, purpose]) => (usages.has(usage) ? [purpose] : []))
  const names = alternativeNames(content.alternativeNames)
  const anonymous = attributes.every(([attribute]) => [content.subject[attribute] ?? []].flat().length === 0)
  const known = extensionNames
  return [
    ...(bits.length > 0 ? [extension(known['key usage'], true, der.namedBits(bits))] : []),
    ...(purposes.length > 0
      ? [
          extension(
            known['extended key usage'],
            false,
            der.sequence(...[...new Set(purposes)].map(der.objectIdentifier)),
          ),
        ]
      : []),
    extension(known['basic constraints'], true, der.sequence(...(content.authority ? [der.boolean(true)] : []))),
    extension(known['subject key identifier'], false, der.octetString(keyIdentifier(content.publicKey))),
    ...(issuer
      ? [extension(authorityKeyIdentifier, false, der.sequence(der.taggedPrimitive(0, subjectKeyIdentifier(issuer))))]
      : []),
    ...(names.length > 0 ? [extension(known['subject alternative names'], anonymous, der.sequence(...names))] : []),
  ]
}

const extension = (identifier: string, critical: boolean, value: Buffer): Buffer =>
  der.sequence(der.objectIdentifier(identifier), ...(critical ? [der.boolean(true)] : []), der.octetString(value))

const alternativeNames = (names: AlternativeNames): Buffer[] => [
  ...(names.emailAddresses ?? []).map((address) => der.taggedPrimitive(1, Buffer.from(address))),
  ...(names.dnsNames ?? []).map((host) => der.taggedPrimitive(2, Buffer.from(host))),
  ...(names.uris ?? []).map((uri) => der.taggedPrimitive(6, Buffer.from(uri))),
  ...(names.ipAddresses ?? []).map((address) => der.taggedPrimitive(7, addressBytes(address))),
]

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  if (isIP(address) !== 6) throw new TypeError(`${address} is not an IP address`)
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (text: string | undefined): string[] => (text ? text.split(':') : [])
  const zeros = 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...Array<string>(zeros).fill('0'), ...groups(tail)]
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex')
}

/** RFC 5280, 4.2.1.2, method 1. */
function keyIdentifier(publicKey: KeyObject): Buffer {
  const [spki] = der.elements(publicKey.export({ type: 'spki', format: 'der' }))
  const [, key] = der.elements(spki?.content ?? none)
  return createHash('sha1')
    .update(key?.content.subarray(1) ?? '')
    .digest()
}

/** The parts of a certificate's body in the order of RFC 5280, 4.1; the version is there, as it is 3. */
function bodyOf(certificate: X509Certificate): readonly der.Element[] {
  const [whole] = der.elements(certificate.raw)
  const [body] = der.elements(whole?.content ?? none)
  return der.elements(body?.content ?? none)
}

function subjectOf(certificate: X509Certificate): Buffer {
  const subject = bodyOf(certificate)[5]
  if (!subject) throw new TypeError('a certificate without a subject')
  return subject.whole
}

const identifierOf = (extension: Buffer): Buffer => {
  const [sequence] = der.elements(extension)
  return der.elements(sequence?.content ?? none)[0]?.whole ?? none
}

/** The extensions of a certificate, with the content of each one's value. */
function extensionsOf(certificate: X509Certificate) {
  const [list] = der.elements(bodyOf(certificate).find(({ tag }) => tag === 0xa3)?.content ?? none)
  return der.elements(list?.content ?? none).map(({ whole, content }) => ({
    identifier: identifierOf(whole),
    whole,
    value: der.elements(content).at(-1)?.content ?? none,
  }))
}

/** As the certificate says it, so that who signs is found also where another tool has made it. */
function subjectKeyIdentifier(certificate: X509Certificate): Buffer {
  const wanted = der.objectIdentifier(extensionNames['subject key identifier'])
  const said = extensionsOf(certificate).find(({ identifier }) => identifier.equals(wanted))
  return der.elements(said?.value ?? none)[0]?.content ?? keyIdentifier(certificate.publicKey)
}

type SignatureAlgorithm = { readonly identifier: Buffer; readonly digest: 'sha256' | 'sha384' | 'sha512' | null }

const ecdsa = (identifier: string, digest: 'sha256' | 'sha384' | 'sha512'): SignatureAlgorithm => ({
  identifier: der.sequence(der.objectIdentifier(identifier)),
  digest,
})

const ecdsaByCurve: Readonly<Record<string, SignatureAlgorithm>> = {
  prime256v1: ecdsa('1.2.840.10045.4.3.2', 'sha256'),
  secp384r1: ecdsa('1.2.840.10045.4.3.3', 'sha384'),
  secp521r1: ecdsa('1.2.840.10045.4.3.4', 'sha512'),
}

function signatureAlgorithm({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): SignatureAlgorithm {
  if (type === 'ed25519') return { identifier: der.sequence(der.objectIdentifier('1.3.101.112')), digest: null }
  if (type === 'rsa')
    return { identifier: der.sequence(der.objectIdentifier('1.2.840.113549.1.1.11'), der.nothing), digest: 'sha256' }
  const byCurve = ecdsaByCurve[details?.namedCurve ?? '']
  if (byCurve) return byCurve
  throw new TypeError(`cannot sign with a key of type ${type} ${details?.namedCurve ?? ''}`)
}
