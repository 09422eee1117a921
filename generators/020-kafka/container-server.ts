import { tlsOf } from '../005-certs/address.ts'
import type { Container } from '../kubernetes.ts'
import { imageOf } from '../parts/image.ts'
import { resources } from '../parts/resources.ts'
import { containerSecurity } from '../parts/security.ts'
import { mebibytes } from '../parts/units.ts'
import { listeners, portName } from './listeners.ts'
import { directories, type Kafka, ports } from './names.ts'
import type { Pool } from './pools.ts'
import { probes } from './probes.ts'

export const serverContainer = (kafka: Kafka, pool: Pool): Container => {
  const { values } = kafka
  const tls = tlsOf(kafka)
  return {
    name: 'kafka',
    image: imageOf(kafka, values.image),
    command: ['/opt/kafka/bin/kafka-server-start.sh', `${directories.completed}/server.properties`],
    env: [
      { name: 'EXTRA_ARGS', value: serverArguments(kafka, pool) },
      { name: 'LOG_DIR', value: '/tmp' },
    ],
    ports: [
      ...listeners(kafka, pool).map((listener) => ({ name: portName(kafka, listener), containerPort: listener.port })),
      ...(values.metrics.enabled ? [{ name: 'http-metrics', containerPort: ports.metrics }] : []),
    ],
    ...probes(kafka, pool),
    resources: resources(pool.values.resources),
    securityContext: containerSecurity,
    volumeMounts: [
      { name: 'config', mountPath: directories.config, readOnly: true },
      { name: 'completed', mountPath: directories.completed, readOnly: true },
      { name: 'data', mountPath: directories.data },
      { name: 'tmp', mountPath: '/tmp' },
      ...(tls ? [{ name: 'tls-peers', mountPath: directories.peers, readOnly: true }] : []),
      ...(tls && pool.isBroker ? [{ name: 'tls-clients', mountPath: directories.clients, readOnly: true }] : []),
      ...(tls && values.mode === 'zookeeper'
        ? [{ name: 'tls-zookeeper', mountPath: directories.zookeeper, readOnly: true }]
        : []),
    ],
  }
}

/**
 * What the start script gives to the server alone. In KAFKA_HEAP_OPTS and KAFKA_OPTS every tool that somebody runs in the
 * pod would take the same heap once more, and the same port for metrics.
 */
function serverArguments({ values }: Kafka, pool: Pool): string {
  const heap = mebibytes(pool.values.heap)
  return [
    '-name kafkaServer',
    `-Xms${heap}m`,
    `-Xmx${heap}m`,
    '-XX:+ExitOnOutOfMemoryError',
    values.mode === 'kraft'
      ? `-Dlog4j2.configurationFile=${directories.config}/log4j2.yaml`
      : `-Dlog4j.configuration=file:${directories.config}/log4j.properties`,
    ...(values.metrics.enabled
      ? [`-javaagent:${values.metrics.agent}=${ports.metrics}:${directories.config}/metrics.yaml`]
      : []),
    ...values.jvm.options,
  ].join(' ')
}
