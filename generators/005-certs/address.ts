import type { Instance } from '../../engine/model.ts'
import type { CertsValues } from '../../schemas/values/005-certs.ts'
import type { IssuerReference, Tls } from '../parts/certificate.ts'

function certsOf({ uses }: Instance): Instance<CertsValues> | undefined {
  return uses['certs'] as Instance<CertsValues> | undefined // the name stands for the type
}

/** How a component's internal certificates are made; undefined where the platform runs in plaintext. */
export function tlsOf(consumer: Instance): Tls | undefined {
  const certs = certsOf(consumer)
  if (!certs || certs.values.internal === 'none') return undefined
  const { existing, leaves } = certs.values
  const own = (name: string): IssuerReference => ({ name, kind: 'Issuer', group: 'cert-manager.io' })
  return certs.values.internal === 'ca'
    ? { peers: own(issuerNames.peers), clients: own(issuerNames.clients), leaves }
    : { peers: named(existing.peers), clients: named(existing.clients), leaves }
}

/** The names of the application clients that have a certificate: their common names and so their principals. */
export function clientNames(consumer: Instance): readonly string[] {
  return Object.keys(certsOf(consumer)?.values.clients ?? {})
}

/** The issuer of public certificates for hosts that the world sees; undefined where there is none. */
export function publicIssuerOf(consumer: Instance): IssuerReference | undefined {
  const certs = certsOf(consumer)
  if (!certs || certs.values.public === 'none') return undefined
  return certs.values.public === 'existing'
    ? named(certs.values.existing.public)
    : { name: issuerNames.public, kind: 'Issuer', group: 'cert-manager.io' }
}

/** The rule existingIssuersAreNamed has refused values without. */
function named(issuer: IssuerReference | null): IssuerReference {
  if (issuer === null) throw new Error('an existing issuer is used that values do not name')
  return issuer
}

/** The names of the issuers that 005-certs makes, in its namespace. */
export const issuerNames = { selfSigned: 'selfsigned', peers: 'peers', clients: 'clients', public: 'public' } as const

/** The annotation of a Service whose traffic is readable by anyone who can see it. */
export const plaintextWarning = {
  'sluice/plaintext': 'internal certificates are off: traffic is neither encrypted nor authenticated',
} as const
