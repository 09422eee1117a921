import type { ManifestFinding, Path, SetRule } from '../model.ts'
import {
  called,
  type Entry,
  indexOf,
  type Port,
  reaches,
  type SetIndex,
  selects,
  type Workload,
} from './index-of-set.ts'
import { asMap, asMaps, asText, isMap, type JsonMap, shown } from './read.ts'

/** The workloads whose pods a Service sends to; none where it selects nothing itself. */
function behind({ namespace, spec }: Entry, { workloadsIn }: SetIndex): readonly Workload[] | undefined {
  return isMap(spec.selector) && spec.type !== 'ExternalName'
    ? workloadsIn(namespace).filter((workload) => reaches(asMap(spec.selector), workload))
    : undefined
}

/** gitops.md H33. */
export const everyServiceSelectsAPod: SetRule = {
  id: 'references/service-selects-a-pod',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    return index.ofType('/Service').flatMap((entry) =>
      behind(entry, index)?.length === 0
        ? [
            {
              placed: entry.placed,
              path: ['spec', 'selector'],
              message: `expected labels of a rendered pod in ${entry.namespace}, found ${labels(asMap(entry.spec.selector))}`,
            },
          ]
        : [],
    )
  },
}

/** gitops.md H33, validation.md D5 to D7: the same port, of the same protocol, in every pod behind the Service. */
export const everyTargetPortExists: SetRule = {
  id: 'references/target-port-exists',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    return index.ofType('/Service').flatMap((entry) =>
      asMaps(entry.spec.ports).flatMap(({ port, targetPort, protocol }, at) =>
        (behind(entry, index) ?? []).flatMap((workload): ManifestFinding[] => {
          const wanted = targetPort ?? port
          const ports = portsOf(workload)
          const matching = ports.filter((one) => isPort(one, wanted) && one.protocol === (asText(protocol) || 'TCP'))
          return matching.length > 0
            ? []
            : [
                {
                  placed: entry.placed,
                  path: ['spec', 'ports', `${at}`, 'targetPort'],
                  message: `expected a port of ${called(workload.entry)} (${portList(ports)}), found ${shown(wanted)}`,
                  hint: 'every pod that the selector matches must have it; a narrower selector leaves the others out',
                },
              ]
        }),
      ),
    )
  },
}

/** gitops.md H33, validation.md D8 to D10: what gives the pods of a StatefulSet their names. */
export const everyStatefulSetHasItsService: SetRule = {
  id: 'references/governing-service-is-headless',
  severity: 'error',
  check: (set) =>
    governed(indexOf(set)).flatMap(({ workload, service }): ManifestFinding[] => {
      const { placed, spec } = workload.entry
      const path = ['spec', 'serviceName']
      if (asText(spec.serviceName) === '') return [{ placed, path, message: 'expected a headless Service, found none' }]
      if (!service) return []
      const { clusterIP, selector } = service.spec
      return [
        ...(clusterIP === 'None'
          ? []
          : [{ placed, path, message: `expected a headless Service (clusterIP: None), found ${called(service)}` }]),
        ...(reaches(asMap(selector), workload)
          ? []
          : [
              {
                placed,
                path,
                message: `expected a Service that selects its pods, found ${called(service)}, which does not`,
              },
            ]),
      ]
    }),
}

/**
 * gitops.md H53, validation.md D11: pods that start together find each other before any of them is ready, or none ever is.
 */
export const everyPeerIsFoundBeforeItIsReady: SetRule = {
  id: 'references/peers-find-each-other',
  severity: 'error',
  check: (set) =>
    governed(indexOf(set)).flatMap(({ workload: { entry, replicas }, service }) =>
      !service ||
      entry.spec.podManagementPolicy !== 'Parallel' ||
      replicas === 1 ||
      service.spec.publishNotReadyAddresses === true
        ? []
        : [
            {
              placed: service.placed,
              path: ['spec', 'publishNotReadyAddresses'],
              message: `expected true, as the pods of ${called(entry)} start together and find each other by it, found ${shown(service.spec.publishNotReadyAddresses)}`,
            },
          ],
    ),
}

function governed(index: SetIndex): { workload: Workload; service: Entry | undefined }[] {
  return index.workloads
    .filter(({ entry }) => entry.type === 'apps/StatefulSet')
    .map((workload) => {
      const { namespace, spec } = workload.entry
      return { workload, service: index.find('Service', namespace, asText(spec.serviceName)) }
    })
}

const selecting: ReadonlySet<string> = new Set([
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
])

/** gitops.md H33. */
export const everySelectorMatchesItsTemplate: SetRule = {
  id: 'references/selector-matches-its-template',
  severity: 'error',
  check: (set) =>
    indexOf(set).workloads.flatMap((workload) => {
      const { placed, spec, type } = workload.entry
      return !selecting.has(type) || selects(spec.selector, workload.labels)
        ? []
        : [
            {
              placed,
              path: ['spec', 'selector'],
              message: `expected labels of its own pods (${labels(workload.labels)}), found ${labels(asMap(asMap(spec.selector).matchLabels))}`,
            },
          ]
    }),
}

/** validation.md D47: a selector never changes, so it must hold nothing that does. */
export const everySelectorIsStable: SetRule = {
  id: 'references/selector-is-stable',
  severity: 'error',
  check: (set) =>
    indexOf(set).workloads.flatMap(({ entry: { placed, spec, type } }) =>
      selecting.has(type)
        ? Object.keys(asMap(asMap(spec.selector).matchLabels))
            .filter((key) => /(^|\/)(version|chart|hash|pod-template-hash|checksum)$/.test(key))
            .map((key) => ({
              placed,
              path: ['spec', 'selector', 'matchLabels', key],
              message: `expected labels that never change, as the selector cannot, found ${key}`,
            }))
        : [],
    ),
}

/** validation.md D4: two workloads with one selector count and delete each other's pods. */
export const everyPodIsOfOneWorkload: SetRule = {
  id: 'references/pods-are-of-one-workload',
  severity: 'error',
  check: (set) => {
    const { workloads, workloadsIn } = indexOf(set)
    return workloads.flatMap(({ entry }) =>
      !selecting.has(entry.type)
        ? []
        : workloadsIn(entry.namespace)
            .filter((other) => other.entry !== entry && selects(entry.spec.selector, other.labels))
            .map((other) => ({
              placed: entry.placed,
              path: ['spec', 'selector'],
              message: `expected a selector that matches its own pods only, found one that matches those of ${called(other.entry)} too`,
            })),
    )
  },
}

/** gitops.md H33, validation.md D26. */
export const everyBudgetSelectsAPod: SetRule = {
  id: 'references/budget-selects-a-pod',
  severity: 'error',
  check: (set) => {
    const { ofType, workloadsIn } = indexOf(set)
    return ofType('policy/PodDisruptionBudget').flatMap(({ placed, namespace, spec }) =>
      workloadsIn(namespace).some(({ labels: own }) => selects(spec.selector, own))
        ? []
        : [
            {
              placed,
              path: ['spec', 'selector'],
              message: `expected labels of a rendered pod in ${namespace}, found ${labels(asMap(asMap(spec.selector).matchLabels))}`,
            },
          ],
    )
  },
}

const probes = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const

/** validation.md D45: a probe of a port that the container does not declare. */
export const everyProbeHasItsPort: SetRule = {
  id: 'references/probe-port-exists',
  severity: 'error',
  check: (set) =>
    indexOf(set).workloads.flatMap(({ entry, containers }) =>
      containers.flatMap(({ spec, path, ports }) => {
        const { postStart, preStop } = asMap(spec.lifecycle)
        const handlers: [unknown, Path][] = [
          ...probes.map((probe): [unknown, Path] => [spec[probe], [...path, probe]]),
          [postStart, [...path, 'lifecycle', 'postStart']],
          [preStop, [...path, 'lifecycle', 'preStop']],
        ]
        return handlers.flatMap(([handler, at]) =>
          ['httpGet', 'tcpSocket', 'grpc'].flatMap((way) => {
            const port = asMap(asMap(handler)[way]).port
            return port === undefined || ports.some((one) => isPort(one, port))
              ? []
              : [
                  {
                    placed: entry.placed,
                    path: [...at, way, 'port'],
                    message: `expected a port of the container (${portList(ports)}), found ${shown(port)}`,
                  },
                ]
          }),
        )
      }),
    ),
}

/** validation.md D46: a term that selects nobody keeps nobody apart. */
export const everyPlacementTermMatches: SetRule = {
  id: 'references/placement-selects-a-pod',
  severity: 'error',
  check: (set) => {
    const { workloads, workloadsIn } = indexOf(set)
    return workloads.flatMap((workload) => {
      const { entry, pod, podPath } = workload
      const terms = ['podAffinity', 'podAntiAffinity'].flatMap((way) => {
        const affinity = asMap(asMap(pod.affinity)[way])
        const path = [...podPath, 'affinity', way]
        return [
          ...asMaps(affinity.requiredDuringSchedulingIgnoredDuringExecution).map((term, at) => ({
            term,
            path: [...path, 'requiredDuringSchedulingIgnoredDuringExecution', `${at}`],
          })),
          ...asMaps(affinity.preferredDuringSchedulingIgnoredDuringExecution).map(({ podAffinityTerm }, at) => ({
            term: asMap(podAffinityTerm),
            path: [...path, 'preferredDuringSchedulingIgnoredDuringExecution', `${at}`, 'podAffinityTerm'],
          })),
        ]
      })
      const own = asMaps(pod.topologySpreadConstraints).flatMap((constraint, at): ManifestFinding[] =>
        selects(constraint.labelSelector, workload.labels)
          ? []
          : [
              {
                placed: entry.placed,
                path: [...podPath, 'topologySpreadConstraints', `${at}`, 'labelSelector'],
                message: `expected labels of its own pods (${labels(workload.labels)}), found ${labels(asMap(asMap(constraint.labelSelector).matchLabels))}`,
              },
            ],
      )
      return [
        ...own,
        ...terms
          .filter(({ term }) => term.namespaces === undefined && term.namespaceSelector === undefined)
          .filter(
            ({ term }) => !workloadsIn(entry.namespace).some((other) => selects(term.labelSelector, other.labels)),
          )
          .map(({ term, path }) => ({
            placed: entry.placed,
            path: [...path, 'labelSelector'],
            message: `expected labels of a rendered pod, found ${labels(asMap(asMap(term.labelSelector).matchLabels))}`,
          })),
      ]
    })
  },
}

/** validation.md D50: a monitor of a port or of pods that do not exist measures nothing, silently. */
export const everyMonitorFindsAPort: SetRule = {
  id: 'references/monitor-finds-a-port',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    const namespaces = (entry: Entry): readonly string[] | undefined => {
      const { any, matchNames } = asMap(entry.spec.namespaceSelector)
      return any === true ? undefined : Array.isArray(matchNames) ? matchNames.map(asText) : [entry.namespace]
    }
    const pods = index.ofType('monitoring.coreos.com/PodMonitor').flatMap((entry) => {
      const among = namespaces(entry)
      const found = index.workloads.filter(
        (workload) =>
          (among?.includes(workload.entry.namespace) ?? true) && selects(entry.spec.selector, workload.labels),
      )
      const names = new Set(found.flatMap(portsOf).map(({ name }) => name))
      return monitorFindings(entry, 'podMetricsEndpoints', found.length, names)
    })
    const services = index.ofType('monitoring.coreos.com/ServiceMonitor').flatMap((entry) => {
      const among = namespaces(entry)
      const found = index
        .ofType('/Service')
        .filter(
          (service) => (among?.includes(service.namespace) ?? true) && selects(entry.spec.selector, service.labels),
        )
      const names = new Set(found.flatMap(({ spec }) => asMaps(spec.ports)).map(({ name }) => asText(name)))
      return monitorFindings(entry, 'endpoints', found.length, names)
    })
    return [...pods, ...services]
  },
}

function monitorFindings(
  { placed, spec }: Entry,
  list: string,
  found: number,
  names: ReadonlySet<string>,
): ManifestFinding[] {
  if (found === 0)
    return [
      {
        placed,
        path: ['spec', 'selector'],
        message: 'expected labels of something that is rendered, found none with them',
      },
    ]
  return asMaps(spec[list]).flatMap(({ port }, at) =>
    port === undefined || names.has(asText(port))
      ? []
      : [
          {
            placed,
            path: ['spec', list, `${at}`, 'port'],
            message: `expected the name of a port (${[...names].join(', ')}), found ${shown(port)}`,
          },
        ],
  )
}

/** The ports that pods listen on while they run. */
export function portsOf({ containers }: Workload): readonly Port[] {
  return containers.flatMap(({ init, ports }) => (init ? [] : ports))
}

/** Whether a port is meant by a name or a number. */
export function isPort({ name, number }: Port, wanted: unknown): boolean {
  return typeof wanted === 'string' ? name === wanted : number === wanted
}

function portList(ports: readonly Port[]): string {
  return ports.map(({ name, number }) => (name === '' ? `${number}` : `${name} ${number}`)).join(', ') || 'it has none'
}

function labels(map: JsonMap): string {
  return (
    Object.entries(map)
      .map(([key, value]) => `${key}=${asText(value)}`)
      .join(', ') || 'none'
  )
}
