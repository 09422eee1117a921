import { tlsOf } from '../005-certs/address.ts'
import { zookeeperPods } from '../010-zookeeper/address.ts'
import type { ConfigMap, Volume, VolumeMount } from '../kubernetes.ts'
import { usesKafka } from './configmap.ts'
import { jarFile } from './jar.ts'
import { type Cluster, certificatesOf, directories, type Flink, type Role } from './names.ts'
import { protectionOf } from './security.ts'
import { pluginJar, storageMounts, storageVolumes } from './storage.ts'

/** A certificate that pods of a cluster hold: its volume, its Secret and its folder. */
type Held = { readonly name: string; readonly secretName: string; readonly folder: string }

/** The certificates that a kind of pods holds. The REST API is the JobManager's. */
function held(flink: Flink, cluster: Cluster, role: Role): Held[] {
  const certificates = certificatesOf(cluster)
  const protection = protectionOf(flink, cluster)
  const rest = protection !== undefined && protection.rest !== 'none' && role === 'jobmanager'
  const zookeeper = cluster.highAvailability === 'zookeeper' && zookeeperPods(flink).tls
  const one = (of: keyof typeof certificates): Held => ({
    name: `tls-${of}`,
    secretName: certificates[of].secretName,
    folder: directories[of],
  })
  return [
    ...(protection?.internal ? [one('internal')] : []),
    ...(rest ? [one('rest')] : []),
    ...(zookeeper ? [one('zookeeper')] : []),
    ...(usesKafka(cluster) && tlsOf(flink) ? [one('kafka')] : []),
  ]
}

/** The volumes of a pod of a cluster. */
export function volumes(flink: Flink, cluster: Cluster, role: Role, config: ConfigMap): Volume[] {
  const { secret, key } = flink.values.security.keystorePassword
  return [
    { name: 'config', configMap: { name: config.metadata.name } },
    { name: 'completed', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
    { name: 'logs', emptyDir: { sizeLimit: '64Mi' } },
    { name: 'tmp', emptyDir: { sizeLimit: role === 'taskmanager' ? cluster.taskManagers.scratch : '1Gi' } },
    ...(jarFile(cluster) === undefined ? [] : [{ name: 'jars', emptyDir: { sizeLimit: '1Gi' } }]),
    ...(pluginJar(flink, cluster) === undefined ? [] : [{ name: 'plugins', emptyDir: { sizeLimit: '1Mi' } }]),
    ...storageVolumes(flink),
    ...held(flink, cluster, role).map(({ name, secretName }) => ({
      name,
      secret: { secretName, defaultMode: 0o440 },
    })),
    ...(protectionOf(flink, cluster)
      ? [
          {
            name: 'keystore-password',
            secret: { secretName: secret ?? '', defaultMode: 0o440, items: [{ key, path: key }] },
          },
        ]
      : []),
  ]
}

/** What the container of Flink has of them. */
export function flinkMounts(flink: Flink, cluster: Cluster, role: Role): VolumeMount[] {
  return [
    { name: 'completed', mountPath: directories.configuration, readOnly: true },
    { name: 'logs', mountPath: directories.logs },
    { name: 'tmp', mountPath: '/tmp' },
    ...(jarFile(cluster) === undefined ? [] : [{ name: 'jars', mountPath: directories.userJars, readOnly: true }]),
    ...(pluginJar(flink, cluster) === undefined
      ? []
      : [{ name: 'plugins', mountPath: directories.plugins, readOnly: true }]),
    ...storageMounts(flink),
    ...held(flink, cluster, role).map(({ name, folder }) => ({ name, mountPath: folder, readOnly: true })),
  ]
}

/** What prepare.sh has of them. */
export function prepareMounts(flink: Flink, cluster: Cluster): VolumeMount[] {
  return [
    { name: 'config', mountPath: directories.source, readOnly: true },
    { name: 'completed', mountPath: directories.configuration },
    { name: 'tmp', mountPath: '/tmp' },
    ...(jarFile(cluster) === undefined ? [] : [{ name: 'jars', mountPath: directories.userJars }]),
    ...(pluginJar(flink, cluster) === undefined ? [] : [{ name: 'plugins', mountPath: directories.plugins }]),
    ...storageMounts(flink).filter(({ name }) => name === 'credentials'),
    ...(protectionOf(flink, cluster)
      ? [{ name: 'keystore-password', mountPath: directories.password, readOnly: true }]
      : []),
  ]
}
