import { join } from 'node:path'
import type { Artefacts } from '../../artefacts/artefacts.ts'
import type { NodePaths } from '../paths.ts'

/** In a node's own /run. */
export const containerdSocket = '/run/containerd/containerd.sock'

/** Arguments of a node's containerd. */
export function containerdArguments({ containerdConfig }: NodePaths): string[] {
  return ['--config', containerdConfig]
}

/** The configuration of a node's containerd, in TOML. */
export function containerdConfig({ containerd, networks }: NodePaths, { system }: Artefacts, pause: string): string {
  return `version = 2
root = "${containerd}"
state = "/run/containerd"
disabled_plugins = [
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
  "io.containerd.internal.v1.tracing",
]

[grpc]
  address = "${containerdSocket}"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pause}"
  # A machine that is a container itself may lack CAP_SYS_RESOURCE, and with it the right to lower an OOM score:
  # every pod would fail with "can't get final child's PID from pipe: EOF".
  restrict_oom_score_adj = true
  tolerate_missing_hugetlb_controller = true

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${join(system, 'usr/lib/cni')}"
    conf_dir = "${networks}"

  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"

      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        BinaryName = "${join(system, 'usr/sbin/runc')}"
        SystemdCgroup = false
`
}
