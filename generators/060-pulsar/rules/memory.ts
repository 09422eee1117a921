import type { Rule } from '../../../engine/model.ts'
import type { PulsarValues } from '../../../schemas/values/060-pulsar.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'
import { mebibytes, processors } from '../../parts/units.ts'
import type { Pulsar } from '../names.ts'

/** The servers that run, by the key of their values. */
function servers({ values }: Pulsar) {
  return [
    { key: 'bookies', server: values.bookies, indexes: values.bookies.ledgers.volumes },
    ...(values.recovery.place === 'pods' ? [{ key: 'recovery', server: values.recovery, indexes: 1 }] : []),
    { key: 'brokers', server: values.brokers, indexes: 1 },
    ...(values.proxy.enabled ? [{ key: 'proxy', server: values.proxy, indexes: 1 }] : []),
    ...(values.functions.place === 'pods' ? [{ key: 'functions', server: values.functions, indexes: 1 }] : []),
  ]
}

/**
 * Threads, code and classes take 256 MiB and more, and both memories overshoot: pulsar #9988, #12231, #12509. The index of
 * each volume of ledgers fills up to four buffers of 64 MiB before it writes them.
 */
const memoryHoldsHeapAndDirect: Rule<PulsarValues> = {
  id: 'pulsar/memory-holds-heap-and-direct',
  severity: 'error',
  check: (pulsar) =>
    servers(pulsar).flatMap(({ key, server: { heap, direct, resources }, indexes }) => {
      const least = Math.ceil((mebibytes(heap) + mebibytes(direct)) * 1.2) + 256 * indexes
      return foundIf(
        mebibytes(resources.memory) < least,
        decidedBy(
          at(pulsar, key, 'resources', 'memory'),
          at(pulsar, key, 'heap'),
          at(pulsar, key, 'direct'),
          at(pulsar, key, 'ledgers', 'volumes'),
        ),
        `expected at least ${least}Mi for a heap of ${heap} and ${direct} outside of it, got ${resources.memory}`,
        'a fifth more than both, and 256Mi for threads and code and for every further volume of ledgers: raise the memory or lower one of them',
      )
    }),
}

/** With less a JVM ends while it loads its classes, or while it opens its first connections. */
const serversCanStart: Rule<PulsarValues> = {
  id: 'pulsar/servers-can-start',
  severity: 'error',
  check: (pulsar) =>
    servers(pulsar).flatMap(({ key, server }) =>
      (['heap', 'direct'] as const).flatMap((memory) =>
        foundIf(
          mebibytes(server[memory]) < 64,
          at(pulsar, key, memory),
          `expected at least 64Mi, got ${server[memory]}: no server starts with so little`,
        ),
      ),
    ),
}

/**
 * What the slowest bookie has not written yet stays in the broker's memory though producers were told that it is safe, for as
 * long as that bookie has to answer: pulsar #14861.
 */
const slowBookieHasRoom: Rule<PulsarValues> = {
  id: 'pulsar/slow-bookie-has-room',
  severity: 'warning',
  check: (pulsar) => {
    const { brokers, quorum } = pulsar.values
    return foundIf(
      pulsar.overlay.purpose === 'production' && quorum.ack < quorum.write && mebibytes(brokers.direct) < 1024,
      decidedBy(at(pulsar, 'brokers', 'direct'), at(pulsar, 'quorum', 'ack'), at(pulsar, 'quorum', 'write')),
      `expected at least 1Gi where ${quorum.ack} of ${quorum.write} copies are waited for, got ${brokers.direct}: what a slow bookie has not written fills it`,
    )
  },
}

/** The JVM starts as many threads as for one processor, and what collects garbage takes turns with what serves. */
const serversHaveAProcessor: Rule<PulsarValues> = {
  id: 'pulsar/servers-have-a-processor',
  severity: 'warning',
  check: (pulsar) =>
    servers(pulsar)
      .filter(({ key }) => key === 'bookies' || key === 'brokers')
      .flatMap(({ key, server: { resources } }) =>
        foundIf(
          resources.cpuLimit !== null && processors(resources.cpuLimit) < 1,
          at(pulsar, key, 'resources', 'cpuLimit'),
          `expected null, or at least 1, got ${resources.cpuLimit}: it would be held back in the middle of collecting garbage`,
        ),
      ),
}

export const memoryRules: readonly Rule<PulsarValues>[] = [
  memoryHoldsHeapAndDirect,
  serversCanStart,
  slowBookieHasRoom,
  serversHaveAProcessor,
]
