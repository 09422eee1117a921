/**
 * Where a kind's files stand among the files of a directory, so that a listing reads as the platform is built: what
 * others stand in, what they name, what runs, what guards and watches it, what faces the world. Nothing is applied in
 * this order. A number is part of a file's name for ever: test/kinds.test.ts freezes the table. Keys are `group/Kind`,
 * the core group's are `/Kind`.
 */
export const kindOrder = {
  '/Namespace': '00',
  'apiextensions.k8s.io/CustomResourceDefinition': '01',
  'scheduling.k8s.io/PriorityClass': '01',
  'storage.k8s.io/StorageClass': '01',
  '/ServiceAccount': '02',
  'rbac.authorization.k8s.io/ClusterRole': '03',
  'rbac.authorization.k8s.io/ClusterRoleBinding': '03',
  'rbac.authorization.k8s.io/Role': '03',
  'rbac.authorization.k8s.io/RoleBinding': '03',
  '/LimitRange': '04',
  '/ResourceQuota': '04',
  'cert-manager.io/Certificate': '05',
  'cert-manager.io/ClusterIssuer': '05',
  'cert-manager.io/Issuer': '05',
  'trust.cert-manager.io/Bundle': '05',
  'networking.k8s.io/NetworkPolicy': '08',
  '/Service': '10',
  '/ConfigMap': '20',
  '/Secret': '25',
  'bitnami.com/SealedSecret': '25',
  'external-secrets.io/ClusterSecretStore': '25',
  'external-secrets.io/ExternalSecret': '25',
  'external-secrets.io/SecretStore': '25',
  '/PersistentVolume': '28',
  '/PersistentVolumeClaim': '28',
  'apps/Deployment': '30',
  'apps/DaemonSet': '35',
  'apps/StatefulSet': '40',
  'policy/PodDisruptionBudget': '45',
  'batch/CronJob': '50',
  'batch/Job': '50',
  'monitoring.coreos.com/PodMonitor': '60',
  'monitoring.coreos.com/Probe': '60',
  'monitoring.coreos.com/ServiceMonitor': '60',
  'monitoring.coreos.com/PrometheusRule': '65',
  'grafana.integreatly.org/GrafanaDashboard': '70',
  'gateway.networking.k8s.io/Gateway': '80',
  'gateway.networking.k8s.io/HTTPRoute': '80',
  'gateway.networking.k8s.io/TCPRoute': '80',
  'gateway.networking.k8s.io/TLSRoute': '80',
  'networking.k8s.io/Ingress': '80',
  'flink.apache.org/FlinkDeployment': '85',
  'flink.apache.org/FlinkSessionJob': '85',
  'autoscaling.k8s.io/VerticalPodAutoscaler': '90',
  'autoscaling/HorizontalPodAutoscaler': '90',
  'keda.sh/ScaledObject': '90',
  '/Pod': '99',
} as const satisfies Readonly<Record<string, string>>

const anyOther = '85'

/** The groups that every API server serves; source: `api/openapi-spec/v3` of Kubernetes 1.36. */
const builtInGroups: ReadonlySet<string> = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
])

/** `apps` of `apps/v1`; nothing of `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/')
  return slash === -1 ? '' : apiVersion.slice(0, slash)
}

/** True where every API server knows the group: its kinds need no CustomResourceDefinition. */
export function isBuiltIn(group: string): boolean {
  return builtInGroups.has(group)
}

/** True where the kind alone says which group is meant: it is built in, or one of ours. */
export function isWellKnown(group: string, kind: string): boolean {
  return isBuiltIn(group) || Object.hasOwn(kindOrder, `${group}/${kind}`)
}

/** The two digits that a file's name begins with. */
export function orderOf(group: string, kind: string): string {
  return Object.hasOwn(kindOrder, `${group}/${kind}`)
    ? kindOrder[`${group}/${kind}` as keyof typeof kindOrder]
    : anyOther
}
