import type { Instance } from '../../engine/model.ts'
import type { NamespaceValues } from '../../schemas/values/000-namespace.ts'
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'

/**
 * What may carry the annotation that keeps an object from pruning. Named one by one: a Deployment hands its annotations down
 * to its ReplicaSets, which it must be able to delete.
 */
const resources = {
  '': ['configmaps', 'namespaces', 'persistentvolumeclaims', 'serviceaccounts', 'services'],
  apps: ['deployments', 'statefulsets'],
  'bitnami.com': ['sealedsecrets'],
  'cert-manager.io': ['certificates', 'issuers'],
  'external-secrets.io': ['externalsecrets'],
  'flink.apache.org': ['flinkdeployments', 'flinksessionjobs'],
  'rbac.authorization.k8s.io': ['rolebindings', 'roles'],
} as const

/** No object of these kinds that is kept from pruning is deleted by anybody, a namespace with all that is in it included. */
export const deletionPolicy = (platform: Instance<NamespaceValues>) => {
  const name = `${platform.overlay.name}-protected-objects`
  const policy = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name, labels: labels(platform, 'deletion-policy') },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: Object.entries(resources).map(([group, kinds]) => ({
          apiGroups: [group],
          apiVersions: ['*'],
          operations: ['DELETE'],
          resources: [...kinds],
        })),
      },
      matchConditions: [
        {
          name: 'protected',
          expression: "oldObject.metadata.?annotations['kustomize.toolkit.fluxcd.io/prune'].orValue('') == 'disabled'",
        },
      ],
      validations: [
        {
          expression: 'false',
          message: `this object is protected: it holds data or identity, or is needed to start again. Retire it in overlays/${platform.overlay.name} first`,
        },
      ],
    },
  } satisfies ValidatingAdmissionPolicy
  const binding = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name, labels: labels(platform, 'deletion-policy') },
    spec: {
      policyName: policy.metadata.name,
      validationActions: ['Deny'],
      matchResources: {
        namespaceSelector: {
          matchExpressions: [
            { key: 'kubernetes.io/metadata.name', operator: 'In', values: Object.keys(platform.values.namespaces) },
          ],
        },
      },
    },
  } satisfies ValidatingAdmissionPolicyBinding
  return [policy, binding]
}
