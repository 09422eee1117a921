import type { ServiceAccount } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { nameOf, type Part, type Pulsar } from './names.ts'

/** An account that may do nothing, so that no pod runs as the namespace's default one. */
export const serviceAccount = (pulsar: Pulsar, part: Part) =>
  ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: nameOf(part), namespace: pulsar.namespace, labels: labels(pulsar, part) },
    automountServiceAccountToken: false,
  }) satisfies ServiceAccount
