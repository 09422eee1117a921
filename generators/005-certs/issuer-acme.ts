import type { Instance } from '../../engine/model.ts'
import type { CertsValues } from '../../schemas/values/005-certs.ts'
import type { Issuer } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { issuerNames } from './address.ts'

const directories: Readonly<Record<string, string>> = {
  letsencrypt: 'https://acme-v02.api.letsencrypt.org/directory',
  'letsencrypt-staging': 'https://acme-staging-v02.api.letsencrypt.org/directory',
}

type Solver = NonNullable<NonNullable<Issuer['spec']['acme']>['solvers']>[number]
type Dns01 = NonNullable<Solver['dns01']>

/** How each provider of DNS-01 is told its credentials. */
function dns01({ provider, secretName, secretKey, scope, accessKeyId }: CertsValues['acme']['dns01']): Dns01 {
  const secret = { name: secretName ?? '', key: secretKey ?? '' }
  switch (provider) {
    case 'cloudflare':
      return { cloudflare: { apiTokenSecretRef: secret } }
    case 'digitalocean':
      return { digitalocean: { tokenSecretRef: secret } }
    case 'route53':
      return {
        route53: {
          region: scope ?? '',
          ...(accessKeyId === null ? {} : { accessKeyID: accessKeyId }),
          secretAccessKeySecretRef: secret,
        },
      }
    case 'clouddns':
      return { cloudDNS: { project: scope ?? '', serviceAccountSecretRef: secret } }
    default:
      throw new Error('DNS-01 is asked for without a provider')
  }
}

export const acmeIssuer = (certs: Instance<CertsValues>) => {
  const { server, email, challenge, ingressClass } = certs.values.acme
  return [
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Issuer',
      metadata: { name: issuerNames.public, namespace: certs.namespace, labels: labels(certs, 'public') },
      spec: {
        acme: {
          server: directories[server] ?? server,
          ...(email === null ? {} : { email }),
          privateKeySecretRef: { name: 'acme-account' },
          solvers: [
            challenge === 'http01'
              ? { http01: { ingress: { ingressClassName: ingressClass } } }
              : { dns01: dns01(certs.values.acme.dns01) },
          ],
        },
      },
    } satisfies Issuer,
  ]
}
