import type { EnvVar } from '../kubernetes.ts'
import type { Kafka } from './names.ts'
import type { Pool } from './pools.ts'

/** What prepare.sh must know of its pod. */
export function podEnvironment(kafka: Kafka, pool: Pool): EnvVar[] {
  return [
    { name: 'LOG_DIR', value: '/tmp' },
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ...(pool.isBroker && kafka.values.brokers.rack === 'zone'
      ? [{ name: 'ZONE', valueFrom: { fieldRef: { fieldPath: "metadata.labels['topology.kubernetes.io/zone']" } } }]
      : []),
  ]
}
