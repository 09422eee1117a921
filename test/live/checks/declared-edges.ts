/** A pod as a NetworkPolicy sees it. */
export type Endpoint = {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly address: string
}

type Selector = {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly {
    readonly key: string
    readonly operator: string
    readonly values?: readonly string[]
  }[]
}
type Peer = {
  readonly podSelector?: Selector
  readonly namespaceSelector?: Selector
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] }
}
type Port = { readonly port?: number | string; readonly endPort?: number; readonly protocol?: string }
type Rule = { readonly from?: readonly Peer[]; readonly to?: readonly Peer[]; readonly ports?: readonly Port[] }

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
 * Whether the policies let one pod open a TCP connection to a port of another, by the words of the API's documentation.
 * Written apart from the enforcer of the test cluster, so that neither can hide the other's mistake; ports are numbers, as
 * ours are, and addresses of pods are in no `ipBlock`.
 */
export function isDeclared(policies: readonly Policy[], from: Endpoint, to: Endpoint, port: number): boolean {
  return isLetThrough(policies, 'Egress', from, to, port) && isLetThrough(policies, 'Ingress', to, from, port)
}

function isLetThrough(
  policies: readonly Policy[],
  direction: 'Ingress' | 'Egress',
  own: Endpoint,
  other: Endpoint,
  port: number,
): boolean {
  const mine = policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === own.namespace &&
      (spec.policyTypes ?? ['Ingress']).includes(direction) &&
      selects(spec.podSelector, own.labels),
  )
  if (mine.length === 0) return true
  const rules = mine.flatMap(({ spec }) => (direction === 'Ingress' ? spec.ingress : spec.egress) ?? [])
  return rules.some((rule) => {
    const peers = direction === 'Ingress' ? rule.from : rule.to
    return (
      (!peers || peers.some((peer) => isPeer(peer, own, other))) &&
      (!rule.ports || rule.ports.some((one) => isPort(one, port)))
    )
  })
}

function isPeer({ ipBlock, namespaceSelector, podSelector }: Peer, own: Endpoint, other: Endpoint): boolean {
  if (ipBlock) return ipBlock.cidr === '0.0.0.0/0'
  const inNamespace = namespaceSelector
    ? selects(namespaceSelector, { 'kubernetes.io/metadata.name': other.namespace })
    : other.namespace === own.namespace
  return inNamespace && selects(podSelector, other.labels)
}

function isPort({ port, endPort, protocol = 'TCP' }: Port, wanted: number): boolean {
  if (protocol !== 'TCP') return false
  if (port === undefined) return true
  if (typeof port === 'string') throw new Error(`the port ${port} has a name, which this reading does not know`)
  return wanted >= port && wanted <= (endPort ?? port)
}

function selects(
  { matchLabels = {}, matchExpressions = [] }: Selector = {},
  labels: Readonly<Record<string, string>>,
): boolean {
  if (matchExpressions.length > 0) throw new Error('matchExpressions are not known to this reading')
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value)
}
