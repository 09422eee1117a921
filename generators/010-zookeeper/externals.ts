import type { ExternalObject, Instance } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'

/** Classes of the cluster that values name. */
export function externals({ values, overlay }: Instance<ZookeeperValues>): ExternalObject[] {
  const { data, log } = values.storage
  const storageClasses = [data, ...(log.separate ? [log] : [])].map(
    ({ storageClass }) => storageClass ?? overlay.cluster.storageClass,
  )
  return [
    ...[...new Set(storageClasses)].map((name) => ({ kind: 'StorageClass', name })),
    ...(values.placement.priorityClass === null
      ? []
      : [{ kind: 'PriorityClass', name: values.placement.priorityClass }]),
  ]
}
