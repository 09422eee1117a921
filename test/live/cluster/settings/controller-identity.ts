import { join } from 'node:path'

/** What the controller manager and the scheduler have alike: who they are, and that each is the only one of its kind. */
export function controllerIdentity(keys: string, name: string): string[] {
  const kubeconfig = join(keys, `${name}.kubeconfig`)
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    '--bind-address=127.0.0.1',
    '--leader-elect=false',
  ]
}
