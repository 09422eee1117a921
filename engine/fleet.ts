import { hubProblems, installedTwice } from './fleet-hubs.ts'
import type { Place, Problem } from './model.ts'

/** What the rules across overlays need to know of one rendered overlay. */
export type OverlaySummary = {
  readonly name: string
  /** The name of its cluster, and the place that says it. */
  readonly cluster: string
  readonly place: Place
  /** What is true of a cluster whoever describes it, by path. */
  readonly facts: readonly { readonly path: string; readonly value: string; readonly place: Place }[]
  /** `id` is `group/Kind/namespace/name`. */
  readonly objects: readonly { readonly id: string; readonly directory: string }[]
  /** What may exist once in the world. `value` is the value as JSON: a scalar, or a list whose members count each. */
  readonly identities: readonly { readonly path: string; readonly value: string; readonly place: Place }[]
  readonly sync: SyncSummary
}

/** What the rules across overlays need to know of how one is synced. */
export type SyncSummary = {
  readonly engine: string
  readonly repository: string
  readonly directory: string
  /** The namespace of the engine's objects. */
  readonly namespace: string
  /** How the engine knows the cluster: a text that is the same for the same cluster; empty for its own. */
  readonly destination: string
  readonly hub: boolean
  readonly drives: readonly { readonly name: string; readonly place: Place }[]
  /** The prerequisites that it has installed. */
  readonly installs: readonly { readonly name: string; readonly place: Place }[]
  /** The objects by which it is synced, as `group/Kind/namespace/name`. */
  readonly objects: readonly string[]
  readonly place: Place
}

/** What is wrong between overlays, at the lines of each that is part of it. Takes time in proportion to the objects. */
export function fleetProblems(summaries: readonly OverlaySummary[]): Problem[] {
  return [
    ...sharedIdentities(summaries),
    ...sharedObjects(summaries),
    ...contradictions(summaries),
    ...hubProblems(summaries),
    ...installedTwice(summaries),
  ]
}

type Claim = { readonly overlay: string; readonly path: string; readonly place: Place; readonly member: string }

/** Two platforms with one identity take each other's place: a cluster id, a chroot, a host name. */
function sharedIdentities(summaries: readonly OverlaySummary[]): Problem[] {
  const claims = new Map<string, Claim[]>()
  for (const { name, identities } of summaries)
    for (const { path, value, place } of identities)
      for (const member of membersOf(value)) {
        // A name in the DNS leads to one place, whatever it is the name of.
        const key = member.includes('.') ? member : `${kindOf(path)} ${member}`
        const claim = { overlay: name, path, place, member }
        const known = claims.get(key)
        if (known) known.push(claim)
        else claims.set(key, [claim])
      }
  return [...claims.values()].flatMap((claimed) => {
    const overlays = new Set(claimed.map(({ overlay }) => overlay))
    if (overlays.size < 2) return []
    return claimed.map(({ overlay, path, place, member }) => {
      const other = claimed.find((claim) => claim.overlay !== overlay)
      const more = overlays.size > 2 ? ` and ${overlays.size - 2} more` : ''
      const where = other ? `${other.overlay}${more} (${other.place.file}:${other.place.line})` : 'another overlay'
      return {
        rule: 'fleet/identity-is-unique',
        severity: 'error',
        at: { ...place, path },
        message: `expected a value that no other overlay has, found ${member}, which overlay ${where} has too`,
        hint: `give one of them a value of its own, for instance one that begins with ${overlay}`,
        overlay,
      }
    })
  })
}

/** The members of a list, the value itself where it is none; as JSON. */
function membersOf(value: string): readonly string[] {
  if (!value.startsWith('[')) return [value]
  const list: unknown = JSON.parse(value)
  return Array.isArray(list) ? [...new Set(list.map((member) => JSON.stringify(member)))] : [value]
}

/**
 * Identities of one kind must differ, whatever the entry of a map is called that holds them: the component that they are
 * of, and their own key.
 */
function kindOf(path: string): string {
  const steps = path.match(/\["(?:[^"\\]|\\.)*"\]|[^.[\]]+/g) ?? []
  const own = steps.findLast((step) => !/^\d+$/.test(step))
  return [...steps.slice(0, 2), own].join('.')
}

const mostNamed = 3

/** Overlays that name one cluster share it: an object that two of them render belongs to neither. */
function sharedObjects(summaries: readonly OverlaySummary[]): Problem[] {
  const clusters = new Map<string, OverlaySummary[]>()
  for (const summary of summaries) {
    const known = clusters.get(summary.cluster)
    if (known) known.push(summary)
    else clusters.set(summary.cluster, [summary])
  }
  return [...clusters.values()].flatMap((overlays) => (overlays.length < 2 ? [] : collisions(overlays)))
}

/** A cluster runs one Kubernetes and has one domain, whichever of its overlays says so. */
function contradictions(summaries: readonly OverlaySummary[]): Problem[] {
  const said = new Map<string, { overlay: string; value: string; place: Place }>()
  return summaries.flatMap(({ name, cluster, facts }) =>
    facts.flatMap(({ path, value, place }): Problem[] => {
      const key = `${cluster} ${path}`
      const first = said.get(key)
      if (!first) said.set(key, { overlay: name, value, place })
      if (!first || first.value === value) return []
      return [
        {
          rule: 'fleet/cluster-is-described-once',
          severity: 'error',
          at: { ...place, path },
          message: `expected what overlay ${first.overlay} says of cluster ${cluster} (${first.value}, ${first.place.file}:${first.place.line}), found ${value}`,
          hint: 'mend the one that is wrong, or give the overlay its own cluster name where it is another cluster',
          overlay: name,
        },
      ]
    }),
  )
}

function collisions(overlays: readonly OverlaySummary[]): Problem[] {
  const owners = new Map<string, string[]>()
  for (const { name, objects } of overlays)
    for (const id of new Set(objects.map((object) => object.id))) {
      const known = owners.get(id)
      if (known) known.push(name)
      else owners.set(id, [name])
    }
  return overlays.flatMap(({ name, cluster, place, objects }) => {
    const shared = objects.filter(({ id }) => (owners.get(id)?.length ?? 0) > 1)
    if (shared.length === 0) return []
    const named = shared.slice(0, mostNamed).map(({ id, directory }) => `${shownId(id)} (${directory})`)
    const others = firstOthers(
      name,
      shared.map(({ id }) => owners.get(id) ?? []),
    )
    return [
      {
        rule: 'fleet/objects-are-of-one-overlay',
        severity: 'error',
        at: { ...place, path: 'cluster.name' },
        message: `expected objects that no other overlay of cluster ${cluster} renders, found ${named.join(', ')}${shared.length > mostNamed ? ` and ${shared.length - mostNamed} more` : ''} in ${others} too`,
        hint: 'give the overlay another namespace, or its own cluster name where it is another cluster',
        overlay: name,
      },
    ]
  })
}

/** The first few other overlays among the owners of what is shared. */
function firstOthers(name: string, owners: readonly (readonly string[])[]): string {
  const others = new Set<string>()
  for (const list of owners) {
    for (const other of list) {
      if (other !== name) others.add(other)
      if (others.size > mostNamed) return `${[...others].slice(0, mostNamed).join(', ')} and more`
    }
  }
  return [...others].join(', ')
}

/** `group/Kind/namespace/name` as messages call an object: `Kind/name`, with the namespace where there is one. */
function shownId(id: string): string {
  const [, kind, namespace, name] = id.split('/')
  return `${kind}/${name}${namespace === '' ? '' : `.${namespace}`}`
}
