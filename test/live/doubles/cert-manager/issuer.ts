import type { X509Certificate } from 'node:crypto'
import type { Issuer, Secret } from '../../resources.ts'
import type { Signer } from '../../x509.ts'
import { readKey } from './key.ts'
import { readCertificates, secretKeys, textOf } from './secret.ts'
import { unknownOfIssuer } from './understood.ts'

/** Whether an issuer can sign, in cert-manager's words, and with what. */
export type IssuerState = {
  readonly reason: string
  readonly message: string
  /** Undefined where it cannot sign; `self` where the certificate's own key signs. */
  readonly signer: 'self' | (Signer & { readonly chain: readonly X509Certificate[] }) | undefined
}

/** Where a ClusterIssuer's Secrets are: cert-manager's own namespace. */
const clusterNamespace = 'cert-manager'

/** What an issuer can do, given the Secrets of the cluster by `namespace/name`. */
export function issuerState(issuer: Issuer, secrets: ReadonlyMap<string, Secret>): IssuerState {
  const not = (reason: string, message: string): IssuerState => ({ reason, message, signer: undefined })
  const { spec } = issuer
  const unknown = unknownOfIssuer(spec)
  if (unknown.length > 0)
    return not('UnknownField', `the double does not know ${unknown.map((path) => `spec.${path}`).join(', ')}`)
  if (spec.acme) return not('NotReachable', `there is no way to ${spec.acme.server} from here: the double has no ACME`)
  if (spec.selfSigned) return { reason: 'IsReady', message: 'Signs with the key of the certificate', signer: 'self' }
  if (!spec.ca)
    return not('UnknownField', 'the double knows issuers of the sorts ca and selfSigned, and this is neither')

  const name = `${issuer.metadata.namespace ?? clusterNamespace}/${spec.ca.secretName}`
  const secret = secrets.get(name)
  if (!secret) return not('ErrGetKeyPair', `Error getting keypair for CA issuer: secret "${name}" not found`)
  const key = readKey(textOf(secret, secretKeys.key))
  const chain = readCertificates(textOf(secret, secretKeys.chain))
  const [certificate] = chain ?? []
  if (!key || !chain || !certificate?.checkPrivateKey(key))
    return not('ErrInvalidKeyPair', `secret "${name}" holds no certificate with its private key`)
  if (!certificate.ca)
    return not('ErrInvalidKeyPair', `the certificate of secret "${name}" is not that of an authority`)
  return { reason: 'KeyPairVerified', message: 'Signing CA verified', signer: { key, certificate, chain } }
}
