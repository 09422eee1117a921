import type { ExternalObject } from '../../engine/model.ts'
import type { Pulsar } from './names.ts'
import { credentialKeys } from './offload.ts'

/** Classes of the cluster and Secrets that values name. */
export function externals(pulsar: Pulsar): ExternalObject[] {
  const { namespace, overlay, values } = pulsar
  const { bookies, brokers, functions, proxy, recovery } = values
  const { tokens } = values.security
  const volumes = [
    bookies.journal,
    bookies.ledgers,
    ...(values.offload.driver === 'filesystem' ? [values.offload.claim] : []),
  ]
  const storageClasses = volumes.map(({ storageClass }) => storageClass ?? overlay.cluster.storageClass)
  const priorityClasses = [bookies, recovery, brokers, proxy, functions].flatMap(
    ({ placement }) => placement.priorityClass ?? [],
  )
  return [
    ...[...new Set(storageClasses)].map((name) => ({ kind: 'StorageClass', name })),
    ...[...new Set(priorityClasses)].map((name) => ({ kind: 'PriorityClass', name })),
    ...(tokens.secret === null ? [] : [{ kind: 'Secret', name: tokens.secret, namespace, keys: [tokens.key] }]),
    ...Object.values(values.replication.clusters).flatMap(({ secret }) =>
      secret === null ? [] : [{ kind: 'Secret', name: secret, namespace, keys: ['tls.crt', 'tls.key', 'ca.crt'] }],
    ),
    ...(credentialKeys(pulsar).length === 0 || values.offload.secret === null
      ? []
      : [{ kind: 'Secret', name: values.offload.secret, namespace, keys: credentialKeys(pulsar) }]),
  ]
}
