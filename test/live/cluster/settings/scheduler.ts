import { join } from 'node:path'

/** Arguments of kube-scheduler. */
export function schedulerArguments(keys: string): string[] {
  const kubeconfig = join(keys, 'scheduler.kubeconfig')
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    '--bind-address=127.0.0.1',
    '--leader-elect=false',
    '--profiling=false',
  ]
}
