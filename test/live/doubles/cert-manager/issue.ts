import { createPublicKey } from 'node:crypto'
import { Obstacle } from '../../obstacle.ts'
import type { Certificate, Secret } from '../../resources.ts'
import { signCertificate } from '../../x509.ts'
import { contentOf, lifetime } from './content.ts'
import type { IssuerState } from './issuer.ts'
import { keyMismatches, keyText, newKey, readKey } from './key.ts'
import { type Issued, secretKeys, splitChain, textOf } from './secret.ts'

/**
 * A key and a certificate as the spec asks for, signed at that moment. The key in the Secret is kept where the
 * rotation policy is Never; throws where it then is not one that the spec asks for.
 */
export async function issue(
  { spec }: Certificate,
  secret: Secret | undefined,
  signer: NonNullable<IssuerState['signer']>,
  now: Date,
): Promise<Issued> {
  const wanted = spec.privateKey ?? {}
  const present = wanted.rotationPolicy === 'Never' ? readKey(textOf(secret, secretKeys.key)) : undefined
  const wrong = present ? keyMismatches(present, wanted) : []
  if (wrong.length > 0)
    throw new Obstacle(`${wrong.join(', ')}: the key in the Secret differs, and rotationPolicy Never forbids a new one`)
  const key = present ?? (await newKey(wanted))

  const notBefore = new Date(Math.floor(now.getTime() / 1000) * 1000) // a certificate knows whole seconds
  const certificate = signCertificate(
    { ...contentOf(spec, createPublicKey(key)), notBefore, notAfter: new Date(notBefore.getTime() + lifetime(spec)) },
    signer === 'self' ? { key } : signer,
  )
  const { chain, authority } = splitChain([certificate, ...(signer === 'self' ? [] : signer.chain)])
  return { key: keyText(key, wanted), chain, authority }
}
