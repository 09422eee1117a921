import type { ExternalObject } from '../../engine/model.ts'
import type { Pulsar } from './names.ts'

/** Classes of the cluster that values name. */
export function externals({ overlay, values }: Pulsar): ExternalObject[] {
  const { journal, ledgers } = values.bookies
  const storageClasses = [journal, ledgers].map(({ storageClass }) => storageClass ?? overlay.cluster.storageClass)
  const priorityClasses = [values.bookies, values.brokers].flatMap(({ placement }) => placement.priorityClass ?? [])
  return [
    ...[...new Set(storageClasses)].map((name) => ({ kind: 'StorageClass', name })),
    ...[...new Set(priorityClasses)].map((name) => ({ kind: 'PriorityClass', name })),
  ]
}
