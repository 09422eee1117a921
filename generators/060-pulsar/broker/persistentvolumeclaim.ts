import type { PersistentVolumeClaim } from '../../kubernetes.ts'
import { labels } from '../../parts/labels.ts'
import { offloadClaim, type Pulsar } from '../names.ts'

/** What all brokers move old messages to, where there is no object store. */
export const offloadVolumeClaim = (pulsar: Pulsar) => {
  const { accessMode, size, storageClass } = pulsar.values.offload.claim
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: offloadClaim, namespace: pulsar.namespace, labels: labels(pulsar, 'broker') },
    spec: {
      accessModes: [accessMode],
      storageClassName: storageClass ?? pulsar.overlay.cluster.storageClass,
      resources: { requests: { storage: size } },
    },
  } satisfies PersistentVolumeClaim
}
