import { run } from './command-line.ts'
import { firstProcessOf, inNetworkOf } from './kernel-namespaces.ts'
import { type ClusterPlan, controlNode, type NodePlan } from './plan.ts'

const bridge = 'nodes'

/**
 * Connects a node whose namespaces are open: node 1 has a bridge, every other a cable to it, and no node a way out of the
 * machine. The cable goes with the node at either end.
 */
export function connect(node: NodePlan, { nodes, nodePrefix }: ClusterPlan, stateFolder: string): void {
  const ip = (where: NodePlan, ...args: string[]) => run(inNetworkOf(stateFolder, where.name, ['ip', ...args]))
  const first = controlNode(nodes)
  const device = node.number === first.number ? bridge : 'eth0'
  ip(node, 'link', 'set', 'lo', 'up')
  if (device === bridge) {
    ip(node, 'link', 'add', bridge, 'type', 'bridge')
  } else {
    const pid = String(firstProcessOf(stateFolder, node.name))
    ip(first, 'link', 'add', node.name, 'type', 'veth', 'peer', 'name', device, 'netns', pid)
    ip(first, 'link', 'set', node.name, 'master', bridge, 'up')
  }
  ip(node, 'address', 'add', `${node.address}/${nodePrefix}`, 'dev', device)
  ip(node, 'link', 'set', device, 'up')
  // Kubernetes' parts look for the interface of the default route, though it leads nowhere.
  ip(node, 'route', 'add', 'default', 'dev', device)
  for (const other of nodes.filter(({ number }) => number !== node.number)) {
    ip(node, 'route', 'add', other.podRange, 'via', other.address)
  }
}
