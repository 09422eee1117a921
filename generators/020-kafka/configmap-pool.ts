import type { ConfigMap } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { template } from '../parts/template.ts'
import { adminProperties } from './admin.ts'
import { directories, type Kafka } from './names.ts'
import type { Pool } from './pools.ts'
import { serverProperties } from './properties.ts'
import { initialControllers, quorumAddresses } from './quorum.ts'

/** What the servers of a pool read: the configuration, and the script that completes it and formats an empty disk. */
export const poolConfig = (kafka: Kafka, pool: Pool) => {
  const { mode, controllers, clusterId, listeners, brokers, logging, metrics } = kafka.values
  const joins = pool.isController && controllers.bootstrap === 'join'
  const log = { root: logging.root, loggers: Object.entries(logging.loggers).map(([name, level]) => ({ name, level })) }
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: pool.name, namespace: kafka.namespace, labels: labels(kafka, pool.part) },
    data: {
      'server.properties': serverProperties(kafka, pool),
      'prepare.sh': template(
        kafka,
        'prepare.sh',
      )({
        firstNode: pool.firstNode,
        rack: pool.isBroker && brokers.rack === 'zone',
        nodePort: pool.isBroker && listeners.external.type === 'NodePort' ? listeners.external.nodePort : null,
        format:
          mode === 'kraft'
            ? {
                disk: directories.disk,
                clusterId: clusterId ?? '',
                controllers: pool.isController ? quorumAddresses(kafka, ' ') : null,
                initialControllers: joins ? null : initialControllers(kafka),
              }
            : null,
      }),
      ...(mode === 'kraft'
        ? { 'log4j2.yaml': template(kafka, 'log4j2.yaml')(log) }
        : { 'log4j.properties': template(kafka, 'log4j.properties')(log) }),
      ...(pool.isController
        ? {
            // A quorum that is not there yet is asked too: at the first start every controller asks the others.
            'admin.properties': adminProperties(kafka, 15),
            'add-controller.sh': template(
              kafka,
              'add-controller.sh',
            )({ quorum: quorumAddresses(kafka, ','), disk: directories.disk }),
          }
        : {}),
      ...(metrics.enabled ? { 'metrics.yaml': template(kafka, 'metrics.yaml')({}) } : {}),
    },
  } satisfies ConfigMap
}
