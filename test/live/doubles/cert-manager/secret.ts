import { X509Certificate } from 'node:crypto'
import type { Certificate, Secret } from '../../resources.ts'

/** The keys of a certificate's Secret. */
export const secretKeys = {
  authority: 'ca.crt',
  chain: 'tls.crt',
  key: 'tls.key',
  combined: 'tls-combined.pem',
  der: 'key.der',
  keyStore: 'keystore.p12',
  trustStore: 'truststore.p12',
} as const

/** What was issued, as PEM. */
export type Issued = { readonly key: string; readonly chain: string; readonly authority: string }

/** What a Secret holds under a key, as text; empty where it holds nothing. */
export const textOf = (secret: Secret | undefined, key: string): string =>
  Buffer.from(secret?.data?.[key] ?? '', 'base64').toString()

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** The certificates of a PEM text, in its order; undefined where one of them, or the whole, is none. */
export function readCertificates(pem: string): X509Certificate[] | undefined {
  try {
    const certificates = [...pem.matchAll(pemBlock)].map(([block]) => new X509Certificate(block))
    return certificates.length > 0 ? certificates : undefined
  } catch {
    return undefined // what is no certificate is the answer here, not a fault
  }
}

/**
 * A chain as cert-manager splits it: `tls.crt` has no root, as whoever verifies has it; `ca.crt` has the root or,
 * where that is not known, the highest that is.
 */
export function splitChain(chain: readonly X509Certificate[]): { chain: string; authority: string } {
  const highest = chain.at(-1)
  if (!highest) throw new TypeError('a chain without a certificate')
  const rooted = highest.checkIssued(highest) && highest.verify(highest.publicKey)
  const shown = rooted && chain.length > 1 ? chain.slice(0, -1) : chain
  return { chain: shown.map(String).join(''), authority: highest.toString() }
}

/** The Secret of a certificate that was issued, as it is written: metadata, template, formats and stores included. */
export function secretOf(
  certificate: Certificate,
  issued: Issued,
  type: string,
  stores: Readonly<Record<string, Buffer>>,
) {
  const { spec, metadata } = certificate
  const formats = new Set(spec.additionalOutputFormats?.map((format) => format.type))
  const base64 = (content: string | Buffer): string => Buffer.from(content).toString('base64')
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: spec.secretName,
      namespace: metadata.namespace ?? '',
      labels: { ...spec.secretTemplate?.labels, 'controller.cert-manager.io/fao': 'true' },
      annotations: {
        ...spec.secretTemplate?.annotations,
        ...issuerAnnotations(certificate),
        'cert-manager.io/certificate-name': metadata.name,
        'cert-manager.io/common-name': spec.commonName ?? '',
        'cert-manager.io/alt-names': (spec.dnsNames ?? []).join(','),
        'cert-manager.io/ip-sans': (spec.ipAddresses ?? []).join(','),
        'cert-manager.io/uri-sans': (spec.uris ?? []).join(','),
      },
    },
    type,
    data: {
      [secretKeys.authority]: base64(issued.authority),
      [secretKeys.chain]: base64(issued.chain),
      [secretKeys.key]: base64(issued.key),
      ...(formats.has('CombinedPEM') ? { [secretKeys.combined]: base64(`${issued.key}\n${issued.chain}`) } : {}),
      ...(formats.has('DER') ? { [secretKeys.der]: base64(derOf(issued.key)) } : {}),
      ...Object.fromEntries(Object.entries(stores).map(([key, store]) => [key, base64(store)])),
    },
  }
}

/** Who has issued, as the Secret says it. */
export const issuerAnnotations = ({ spec: { issuerRef } }: Certificate) => ({
  'cert-manager.io/issuer-name': issuerRef.name,
  'cert-manager.io/issuer-kind': issuerRef.kind ?? 'Issuer',
  'cert-manager.io/issuer-group': issuerRef.group ?? 'cert-manager.io',
})

/** The bytes within a PEM text. */
const derOf = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')
