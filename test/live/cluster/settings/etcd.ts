/** Arguments of etcd: one member that keeps what the API server writes, reachable from its own node only. */
export function etcdArguments(folder: string): string[] {
  return [
    '--name=etcd',
    `--data-dir=${folder}`,
    '--log-level=warn',
    // The cluster is thrown away: what a power cut would cost is not worth a disk flush for every write.
    '--unsafe-no-fsync',
    '--listen-client-urls=http://127.0.0.1:2379',
    '--advertise-client-urls=http://127.0.0.1:2379',
    '--listen-peer-urls=http://127.0.0.1:2380',
    '--initial-advertise-peer-urls=http://127.0.0.1:2380',
    '--initial-cluster=etcd=http://127.0.0.1:2380',
  ]
}
