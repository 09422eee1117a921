import type { Finding, Instance, Path } from '../../../engine/model.ts'
import type { FlinkValues } from '../../../schemas/values/070-flink.ts'
import { at } from '../../parts/rules.ts'
import { type Cluster, clustersOf, type Flink } from '../names.ts'

/** One finding where something is so, and none where it is not. */
export function foundIf(wrong: boolean, at: Path, message: string, hint?: string): Finding[] {
  return wrong ? [{ at, message, ...(hint === undefined ? {} : { hint }) }] : []
}

/** The path of a value of a cluster. */
export function atCluster(flink: Flink, { name }: Cluster, ...keys: readonly string[]): Path {
  return at(flink, 'clusters', name, ...keys)
}

/** A check of every cluster by itself. */
export function ofEachCluster(check: (flink: Flink, cluster: Cluster) => Finding[]) {
  return (flink: Instance<FlinkValues>): Finding[] => clustersOf(flink).flatMap((cluster) => check(flink, cluster))
}

/** Whether the pods of a cluster are rendered here. */
export function isPlain({ mode }: Cluster): boolean {
  return mode !== 'operator'
}

/** Whether a cluster is there for one job. */
export function hasJob({ mode, job }: Cluster): boolean {
  return mode === 'application' || (mode === 'operator' && (job.jar.path ?? job.jar.url) !== null)
}
