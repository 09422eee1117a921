import type { ExternalObject } from '../../engine/model.ts'
import type { Kafka } from './names.ts'
import { pools } from './pools.ts'

/** Classes of the cluster and Secrets that values name. */
export function externals(kafka: Kafka): ExternalObject[] {
  const servers = pools(kafka).map(({ values }) => values)
  const storageClasses = servers.map(({ storageClass }) => storageClass ?? kafka.overlay.cluster.storageClass)
  const priorityClasses = servers.flatMap(({ placement }) => placement.priorityClass ?? [])
  return [
    ...[...new Set(storageClasses)].map((name) => ({ kind: 'StorageClass', name })),
    ...[...new Set(priorityClasses)].map((name) => ({ kind: 'PriorityClass', name })),
    ...passwordSecrets(kafka),
  ]
}

/** Each Secret once, with all the keys that users have in it. */
function passwordSecrets({ values, namespace }: Kafka): ExternalObject[] {
  const passwords = Object.values(values.users).flatMap(({ authentication, password: { secret, key } }) =>
    authentication === 'scram' && secret !== null ? [{ secret, key }] : [],
  )
  return [...new Set(passwords.map(({ secret }) => secret))].map((name) => ({
    kind: 'Secret',
    name,
    namespace,
    keys: [...new Set(passwords.filter(({ secret }) => secret === name).map(({ key }) => key))],
  }))
}
