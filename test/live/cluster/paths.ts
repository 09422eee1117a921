import { join } from 'node:path'

/** Where one node keeps what it needs, inside the state folder. */
export type NodePaths = {
  readonly folder: string
  /** Which process holds its namespaces. */
  readonly record: string
  /** Which programs it started, for `status`. */
  readonly programs: string
  /** Its images and containers: a copy of the store. */
  readonly containerd: string
  readonly containerdConfig: string
  readonly networks: string
  readonly kubeletConfig: string
  readonly proxyConfig: string
  /** What it sees as /var/lib and /var/log. */
  readonly varLib: string
  readonly varLog: string
  readonly etcd: string
}

/** Where a cluster keeps what it needs. */
export type ClusterPaths = {
  readonly plan: string
  readonly starter: string
  readonly kernelSettings: string
  readonly controllers: string
  readonly logs: string
  readonly keys: string
  readonly resolvConf: string
  readonly kubectlCache: string
  /** The volumes of all nodes: VOLUMES/NODE/NAME. */
  readonly volumes: string
  readonly nodes: string
  readonly node: (name: string) => NodePaths
}

/** The files and folders of the cluster in a state folder. */
export function clusterPaths(stateFolder: string): ClusterPaths {
  const nodes = join(stateFolder, 'nodes')
  return {
    plan: join(stateFolder, 'plan.json'),
    starter: join(stateFolder, 'starter.json'),
    kernelSettings: join(stateFolder, 'kernel-settings.json'),
    controllers: join(stateFolder, 'controllers.json'),
    logs: join(stateFolder, 'logs'),
    keys: join(stateFolder, 'keys'),
    resolvConf: join(stateFolder, 'resolv.conf'),
    kubectlCache: join(stateFolder, 'kubectl-cache'),
    volumes: join(stateFolder, 'volumes'),
    nodes,
    node: (name) => {
      const folder = join(nodes, name)
      return {
        folder,
        record: join(folder, 'process.json'),
        programs: join(folder, 'programs.json'),
        containerd: join(folder, 'containerd'),
        containerdConfig: join(folder, 'containerd.toml'),
        networks: join(folder, 'networks'),
        kubeletConfig: join(folder, 'kubelet.yaml'),
        proxyConfig: join(folder, 'kube-proxy.yaml'),
        varLib: join(folder, 'var-lib'),
        varLog: join(folder, 'var-log'),
        etcd: join(folder, 'etcd'),
      }
    },
  }
}
