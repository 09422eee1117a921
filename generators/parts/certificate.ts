import type { Certificate } from '../kubernetes.ts'
import { goDuration } from './units.ts'

/** An issuer as cert-manager refers to it. */
export type IssuerReference = {
  readonly name: string
  readonly kind: 'Issuer' | 'ClusterIssuer'
  readonly group: string
}

/** How the platform's internal certificates are made. */
export type Tls = {
  /** Signs what servers show to each other and what super users show: a quorum trusts nothing else. */
  readonly peers: IssuerReference
  /** Signs what servers show to clients and what clients show: no such certificate can pass as a peer. */
  readonly clients: IssuerReference
  readonly leaves: {
    /** Algorithm and bits: `rsa-2048`. */
    readonly key: string
    readonly duration: string
    readonly renewBefore: string
  }
}

/** A private key by its algorithm and bits (`rsa-2048`), in the form that every server reads. */
export function privateKey(
  key: string,
  rotationPolicy: 'Always' | 'Never',
): NonNullable<Certificate['spec']['privateKey']> {
  const [algorithm, size] = key.split('-')
  return { algorithm: algorithm === 'rsa' ? 'RSA' : 'ECDSA', encoding: 'PKCS8', rotationPolicy, size: Number(size) }
}

/** What a certificate may be used for. A peer is both at once: it dials and it answers. */
const usages = {
  server: ['digital signature', 'key encipherment', 'server auth'],
  client: ['digital signature', 'key encipherment', 'client auth'],
  peer: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
} as const

/** One leaf certificate, as a component asks for it. */
export type Leaf = {
  readonly authority: 'peers' | 'clients'
  readonly usage: keyof typeof usages
  readonly secretName: string
  /** At most 64 bytes; the identity that a server reads from a client's certificate. */
  readonly commonName: string
  readonly dnsNames: readonly string[]
}

/**
 * The `spec` of a leaf certificate. PKCS#8 because Kafka reads no other key; the combined file (key, then chain)
 * because Kafka and ZooKeeper want both in one file, `tls-combined.pem`.
 */
export function leafCertificate(
  tls: Tls,
  { authority, usage, secretName, commonName, dnsNames }: Leaf,
): Certificate['spec'] {
  const { key, duration, renewBefore } = tls.leaves
  return {
    secretName,
    commonName,
    ...(dnsNames.length === 0 ? {} : { dnsNames: [...dnsNames] }),
    duration: goDuration(duration),
    renewBefore: goDuration(renewBefore),
    privateKey: privateKey(key, 'Always'),
    usages: [...usages[usage]],
    additionalOutputFormats: [{ type: 'CombinedPEM' }],
    issuerRef: { ...tls[authority] },
  }
}
