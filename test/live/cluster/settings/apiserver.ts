import { join } from 'node:path'
import { apiPort } from '../pki.ts'
import { type ClusterPlan, controlNode } from '../plan.ts'

/** Arguments of kube-apiserver: its defaults, so that admission and Pod Security are those of any cluster. */
export function apiserverArguments({ nodes, serviceRange }: ClusterPlan, keys: string): string[] {
  return [
    '--etcd-servers=http://127.0.0.1:2379',
    '--bind-address=0.0.0.0',
    `--secure-port=${apiPort}`,
    // There is no link to the outside whose address it could guess.
    `--advertise-address=${controlNode(nodes).address}`,
    `--tls-cert-file=${join(keys, 'apiserver.crt')}`,
    `--tls-private-key-file=${join(keys, 'apiserver.key')}`,
    `--client-ca-file=${join(keys, 'ca.crt')}`,
    `--kubelet-client-certificate=${join(keys, 'apiserver-kubelet.crt')}`,
    `--kubelet-client-key=${join(keys, 'apiserver-kubelet.key')}`,
    `--kubelet-certificate-authority=${join(keys, 'ca.crt')}`,
    // The nodes' names are in no DNS.
    '--kubelet-preferred-address-types=InternalIP',
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(keys, 'sa.pub')}`,
    `--service-account-signing-key-file=${join(keys, 'sa.key')}`,
    `--service-cluster-ip-range=${serviceRange}`,
    '--profiling=false',
  ]
}
