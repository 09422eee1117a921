import type { Volume, VolumeMount } from '../../kubernetes.ts'
import { partTls, tokenKey } from '../access.ts'
import { scratch } from '../functions/files.ts'
import { certificates, type Pulsar } from '../names.ts'
import { offloadCredentials, offloadVolume } from '../offload.ts'
import { clusterFiles } from '../replication.ts'

/** What a broker proves by who it is and who others are, and where it puts what: volumes and where they are mounted. */
export function brokerFiles(pulsar: Pulsar): { readonly volumes: Volume[]; readonly mounts: VolumeMount[] } {
  const { functions, proxy } = pulsar.values
  const all = [
    partTls(pulsar, certificates.brokerPeer, certificates.broker),
    ...(proxy.enabled ? [] : [tokenKey(pulsar)]),
    clusterFiles(pulsar),
    offloadCredentials(pulsar),
    offloadVolume(pulsar),
    ...(functions.place === 'brokers' ? [scratch(pulsar)] : []),
  ]
  return { volumes: all.flatMap(({ volumes }) => volumes), mounts: all.flatMap(({ mounts }) => mounts) }
}
