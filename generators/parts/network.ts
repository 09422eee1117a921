import { BlockList, isIPv6 } from 'node:net'
import type { Overlay, Peer } from '../../engine/model.ts'
import type { NetworkPolicyPeer, NetworkPolicyPort } from '../kubernetes.ts'

/** Pods of a namespace, by their labels: both must match. */
export function pods(namespace: string, podLabels: Readonly<Record<string, string>>): NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels: { ...podLabels } },
  }
}

/** Peers as values and facts name them: pods, a whole namespace, or a range of addresses. */
export function peers(named: readonly Peer[]): NetworkPolicyPeer[] {
  return named.map(({ namespace, podLabels, cidr }) => ({
    ...(cidr === undefined ? {} : { ipBlock: { cidr } }),
    ...(namespace === undefined
      ? {}
      : { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }),
    ...(podLabels === undefined ? {} : { podSelector: { matchLabels: { ...podLabels } } }),
  }))
}

/**
 * Ranges of addresses from which clients outside of the cluster come. Many networks take a pod's address for one of them, so
 * the pods' own ranges are left out of each: pods are let in by their labels.
 */
export function outside({ cluster }: Overlay, ranges: readonly string[]): NetworkPolicyPeer[] {
  return ranges.map((cidr) => {
    const except = (cluster.network.pods ?? []).filter((range) => range !== cidr && isWithin(range, cidr))
    return { ipBlock: { cidr, ...(except.length > 0 ? { except } : {}) } }
  })
}

function isWithin(inner: string, outer: string): boolean {
  const [from = '', bits] = outer.split('/')
  const [address = '', innerBits] = inner.split('/')
  const family = (of: string): 'ipv4' | 'ipv6' => (isIPv6(of) ? 'ipv6' : 'ipv4')
  const range = new BlockList()
  range.addSubnet(from, Number(bits), family(from))
  return Number(innerBits) >= Number(bits) && range.check(address, family(address))
}

/** TCP ports of a policy. */
export function tcp(...ports: readonly number[]): NetworkPolicyPort[] {
  return ports.map((port) => ({ protocol: 'TCP', port }))
}

/** The cluster's DNS: what every pod must reach, node-local caches included. */
export function dnsEgress({ cluster }: Overlay): { to: NetworkPolicyPeer[]; ports: NetworkPolicyPort[] } {
  return {
    to: peers(cluster.network.dns),
    ports: [
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 53 },
    ],
  }
}
