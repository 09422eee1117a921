import { BlockList, isIPv6 } from 'node:net'

export type Labels = Readonly<Record<string, string>>

/** Somebody as a NetworkPolicy sees them: an address, and where it is a pod's, what that pod is. */
export type Endpoint = {
  readonly address: string
  readonly pod?: { readonly namespace: string; readonly labels: Labels }
}

/** A port that somebody connects to. */
export type Port = { readonly port: number; readonly protocol: 'TCP' | 'UDP' }

export type Selector = {
  readonly matchLabels?: Labels
  readonly matchExpressions?: readonly {
    readonly key: string
    readonly operator: string
    readonly values?: readonly string[]
  }[]
}
type Block = { readonly cidr: string; readonly except?: readonly string[] }
export type Peer = { readonly podSelector?: Selector; readonly namespaceSelector?: Selector; readonly ipBlock?: Block }
export type PolicyPort = { readonly port?: number | string; readonly endPort?: number; readonly protocol?: string }
/** A rule of ingress, which has `from`, or of egress, which has `to`. */
export type Rule = {
  readonly from?: readonly Peer[]
  readonly to?: readonly Peer[]
  readonly ports?: readonly PolicyPort[]
}

export type Policy = {
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly spec: {
    readonly podSelector?: Selector
    readonly policyTypes?: readonly string[]
    readonly ingress?: readonly Rule[]
    readonly egress?: readonly Rule[]
  }
}

/**
 * Whether the policies let one connect to a port of another, by the words of the API's documentation. Written apart from
 * the enforcer of the test cluster, so that neither can hide the other's mistake. Ports are numbers, as ours are, and
 * namespaces go by their names; whatever else stands in a policy throws. An `ipBlock` takes pods too, which the API
 * leaves to the plugin.
 */
export function isDeclared(policies: readonly Policy[], from: Endpoint, to: Endpoint, port: Port): boolean {
  return isLetThrough(policies, 'Egress', from, to, port) && isLetThrough(policies, 'Ingress', to, from, port)
}

/** Whether any policy has a say in what one sends to another. */
export const isRestricted = (policies: readonly Policy[], from: Endpoint, to: Endpoint): boolean =>
  policiesOf(policies, 'Egress', from).length > 0 || policiesOf(policies, 'Ingress', to).length > 0

type Direction = 'Ingress' | 'Egress'

function isLetThrough(
  policies: readonly Policy[],
  direction: Direction,
  own: Endpoint,
  other: Endpoint,
  port: Port,
): boolean {
  const mine = policiesOf(policies, direction, own)
  if (mine.length === 0) return true
  return mine.some(({ metadata, spec }) =>
    ((direction === 'Ingress' ? spec.ingress : spec.egress) ?? []).some((rule) => {
      const peers = (direction === 'Ingress' ? rule.from : rule.to) ?? []
      const { ports = [] } = rule
      return (
        (peers.length === 0 || peers.some((peer) => isPeer(peer, metadata.namespace, other))) &&
        (ports.length === 0 || ports.some((one) => isPort(one, port)))
      )
    }),
  )
}

const typesOf = ({ spec: { policyTypes = [], egress = [] } }: Policy): readonly string[] =>
  policyTypes.length > 0 ? policyTypes : ['Ingress', ...(egress.length > 0 ? ['Egress'] : [])]

const policiesOf = (policies: readonly Policy[], direction: Direction, { pod }: Endpoint): Policy[] =>
  policies.filter(
    (policy) =>
      pod?.namespace === policy.metadata.namespace &&
      typesOf(policy).includes(direction) &&
      selects(policy.spec.podSelector, pod.labels),
  )

function isPeer(
  { ipBlock, namespaceSelector, podSelector }: Peer,
  namespace: string,
  { address, pod }: Endpoint,
): boolean {
  if (ipBlock) return isIn(ipBlock.cidr, address) && !(ipBlock.except ?? []).some((hole) => isIn(hole, address))
  if (!pod) return false
  const inNamespace = namespaceSelector
    ? selects(namespaceSelector, { [nameOfNamespace]: pod.namespace }, [nameOfNamespace])
    : pod.namespace === namespace
  return inNamespace && selects(podSelector, pod.labels)
}

/** The label that every namespace has. */
export const nameOfNamespace = 'kubernetes.io/metadata.name'

function isIn(cidr: string, address: string): boolean {
  const [first = '', length] = cidr.split('/')
  const family = isIPv6(first) ? 'ipv6' : 'ipv4'
  if (isIPv6(address) !== isIPv6(first)) return false
  const range = new BlockList()
  range.addSubnet(first, Number(length), family)
  return range.check(address, family)
}

function isPort({ port, endPort, protocol = 'TCP' }: PolicyPort, wanted: Port): boolean {
  if (protocol !== 'TCP' && protocol !== 'UDP') throw new Error(`${protocol} is not known to this reading`)
  if (protocol !== wanted.protocol) return false
  if (port === undefined) return true
  if (typeof port === 'string') throw new Error(`the port ${port} has a name, which this reading does not know`)
  return wanted.port >= port && wanted.port <= (endPort ?? port)
}

function selects(
  { matchLabels = {}, matchExpressions = [] }: Selector = {},
  labels: Labels,
  known?: readonly string[],
): boolean {
  if (matchExpressions.length > 0) throw new Error('matchExpressions are not known to this reading')
  const unknown = Object.keys(matchLabels).find((key) => known && !known.includes(key))
  if (unknown !== undefined) throw new Error(`the label ${unknown} of namespaces is not known to this reading`)
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value)
}
