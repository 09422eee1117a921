import type { Instance } from '../../engine/model.ts'
import type { CertsValues } from '../../schemas/values/005-certs.ts'
import type { Issuer } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { issuerNames } from './address.ts'

export const selfSigned = (certs: Instance<CertsValues>) =>
  ({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name: issuerNames.selfSigned, namespace: certs.namespace, labels: labels(certs, 'authority') },
    spec: { selfSigned: {} },
  }) satisfies Issuer
