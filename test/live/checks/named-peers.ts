import {
  type Endpoint,
  type Labels,
  nameOfNamespace,
  type Peer,
  type Policy,
  type PolicyPort,
  type Port,
  type Rule,
  type Selector,
} from './declared-edges.ts'

/** Pods that policies speak of: where they are, their labels, and the ports on which they are connected to. */
export type NamedPods = {
  readonly namespace: string
  readonly labels: Labels
  readonly ports: readonly Port[]
  /** Rules let them in or are let out to them; otherwise there are only policies of theirs. */
  readonly isPeer: boolean
}

/** Everybody that policies name by labels: whose policies they are, and whom their rules let in and are let out to. */
export function podsNamed(policies: readonly Policy[]): NamedPods[] {
  const named = policies.flatMap(({ metadata: { namespace }, spec: { podSelector, ingress = [], egress = [] } }) => {
    const own = { namespace, labels: labelsOf(podSelector), ports: ingress.flatMap(portsOf), isPeer: false }
    const peers = [...ingress, ...egress].flatMap((rule) =>
      [...(rule.from ?? []), ...(rule.to ?? [])]
        .filter(({ ipBlock }) => !ipBlock)
        .map((peer) => ({
          namespace: namespaceOf(peer, namespace),
          labels: labelsOf(peer.podSelector),
          ports: rule.to ? portsOf(rule) : [],
          isPeer: true,
        })),
    )
    return [own, ...peers]
  })
  return grouped(named, ({ namespace, labels }) => JSON.stringify([namespace, labels])).map(([first, ...others]) => ({
    ...first,
    ports: distinct([first, ...others].flatMap(({ ports }) => ports)),
    isPeer: [first, ...others].some(({ isPeer }) => isPeer),
  }))
}

/** The single addresses of IPv4 that rules let pods connect to, and on which ports. */
export function addressesNamed(policies: readonly Policy[]): { readonly address: string; readonly ports: Port[] }[] {
  const named = policies.flatMap(({ spec: { egress = [] } }) =>
    egress.flatMap((rule) =>
      (rule.to ?? []).flatMap(({ ipBlock }) => {
        const [, address] = /^(.*)\/32$/.exec(ipBlock?.cidr ?? '') ?? []
        return address === undefined ? [] : [{ address, ports: portsOf(rule) }]
      }),
    ),
  )
  return grouped(named, ({ address }) => address).map(([first, ...others]) => ({
    address: first.address,
    ports: distinct([first, ...others].flatMap(({ ports }) => ports)),
  }))
}

/** Whether a pod is one of those that policies name. */
export const isNamed = ({ namespace, labels }: NamedPods, { pod }: Endpoint): boolean =>
  pod !== undefined &&
  pod.namespace === namespace &&
  Object.entries(labels).every(([key, value]) => pod.labels[key] === value)

/** A namespace of which no policy speaks; it stands for any. */
export const elsewhere = 'elsewhere'

const namespaceOf = ({ namespaceSelector }: Peer, own: string): string =>
  namespaceSelector ? (namespaceSelector.matchLabels?.[nameOfNamespace] ?? elsewhere) : own

const labelsOf = (selector: Selector = {}): Labels =>
  Object.fromEntries(Object.entries(selector.matchLabels ?? {}).sort(([one], [other]) => (one < other ? -1 : 1)))

/** The ports of a rule; throws where they cannot be told one by one. */
function portsOf({ ports = [] }: Rule): Port[] {
  if (ports.length === 0) throw new Error('a rule without ports is for more than can be tried')
  return ports.map(({ port, endPort, protocol = 'TCP' }: PolicyPort) => {
    if (typeof port !== 'number' || endPort !== undefined || (protocol !== 'TCP' && protocol !== 'UDP'))
      throw new Error(`${[port, endPort, protocol].join(' ')} is no single port of TCP or UDP, and is not tried`)
    return { port, protocol }
  })
}

/** Each port once, in order. */
export function distinct(ports: readonly Port[]): Port[] {
  const byName = new Map(ports.map((one) => [`${one.port}/${one.protocol}`, one]))
  return [...byName.values()].sort((one, other) => one.port - other.port || one.protocol.localeCompare(other.protocol))
}

/** Those that are alike together, in the order of the first of each. */
export function grouped<T>(all: readonly T[], keyOf: (one: T) => string): [first: T, ...others: T[]][] {
  const groups = new Map<string, [T, ...T[]]>()
  for (const one of all) {
    const group = groups.get(keyOf(one))
    if (group) group.push(one)
    else groups.set(keyOf(one), [one])
  }
  return [...groups.values()]
}
