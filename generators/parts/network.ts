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
