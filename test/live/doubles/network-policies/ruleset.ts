import { isIPv4 } from 'node:net'
import type {
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from 'kubernetes-types/networking/v1.d.ts'
import type { Namespace, NetworkPolicy, Pod } from '../../resources.ts'
import { selects } from './selector.ts'

/** The table of nftables that holds the rules. */
const table = 'inet network-policies'

/**
 * NetworkPolicies as a ruleset of nftables that replaces the one before it in one step. It is the same for every node:
 * what a pod sends or is sent passes the forward hook of its node, with the addresses of pods, as kube-proxy has
 * translated those of Services by then. What the node itself sends, as a kubelet's probes, is not forwarded and so
 * always passes.
 *
 * A pod without a policy in a direction is free in that direction; so is one whose address the API does not tell yet.
 * What a pod sends to a node's own address is held against its egress, though the specification leaves that open:
 * a platform that needs the API server shall say so. IPv4 only, as the cluster is.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function ruleset(
  policies: readonly NetworkPolicy[],
  pods: readonly Pod[],
  namespaces: readonly Namespace[],
): string {
  const world: World = {
    pods: addressed(pods),
    labelsOfNamespace: new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}])),
  }
  const chains = (['egress', 'ingress'] as const).flatMap((direction) =>
    world.pods.flatMap((pod) => {
      const applied = policies.filter((policy) => restricts(policy, direction, pod.object))
      return applied.length === 0 ? [] : [chainOf(direction, pod, applied, world)]
    }),
  )
  const entry = (direction: Direction): string[] => {
    const own = chains.filter((chain) => chain.direction === direction)
    const jumps = own.map(({ pod, name }) => `${pod.address} : jump ${name}`)
    return [
      `chain ${direction} {`,
      ...(jumps.length > 0 ? [`  ip ${ownSide[direction]} vmap { ${jumps.join(', ')} }`] : []),
      '}',
    ]
  }
  const hook = (name: string, ...directions: readonly Direction[]): string[] => [
    `chain ${name} {`,
    `  type filter hook ${name} priority filter + 10; policy accept;`,
    '  ct state established,related accept',
    ...directions.map((direction) => `  jump ${direction}`),
    '}',
  ]
  return [
    `table ${table}`,
    `delete table ${table}`,
    `table ${table} {`,
    ...[
      ...chains.flatMap(({ lines }) => lines),
      ...entry('egress'),
      ...entry('ingress'),
      ...hook('forward', 'egress', 'ingress'),
      ...hook('input', 'egress'),
    ].map((line) => `  ${line}`),
    '}',
    '',
  ].join('\n')
}

type Direction = 'ingress' | 'egress'

/** Which address of a packet is the restricted pod's, and which the peer's. */
const ownSide = { ingress: 'daddr', egress: 'saddr' } as const
const peerSide = { ingress: 'saddr', egress: 'daddr' } as const

type AddressedPod = { readonly object: Pod; readonly address: string }

type World = {
  readonly pods: readonly AddressedPod[]
  readonly labelsOfNamespace: ReadonlyMap<string, Readonly<Record<string, string>>>
}

/** Pods with an address of their own. Where an address is told twice, it is the younger pod's. */
function addressed(pods: readonly Pod[]): AddressedPod[] {
  const alive = pods
    .filter(({ spec, status }) => !spec.hostNetwork && !['Succeeded', 'Failed'].includes(status?.phase ?? ''))
    .sort((one, other) => one.metadata.creationTimestamp.localeCompare(other.metadata.creationTimestamp))
  const byAddress = new Map(alive.map((pod) => [pod.status?.podIP ?? '', pod]))
  return [...byAddress].flatMap(([address, object]) => (isIPv4(address) ? [{ address, object }] : []))
}

/** A policy without types is for ingress, and for egress if it has rules for that. */
function restricts({ metadata, spec }: NetworkPolicy, direction: Direction, pod: Pod): boolean {
  const types = spec.policyTypes?.length ? spec.policyTypes : ['Ingress', ...(spec.egress?.length ? ['Egress'] : [])]
  return (
    types.includes(direction === 'ingress' ? 'Ingress' : 'Egress') &&
    metadata.namespace === pod.metadata.namespace &&
    selects(spec.podSelector, pod.metadata.labels ?? {})
  )
}

/** What one pod may send or be sent: what no rule lets return is dropped. A pod always reaches itself. */
function chainOf(direction: Direction, pod: AddressedPod, policies: readonly NetworkPolicy[], world: World) {
  const { namespace, name, uid } = pod.object.metadata
  const chain = `${direction}-${uid}`
  const rules = policies.flatMap(({ metadata, spec }) =>
    direction === 'ingress'
      ? (spec.ingress ?? []).flatMap((rule) => ingressMatches(rule, pod, metadata.namespace, world))
      : (spec.egress ?? []).flatMap((rule) => egressMatches(rule, metadata.namespace, world)),
  )
  const lines = [
    `chain ${chain} { # ${namespace}/${name}`,
    ...[`ip ${peerSide[direction]} ${pod.address}`, ...new Set(rules)].map((match) =>
      match === '' ? '  return' : `  ${match} return`,
    ),
    '  counter drop',
    '}',
  ]
  return { direction, pod, name: chain, lines }
}

function ingressMatches(
  { from, ports }: NetworkPolicyIngressRule,
  pod: AddressedPod,
  namespace: string | undefined,
  world: World,
): string[] {
  return combined(addressMatches('ingress', from, namespace, world), portMatches(ports, pod.object))
}

/** A port that has a name is another with each pod that is sent to. */
function egressMatches({ to, ports }: NetworkPolicyEgressRule, namespace: string | undefined, world: World): string[] {
  const named = (ports ?? []).filter(({ port }) => typeof port === 'string')
  const numbered = (ports ?? []).filter(({ port }) => typeof port !== 'string')
  const targets = to?.length ? podsOf(to, namespace, world) : world.pods
  return [
    ...(named.length > 0 && numbered.length === 0
      ? []
      : combined(addressMatches('egress', to, namespace, world), portMatches(numbered, undefined))),
    ...(named.length > 0
      ? targets.flatMap((target) => combined([`ip daddr ${target.address}`], portMatches(named, target.object)))
      : []),
  ]
}

const combined = (addresses: readonly string[], ports: readonly string[]): string[] =>
  addresses.flatMap((address) => ports.map((port) => [address, port].filter((match) => match !== '').join(' ')))

/** Without peers: any address. With peers that are nobody at present: none. */
function addressMatches(
  direction: Direction,
  peers: readonly NetworkPolicyPeer[] | undefined,
  namespace: string | undefined,
  world: World,
): string[] {
  if (!peers?.length) return ['']
  const side = peerSide[direction]
  const addresses = [...new Set(podsOf(peers, namespace, world).map(({ address }) => address))]
  const blocks = peers.flatMap(({ ipBlock }) => (ipBlock && !ipBlock.cidr.includes(':') ? [ipBlock] : []))
  return [
    ...(addresses.length > 0 ? [`ip ${side} { ${addresses.join(', ')} }`] : []),
    ...blocks.map(({ cidr, except = [] }) =>
      [`ip ${side} ${cidr}`, ...except.map((hole) => `ip ${side} != ${hole}`)].join(' '),
    ),
  ]
}

/** The pods that the selectors of the peers take: of the policy's own namespace unless they say which. */
function podsOf(peers: readonly NetworkPolicyPeer[], namespace: string | undefined, world: World): AddressedPod[] {
  return world.pods.filter(({ object: { metadata } }) =>
    peers.some(({ ipBlock, namespaceSelector, podSelector = {} }) => {
      if (ipBlock) return false
      const inNamespace = namespaceSelector
        ? selects(namespaceSelector, world.labelsOfNamespace.get(metadata.namespace ?? '') ?? {})
        : metadata.namespace === namespace
      return inNamespace && selects(podSelector, metadata.labels ?? {})
    }),
  )
}

/** Without ports: any. A name that the pod has no port of is none. */
function portMatches(ports: readonly NetworkPolicyPort[] | undefined, named: Pod | undefined): string[] {
  if (!ports?.length) return ['']
  return ports.flatMap(({ port, endPort, protocol = 'TCP' }) => {
    const transport = protocol.toLowerCase()
    if (port === undefined) return [`meta l4proto ${transport}`]
    const number = typeof port === 'number' ? port : portNumber(named, port, protocol)
    if (number === undefined) return []
    return [`${transport} dport ${number}${endPort === undefined ? '' : `-${endPort}`}`]
  })
}

function portNumber(pod: Pod | undefined, name: string, protocol: string): number | undefined {
  const containers = [...(pod?.spec.containers ?? []), ...(pod?.spec.initContainers ?? [])]
  return containers
    .flatMap(({ ports = [] }) => ports)
    .find((port) => port.name === name && (port.protocol ?? 'TCP') === protocol)?.containerPort
}
