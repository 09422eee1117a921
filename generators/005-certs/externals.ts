import type { ExternalObject, Instance } from '../../engine/model.ts'
import type { CertsValues } from '../../schemas/values/005-certs.ts'

/** Issuers and credentials that values name and others make. */
export const externals = (certs: Instance<CertsValues>): ExternalObject[] => {
  const { internal, public: publicSource, existing, acme } = certs.values
  const issuers = [
    ...(internal === 'existing' ? [existing.peers, existing.clients] : []),
    ...(publicSource === 'existing' ? [existing.public] : []),
  ]
  return [
    ...issuers.flatMap((issuer) =>
      issuer
        ? [
            {
              kind: issuer.kind,
              name: issuer.name,
              ...(issuer.kind === 'Issuer' ? { namespace: certs.namespace } : {}),
            },
          ]
        : [],
    ),
    ...(publicSource === 'acme' && acme.challenge === 'dns01' && acme.dns01.secretName !== null
      ? [
          {
            kind: 'Secret',
            name: acme.dns01.secretName,
            namespace: certs.namespace,
            keys: acme.dns01.secretKey === null ? [] : [acme.dns01.secretKey],
          },
        ]
      : []),
    ...(publicSource === 'acme' && acme.challenge === 'http01'
      ? [{ kind: 'IngressClass', name: acme.ingressClass }]
      : []),
  ]
}
