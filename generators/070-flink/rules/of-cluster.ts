import type { Finding, Instance, Path } from '../../../engine/model.ts'
import type { FlinkValues } from '../../../schemas/values/070-flink.ts'
import { at } from '../../parts/rules.ts'
import { type Cluster, clustersOf, type Flink } from '../names.ts'

/** The path of a value of a cluster. */
export function atCluster(flink: Flink, { name }: Cluster, ...keys: readonly string[]): Path {
  return at(flink, 'clusters', name, ...keys)
}

/** A check of every cluster by itself. */
export function ofEachCluster(check: (flink: Flink, cluster: Cluster) => Finding[]) {
  return (flink: Instance<FlinkValues>): Finding[] => clustersOf(flink).flatMap((cluster) => check(flink, cluster))
}
