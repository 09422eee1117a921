import type { Instance } from '../../engine/model.ts'
import type { CertsValues } from '../../schemas/values/005-certs.ts'
import type { NetworkPolicy } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { peers, tcp } from '../parts/network.ts'

/** Lets the ingress reach the pods that cert-manager starts to answer an HTTP-01 challenge. */
export const solverAccess = (certs: Instance<CertsValues>) =>
  ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'acme-solver', namespace: certs.namespace, labels: labels(certs, 'public') },
    spec: {
      podSelector: { matchLabels: { 'acme.cert-manager.io/http01-solver': 'true' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: peers(certs.overlay.cluster.network.ingress ?? []), ports: tcp(8089) }],
    },
  }) satisfies NetworkPolicy
