import { join } from 'node:path'
import { stringify } from 'yaml'
import type { ClusterPaths } from '../paths.ts'
import type { ClusterPlan, NodePlan } from '../plan.ts'

/** Arguments of a node's kube-proxy. */
export function proxyArguments(node: NodePlan, paths: ClusterPaths): string[] {
  return [`--config=${paths.node(node.name).proxyConfig}`]
}

/** The KubeProxyConfiguration of a node. */
export function proxyConfig({ podRange }: ClusterPlan, node: NodePlan, { keys }: ClusterPaths): string {
  return stringify({
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    hostnameOverride: node.name,
    clientConnection: { kubeconfig: join(keys, 'proxy.kubeconfig') },
    clusterCIDR: podRange,
    // Zero leaves them alone: they are settings of the whole machine.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
    nftables: { minSyncPeriod: '0s' },
  })
}
