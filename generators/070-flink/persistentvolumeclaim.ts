import type { PersistentVolumeClaim } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { type Flink, storageClaim } from './names.ts'

/** What all clusters keep their state on, where there is no bucket. */
export const persistentVolumeClaim = (flink: Flink) => {
  const { size, storageClass, accessMode } = flink.values.storage.claim
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: storageClaim, namespace: flink.namespace, labels: labels(flink, 'storage') },
    spec: {
      accessModes: [accessMode],
      storageClassName: storageClass ?? flink.overlay.cluster.storageClass,
      resources: { requests: { storage: size } },
    },
  } satisfies PersistentVolumeClaim
}
