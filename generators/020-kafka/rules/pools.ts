import type { Rule } from '../../../engine/model.ts'
import type { KafkaValues } from '../../../schemas/values/020-kafka.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'
import { bytes, mebibytes, seconds } from '../../parts/units.ts'
import { pools } from '../pools.ts'

/** Outside of the heap live buffers, threads, and the cache of the file system that Kafka reads from. */
const heapLeavesRoom: Rule<KafkaValues> = {
  id: 'kafka/heap-leaves-room',
  severity: 'error',
  check: (kafka) =>
    pools(kafka).flatMap(({ part, values: { heap, resources } }) => {
      const share = bytes(resources.memory) < 2 * 1024 ** 3 ? 0.4 : 0.5
      const most = Math.floor(mebibytes(resources.memory) * share)
      return foundIf(
        mebibytes(heap) > most,
        decidedBy(at(kafka, `${part}s`, 'heap'), at(kafka, `${part}s`, 'resources', 'memory')),
        `expected at most ${most}Mi, which is ${share * 100} % of the memory (${resources.memory}), got ${heap}`,
        `raise values.kafka.${part}s.resources.memory or lower the heap`,
      )
    }),
}

const serversMayStop: Rule<KafkaValues> = {
  id: 'kafka/servers-may-stop',
  severity: 'production',
  check: (kafka) =>
    pools(kafka).flatMap(({ part, values: { rollout } }) => {
      const least = part === 'broker' ? 120 : 60
      return foundIf(
        seconds(rollout.stopWithin) < least,
        at(kafka, `${part}s`, 'rollout', 'stopWithin'),
        `expected at least ${least}s, got ${rollout.stopWithin}: a server that is killed checks its whole log at the next start`,
      )
    }),
}

const serversMayStart: Rule<KafkaValues> = {
  id: 'kafka/servers-may-start',
  severity: 'production',
  check: (kafka) =>
    foundIf(
      seconds(kafka.values.brokers.rollout.startWithin) < 600,
      at(kafka, 'brokers', 'rollout', 'startWithin'),
      `expected at least 10m, got ${kafka.values.brokers.rollout.startWithin}: a broker that checks its log after a kill would be killed again`,
    ),
}

const brokersAreNotThrottled: Rule<KafkaValues> = {
  id: 'kafka/brokers-are-not-throttled',
  severity: 'warning',
  check: (kafka) => {
    const { cpuLimit } = kafka.values.brokers.resources
    return foundIf(
      cpuLimit !== null && cores(cpuLimit) < 2,
      at(kafka, 'brokers', 'resources', 'cpuLimit'),
      `expected null or at least 2 cores, got ${cpuLimit}: a throttled broker falls behind its partitions' leaders`,
    )
  },
}

function cores(cpu: string): number {
  return cpu.endsWith('m') ? Number(cpu.slice(0, -1)) / 1000 : Number(cpu)
}

export const poolRules: readonly Rule<KafkaValues>[] = [
  heapLeavesRoom,
  serversMayStop,
  serversMayStart,
  brokersAreNotThrottled,
]
