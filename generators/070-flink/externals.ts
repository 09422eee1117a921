import type { ExternalObject } from '../../engine/model.ts'
import { clustersOf, type Flink } from './names.ts'
import { protectionOf } from './security.ts'
import { credentialsOf } from './storage.ts'

/** Classes of the cluster and Secrets that values name. */
export function externals(flink: Flink): ExternalObject[] {
  const { namespace, overlay, values } = flink
  const clusters = clustersOf(flink)
  const { storage, security } = values
  const storageClasses = [
    ...(storage.type === 'claim' ? [storage.claim.storageClass] : []),
    ...clusters.flatMap(({ taskManagers: { localRecovery } }) =>
      localRecovery.enabled ? [localRecovery.storageClass] : [],
    ),
  ].map((name) => name ?? overlay.cluster.storageClass)
  const priorityClasses = clusters.flatMap(({ placement }) => placement.priorityClass ?? [])
  const credentials = credentialsOf(flink)
  const password = clusters.some((cluster) => protectionOf(flink, cluster)) ? security.keystorePassword.secret : null
  return [
    ...[...new Set(storageClasses)].map((name) => ({ kind: 'StorageClass', name })),
    ...[...new Set(priorityClasses)].map((name) => ({ kind: 'PriorityClass', name })),
    ...(credentials === undefined
      ? []
      : [
          {
            kind: 'Secret',
            name: credentials,
            namespace,
            keys: [...new Set(Object.values(storage.credentials.options))],
          },
        ]),
    ...(password === null
      ? []
      : [{ kind: 'Secret', name: password, namespace, keys: [security.keystorePassword.key] }]),
  ]
}
