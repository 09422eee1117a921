import { join } from 'node:path'
import { stringify } from 'yaml'
import type { ClusterPaths } from '../paths.ts'
import { type ClusterPlan, cgroupOf, type NodePlan } from '../plan.ts'
import { containerdSocket } from './containerd.ts'

/** Below a node's own /var/lib; the default is in /usr/libexec, which all nodes share with the machine. */
export const volumePlugins = '/var/lib/kubelet/volume-plugins'

/** Arguments of a node's kubelet. */
export function kubeletArguments(node: NodePlan, paths: ClusterPaths): string[] {
  return [
    `--config=${paths.node(node.name).kubeletConfig}`,
    `--kubeconfig=${join(paths.keys, `${node.name}.kubeconfig`)}`,
    `--hostname-override=${node.name}`,
    `--node-ip=${node.address}`,
    `--node-labels=topology.kubernetes.io/zone=${node.zone}`,
  ]
}

/** The KubeletConfiguration of a node. */
export function kubeletConfig(plan: ClusterPlan, node: NodePlan, paths: ClusterPaths, stateFolder: string): string {
  return stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    // From 1.35 on it refuses to start on cgroup v1 unless told otherwise; many machines for tests still have it.
    failCgroupV1: false,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${cgroupOf(stateFolder, node.number)}`,
    failSwapOn: false,
    volumePluginDir: volumePlugins,
    clusterDNS: [plan.dnsAddress],
    clusterDomain: plan.overlay.domain,
    resolvConf: paths.resolvConf,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(paths.keys, 'ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: join(paths.keys, `${node.name}.crt`),
    tlsPrivateKeyFile: join(paths.keys, `${node.name}.key`),
    // All nodes share the machine's disk and memory: a node gives up only where the machine itself is about to.
    evictionHard: {
      'memory.available': '100Mi',
      'nodefs.available': '1%',
      'imagefs.available': '1%',
      'nodefs.inodesFree': '1%',
    },
    // An image that is deleted cannot be pulled again.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
  })
}
