import type { ConfigMap } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { template } from '../parts/template.ts'
import { jarFile } from './jar.ts'
import { kafkaProperties } from './kafka.ts'
import { type Cluster, directories, type Flink, isBounded, keepsWhatEnded, nameOf, partOf, ports } from './names.ts'
import { options } from './options.ts'
import { protectionOf } from './security.ts'
import { credentialsOf, pluginJar } from './storage.ts'

/** What all pods of a cluster read: Flink's files, and the scripts that complete and probe. */
export const configMap = (flink: Flink, cluster: Cluster) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: nameOf(cluster), namespace: flink.namespace, labels: labels(flink, partOf(cluster, undefined)) },
    data: {
      'config.yaml': template(
        flink,
        'config.yaml',
      )({
        options: Object.entries(options(flink, cluster)).map(([key, value]) => ({
          key,
          value: typeof value === 'string' ? JSON.stringify(value) : String(value),
        })),
      }),
      ...(usesKafka(cluster) ? { 'kafka.properties': kafkaProperties(flink) } : {}),
      'log4j-console.properties': logProperties(flink, cluster),
      'prepare.sh': prepareScript(flink, cluster),
      'probe.sh': probeScript(flink, cluster),
      ...(isBounded(cluster) ? { 'work.sh': workScript(flink, cluster) } : {}),
    },
  }) satisfies ConfigMap

export const usesKafka = ({ kafka }: Cluster): boolean => Object.keys(kafka.acls).length > 0

/** What is logged, and that it goes to the standard output alone. */
export function logProperties(flink: Flink, { logging }: Cluster): string {
  return template(
    flink,
    'log4j-console.properties',
  )({ root: logging.root, loggers: Object.entries(logging.loggers).map(([name, level]) => ({ name, level })) })
}

function prepareScript(flink: Flink, cluster: Cluster): string {
  const { jar } = cluster.job
  const plugin = pluginJar(flink, cluster)
  const target = jarFile(cluster)
  return template(
    flink,
    'prepare.sh',
  )({
    source: directories.source,
    configuration: directories.configuration,
    secrets: secrets(flink, cluster),
    plugin:
      plugin === undefined
        ? null
        : {
            enabled: `${directories.home}/plugins`,
            folder: directories.plugins,
            jar: plugin,
            version: cluster.version,
          },
    jar:
      target === undefined || jar.from === 'container'
        ? null
        : jar.from === 'url'
          ? { url: jar.url, sha256: jar.sha256, target }
          : { url: null, path: jar.path, target },
  })
}

/** The options of Flink whose values stand in files of Secrets. */
function secrets(flink: Flink, cluster: Cluster): { option: string; file: string }[] {
  const { security, storage } = flink.values
  const protection = protectionOf(flink, cluster)
  const stores = [
    ...(protection?.internal ? ['internal'] : []),
    ...(protection && protection.rest !== 'none' ? ['rest'] : []),
  ]
  return [
    ...stores.flatMap((of) =>
      ['keystore-password', 'key-password', 'truststore-password'].map((password) => ({
        option: `security.ssl.${of}.${password}`,
        file: `${directories.password}/${security.keystorePassword.key}`,
      })),
    ),
    ...(credentialsOf(flink) === undefined
      ? []
      : Object.entries(storage.credentials.options).map(([option, key]) => ({
          option,
          file: `${directories.credentials}/${key}`,
        }))),
  ]
}

function workScript(flink: Flink, cluster: Cluster): string {
  const pods = Object.entries(selector(flink, partOf(cluster, 'jobmanager')))
  return template(
    flink,
    'work.sh',
  )({
    namespace: flink.namespace,
    selector: encodeURIComponent(pods.map(([label, value]) => `${label}=${value}`).join(',')),
    taskManager: `${directories.home}/bin/taskmanager.sh`,
  })
}

function probeScript(flink: Flink, cluster: Cluster): string {
  const rest = protectionOf(flink, cluster)?.rest ?? 'none'
  return template(
    flink,
    'probe.sh',
  )({
    session: cluster.mode === 'session',
    remembers: keepsWhatEnded(cluster) && cluster.highAvailability !== 'none',
    address: `${rest === 'none' ? 'http' : 'https'}://localhost:${ports.rest}`,
    ca: rest === 'none' ? null : `${directories.rest}/ca.crt`,
    certificate: rest === 'mutual' ? `${directories.rest}/tls.crt` : null,
    key: `${directories.rest}/tls.key`,
  })
}
