import {
  createCipheriv,
  createHash,
  createHmac,
  type KeyObject,
  pbkdf2Sync,
  randomBytes,
  type X509Certificate,
} from 'node:crypto'
import * as der from './der.ts'

/**
 * Makes PKCS #12 stores (RFC 7292), encrypted as cert-manager's profile Modern2023 has it: AES-256-CBC with PBKDF2, and
 * HMAC over all, each by SHA-256. Java 12 and later reads them. node:crypto does not write them.
 */

const iterations = 2048
const saltLength = 16

/** A private key with its certificate, which comes first in the chain. Names nothing, so that Java calls the entry `1`. */
export function keyStore(key: KeyObject, chain: readonly X509Certificate[], password: string): Buffer {
  const [certificate] = chain
  if (!certificate) throw new TypeError('a key without its certificate')
  const localKey = attribute(
    '1.2.840.113549.1.9.21',
    der.octetString(createHash('sha1').update(certificate.raw).digest()),
  )
  const certificates = chain.map((one) => certificateBag(one, one === certificate ? [localKey] : []))
  const shrouded = key.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: password })
  return store(
    [encrypted(certificates, password), plain([bag('1.2.840.113549.1.12.10.1.2', shrouded, [localKey])])],
    password,
  )
}

/** Certificates that Java trusts, as it finds its own mark at each; each named for its subject. */
export function trustStore(certificates: readonly X509Certificate[], password: string): Buffer {
  const bags = certificates.map((certificate) =>
    certificateBag(certificate, [
      attribute('2.16.840.1.113894.746875.1.1', der.objectIdentifier('2.5.29.37.0')),
      attribute('1.2.840.113549.1.9.20', der.bmpString(certificate.subject.split('\n').reverse().join(','))),
    ]),
  )
  return store([encrypted(bags, password)], password)
}

const types = { data: '1.2.840.113549.1.7.1', encryptedData: '1.2.840.113549.1.7.6' } as const

const number = (value: number): Buffer => der.integer(Buffer.from(value.toString(16).padStart(8, '0'), 'hex'))
const content = (type: keyof typeof types, body: Buffer): Buffer =>
  der.sequence(der.objectIdentifier(types[type]), der.tagged(0, body))

/** The whole, with the code by which a reader knows that the password is right and nothing was changed. */
function store(contents: readonly Buffer[], password: string): Buffer {
  const safe = der.sequence(...contents)
  const salt = randomBytes(saltLength)
  const code = createHmac('sha256', codeKey(password, salt)).update(safe).digest()
  const digest = der.sequence(
    der.sequence(der.objectIdentifier('2.16.840.1.101.3.4.2.1'), der.nothing),
    der.octetString(code),
  )
  return der.sequence(
    number(3), // version
    content('data', der.octetString(safe)),
    der.sequence(digest, der.octetString(salt), number(iterations)),
  )
}

/** RFC 7292, B.2, where the key is no longer than the hash, so that one round is all. */
function codeKey(password: string, salt: Buffer): Buffer {
  const block = 64 // of SHA-256
  const filled = (bytes: Buffer): Buffer => Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes)
  const purpose = Buffer.alloc(block, 3) // a key for a code
  const text = Buffer.from(`${password}\0`, 'utf16le').swap16()
  let hash = Buffer.concat([purpose, filled(salt), filled(text)])
  for (let round = 0; round < iterations; round++) hash = createHash('sha256').update(hash).digest()
  return hash
}

const plain = (bags: readonly Buffer[]): Buffer => content('data', der.octetString(der.sequence(...bags)))

function encrypted(bags: readonly Buffer[], password: string): Buffer {
  const [salt, start] = [randomBytes(saltLength), randomBytes(16)]
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(password, salt, iterations, 32, 'sha256'), start)
  const hidden = Buffer.concat([cipher.update(der.sequence(...bags)), cipher.final()])
  const pseudorandom = der.sequence(der.objectIdentifier('1.2.840.113549.2.9'), der.nothing)
  const derivation = der.sequence(
    der.objectIdentifier('1.2.840.113549.1.5.12'),
    der.sequence(der.octetString(salt), number(iterations), pseudorandom),
  )
  const encryption = der.sequence(der.objectIdentifier('2.16.840.1.101.3.4.1.42'), der.octetString(start))
  const algorithm = der.sequence(der.objectIdentifier('1.2.840.113549.1.5.13'), der.sequence(derivation, encryption))
  const body = der.sequence(der.objectIdentifier(types.data), algorithm, der.taggedPrimitive(0, hidden))
  return content('encryptedData', der.sequence(number(0), body))
}

const bag = (type: string, body: Buffer, attributes: readonly Buffer[]): Buffer =>
  der.sequence(
    der.objectIdentifier(type),
    der.tagged(0, body),
    ...(attributes.length > 0 ? [der.set(...attributes)] : []),
  )

const certificateBag = ({ raw }: X509Certificate, attributes: readonly Buffer[]): Buffer =>
  bag(
    '1.2.840.113549.1.12.10.1.3',
    der.sequence(der.objectIdentifier('1.2.840.113549.1.9.22.1'), der.tagged(0, der.octetString(raw))),
    attributes,
  )

const attribute = (type: string, value: Buffer): Buffer => der.sequence(der.objectIdentifier(type), der.set(value))
