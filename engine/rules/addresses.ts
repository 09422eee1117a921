import type { ManifestFinding, ManifestSet, Path, SetRule } from '../model.ts'
import { called, type Entry, hasPod, indexOf, once, reaches, type SetIndex, type Workload } from './index-of-set.ts'
import { asMap, asMaps } from './read.ts'
import { referencesOf } from './references-of-set.ts'
import { portsOf } from './selectors.ts'
import { surveyOf } from './survey.ts'

/** The DNS name of a Service of the set, or of a pod behind it, in a configuration or in what a container is told. */
export type Address = {
  readonly from: Entry
  readonly path: Path
  readonly host: string
  /** The label before the Service's: a pod, `*` where a variable stands for it, or undefined. */
  readonly pod: string | undefined
  readonly service: string
  readonly namespace: string
  /** What follows `.svc.`; undefined for a short name. */
  readonly domain: string | undefined
  readonly port: number | undefined
  readonly target: Entry | undefined
}

/** A variable may stand before the first label: only what follows its dot is then read. */
const hostPattern =
  /(?<![A-Za-z0-9_$-])(?:([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)\.)?([a-z](?:[-a-z0-9]*[a-z0-9])?)\.([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)\.svc(?:\.([a-z0-9](?:[-a-z0-9.]*[a-z0-9])?))?(?![A-Za-z0-9-])(?::(\d+))?/g

/** Every address of a namespace of the set, once for each text that names it. */
export const addressesOf: (set: ManifestSet) => readonly Address[] = once((set) => {
  const index = indexOf(set)
  return surveyOf(set).hosts.flatMap(({ entry, path, value }) => {
    if (!isRead(entry, path)) return []
    const seen = new Set<string>()
    return [...value.matchAll(hostPattern)].flatMap((match) => {
      const [whole, named, service = '', namespace = '', domain, port] = match
      const pod = named ?? (value[match.index - 1] === '.' ? '*' : undefined)
      const host = `${pod === '*' ? '*.' : ''}${whole.replace(/:\d+$/, '')}`
      const key = `${host}:${port}`
      if (seen.has(key) || !index.find('Namespace', '', namespace)) return []
      seen.add(key)
      const target = index.find('Service', namespace, service)
      return [
        {
          from: entry,
          path,
          host,
          pod,
          service,
          namespace,
          domain,
          port: port === undefined ? undefined : Number(port),
          target,
        },
      ]
    })
  })
})

/** Whether a process reads what stands there; names in certificates and policies are no addresses. */
function isRead({ type }: Entry, path: Path): boolean {
  return type === '/ConfigMap'
    ? path[0] === 'data'
    : path.some((step) => step === 'env' || step === 'args' || step === 'command')
}

/** The workloads whose containers read what an address stands in. */
export const readersOf: (set: ManifestSet) => (entry: Entry) => readonly Workload[] = once((set) => {
  const { workloads } = indexOf(set)
  const byEntry = new Map(workloads.map((workload) => [workload.entry, workload]))
  const readers = new Map<Entry, Set<Workload>>()
  for (const { from, kind, target } of referencesOf(set)) {
    const workload = byEntry.get(from)
    if (kind !== 'ConfigMap' || !target?.entry || !workload) continue
    readers.set(target.entry, (readers.get(target.entry) ?? new Set()).add(workload))
  }
  return (entry) => {
    const own = byEntry.get(entry)
    return own ? [own] : [...(readers.get(entry) ?? [])]
  }
})

/** The workloads that an address leads to. */
export function ledTo({ namespace, pod, target }: Address, { workloadsIn }: SetIndex): readonly Workload[] {
  if (!target) return []
  return workloadsIn(namespace).filter(
    (workload) =>
      reaches(asMap(target.spec.selector), workload) && (pod === undefined || pod === '*' || hasPod(workload, pod)),
  )
}

/** validation.md D38: every address of the platform leads to a Service, and to a pod that there is. */
export const everyAddressLeadsToAPod: SetRule = {
  id: 'references/address-leads-to-a-pod',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    return addressesOf(set).flatMap((address): ManifestFinding[] => {
      const { from, path, host, pod, service, namespace, domain, target } = address
      const { placed } = from
      if (!target)
        return index.external('Service', namespace, service)
          ? []
          : [
              {
                placed,
                path,
                message: `expected the address of a rendered Service, found ${host}: there is no Service/${service} in ${namespace}`,
              },
            ]
      if (domain !== undefined && domain !== set.overlay.cluster.domain)
        return [
          {
            placed,
            path,
            message: `expected the domain of the cluster (${set.overlay.cluster.domain}), found ${host}`,
          },
        ]
      return pod === undefined || ledTo(address, index).length > 0
        ? []
        : [
            {
              placed,
              path,
              message: `expected a pod behind ${called(target)}, found ${host}: no StatefulSet behind it runs ${pod}`,
            },
          ]
    })
  },
}

/** validation.md D38: an address names a port that the Service serves; a headless one gives the pods' own ports. */
export const everyAddressNamesAServedPort: SetRule = {
  id: 'references/address-names-a-served-port',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    return addressesOf(set).flatMap((address) => {
      const { from, path, host, port, target } = address
      if (!target || port === undefined) return []
      const own = asMaps(target.spec.ports).map((one) => one.port)
      const behind =
        target.spec.clusterIP === 'None'
          ? ledTo(address, index)
              .flatMap(portsOf)
              .map(({ number }) => number)
          : []
      const served = [...new Set([...own, ...behind])]
      return served.includes(port)
        ? []
        : [
            {
              placed: from.placed,
              path,
              message: `expected a port that ${called(target)} serves (${served.join(', ') || 'none'}), found ${host}:${port}`,
            },
          ]
    })
  },
}
