import type { Instance } from '../../engine/model.ts'
import type { CertsValues } from '../../schemas/values/005-certs.ts'
import type { Issuer } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { issuerNames } from './address.ts'
import { authoritySecret } from './certificate-authority.ts'

export const authorityIssuer = (certs: Instance<CertsValues>, name: 'peers' | 'clients') =>
  ({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name: issuerNames[name], namespace: certs.namespace, labels: labels(certs, 'authority') },
    spec: { ca: { secretName: authoritySecret(name) } },
  }) satisfies Issuer
