import type { Instance } from '../../engine/model.ts'
import type { CertsValues } from '../../schemas/values/005-certs.ts'
import type { Certificate } from '../kubernetes.ts'
import { privateKey } from '../parts/certificate.ts'
import { labels } from '../parts/labels.ts'
import { goDuration } from '../parts/units.ts'
import { issuerNames } from './address.ts'

/** The Secret of an authority. */
export const authoritySecret = (name: 'peers' | 'clients'): string => `${name}-ca`

/** `rotationPolicy: Never`: a new key at renewal would break the trust of every certificate in use. */
export const authority = (certs: Instance<CertsValues>, name: 'peers' | 'clients') =>
  ({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: authoritySecret(name), namespace: certs.namespace, labels: labels(certs, 'authority') },
    spec: {
      secretName: authoritySecret(name),
      isCA: true,
      commonName: `${certs.overlay.name}-${name}-ca`,
      duration: goDuration(certs.values.authorities.duration),
      renewBefore: goDuration(certs.values.authorities.renewBefore),
      privateKey: privateKey(certs.values.authorities.key, 'Never'),
      usages: ['digital signature', 'cert sign', 'crl sign'],
      issuerRef: { name: issuerNames.selfSigned, kind: 'Issuer', group: 'cert-manager.io' },
    },
  }) satisfies Certificate
