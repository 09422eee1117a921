import type { Instance } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import type { Probe } from '../kubernetes.ts'
import { seconds } from '../parts/units.ts'
import { ports } from './names.ts'

/** The commands that the server answers without a session: what the probes ask. */
export const probeCommands = ['srvr', 'ruok'] as const

const ask = (command: (typeof probeCommands)[number]): string =>
  `echo ${command} | nc -w 2 127.0.0.1 ${ports.plaintext}`

/** Whether the server answers, in a quorum or not: it is loaded, and restarting it would help no quorum. */
const answers = { command: ['sh', '-c', `${ask('ruok')} | grep -q imok`] }

/** Whether the server is in a quorum: without one it answers, but not with a mode. */
const serves = { command: ['sh', '-c', `${ask('srvr')} | grep -Eq '^Mode: (leader|follower|standalone)'`] }

/** The probes of the server. The HTTP API cannot stand in for them: without a quorum it answers 200. */
export function probes({ values }: Instance<ZookeeperValues>): {
  startupProbe: Probe
  livenessProbe: Probe
  readinessProbe: Probe
} {
  return {
    startupProbe: {
      exec: answers,
      periodSeconds: 5,
      timeoutSeconds: 5,
      failureThreshold: Math.ceil(seconds(values.rollout.startWithin) / 5),
    },
    livenessProbe: { exec: answers, periodSeconds: 15, timeoutSeconds: 5, failureThreshold: 6 },
    readinessProbe: { exec: serves, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
  }
}
