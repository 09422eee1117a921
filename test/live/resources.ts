import type * as core from 'kubernetes-types/core/v1.d.ts'
import type { NetworkPolicySpec } from 'kubernetes-types/networking/v1.d.ts'
import type * as custom from '../../generators/kubernetes.ts'
import type { KubeObject, Resource } from './api.ts'

function resource<Body extends object>(
  apiVersion: string,
  kind: string,
  plural: string,
  namespaced: boolean,
): Resource<KubeObject & Body> {
  return { apiVersion, kind, plural, namespaced }
}

/** A condition in the status of many kinds. */
export type Condition = {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionTime?: string
  readonly observedGeneration?: number
}

export type Pod = KubeObject & { spec: core.PodSpec; status?: core.PodStatus }
export type Namespace = KubeObject
export type Node = KubeObject & { spec?: core.NodeSpec; status?: core.NodeStatus }
export type Secret = KubeObject & { type?: string; data?: Readonly<Record<string, string>> }
export type Service = KubeObject & { spec: core.ServiceSpec; status?: core.ServiceStatus }
export type Volume = KubeObject & { spec: core.PersistentVolumeSpec; status?: core.PersistentVolumeStatus }
export type VolumeClaim = KubeObject & {
  spec: core.PersistentVolumeClaimSpec
  status?: core.PersistentVolumeClaimStatus
}
export type StorageClass = KubeObject & { provisioner: string; reclaimPolicy?: string; volumeBindingMode?: string }
export type NetworkPolicy = KubeObject & { spec: NetworkPolicySpec }
export type Issuer = KubeObject & { spec: custom.Issuer['spec']; status?: { conditions?: readonly Condition[] } }
export type Certificate = KubeObject & {
  spec: custom.Certificate['spec']
  status?: {
    conditions?: readonly Condition[]
    notBefore?: string
    notAfter?: string
    renewalTime?: string
    revision?: number
  }
}

/** What the harness asks the API server for. */
export const resources = {
  pods: resource<Pod>('v1', 'Pod', 'pods', true),
  namespaces: resource<Namespace>('v1', 'Namespace', 'namespaces', false),
  nodes: resource<Node>('v1', 'Node', 'nodes', false),
  secrets: resource<Secret>('v1', 'Secret', 'secrets', true),
  services: resource<Service>('v1', 'Service', 'services', true),
  volumes: resource<Volume>('v1', 'PersistentVolume', 'persistentvolumes', false),
  volumeClaims: resource<VolumeClaim>('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', true),
  storageClasses: resource<StorageClass>('storage.k8s.io/v1', 'StorageClass', 'storageclasses', false),
  networkPolicies: resource<NetworkPolicy>('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', true),
  customResources: resource<object>(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'customresourcedefinitions',
    false,
  ),
  certificates: resource<Certificate>('cert-manager.io/v1', 'Certificate', 'certificates', true),
  issuers: resource<Issuer>('cert-manager.io/v1', 'Issuer', 'issuers', true),
  clusterIssuers: resource<Issuer>('cert-manager.io/v1', 'ClusterIssuer', 'clusterissuers', false),
} as const
