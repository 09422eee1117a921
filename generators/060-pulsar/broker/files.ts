import type { Volume, VolumeMount } from '../../kubernetes.ts'
import { partTls, tokenKey } from '../access.ts'
import { scratch } from '../functions/files.ts'
import { certificates, type Pulsar } from '../names.ts'
import { offloadCredentials } from '../offload.ts'
import { clusterFiles } from '../replication.ts'

/** What a broker proves by who it is and who others are, as volumes and where they are mounted. */
export function brokerFiles(pulsar: Pulsar): { readonly volumes: Volume[]; readonly mounts: VolumeMount[] } {
  const tls = partTls(pulsar, certificates.brokerPeer, certificates.broker)
  const tokens = pulsar.values.proxy.enabled ? { volumes: [], mounts: [] } : tokenKey(pulsar)
  const clusters = clusterFiles(pulsar)
  const offload = offloadCredentials(pulsar)
  const functions = pulsar.values.functions.place === 'brokers' ? [scratch(pulsar)] : []
  return {
    volumes: [
      ...tls.volumes,
      ...tokens.volumes,
      ...clusters.volumes,
      ...offload.volumes,
      ...functions.map(({ volume }) => volume),
    ],
    mounts: [
      ...tls.mounts,
      ...tokens.mounts,
      ...clusters.mounts,
      ...offload.mounts,
      ...functions.map(({ mount }) => mount),
    ],
  }
}
