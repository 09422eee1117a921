import type { ServiceAccount } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { nameOf, type Part, type Pulsar } from './names.ts'

/** An account that may do nothing here (the brokers' may be somebody in a cloud), so that no pod runs as the namespace's default one. */
export const serviceAccount = (pulsar: Pulsar, part: Part) =>
  ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: nameOf(part),
      namespace: pulsar.namespace,
      labels: labels(pulsar, part),
      ...(part === 'broker' ? { annotations: { ...pulsar.values.offload.serviceAccountAnnotations } } : {}),
    },
    automountServiceAccountToken: false,
  }) satisfies ServiceAccount
