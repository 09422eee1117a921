import type { ManifestFinding, ManifestSet, Path, SetRule } from '../model.ts'
import { type Container, type Entry, indexOf, type Workload } from './index-of-set.ts'
import { asMap, asMaps, asText, isMap, type JsonMap, shown } from './read.ts'

const powers: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** A quantity as a number of cores, bytes or objects; undefined where it is none. */
function amountOf(quantity: unknown): number | undefined {
  const [, number, suffix = ''] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(String(quantity)) ?? []
  const power = powers[suffix]
  return number === undefined || power === undefined ? undefined : Number(number) * power
}

/** reference X-01: a container without requests is the first to be killed, one without a limit kills others. */
export const everyContainerSaysWhatItUses: SetRule = {
  id: 'quotas/containers-say-what-they-use',
  severity: 'error',
  check: (set) =>
    indexOf(set).workloads.flatMap(({ entry, containers }) =>
      containers.flatMap(({ spec, path }) => {
        const { requests, limits } = asMap(spec.resources)
        return [
          ['requests', 'cpu', asMap(requests).cpu] as const,
          ['requests', 'memory', asMap(requests).memory] as const,
          ['limits', 'memory', asMap(limits).memory] as const,
        ]
          .filter(([, , amount]) => amount === undefined)
          .map(([group, resource]) => ({
            placed: entry.placed,
            path: [...path, 'resources', group, resource],
            message: 'expected an amount, found none',
          }))
      }),
    ),
}

type Limits = { readonly entry: Entry; readonly item: JsonMap; readonly path: Path }

/** What the LimitRanges of a namespace say of containers. */
function limitsOf(set: ManifestSet, namespace: string): Limits[] {
  return indexOf(set)
    .ofType('/LimitRange')
    .filter((entry) => entry.namespace === namespace)
    .flatMap((entry) =>
      asMaps(entry.spec.limits).flatMap((item, at) =>
        item.type === 'Container' ? [{ entry, item, path: ['spec', 'limits', `${at}`] }] : [],
      ),
    )
}

/** What a container asks for and may use once the LimitRanges of its namespace have filled in what it leaves out. */
function effective({ spec }: Container, limits: readonly Limits[]): { requests: JsonMap; limits: JsonMap } {
  const own = asMap(spec.resources)
  const defaults = (field: string): JsonMap => Object.assign({}, ...limits.map(({ item }) => asMap(item[field])))
  const most = { ...defaults('default'), ...asMap(own.limits) }
  // A request that is left out is the limit that is stated, else the LimitRange's; its default limit counts as one.
  const requests = {
    ...defaults('default'),
    ...defaults('defaultRequest'),
    ...asMap(own.limits),
    ...asMap(own.requests),
  }
  return { requests, limits: most }
}

/** gitops.md H35: the API server refuses the pod; a LimitRange's default limit may be what makes it illegal. */
export const everyRequestIsWithinItsLimit: SetRule = {
  id: 'quotas/requests-are-within-limits',
  severity: 'error',
  check: (set) =>
    indexOf(set).workloads.flatMap(({ entry, containers }) => {
      const ranges = limitsOf(set, entry.namespace)
      return containers.flatMap((container) => {
        const { requests, limits } = effective(container, ranges)
        return Object.keys(requests)
          .filter(
            (resource) =>
              (amountOf(requests[resource]) ?? 0) > (amountOf(limits[resource]) ?? Number.POSITIVE_INFINITY),
          )
          .map((resource) => ({
            placed: entry.placed,
            path: [...container.path, 'resources', 'requests', resource],
            message: `expected at most the limit (${asText(limits[resource])}${asMap(asMap(container.spec.resources).limits)[resource] === undefined ? ', by the LimitRange' : ''}), found ${shown(requests[resource])}`,
          }))
      })
    }),
}

/** gitops.md H35, validation.md D49. */
export const everyContainerKeepsTheLimitRange: SetRule = {
  id: 'quotas/containers-keep-the-limit-range',
  severity: 'error',
  check: (set) =>
    indexOf(set).workloads.flatMap(({ entry, containers }) => {
      const ranges = limitsOf(set, entry.namespace)
      return ranges.flatMap(({ entry: range, item }) =>
        containers.flatMap((container): ManifestFinding[] => {
          const { requests, limits } = effective(container, ranges)
          const path = [...container.path, 'resources']
          const wrong = (
            group: 'requests' | 'limits',
            resource: string,
            expected: string,
            found: unknown,
          ): ManifestFinding => ({
            placed: entry.placed,
            path: [...path, group, resource],
            message: `expected ${expected}, by LimitRange/${range.name}, found ${shown(found)}`,
          })
          return [
            ...Object.entries(asMap(item.max)).flatMap(([resource, most]) =>
              (amountOf(limits[resource]) ?? Number.POSITIVE_INFINITY) <= (amountOf(most) ?? 0)
                ? []
                : [wrong('limits', resource, `at most ${asText(most)}`, limits[resource])],
            ),
            ...Object.entries(asMap(item.min)).flatMap(([resource, least]) =>
              (amountOf(requests[resource]) ?? 0) >= (amountOf(least) ?? 0)
                ? []
                : [wrong('requests', resource, `at least ${asText(least)}`, requests[resource])],
            ),
            ...Object.entries(asMap(item.maxLimitRequestRatio)).flatMap(([resource, ratio]) =>
              (amountOf(limits[resource]) ?? Number.POSITIVE_INFINITY) / (amountOf(requests[resource]) ?? 0) <=
              (amountOf(ratio) ?? 0)
                ? []
                : [wrong('limits', resource, `at most ${asText(ratio)} times the request`, limits[resource])],
            ),
          ]
        }),
      )
    }),
}

/** The resource that a quota counts in pods, without `requests.`; undefined for one that it counts otherwise. */
function computed(name: string): { group: 'requests' | 'limits'; resource: string } | undefined {
  const [, group, resource = ''] = /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage)$/.exec(name) ?? []
  return resource === '' ? undefined : { group: group === 'limits' ? 'limits' : 'requests', resource }
}

/** gitops.md H35: with a quota, a pod must say all that is counted, and all pods together fit at their most. */
export const everythingFitsItsQuota: SetRule = {
  id: 'quotas/set-fits-its-quota',
  severity: 'error',
  check: (set) =>
    indexOf(set)
      .ofType('/ResourceQuota')
      // A quota with scopes counts some pods only; which, the cluster decides.
      .filter(({ spec }) => spec.scopes === undefined && !isMap(spec.scopeSelector))
      .flatMap((quota) =>
        Object.entries(asMap(quota.spec.hard)).flatMap(([name, hard]): ManifestFinding[] => {
          const most = amountOf(hard)
          const used = usedOf(set, quota.namespace, name)
          if (most === undefined || used === undefined) return []
          return [
            ...used.missing.map(({ entry, path }) => ({
              placed: entry.placed,
              path,
              message: `expected an amount, as ResourceQuota/${quota.name} counts ${name}, found none`,
            })),
            ...(used.sum <= most
              ? []
              : [
                  {
                    placed: quota.placed,
                    path: ['spec', 'hard', name],
                    message: `expected at least what the rendered objects use at their most (${readable(used.sum, name)}), found ${shown(hard)}`,
                    hint: 'a rolling update runs more pods than there are replicas',
                  },
                ]),
          ]
        }),
      ),
}

type Use = { readonly sum: number; readonly missing: readonly { readonly entry: Entry; readonly path: Path }[] }

/** What a namespace uses of something that a quota counts; undefined where that is not to be seen in the set. */
function usedOf(set: ManifestSet, namespace: string, name: string): Use | undefined {
  const index = indexOf(set)
  const workloads = index.workloadsIn(namespace)
  const within = (type: string): readonly Entry[] => index.ofType(type).filter((entry) => entry.namespace === namespace)
  const resource = computed(name)
  if (resource) {
    const ranges = limitsOf(set, namespace)
    const missing: { entry: Entry; path: Path }[] = []
    const ofContainer = (workload: Workload, container: Container): number => {
      const amount = amountOf(effective(container, ranges)[resource.group][resource.resource])
      if (amount === undefined)
        missing.push({
          entry: workload.entry,
          path: [...container.path, 'resources', resource.group, resource.resource],
        })
      return amount ?? 0
    }
    const sums = workloads.map((workload) => {
      const running = workload.containers
        .filter(({ init }) => !init)
        .map((container) => ofContainer(workload, container))
      const first = workload.containers.filter(({ init }) => init).map((container) => ofContainer(workload, container))
      return (
        Math.max(
          running.reduce((sum, one) => sum + one, 0),
          ...first,
        ) * atMost(workload)
      )
    })
    return { sum: sums.reduce((sum, one) => sum + one, 0), missing }
  }
  const counted = (sum: number): Use => ({ sum, missing: [] })
  switch (name) {
    case 'pods':
      return counted(workloads.reduce((sum, workload) => sum + atMost(workload), 0))
    case 'services':
      return counted(within('/Service').length)
    case 'services.loadbalancers':
      return counted(within('/Service').filter(({ spec }) => spec.type === 'LoadBalancer').length)
    case 'services.nodeports':
      return counted(
        within('/Service')
          .filter(({ spec }) => spec.type === 'NodePort' || spec.type === 'LoadBalancer')
          .reduce((sum, { spec }) => sum + asMaps(spec.ports).length, 0),
      )
    case 'configmaps':
      return counted(within('/ConfigMap').length)
    case 'persistentvolumeclaims':
      return counted(claims(within('/PersistentVolumeClaim'), workloads).length)
    case 'requests.storage':
      return counted(
        claims(within('/PersistentVolumeClaim'), workloads).reduce(
          (sum, claim) => sum + (amountOf(asMap(asMap(claim.resources).requests).storage) ?? 0),
          0,
        ),
      )
    default:
      return undefined
  }
}

/** How many pods of a workload run at once at most: a Deployment starts new ones before the old are gone. */
function atMost({ entry, replicas = 1 }: Workload): number {
  if (entry.type !== 'apps/Deployment' || asMap(entry.spec.strategy).type === 'Recreate') return replicas
  const surge = asMap(asMap(entry.spec.strategy).rollingUpdate).maxSurge ?? '25%'
  const share = /^(\d+)%$/.exec(String(surge))?.[1]
  return replicas + (share === undefined ? Number(surge) || 0 : Math.ceil((Number(share) * replicas) / 100))
}

/** The specs of all claims: those that are rendered, and one of each template for each pod. */
function claims(rendered: readonly Entry[], workloads: readonly Workload[]): JsonMap[] {
  return [
    ...rendered.map(({ spec }) => spec),
    ...workloads.flatMap(({ entry, replicas = 1 }) =>
      asMaps(entry.spec.volumeClaimTemplates).flatMap(({ spec }) =>
        Array.from({ length: replicas }, () => asMap(spec)),
      ),
    ),
  ]
}

function readable(sum: number, name: string): string {
  return /memory|storage/.test(name) ? `${Math.ceil(sum / 2 ** 20)}Mi` : String(Math.ceil(sum * 1000) / 1000)
}
