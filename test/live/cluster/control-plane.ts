import { join } from 'node:path'
import type { LiveContext } from '../context.ts'
import { clusterPaths } from './paths.ts'
import type { ClusterPlan, NodePlan } from './plan.ts'
import type { Program } from './programs.ts'
import { apiserverArguments } from './settings/apiserver.ts'
import { containerdArguments } from './settings/containerd.ts'
import { controllerManagerArguments } from './settings/controller-manager.ts'
import { etcdArguments } from './settings/etcd.ts'
import { proxyArguments } from './settings/kube-proxy.ts'
import { kubeletArguments } from './settings/kubelet.ts'
import { schedulerArguments } from './settings/scheduler.ts'

/** What node 1 starts first: the API. */
export function apiPrograms(plan: ClusterPlan, node: NodePlan, { stateFolder }: LiveContext): Program[] {
  const paths = clusterPaths(stateFolder)
  const { bin } = plan.artefacts
  return [
    { name: 'etcd', command: join(bin, 'etcd'), args: etcdArguments(paths.node(node.name).etcd) },
    { name: 'apiserver', command: join(bin, 'kube-apiserver'), args: apiserverArguments(plan, paths.keys) },
  ]
}

/** What works for the API, beside it in node 1. */
export function controllerPrograms({ artefacts: { bin } }: ClusterPlan, { stateFolder }: LiveContext): Program[] {
  const { keys } = clusterPaths(stateFolder)
  return [
    {
      name: 'controller-manager',
      command: join(bin, 'kube-controller-manager'),
      args: controllerManagerArguments(keys),
    },
    { name: 'scheduler', command: join(bin, 'kube-scheduler'), args: schedulerArguments(keys) },
  ]
}

/** What runs containers; it needs no API. */
export function runtimeProgram({ artefacts }: ClusterPlan, node: NodePlan, { stateFolder }: LiveContext): Program {
  return {
    name: `containerd${node.number}`,
    command: join(artefacts.system, 'usr/bin/containerd'),
    args: containerdArguments(clusterPaths(stateFolder).node(node.name)),
  }
}

/** What makes a machine a node of the cluster. */
export function nodePrograms(plan: ClusterPlan, node: NodePlan, { stateFolder }: LiveContext): Program[] {
  const paths = clusterPaths(stateFolder)
  const { bin } = plan.artefacts
  return [
    { name: `kubelet${node.number}`, command: join(bin, 'kubelet'), args: kubeletArguments(node, paths) },
    { name: `kube-proxy${node.number}`, command: join(bin, 'kube-proxy'), args: proxyArguments(node, paths) },
  ]
}
