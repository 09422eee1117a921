import { join } from 'node:path'
import { controllerIdentity } from './controller-identity.ts'
import { volumePlugins } from './kubelet.ts'

/** Arguments of kube-controller-manager. */
export function controllerManagerArguments(keys: string): string[] {
  return [
    ...controllerIdentity(keys, 'kcm'),
    '--use-service-account-credentials',
    `--root-ca-file=${join(keys, 'ca.crt')}`,
    `--service-account-private-key-file=${join(keys, 'sa.key')}`,
    `--cluster-signing-cert-file=${join(keys, 'ca.crt')}`,
    `--cluster-signing-key-file=${join(keys, 'ca.key')}`,
    // The plan gives every node its pods' addresses.
    '--allocate-node-cidrs=false',
    `--flex-volume-plugin-dir=${volumePlugins}`,
    // With its default of 20 requests a second, 40 objects at once take half a minute until their pods are even made.
    '--kube-api-qps=300',
    '--kube-api-burst=500',
    '--profiling=false',
  ]
}
