import type { OverlaySummary } from './fleet.ts'
import type { Place, Problem } from './model.ts'

/** A hub, and an overlay that it drives, at the line that says so. */
type Driven = { readonly hub: OverlaySummary; readonly overlay: OverlaySummary; readonly place: Place }

/**
 * What is wrong between hubs and the overlays that they drive. An overlay that a hub names and that is not among the
 * summaries is somebody else's problem: it is not there, abstract or broken.
 */
export function hubProblems(summaries: readonly OverlaySummary[]): Problem[] {
  const byName = new Map(summaries.map((summary) => [summary.name, summary]))
  const driven = summaries
    .filter(({ sync }) => sync.hub)
    .flatMap((hub) =>
      hub.sync.drives.flatMap(({ name, place }): Driven[] => {
        const overlay = byName.get(name)
        return overlay ? [{ hub, overlay, place }] : []
      }),
    )
  return [
    ...driven.flatMap(differing),
    ...drivenTwice(driven),
    ...inCircles(driven),
    ...confused(driven),
    ...alike(driven),
  ]
}

const problem = (one: Driven, rule: string, message: string, hint: string): Problem => ({
  rule,
  severity: 'error',
  at: { ...one.place, path: 'sync.overlays' },
  message,
  hint,
  overlay: one.hub.name,
})

/** A hub reads the files of the others as its own engine, where that looks, from its own repository. */
function differing(one: Driven): Problem[] {
  const { hub, overlay } = one
  const sameness = [
    ['engine', 'sync.engine', 'the engine'],
    ['repository', 'sync.repository', 'the repository'],
    ['directory', 'sync.directory', 'the folder'],
    ['namespace', `sync.${hub.sync.engine}.namespace`, 'the namespace'],
  ] as const
  const [first] = sameness.filter(([key]) => hub.sync[key] !== overlay.sync[key])
  if (!first) return []
  const [key, path, what] = first
  return [
    problem(
      one,
      'fleet/hub-and-driven-agree',
      `expected overlays with ${what} of the hub (${path}: ${hub.sync[key]}), found ${overlay.name} with ${overlay.sync[key]} (${at(overlay.sync.place)})`,
      `let ${overlay.name} say the same, or give it a hub of its own`,
    ),
  ]
}

/** Two hubs would write the same objects. */
function drivenTwice(driven: readonly Driven[]): Problem[] {
  return driven.flatMap((one) => {
    const other = driven.find(({ hub, overlay }) => overlay === one.overlay && hub !== one.hub)
    return other
      ? [
          problem(
            one,
            'fleet/driven-by-one-hub',
            `expected overlays that no other hub drives, found ${one.overlay.name}, which ${other.hub.name} drives too (${at(other.place)})`,
            'take it out of one of them',
          ),
        ]
      : []
  })
}

/** Hubs that drive each other have no root. */
function inCircles(driven: readonly Driven[]): Problem[] {
  const hubOf = new Map(driven.map(({ overlay, hub }) => [overlay.name, hub.name]))
  const isDrivenBy = (name: string, other: string): boolean => {
    const seen = new Set<string>()
    for (let above = hubOf.get(name); above !== undefined && !seen.has(above); above = hubOf.get(above)) {
      if (above === other) return true
      seen.add(above)
    }
    return false
  }
  return driven
    .filter(({ hub, overlay }) => hub !== overlay && isDrivenBy(hub.name, overlay.name))
    .map((one) =>
      problem(
        one,
        'fleet/hubs-have-a-root',
        `expected overlays that do not drive ${one.hub.name}, found ${one.overlay.name}, which does`,
        'take one of them out of the list of the other',
      ),
    )
}

/** A hub and all that it drives. */
const allOf = (hub: OverlaySummary, driven: readonly Driven[]): readonly OverlaySummary[] => [
  hub,
  ...driven.filter((one) => one.hub === hub).map(({ overlay }) => overlay),
]

/** The engine tells clusters apart by their destinations: two clusters with one would be synced as one. */
function confused(driven: readonly Driven[]): Problem[] {
  return driven.flatMap((one) => {
    const { hub, overlay } = one
    const others = allOf(hub, driven)
    const clash = others.find(
      (other) =>
        other !== overlay &&
        (other.cluster === overlay.cluster) !== (other.sync.destination === overlay.sync.destination),
    )
    if (!clash) return []
    const same = clash.cluster === overlay.cluster
    return [
      problem(
        one,
        'fleet/destinations-tell-clusters-apart',
        same
          ? `expected one destination for cluster ${overlay.cluster}, found ${shown(overlay)} for ${overlay.name} and ${shown(clash)} for ${clash.name}`
          : `expected another destination for each cluster, found ${shown(overlay)} for ${overlay.name} (cluster ${overlay.cluster}) and for ${clash.name} (cluster ${clash.cluster})`,
        `write sync.destination in overlays/${overlay.name}/overlay.yaml${same ? '' : ': the cluster as the engine knows it'}`,
      ),
    ]
  })
}

/** What is synced through one hub stands in one place, so no two objects may have one name. */
function alike(driven: readonly Driven[]): Problem[] {
  return driven.flatMap((one) => {
    const { hub, overlay } = one
    const others = allOf(hub, driven)
    return others
      .filter((other) => other !== overlay)
      .flatMap((other) => {
        const shared = overlay.sync.objects.find((id) => other.sync.objects.includes(id))
        if (shared === undefined || (other !== hub && other.name < overlay.name)) return []
        const [, kind, , name] = shared.split('/')
        return [
          problem(
            one,
            'fleet/sync-objects-are-of-one-overlay',
            `expected names of their own in ${overlay.name} and ${other.name}, found ${kind}/${name} in both`,
            'give one of the overlays another name',
          ),
        ]
      })
  })
}

/** A chart in one cluster is installed by one overlay; for the others it is there. */
export function installedTwice(summaries: readonly OverlaySummary[]): Problem[] {
  const first = new Map<string, { overlay: string; place: Place }>()
  return summaries.flatMap(({ name: overlay, cluster, sync }) =>
    sync.installs.flatMap(({ name, place }): Problem[] => {
      const key = `${cluster} ${name}`
      const known = first.get(key)
      if (!known) first.set(key, { overlay, place })
      if (!known) return []
      return [
        {
          rule: 'fleet/prerequisite-is-installed-once',
          severity: 'error',
          at: { ...place, path: `prerequisites.${name}.mode` },
          message: `expected external, as overlay ${known.overlay} installs ${name} in cluster ${cluster} (${at(known.place)}), found install`,
          hint: `let one overlay install it, and write "mode: external" in the others`,
          overlay,
        },
      ]
    }),
  )
}

const at = ({ file, line }: Place): string => `${file}:${line}`

const shown = ({ sync }: OverlaySummary): string =>
  sync.destination === '' ? "the engine's own cluster" : sync.destination
