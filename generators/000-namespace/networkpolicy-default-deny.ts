import type { Instance } from '../../engine/model.ts'
import type { NamespaceValues } from '../../schemas/values/000-namespace.ts'
import type { NetworkPolicy } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { dnsEgress } from '../parts/network.ts'

/** Nothing in and nothing out for every pod of a namespace, but DNS: every server finds its peers by name. */
export const defaultDeny = (platform: Instance<NamespaceValues>, namespace: string) =>
  ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'default-deny', namespace, labels: labels(platform, 'network') },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      egress: [dnsEgress(platform.overlay)],
    },
  }) satisfies NetworkPolicy
