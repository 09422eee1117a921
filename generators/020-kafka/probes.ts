import type { Probe } from '../kubernetes.ts'
import { seconds } from '../parts/units.ts'
import { type Listener, portName } from './listeners.ts'
import type { Kafka } from './names.ts'
import type { Pool } from './pools.ts'

/**
 * The probes of a pool's servers. A broker opens its listeners when it has read its log and the quorum has let it in, so
 * an open port says that it serves. A controller opens its port at once: that there is a quorum, the brokers say.
 */
export function probes(kafka: Kafka, pool: Pool): { startupProbe: Probe; livenessProbe: Probe; readinessProbe: Probe } {
  const open = (name: Listener['name']) => ({ tcpSocket: { port: portName(kafka, { name }) } })
  const serves = open(pool.isBroker ? 'CLIENTS' : 'CONTROLLER')
  return {
    startupProbe: {
      ...serves,
      periodSeconds: 5,
      timeoutSeconds: 5,
      failureThreshold: Math.ceil(seconds(pool.values.rollout.startWithin) / 5),
    },
    // Not the port that clients may flood.
    livenessProbe: {
      ...open(pool.isBroker ? 'REPLICATION' : 'CONTROLLER'),
      periodSeconds: 20,
      timeoutSeconds: 5,
      failureThreshold: 6,
    },
    readinessProbe: { ...serves, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
  }
}
