import type { Instance } from '../../engine/model.ts'
import type { CertsValues } from '../../schemas/values/005-certs.ts'
import type { Certificate } from '../kubernetes.ts'
import { leafCertificate } from '../parts/certificate.ts'
import { labels } from '../parts/labels.ts'
import { tlsOf } from './address.ts'

/** The Certificate and Secret of an application. */
const clientSecret = (name: string): string => `client-${name}-tls`

export const clientCertificate = (certs: Instance<CertsValues>, name: string) => {
  const tls = tlsOf({ ...certs, uses: { certs } })
  if (!tls) throw new Error('client certificates are asked for while internal certificates are off')
  const { dnsNames = [], duration = null } = certs.values.clients[name] ?? {}
  const leaves = { ...tls.leaves, ...(duration === null ? {} : { duration }) }
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: clientSecret(name), namespace: certs.namespace, labels: labels(certs, 'client') },
    spec: leafCertificate(
      { ...tls, leaves },
      {
        authority: 'clients',
        usage: 'client',
        secretName: clientSecret(name),
        commonName: name,
        dnsNames,
      },
    ),
  } satisfies Certificate
}
