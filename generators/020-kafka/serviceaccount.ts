import type { ServiceAccount } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import type { Kafka, Part } from './names.ts'

/** An account that may do nothing, so that no pod runs as the namespace's default one. */
export const serviceAccount = (kafka: Kafka, part: Part) =>
  ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: `kafka-${part}`, namespace: kafka.namespace, labels: labels(kafka, part) },
    automountServiceAccountToken: false,
  }) satisfies ServiceAccount
