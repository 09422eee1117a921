import type { Instance } from '../../engine/model.ts'
import type { CertsValues } from '../../schemas/values/005-certs.ts'
import type { Certificate } from '../kubernetes.ts'
import { privateKey } from '../parts/certificate.ts'
import { labels } from '../parts/labels.ts'
import { publicIssuerOf } from './address.ts'

export const publicCertificate = (certs: Instance<CertsValues>, name: string, hosts: readonly string[]) => {
  const issuer = publicIssuerOf({ ...certs, uses: { certs } })
  if (!issuer) throw new Error('public certificates are asked for while there is no issuer of them')
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: `public-${name}-tls`, namespace: certs.namespace, labels: labels(certs, 'public') },
    spec: {
      secretName: `public-${name}-tls`,
      dnsNames: [...hosts],
      privateKey: privateKey('ecdsa-256', 'Always'),
      usages: ['digital signature', 'server auth'],
      issuerRef: { ...issuer },
    },
  } satisfies Certificate
}
