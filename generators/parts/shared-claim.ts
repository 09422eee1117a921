import type { Instance } from '../../engine/model.ts'
import type { PersistentVolumeClaim } from '../kubernetes.ts'
import { labels } from './labels.ts'

/** What values say of a volume that several pods mount; the StorageClass is the cluster's where it is null. */
type Claim = {
  readonly size: string
  readonly storageClass: string | null
  readonly accessMode: 'ReadWriteMany' | 'ReadWriteOnce'
}

/** A volume that all pods of a part share. */
export const sharedClaim = (instance: Instance, name: string, part: string, claim: Claim) =>
  ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: instance.namespace, labels: labels(instance, part) },
    spec: {
      accessModes: [claim.accessMode],
      storageClassName: claim.storageClass ?? instance.overlay.cluster.storageClass,
      resources: { requests: { storage: claim.size } },
    },
  }) satisfies PersistentVolumeClaim
