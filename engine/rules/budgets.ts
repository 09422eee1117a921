import type { ManifestFinding, ManifestSet, SetRule } from '../model.ts'
import { called, type Entry, indexOf, selects, type Workload } from './index-of-set.ts'
import { asMap, asText, shown } from './read.ts'

const budget = 'policy/PodDisruptionBudget'

/** How many pods the workloads behind a budget want; with an autoscaler, at least. Undefined where nobody says. */
function podsBehind({ namespace, spec }: Entry, set: ManifestSet): number | undefined {
  const index = indexOf(set)
  const scalers = index.ofType('autoscaling/HorizontalPodAutoscaler')
  const counts = index
    .workloadsIn(namespace)
    .filter(
      ({ entry, labels }) =>
        entry.type !== 'batch/Job' && entry.type !== 'batch/CronJob' && selects(spec.selector, labels),
    )
    .map(({ entry, replicas }: Workload) => {
      const scaler = scalers.find((one) => {
        const { kind, name } = asMap(one.spec.scaleTargetRef)
        return one.namespace === namespace && kind === entry.kind && name === entry.name
      })
      const least = scaler?.spec.minReplicas
      return scaler ? (typeof least === 'number' ? least : 1) : replicas
    })
  return counts.length === 0 || counts.includes(undefined)
    ? undefined
    : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)
}

/** How many a number or a share of the pods is; shares are rounded up, as the controller does. */
function amount(value: unknown, pods: number): number | undefined {
  if (typeof value === 'number') return value
  const share = /^(\d+)%$/.exec(asText(value))?.[1]
  return share === undefined ? undefined : Math.ceil((Number(share) * pods) / 100)
}

/** gitops.md H55: a budget that leaves no room blocks every drain, one that leaves all protects nothing. */
export const everyBudgetLeavesRoom: SetRule = {
  id: 'budgets/budget-leaves-room',
  severity: 'error',
  check: (set) =>
    indexOf(set)
      .ofType(budget)
      .flatMap((entry): ManifestFinding[] => {
        const { placed, spec } = entry
        const { maxUnavailable, minAvailable } = spec
        if ((maxUnavailable === undefined) === (minAvailable === undefined))
          return [{ placed, path: ['spec'], message: 'expected either maxUnavailable or minAvailable' }]
        const pods = podsBehind(entry, set)
        if (pods === undefined || pods === 0) return []
        const field = maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable'
        const given = amount(spec[field], pods)
        if (given === undefined) return []
        const room = field === 'maxUnavailable' ? given : pods - given
        const found = `found ${shown(spec[field])} of ${pods}`
        if (room < 1)
          return [
            {
              placed,
              path: ['spec', field],
              message: `expected room for at least one pod to go, ${found}: no node could be drained`,
            },
          ]
        return room < pods || pods === 1
          ? []
          : [
              {
                placed,
                path: ['spec', field],
                message: `expected at least one pod to stay, ${found}: it protects nothing`,
              },
            ]
      }),
}

/** validation.md D27: of a pod with two budgets no eviction is ever allowed. */
export const everyPodHasOneBudget: SetRule = {
  id: 'budgets/pod-has-one-budget',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    const budgets = index.ofType(budget)
    return index.workloads.flatMap(({ entry, labels }) => {
      const [first, ...more] = budgets.filter(
        ({ namespace, spec }) => namespace === entry.namespace && selects(spec.selector, labels),
      )
      return more.map((other) => ({
        placed: other.placed,
        path: ['spec', 'selector'],
        message: `expected one budget for the pods of ${called(entry)}, found ${first ? called(first) : 'another'} too`,
        hint: 'no pod with two budgets can be evicted',
      }))
    })
  },
}
