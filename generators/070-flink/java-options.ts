import { zookeeperPods } from '../010-zookeeper/address.ts'
import { type Cluster, directories, type Flink } from './names.ts'

/**
 * What Flink and its serialisers open of Java 17, as the configuration in the distributions of 2.2.1 and 2.3.0 lists it;
 * that of 1.20.5 has one more.
 */
const exported = ['java.rmi/sun.rmi.registry', ...compiler(), 'java.security.jgss/sun.security.krb5']
const opened = [
  'java.base/java.lang',
  'java.base/java.net',
  'java.base/java.io',
  'java.base/java.nio',
  'java.base/sun.nio.ch',
  'java.base/java.lang.reflect',
  'java.base/java.text',
  'java.base/java.time',
  'java.base/java.util',
  'java.base/java.util.concurrent',
  'java.base/java.util.concurrent.atomic',
  'java.base/java.util.concurrent.locks',
]

function compiler(): string[] {
  return ['api', 'file', 'parser', 'tree', 'util'].map((each) => `jdk.compiler/com.sun.tools.javac.${each}`)
}

/** What every JVM of a cluster is started with, beside what Flink computes. */
export function javaOptions(flink: Flink, cluster: Cluster): string {
  return [
    ...[...exported, ...(cluster.version.startsWith('1.') ? ['java.base/sun.net.util'] : [])].map(
      (each) => `--add-exports=${each}=ALL-UNNAMED`,
    ),
    ...opened.map((each) => `--add-opens=${each}=ALL-UNNAMED`),
    '-XX:+ExitOnOutOfMemoryError',
    ...(cluster.highAvailability === 'zookeeper' && zookeeperPods(flink).tls ? towardsZookeeper : []),
  ].join(' ')
}

/** Flink has no options for it: the ZooKeeper client in its jar, whose classes have other names there, reads these. */
const towardsZookeeper = [
  '-Dzookeeper.client.secure=true',
  '-Dzookeeper.clientCnxnSocket=org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.ClientCnxnSocketNetty',
  `-Dzookeeper.ssl.keyStore.location=${directories.zookeeper}/tls-combined.pem`,
  '-Dzookeeper.ssl.keyStore.type=PEM',
  `-Dzookeeper.ssl.trustStore.location=${directories.zookeeper}/ca.crt`,
  '-Dzookeeper.ssl.trustStore.type=PEM',
]
