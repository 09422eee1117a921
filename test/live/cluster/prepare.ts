import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pause } from '../images/pause.ts'
import { run } from './command-line.ts'
import { clusterPaths } from './paths.ts'
import { makePki } from './pki.ts'
import { type ClusterPlan, controlNode, type NodePlan, writePlan } from './plan.ts'
import { containerdConfig } from './settings/containerd.ts'
import { proxyConfig } from './settings/kube-proxy.ts'
import { kubeletConfig } from './settings/kubelet.ts'
import { podNetwork } from './settings/pod-network.ts'

/** Writes all that the nodes read: the plan, keys, settings, and each node's own images. */
export function prepare(plan: ClusterPlan, stateFolder: string): void {
  const { keys, logs, resolvConf } = clusterPaths(stateFolder)
  rmSync(logs, { recursive: true, force: true })
  mkdirSync(logs, { recursive: true })
  writePlan(stateFolder, plan)
  makePki(keys, plan.nodes, plan.serviceAddress, controlNode(plan.nodes).address)
  writeFileSync(resolvConf, `nameserver ${plan.dnsAddress}\n`)
  for (const node of plan.nodes) prepareNode(node, plan, stateFolder)
}

function prepareNode(node: NodePlan, plan: ClusterPlan, stateFolder: string): void {
  const paths = clusterPaths(stateFolder)
  const own = paths.node(node.name)
  mkdirSync(own.networks, { recursive: true })
  writeFileSync(join(own.networks, 'pods.conflist'), podNetwork(node))
  writeFileSync(own.containerdConfig, containerdConfig(own, plan.artefacts, pause.image))
  writeFileSync(own.kubeletConfig, kubeletConfig(plan, node, paths, stateFolder))
  writeFileSync(own.proxyConfig, proxyConfig(plan, node, paths))
  copyStore(plan.artefacts.store, own.containerd)
}

/** Layers of images never change, so they are linked; databases do, so they are copied. */
function copyStore(store: string, folder: string): void {
  run(['cp', '--archive', '--link', store, folder])
  for (const file of readdirSync(store, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.db')) continue
    rmSync(join(folder, file))
    copyFileSync(join(store, file), join(folder, file))
  }
}
