import type { NodePlan } from '../plan.ts'

/** How containerd connects a node's pods: a pair of interfaces for each, routed by the node, nothing masqueraded. */
export function podNetwork({ podRange }: NodePlan): string {
  const network = {
    cniVersion: '1.0.0',
    name: 'pods',
    plugins: [
      {
        type: 'ptp',
        ipMasq: false,
        mtu: 1500,
        ipam: {
          type: 'host-local',
          ranges: [[{ subnet: podRange }]],
          routes: [{ dst: '0.0.0.0/0' }],
          // Forgotten with the node: its default is on the machine's disk.
          dataDir: '/run/pod-addresses',
        },
      },
    ],
  }
  return JSON.stringify(network, null, 2)
}
