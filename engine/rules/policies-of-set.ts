import type { ManifestSet, Path } from '../model.ts'
import { type Entry, indexOf, once, type Port, selects, type Workload } from './index-of-set.ts'
import { asMap, asMaps, isMap, type JsonMap } from './read.ts'
import { isPort, portsOf } from './selectors.ts'

/** One entry of a policy's `ingress` or `egress`. */
export type PolicyRule = {
  readonly path: Path
  /** Absent: from everywhere, to everywhere. */
  readonly peers?: readonly PolicyPeer[]
  /** Absent: every port. */
  readonly ports?: readonly JsonMap[]
}

/** Who a rule lets in or out. */
export type PolicyPeer = {
  readonly path: Path
  /** The pods of the set among them. */
  readonly pods: readonly Workload[]
  /** Labels that name certain pods; undefined for whole namespaces and for addresses. */
  readonly named: JsonMap | undefined
  /** Whether it stands in namespaces of the set only. */
  readonly ours: boolean
  /** Every address there is, pods included. */
  readonly everyone: boolean
}

/** A NetworkPolicy with the pods that it is about; a direction that it says nothing of is absent. */
export type Policy = {
  readonly entry: Entry
  readonly selected: readonly Workload[]
  readonly ingress?: readonly PolicyRule[]
  readonly egress?: readonly PolicyRule[]
}

/** The policies of a set, and those about one workload. */
export type Policies = { readonly all: readonly Policy[]; readonly about: (workload: Workload) => readonly Policy[] }

const nameOfNamespace = 'kubernetes.io/metadata.name'

export const policiesOf: (set: ManifestSet) => Policies = once((set) => {
  const index = indexOf(set)
  const namespaces = index.ofType('/Namespace').map(({ name, labels }) => ({
    name,
    labels: { ...labels, [nameOfNamespace]: name },
  }))
  const peerOf = (peer: JsonMap, path: Path, namespace: string): PolicyPeer => {
    const { ipBlock, namespaceSelector, podSelector } = peer
    if (isMap(ipBlock)) {
      const everyone = (ipBlock.cidr === '0.0.0.0/0' || ipBlock.cidr === '::/0') && ipBlock.except === undefined
      return { path, pods: [], named: undefined, ours: false, everyone }
    }
    const among = isMap(namespaceSelector)
      ? namespaces.filter(({ labels }) => selects(namespaceSelector, labels)).map(({ name }) => name)
      : [namespace]
    const pods = among
      .flatMap(index.workloadsIn)
      .filter(({ labels }) => podSelector === undefined || selects(podSelector, labels))
    const labels = asMap(asMap(podSelector).matchLabels)
    return {
      path,
      pods,
      named: Object.keys(labels).length > 0 ? labels : undefined,
      ours:
        among.length > 0 &&
        (!isMap(namespaceSelector) || asMap(namespaceSelector.matchLabels)[nameOfNamespace] !== undefined),
      everyone: false,
    }
  }
  const all = index.ofType('networking.k8s.io/NetworkPolicy').map((entry): Policy => {
    const { spec, namespace } = entry
    const types: readonly unknown[] = Array.isArray(spec.policyTypes)
      ? spec.policyTypes
      : ['Ingress', ...(spec.egress === undefined ? [] : ['Egress'])]
    const rules = (direction: 'ingress' | 'egress', side: 'from' | 'to'): readonly PolicyRule[] =>
      asMaps(spec[direction]).map((rule, at) => {
        const path = ['spec', direction, `${at}`]
        const peers = asMaps(rule[side]).map((peer, nth) => peerOf(peer, [...path, side, `${nth}`], namespace))
        const ports = asMaps(rule.ports)
        return { path, ...(peers.length > 0 ? { peers } : {}), ...(ports.length > 0 ? { ports } : {}) }
      })
    return {
      entry,
      selected: index
        .workloadsIn(namespace)
        .filter(({ labels, pod }) => pod.hostNetwork !== true && selects(spec.podSelector, labels)),
      ...(types.includes('Ingress') ? { ingress: rules('ingress', 'from') } : {}),
      ...(types.includes('Egress') ? { egress: rules('egress', 'to') } : {}),
    }
  })
  const about = new Map<Workload, Policy[]>()
  for (const policy of all)
    for (const workload of policy.selected) {
      const known = about.get(workload)
      if (known) known.push(policy)
      else about.set(workload, [policy])
    }
  return { all, about: (workload) => about.get(workload) ?? [] }
})

/** Whether the policies let a workload's pods send to a port of another's: one direction of the two that must be open. */
export function mayPass(
  { about }: Policies,
  direction: 'ingress' | 'egress',
  { client, server, port }: { readonly client: Workload; readonly server: Workload; readonly port: Port },
): boolean {
  const [own, other] = direction === 'ingress' ? [server, client] : [client, server]
  const rules = about(own).flatMap((policy) => policy[direction] ?? [])
  const closed = about(own).some((policy) => policy[direction] !== undefined)
  return (
    !closed ||
    rules.some(
      ({ peers, ports }) =>
        (!peers || peers.some(({ pods, everyone }) => everyone || pods.includes(other))) &&
        (!ports || ports.some((one) => isOpen(one, port))),
    )
  )
}

/** Whether a port of a policy lets a port of a container through. */
export function isOpen(open: JsonMap, port: Port): boolean {
  if ((open.protocol ?? 'TCP') !== port.protocol) return false
  if (open.port === undefined) return true
  if (typeof open.port === 'number' && typeof open.endPort === 'number')
    return port.number >= open.port && port.number <= open.endPort
  return isPort(port, open.port)
}

/** The ports of a workload that a rule opens. */
export function openPorts({ ports }: PolicyRule, workload: Workload): readonly Port[] {
  const own = portsOf(workload)
  return ports ? own.filter((port) => ports.some((open) => isOpen(open, port))) : own
}
