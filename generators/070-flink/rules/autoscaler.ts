import type { Finding, Rule } from '../../../engine/model.ts'
import type { FlinkValues } from '../../../schemas/values/070-flink.ts'
import { decidedBy, foundIf } from '../../parts/rules.ts'
import type { Cluster, Flink } from '../names.ts'
import { atCluster, ofEachCluster } from './of-cluster.ts'

const prefix = 'job.autoscaler.'

const isScaled = ({ config, mode }: Cluster): boolean =>
  mode === 'operator' && String(config[`${prefix}enabled`]) === 'true'

/** A check of every cluster whose parallelism the operator's autoscaler decides. */
const ofEachScaled = (check: (flink: Flink, cluster: Cluster) => Finding[]) =>
  ofEachCluster((flink, cluster) => (isScaled(cluster) ? check(flink, cluster) : []))

/** What the autoscaler aims at where nothing else is said. */
const usualTarget = 0.7

/** What the operator's `AutoscalerValidator` takes: options, and from where to where. `target` is the value of the target. */
const ranges: readonly {
  readonly options: readonly string[]
  readonly range: (target: number) => readonly [least: number, most: number]
}[] = [
  {
    options: ['scale-down.max-factor', 'scale-up.max-factor', 'target.utilization.boundary'],
    range: () => [0, Number.POSITIVE_INFINITY],
  },
  { options: ['utilization.target', 'target.utilization'], range: () => [0, 1] },
  { options: ['utilization.min'], range: (target) => [0, target] },
  { options: ['utilization.max'], range: (target) => [target, 1] },
  { options: ['observed-scalability.coefficient-min'], range: () => [0.01, 1] },
]

/** The operator refuses the whole cluster. */
const autoscalerOptionsAreInRange: Rule<FlinkValues> = {
  id: 'flink/autoscaler-options-are-in-range',
  severity: 'error',
  check: ofEachScaled((flink, cluster) => {
    const stated = (option: string) => cluster.config[`${prefix}${option}`]
    const target = Number(stated('utilization.target') ?? stated('target.utilization') ?? usualTarget)
    return ranges.flatMap(({ options, range }) => {
      const [least, most] = range(target)
      return options.flatMap((option) => {
        const value = stated(option)
        return foundIf(
          value !== undefined && !(Number(value) >= least && Number(value) <= most),
          decidedBy(
            atCluster(flink, cluster, 'config', `${prefix}${option}`),
            atCluster(flink, cluster, 'config', `${prefix}utilization.target`),
            atCluster(flink, cluster, 'config', `${prefix}target.utilization`),
          ),
          `expected a number ${most === Number.POSITIVE_INFINITY ? `from ${least}` : `from ${least} to ${most}`}, got ${value}`,
        )
      })
    })
  }),
}

const autoscalerHasRoom: Rule<FlinkValues> = {
  id: 'flink/autoscaler-has-room',
  severity: 'warning',
  check: ofEachScaled((flink, cluster) => {
    const { maxParallelism } = cluster.job
    const bound = (option: string, usual: number): number => Number(cluster.config[`${prefix}${option}`] ?? usual)
    const [least, most] = [bound('vertex.min-parallelism', 1), bound('vertex.max-parallelism', 200)]
    const room = Math.min(most, maxParallelism)
    return foundIf(
      least >= room,
      atCluster(flink, cluster, 'config', `${prefix}enabled`),
      `expected a parallelism to choose from, got none: at least ${least} and at most ${room}`,
      `see ${prefix}vertex.min-parallelism, ${prefix}vertex.max-parallelism and job.maxParallelism (${maxParallelism})`,
    )
  }),
}

/** Otherwise every change of the parallelism stops the job and starts it again. */
const autoscalerScalesInPlace: Rule<FlinkValues> = {
  id: 'flink/autoscaler-scales-in-place',
  severity: 'warning',
  check: ofEachScaled((flink, cluster) => {
    const scheduler = cluster.config['jobmanager.scheduler']
    return foundIf(
      String(scheduler ?? '').toLowerCase() !== 'adaptive',
      atCluster(flink, cluster, 'config', scheduler === undefined ? `${prefix}enabled` : 'jobmanager.scheduler'),
      `expected jobmanager.scheduler: adaptive with ${prefix}enabled, got ${scheduler ?? 'none'}: each change of the parallelism would start the whole cluster anew`,
    )
  }),
}

/** The autoscaler keeps its decisions in this option: what git says would undo them at every sync. */
const autoscalerDecidesAlone: Rule<FlinkValues> = {
  id: 'flink/autoscaler-decides-alone',
  severity: 'error',
  check: ofEachScaled((flink, cluster) =>
    Object.keys(cluster.config)
      .filter((option) => option.startsWith('pipeline.jobvertex-parallelism-overrides'))
      .flatMap((option) =>
        foundIf(
          true,
          atCluster(flink, cluster, 'config', option),
          `expected none with ${prefix}enabled, which decides it, got ${option}`,
        ),
      ),
  ),
}

export const autoscalerRules: readonly Rule<FlinkValues>[] = [
  autoscalerOptionsAreInRange,
  autoscalerHasRoom,
  autoscalerScalesInPlace,
  autoscalerDecidesAlone,
]
