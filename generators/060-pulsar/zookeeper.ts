import { connectString, zookeeperPods } from '../010-zookeeper/address.ts'
import type { Volume, VolumeMount } from '../kubernetes.ts'
import { template } from '../parts/template.ts'
import { certificates, directories, nameOf, type Pulsar } from './names.ts'

/** Where the metadata is, as ZooKeeper's clients name it. */
export function metadataServers(pulsar: Pulsar): string {
  return connectString(pulsar, chroot(pulsar))
}

/** Where the metadata is, as Pulsar's own metadata stores name it. */
export function metadataUrl(pulsar: Pulsar): string {
  return `zk:${metadataServers(pulsar)}`
}

/** The node that is made last when the cluster is initialised; bookies note in it which disks are theirs. */
export function cookiesNode(pulsar: Pulsar): string {
  return `${chroot(pulsar)}/ledgers/cookies`
}

/** The node that Pulsar's own tool makes last. */
export function clusterNode(pulsar: Pulsar): string {
  return `${chroot(pulsar)}/admin/clusters/${pulsar.values.clusterName ?? ''}`
}

/** The node that says in which rack every bookie is. */
export function racksNode(pulsar: Pulsar): string {
  return `${chroot(pulsar)}/bookies`
}

/** The rules have refused values without one. */
const chroot = ({ values }: Pulsar): string => values.zookeeper.chroot ?? ''

/** The Job that initialises the cluster. */
export const initialiseJob = nameOf('admin').replace('admin', 'initialise')

/** What every script needs that asks ZooKeeper. */
export function zookeeperFiles(pulsar: Pulsar): Record<string, string> {
  return { 'zookeeper.sh': template(pulsar, 'zookeeper.sh')({ connect: connectString(pulsar, '') }) }
}

/** The options of a JVM that is ZooKeeper's client: it shows a certificate, and reads a renewed one by itself. */
export function zookeeperOptions(pulsar: Pulsar): string[] {
  return zookeeperPods(pulsar).tls
    ? [
        '-Dzookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty',
        '-Dzookeeper.client.secure=true',
        '-Dzookeeper.client.certReload=true',
        `-Dzookeeper.ssl.keyStore.location=${directories.zookeeper}/tls-combined.pem`,
        '-Dzookeeper.ssl.keyStore.type=PEM',
        `-Dzookeeper.ssl.trustStore.location=${directories.zookeeper}/ca.crt`,
        '-Dzookeeper.ssl.trustStore.type=PEM',
      ]
    : []
}

export function zookeeperMounts(pulsar: Pulsar): VolumeMount[] {
  return zookeeperPods(pulsar).tls ? [{ name: 'tls-zookeeper', mountPath: directories.zookeeper, readOnly: true }] : []
}

export function zookeeperVolumes(pulsar: Pulsar): Volume[] {
  return zookeeperPods(pulsar).tls
    ? [
        {
          name: 'tls-zookeeper',
          secret: { secretName: certificates.zookeeperClient.secretName, defaultMode: 0o440 },
        },
      ]
    : []
}
