import { join } from 'node:path'
import type { LiveContext } from '../context.ts'
import { clusterPaths } from './paths.ts'
import { type ClusterPlan, controlNode, type NodePlan } from './plan.ts'
import type { Program } from './programs.ts'

/** The doubles that a node carries: one that enforces NetworkPolicies in its own network; on node 1, the cluster's too. */
export function doublesOf(plan: ClusterPlan, node: NodePlan, context: LiveContext): Program[] {
  const { keys, volumes } = clusterPaths(context.stateFolder)
  const kubeconfig = join(keys, 'admin.kubeconfig')
  const double = (program: string, name: string, ...args: string[]): Program => ({
    name: program,
    command: process.execPath,
    args: ['--enable-source-maps', context.bundle, 'double', name, '--kubeconfig', kubeconfig, ...args],
  })
  const nft = join(plan.artefacts.system, 'usr/sbin/nft')
  const onEvery = [double(`network-policies${node.number}`, 'network-policies', '--nft', nft)]
  if (node.number !== controlNode(plan.nodes).number) return onEvery
  return [
    ...onEvery,
    double('cert-manager', 'cert-manager'),
    double('load-balancer', 'load-balancer', '--range', plan.balancedAddresses),
    double('volumes', 'volumes', '--folder', volumes, '--class', plan.overlay.storageClass),
  ]
}
