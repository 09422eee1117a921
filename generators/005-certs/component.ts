import type { Component } from '../../engine/model.ts'
import type { CertsValues } from '../../schemas/values/005-certs.ts'
import { authority } from './certificate-authority.ts'
import { clientCertificate } from './certificate-client.ts'
import { publicCertificate } from './certificate-public.ts'
import { externals } from './externals.ts'
import { acmeIssuer } from './issuer-acme.ts'
import { authorityIssuer } from './issuer-authority.ts'
import { selfSigned } from './issuer-self-signed.ts'
import { solverAccess } from './networkpolicy-solver.ts'
import { rules } from './rules.ts'

export const component: Component<CertsValues> = {
  requires: () => ['namespace'],
  directories: {
    '005-certs': (certs) =>
      certs.values.internal === 'ca' ? [selfSigned(certs), authority(certs, 'peers'), authority(certs, 'clients')] : [],
    // An issuer whose authority's Secret is not there yet is Degraded, and Argo CD then gives the whole sync up.
    '006-issuers': (certs) => [
      ...(certs.values.internal === 'ca' ? [authorityIssuer(certs, 'peers'), authorityIssuer(certs, 'clients')] : []),
      ...(certs.values.internal === 'none'
        ? []
        : Object.keys(certs.values.clients).map((name) => clientCertificate(certs, name))),
    ],
    '095-edge': (certs) =>
      certs.values.public === 'none'
        ? []
        : [
            ...(certs.values.public === 'acme' ? acmeIssuer(certs) : []),
            ...(certs.values.public === 'acme' && certs.values.acme.challenge === 'http01'
              ? [solverAccess(certs)]
              : []),
            ...Object.entries(certs.values.publicHosts).map(([name, { hosts }]) =>
              publicCertificate(certs, name, hosts ?? []),
            ),
          ],
  },
  external: externals,
  rules,
}
