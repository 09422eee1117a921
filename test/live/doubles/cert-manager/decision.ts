import type { Certificate, Secret } from '../../resources.ts'
import { mismatches } from '../../x509.ts'
import { contentOf, lifetime, renewBefore } from './content.ts'
import { keyMismatches, keyText, readKey } from './key.ts'
import { issuerAnnotations, readCertificates, secretKeys, textOf } from './secret.ts'

/** Why a certificate is to be issued, in cert-manager's words. */
export type Cause = { readonly reason: string; readonly message: string }

/** Until when the certificate in the Secret is good, and what is wrong with it now; no cause where nothing is. */
export type Verdict = {
  readonly cause?: Cause
  readonly notBefore?: Date
  readonly notAfter?: Date
  readonly renewal?: Date
}

/** Compares the Secret with what the Certificate asks for, as it stands at that moment. */
export function verdict(certificate: Certificate, secret: Secret | undefined, now: Date): Verdict {
  const because = (reason: string, message: string): Verdict => ({ cause: { reason, message } })
  const { spec } = certificate
  if (!secret) return because('DoesNotExist', 'Issuing certificate as Secret does not exist')
  const missing = [secretKeys.key, secretKeys.chain].filter((key) => !secret.data?.[key])
  if (missing.length > 0)
    return because('MissingData', `Issuing certificate as Secret does not contain ${missing.join(', ')}`)

  const key = readKey(textOf(secret, secretKeys.key))
  const [issued] = readCertificates(textOf(secret, secretKeys.chain)) ?? []
  if (!key) return because('InvalidKeyPair', 'Issuing certificate as Secret contains an invalid private key')
  if (!issued) return because('InvalidCertificate', 'Issuing certificate as Secret contains an invalid certificate')
  if (!issued.checkPrivateKey(key))
    return because('InvalidKeyPair', 'Issuing certificate as Secret contains a private key of another certificate')

  const wantedKey = spec.privateKey ?? {}
  const header = (pem: string): string => pem.trimStart().split('\n', 1)[0] ?? ''
  const wrongKey = keyMismatches(key, wantedKey)
  if (wrongKey.length > 0)
    return because('SecretMismatch', `Existing private key is not up to date for spec: ${wrongKey}`)
  if (header(textOf(secret, secretKeys.key)) !== header(keyText(key, wantedKey)))
    return because('SecretMismatch', 'Existing private key is not up to date for spec: spec.privateKey.encoding')

  const annotations = secret.metadata.annotations ?? {}
  const other = Object.entries(issuerAnnotations(certificate)).filter(([name, value]) => annotations[name] !== value)
  if (other.length > 0)
    return because(
      'IncorrectIssuer',
      `Issuing certificate as Secret was issued by another issuer: ${other.map(([name]) => name)}`,
    )

  const [notBefore, notAfter] = [new Date(issued.validFrom), new Date(issued.validTo)]
  const wrong = [
    ...mismatches(issued, contentOf(spec, issued.publicKey)),
    ...(notAfter.getTime() - notBefore.getTime() === lifetime(spec) ? [] : ['duration']),
  ]
  if (wrong.length > 0)
    return because('RequestChanged', `The certificate does not say what the spec asks for: ${wrong.join(', ')}`)

  const times = { notBefore, notAfter, renewal: new Date(notAfter.getTime() - renewBefore(spec)) }
  if (now >= notAfter) return { ...times, ...because('Expired', `Certificate expired on ${notAfter.toISOString()}`) }
  if (now >= times.renewal)
    return {
      ...times,
      ...because('Renewing', `Renewing certificate as renewal was scheduled at ${times.renewal.toISOString()}`),
    }
  return times
}
