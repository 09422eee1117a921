import type { Instance } from '../../engine/model.ts'
import type { FlinkValues } from '../../schemas/values/070-flink.ts'

export type Flink = Instance<FlinkValues>

/** One entry of `clusters`, with its name. */
export type Cluster = FlinkValues['clusters'][string] & { readonly name: string }

/** The two kinds of a cluster's pods. */
export type Role = 'jobmanager' | 'taskmanager'

/** All clusters, in the order of the values. */
export function clustersOf({ values }: Flink): Cluster[] {
  return Object.entries(values.clusters).map(([name, cluster]) => ({ ...cluster, name }))
}

/** The cluster's ConfigMap, ServiceAccount and Role, and what the operator calls it. */
export function nameOf({ name }: Cluster): string {
  return `flink-${name}`
}

/** What high availability knows a cluster by. It runs a job as it was first submitted, so a new job has a new name. */
export function highAvailabilityName(cluster: Cluster): string {
  return cluster.mode === 'application' ? `${nameOf(cluster)}-${cluster.job.generation}` : nameOf(cluster)
}

/** A kind of a cluster's pods: their workload, NetworkPolicy and PodDisruptionBudget. */
export function nameOfRole(cluster: Cluster, role: Role): string {
  return `${nameOf(cluster)}-${role}`
}

/** Whether a cluster is there for one job. The operator makes a session of one without a jar. */
export function hasJob({ mode, job }: Cluster): boolean {
  return mode === 'application' || (mode === 'operator' && job.jar.path !== null)
}

/** Whether a cluster's pods are rendered here and end with its job: they are of Kubernetes Jobs. */
export function isBounded({ mode, job }: Cluster): boolean {
  return mode === 'application' && job.bounded
}

/** Whether a JobManager outlives its job, to keep it from being started again. */
export function keepsWhatEnded({ mode, job }: Cluster): boolean {
  return mode === 'application' && !job.bounded
}

/** Whether a kind of a cluster's pods speaks to the API server. */
export function asksKubernetes(cluster: Cluster, role: Role): boolean {
  const { highAvailability, mode } = cluster
  return highAvailability === 'kubernetes' || mode === 'operator' || (role === 'taskmanager' && isBounded(cluster))
}

/** The Service of the REST API. */
export function restService(cluster: Cluster): string {
  return `${nameOf(cluster)}-rest`
}

/** What an object is of: the pods of one kind of one cluster, or with no kind the cluster. */
export function partOf({ name }: Cluster, role: Role | undefined): string {
  return role === undefined ? name : `${name}-${role}`
}

/** Random ports, which Flink takes where none is set, could be opened to nobody. */
export const ports = {
  rpc: 6123,
  blob: 6124,
  taskManagerRpc: 6122,
  data: 6121,
  metricsQuery: 6126,
  rest: 8081,
  metrics: 9249,
} as const

/** The Secrets that cert-manager fills for a cluster, each with the common name of the certificate in it. */
export function certificatesOf(cluster: Cluster) {
  const name = nameOf(cluster)
  return {
    internal: { secretName: `${name}-internal-tls`, commonName: name },
    rest: { secretName: `${name}-rest-tls`, commonName: `${name}-rest` },
    zookeeper: { secretName: `${name}-zookeeper-tls`, commonName: name },
    kafka: { secretName: `${name}-kafka-tls` },
  }
}

/** The claim that all clusters share, with `storage.type: claim`. */
export const storageClaim = 'flink-storage'

/** Where the files are in every container. */
export const directories = {
  home: '/opt/flink',
  /** The ConfigMap, before prepare.sh completes it. */
  source: '/flink/config',
  configuration: '/opt/flink/conf',
  userJars: '/opt/flink/usrlib',
  logs: '/opt/flink/log',
  /** Links to what the image has switched on, and to the plugin for the storage. */
  plugins: '/flink/plugins',
  storage: '/flink/storage',
  credentials: '/flink/credentials',
  password: '/flink/keystore-password',
  internal: '/flink/tls/internal',
  rest: '/flink/tls/rest',
  zookeeper: '/flink/tls/zookeeper',
  kafka: '/flink/tls/kafka',
  /** The volume of a TaskManager that finds its state again. */
  local: '/flink/local',
} as const

/** The user of the image. */
export const user = 9999
