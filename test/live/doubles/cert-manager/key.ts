import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { Obstacle } from '../../obstacle.ts'
import type { Certificate } from '../../resources.ts'

const generate = promisify(generateKeyPair)

type Wanted = NonNullable<Certificate['spec']['privateKey']>

const curves: Readonly<Record<number, string>> = { 256: 'prime256v1', 384: 'secp384r1', 521: 'secp521r1' }

/** cert-manager's defaults: https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificatePrivateKey */
function complete({ algorithm = 'RSA', encoding = 'PKCS1', size = algorithm === 'RSA' ? 2048 : 256 }: Wanted) {
  return { algorithm, encoding, size }
}

/** A new private key; throws where there is none of that size. */
export async function newKey(wanted: Wanted): Promise<KeyObject> {
  const { algorithm, size } = complete(wanted)
  if (algorithm === 'Ed25519') return (await generate('ed25519', {})).privateKey
  if (algorithm === 'RSA') return (await generate('rsa', { modulusLength: size })).privateKey
  const namedCurve = curves[size]
  if (namedCurve === undefined) throw new Obstacle(`privateKey.size: there is no ECDSA key of ${size} bits`)
  return (await generate('ec', { namedCurve })).privateKey
}

/** The key as the Secret holds it: PEM in the encoding that is wanted, where its algorithm knows that. */
export function keyText(key: KeyObject, wanted: Wanted): string {
  const { algorithm, encoding } = complete(wanted)
  const type = encoding === 'PKCS8' || algorithm === 'Ed25519' ? 'pkcs8' : algorithm === 'RSA' ? 'pkcs1' : 'sec1'
  return key.export({ type, format: 'pem' }).toString()
}

/** What of the key is not as it is wanted: paths of the spec; none where all is. */
export function keyMismatches(key: KeyObject, wanted: Wanted): string[] {
  const { algorithm, size } = complete(wanted)
  const details = key.asymmetricKeyDetails
  const types = { RSA: 'rsa', ECDSA: 'ec', Ed25519: 'ed25519' } as const
  if (key.asymmetricKeyType !== types[algorithm]) return ['spec.privateKey.algorithm']
  const fits =
    algorithm === 'Ed25519' ||
    (algorithm === 'RSA' ? details?.modulusLength === size : details?.namedCurve === curves[size])
  return fits ? [] : ['spec.privateKey.size']
}

/** The private key of a PEM text; undefined where it is none. */
export function readKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem)
  } catch {
    return undefined // what is no key is the answer here, not a fault
  }
}
