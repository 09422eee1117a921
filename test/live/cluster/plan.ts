import { createHash } from 'node:crypto'
import type { Artefacts } from '../artefacts/artefacts.ts'
import type { OverlayFacts } from './facts.ts'
import { clusterPaths } from './paths.ts'
import { readIfThere } from './record.ts'
import { writeWhole } from './write-whole.ts'

/** One node of the cluster. */
export type NodePlan = {
  /** Counts from 1; node 1 carries the control plane. */
  readonly number: number
  readonly name: string
  readonly address: string
  /** The addresses of its pods. */
  readonly podRange: string
  readonly zone: string
}

/** All that is decided before anything is started; the nodes read it from the state folder. */
export type ClusterPlan = {
  readonly overlay: OverlayFacts
  readonly artefacts: Artefacts
  readonly nodes: readonly NodePlan[]
  /** The length of the nodes' common prefix, in bits. */
  readonly nodePrefix: number
  readonly podRange: string
  readonly serviceRange: string
  /** The API server as pods reach it: the first address of the service range. */
  readonly serviceAddress: string
  readonly dnsAddress: string
  /** What Services of type LoadBalancer may be given: FIRST-LAST. */
  readonly balancedAddresses: string
}

const rangeWithoutFacts = '10.99.0.0/24'

/**
 * The plan for an overlay on so many nodes. Nodes take their addresses from the range that the overlay names, since its
 * NetworkPolicies let in what comes from there, and their zones from `cluster.zones`, in turn.
 */
export function planCluster(overlay: OverlayFacts, count: number, artefacts: Artefacts): ClusterPlan {
  const nodeRange = overlay.nodeRanges[0] ?? rangeWithoutFacts
  return {
    overlay,
    artefacts,
    nodes: Array.from({ length: count }, (_, index) => ({
      number: index + 1,
      name: `node${index + 1}`,
      address: addressIn(nodeRange, index + 1),
      podRange: `10.244.${index + 1}.0/24`,
      zone: overlay.zones[index % overlay.zones.length] ?? '',
    })),
    nodePrefix: Math.max(24, Number(nodeRange.split('/')[1])),
    podRange: '10.244.0.0/16',
    serviceRange: '10.96.0.0/16',
    serviceAddress: '10.96.0.1',
    dnsAddress: '10.96.0.10',
    balancedAddresses: '10.98.0.1-10.98.0.99',
  }
}

/** The n-th address of an IPv4 range: `addressIn('10.10.0.0/16', 2)` is `10.10.0.2`. */
function addressIn(range: string, number: number): string {
  const [network = ''] = range.split('/')
  const octets = network.split('.').map(Number)
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0) + number
  return [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.')
}

/** Node 1, which carries the control plane. */
export function controlNode(nodes: readonly NodePlan[]): NodePlan {
  const [first] = nodes
  if (!first) throw new Error('a cluster has at least one node')
  return first
}

/** What the control groups of every cluster start with. */
export const cgroupPrefix = 'sluice-live-'

/** The name of a node's cgroup in every hierarchy. Two state folders, two names: `down` of the one leaves the other alone. */
export function cgroupOf(stateFolder: string, node: number | '' = ''): string {
  return `${cgroupPrefix}${createHash('sha256').update(stateFolder).digest('hex').slice(0, 8)}-${node}`
}

export function writePlan(stateFolder: string, plan: ClusterPlan): void {
  writeWhole(clusterPaths(stateFolder).plan, JSON.stringify(plan, null, 2))
}

/** The plan of the cluster in a state folder, undefined where none was started. */
export function readPlan(stateFolder: string): ClusterPlan | undefined {
  const text = readIfThere(clusterPaths(stateFolder).plan)
  return text === undefined ? undefined : (JSON.parse(text) as ClusterPlan) // written by writePlan
}
