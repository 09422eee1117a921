import type { EnvVar, Volume, VolumeMount } from '../kubernetes.ts'
import { type Cluster, directories, type Flink, storageClaim } from './names.ts'

/** A cluster's folder in the storage; undefined where there is none. */
export function storageUri({ values }: Flink, { name }: Cluster): string | undefined {
  const { type, uri } = values.storage
  if (type === 'none') return undefined
  return `${type === 'claim' ? `file://${directories.storage}` : uri}/${name}`
}

const pluginNames = { s3: 'flink-s3-fs-presto', gcs: 'flink-gs-fs-hadoop', azure: 'flink-azure-fs-hadoop' } as const

/** The jar of the plugin that reaches the bucket, by its path in the image; undefined where none is needed. */
export function pluginJar({ values }: Flink, { version }: Cluster): string | undefined {
  const { type } = values.storage
  return type === 'claim' || type === 'none' ? undefined : `${directories.home}/opt/${pluginNames[type]}-${version}.jar`
}

/** Whether pods have a Secret mounted that says who they are to the bucket. */
export function credentialsOf({ values }: Flink): string | undefined {
  const { type, credentials } = values.storage
  return type === 'claim' || type === 'none' ? undefined : (credentials.secret ?? undefined)
}

/** The volumes by which a pod reaches the storage. */
export function storageVolumes(flink: Flink): Volume[] {
  const secret = credentialsOf(flink)
  return [
    ...(flink.values.storage.type === 'claim'
      ? [{ name: 'storage', persistentVolumeClaim: { claimName: storageClaim } }]
      : []),
    ...(secret === undefined ? [] : [{ name: 'credentials', secret: { secretName: secret, defaultMode: 0o440 } }]),
  ]
}

/** Where a container of Flink has them. */
export function storageMounts(flink: Flink): VolumeMount[] {
  return [
    ...(flink.values.storage.type === 'claim' ? [{ name: 'storage', mountPath: directories.storage }] : []),
    ...(credentialsOf(flink) === undefined
      ? []
      : [{ name: 'credentials', mountPath: directories.credentials, readOnly: true }]),
  ]
}

/** Tells Flink where its plugins are, where the image's own folder of them is not enough. */
export function pluginEnvironment(flink: Flink, cluster: Cluster): EnvVar[] {
  return pluginJar(flink, cluster) === undefined ? [] : [{ name: 'FLINK_PLUGINS_DIR', value: directories.plugins }]
}
