import { sharedClaim } from '../../parts/shared-claim.ts'
import { offloadClaim, type Pulsar } from '../names.ts'

/** What all brokers move old messages to, where there is no object store. */
export const offloadVolumeClaim = (pulsar: Pulsar) =>
  sharedClaim(pulsar, offloadClaim, 'broker', pulsar.values.offload.claim)
