import { groupOf } from '../kinds.ts'
import type { ExternalObject, ManifestSet, Path, Placed } from '../model.ts'
import { asList, asMap, asMaps, asText, isMap, type JsonMap } from './read.ts'

/** One object of the set, with what rules ask of it again and again. */
export type Entry = {
  readonly placed: Placed
  readonly manifest: JsonMap
  /** `apps/StatefulSet`; `/Service` in the core group. */
  readonly type: string
  readonly kind: string
  readonly name: string
  /** Empty for an object without one. */
  readonly namespace: string
  readonly labels: JsonMap
  readonly annotations: JsonMap
  readonly spec: JsonMap
  /** The number of its output directory. */
  readonly step: number
}

/** What runs pods, with the template that they are made of. A Pod is its own template. */
export type Workload = {
  readonly entry: Entry
  readonly labels: JsonMap
  readonly annotations: JsonMap
  readonly pod: JsonMap
  /** Leads to the template: the parent of its `metadata` and `spec`. */
  readonly templatePath: Path
  readonly podPath: Path
  /** How many pods it wants; undefined where something else says so (an autoscaler, the number of nodes). */
  readonly replicas: number | undefined
  /** Init containers first, as they run. */
  readonly containers: readonly Container[]
}

/** A container of a pod template. */
export type Container = {
  readonly spec: JsonMap
  readonly name: string
  readonly path: Path
  /** Whether it ends before the pod starts; a sidecar (an init container that restarts always) does not. */
  readonly init: boolean
  readonly ports: readonly Port[]
}

/** A port that a container declares. */
export type Port = { readonly name: string; readonly number: number; readonly protocol: string }

/** The set by kind, by name and by what runs pods. */
export type SetIndex = {
  readonly entries: readonly Entry[]
  readonly workloads: readonly Workload[]
  /** The objects of a kind, by `group/Kind`. */
  readonly ofType: (type: string) => readonly Entry[]
  /** The object of this kind and name; an empty namespace for those without. */
  readonly find: (kind: string, namespace: string, name: string) => Entry | undefined
  /** What components declare that others make. */
  readonly external: (kind: string, namespace: string, name: string) => ExternalObject | undefined
  readonly workloadsIn: (namespace: string) => readonly Workload[]
}

/** Builds something from a set once, however many rules ask for it. */
export function once<T>(build: (set: ManifestSet) => T): (set: ManifestSet) => T {
  const built = new WeakMap<ManifestSet, T>()
  return (set) => {
    const known = built.get(set)
    if (known !== undefined) return known
    const made = build(set)
    built.set(set, made)
    return made
  }
}

/** The index of a set. */
export const indexOf: (set: ManifestSet) => SetIndex = once((set) => {
  const entries = set.placed.map(entryOf)
  const workloads = entries.flatMap((entry) => workloadOf(entry) ?? [])
  const types = groupBy(entries, ({ type }) => type)
  const named = new Map(entries.map((entry) => [keyOf(entry.kind, entry.namespace, entry.name), entry]))
  const externals = new Map(set.external.map((one) => [keyOf(one.kind, one.namespace ?? '', one.name), one]))
  const byNamespace = groupBy(workloads, ({ entry }) => entry.namespace)
  return {
    entries,
    workloads,
    ofType: (type) => types.get(type) ?? [],
    find: (kind, namespace, name) => named.get(keyOf(kind, namespace, name)),
    external: (kind, namespace, name) => externals.get(keyOf(kind, namespace, name)),
    workloadsIn: (namespace) => byNamespace.get(namespace) ?? [],
  }
})

/** Members by what `keyFor` says of them, in their order. */
export function groupBy<T, K>(members: readonly T[], keyFor: (member: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const member of members) {
    const key = keyFor(member)
    const group = groups.get(key)
    if (group) group.push(member)
    else groups.set(key, [member])
  }
  return groups
}

/** One key for a kind, a namespace (or none) and a name. */
export function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`
}

/** How an object is called in a message: `StatefulSet/kafka-broker`. */
export function called({ kind, name }: Entry): string {
  return `${kind}/${name}`
}

/** The number that an output directory begins with. */
export function stepOf(directory: string): number {
  return Number(directory.slice(0, 3))
}

function entryOf(placed: Placed): Entry {
  const manifest = placed.manifest as unknown as JsonMap // a manifest is plain JSON
  const metadata = asMap(manifest.metadata)
  const kind = asText(manifest.kind)
  return {
    placed,
    manifest,
    type: `${groupOf(asText(manifest.apiVersion))}/${kind}`,
    kind,
    name: asText(metadata.name),
    namespace: asText(metadata.namespace),
    labels: asMap(metadata.labels),
    annotations: asMap(metadata.annotations),
    spec: asMap(manifest.spec),
    step: stepOf(placed.directory),
  }
}

/** Where each kind keeps the template of its pods. Source: the Kubernetes 1.36 OpenAPI. */
const templatePaths: Readonly<Record<string, Path>> = {
  '/Pod': [],
  '/ReplicationController': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  'batch/Job': ['spec', 'template'],
}

function workloadOf(entry: Entry): Workload | undefined {
  const templatePath = templatePaths[entry.type]
  if (!templatePath) return undefined
  const template = templatePath.reduce<JsonMap>((map, key) => asMap(map[key]), entry.manifest)
  const pod = asMap(template.spec)
  const podPath = [...templatePath, 'spec']
  const metadata = asMap(template.metadata)
  return {
    entry,
    labels: asMap(metadata.labels),
    annotations: asMap(metadata.annotations),
    pod,
    templatePath,
    podPath,
    replicas: replicasOf(entry),
    containers: [
      ...containersOf(pod.initContainers, [...podPath, 'initContainers'], true),
      ...containersOf(pod.containers, [...podPath, 'containers'], false),
    ],
  }
}

function replicasOf({ type, spec }: Entry): number | undefined {
  if (type === 'apps/DaemonSet') return undefined
  const wanted =
    type === 'batch/Job' ? spec.parallelism : type === '/Pod' || type === 'batch/CronJob' ? 1 : spec.replicas
  return wanted === undefined ? 1 : typeof wanted === 'number' ? wanted : undefined
}

function containersOf(value: unknown, path: Path, first: boolean): Container[] {
  return asList(value).map((container, index) => {
    const spec = asMap(container)
    return {
      spec,
      name: asText(spec.name),
      path: [...path, String(index)],
      init: first && spec.restartPolicy !== 'Always',
      ports: asMaps(spec.ports).map((port) => ({
        name: asText(port.name),
        number: typeof port.containerPort === 'number' ? port.containerPort : 0,
        protocol: asText(port.protocol) || 'TCP',
      })),
    }
  })
}

/**
 * Whether a Service with this selector reaches pods of the workload. A StatefulSet gives each pod its name and its
 * number as labels that no template shows.
 */
export function reaches(selector: JsonMap, workload: Workload): boolean {
  const pod = selector['statefulset.kubernetes.io/pod-name']
  if (pod === undefined) return hasLabels(workload.labels, selector)
  const { 'statefulset.kubernetes.io/pod-name': _, ...rest } = selector
  return hasLabels(workload.labels, rest) && hasPod(workload, asText(pod))
}

/** Whether a StatefulSet runs a pod of this name. */
export function hasPod({ entry, replicas }: Workload, pod: string): boolean {
  if (entry.type !== 'apps/StatefulSet' || !pod.startsWith(`${entry.name}-`)) return false
  const ordinal = pod.slice(entry.name.length + 1)
  const start = asMap(entry.spec.ordinals).start
  const first = typeof start === 'number' ? start : 0
  return /^(0|[1-9]\d*)$/.test(ordinal) && Number(ordinal) >= first && Number(ordinal) < first + (replicas ?? Infinity)
}

/** Whether labels satisfy a map of labels; an empty map selects everything. */
function hasLabels(labels: JsonMap, wanted: JsonMap): boolean {
  for (const key in wanted) if (labels[key] !== wanted[key]) return false
  return true
}

/** Whether labels satisfy a LabelSelector; one that is absent selects nothing, an empty one everything. */
export function selects(selector: unknown, labels: JsonMap): boolean {
  if (!isMap(selector)) return false
  return (
    hasLabels(labels, asMap(selector.matchLabels)) &&
    asMaps(selector.matchExpressions).every(({ key, operator, values }) => {
      const value = labels[asText(key)]
      switch (operator) {
        case 'In':
          return value !== undefined && asList(values).includes(value)
        case 'NotIn':
          return value === undefined || !asList(values).includes(value)
        case 'Exists':
          return value !== undefined
        case 'DoesNotExist':
          return value === undefined
        default:
          return false
      }
    })
  )
}
