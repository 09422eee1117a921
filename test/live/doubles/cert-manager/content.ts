import type { KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import type { Certificate } from '../../resources.ts'
import type { CertificateContent, Usage } from '../../x509.ts'
import { goMilliseconds } from './duration.ts'

type Spec = Certificate['spec']

/** cert-manager's default: 90 days. */
const usualDuration = '2160h'

/** How long a certificate is valid, in milliseconds. */
export const lifetime = ({ duration = usualDuration }: Spec): number => goMilliseconds(duration)

/** How long before its end it is renewed, in milliseconds: a third of its life where nothing is said. */
export const renewBefore = (spec: Spec): number =>
  spec.renewBefore === undefined ? lifetime(spec) / 3 : goMilliseconds(spec.renewBefore)

/** What the certificate is to say, but for when it is valid. */
export function contentOf(spec: Spec, publicKey: KeyObject): Omit<CertificateContent, 'notBefore' | 'notAfter'> {
  const { commonName, subject, dnsNames, ipAddresses, uris, emailAddresses, isCA = false } = spec
  const usages: readonly Usage[] = spec.usages?.length ? spec.usages : ['digital signature', 'key encipherment']
  return {
    subject: { ...subject, ...(commonName ? { commonName } : {}) },
    alternativeNames: {
      ...(dnsNames ? { dnsNames } : {}),
      ...(ipAddresses ? { ipAddresses } : {}),
      ...(uris ? { uris } : {}),
      ...(emailAddresses ? { emailAddresses } : {}),
    },
    usages: isCA ? [...usages, 'cert sign'] : usages,
    authority: isCA,
    publicKey,
  }
}

/**
 * What cert-manager's webhook would not let in. That a duration is at least an hour is left out: tests see renewals
 * within seconds.
 */
export function invalidities(spec: Spec): string[] {
  const { commonName = '', dnsNames = [], ipAddresses = [], uris = [], emailAddresses = [], subject } = spec
  const named = [commonName, ...dnsNames, ...ipAddresses, ...uris, ...emailAddresses].some((name) => name !== '')
  return [
    ...(named || subject ? [] : ['spec: at least one of commonName, dnsNames, uris, ipAddresses or emailAddresses']),
    ...(Buffer.byteLength(commonName) > 64 ? ['spec.commonName: at most 64 bytes'] : []),
    ...ipAddresses
      .filter((address) => isIP(address) === 0)
      .map((address) => `spec.ipAddresses: ${address} is not an IP address`),
    ...(renewBefore(spec) < lifetime(spec) ? [] : ['spec.renewBefore: less than spec.duration']),
  ]
}
