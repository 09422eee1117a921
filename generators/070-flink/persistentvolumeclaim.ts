import { sharedClaim } from '../parts/shared-claim.ts'
import { type Flink, storageClaim } from './names.ts'

/** What all clusters keep their state on, where there is no bucket. */
export const persistentVolumeClaim = (flink: Flink) =>
  sharedClaim(flink, storageClaim, 'storage', flink.values.storage.claim)
