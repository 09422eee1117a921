import type { Rule } from '../../../engine/model.ts'
import type { PulsarValues } from '../../../schemas/values/060-pulsar.ts'
import { at, foundIf } from '../../parts/rules.ts'
import { mebibytes } from '../../parts/units.ts'
import type { Pulsar } from '../names.ts'

/** The servers that run, by the key of their values. */
function servers({ values }: Pulsar) {
  return [
    { key: 'bookies', server: values.bookies },
    ...(values.recovery.place === 'pods' ? [{ key: 'recovery', server: values.recovery }] : []),
    { key: 'brokers', server: values.brokers },
    ...(values.proxy.enabled ? [{ key: 'proxy', server: values.proxy }] : []),
    ...(values.functions.place === 'pods' ? [{ key: 'functions', server: values.functions }] : []),
  ]
}

/** Threads, code and classes take 256 MiB and more, and both memories overshoot: pulsar #9988, #12231, #12509. */
const memoryHoldsHeapAndDirect: Rule<PulsarValues> = {
  id: 'pulsar/memory-holds-heap-and-direct',
  severity: 'error',
  check: (pulsar) =>
    servers(pulsar).flatMap(({ key, server: { heap, direct, resources } }) => {
      const least = Math.ceil((mebibytes(heap) + mebibytes(direct)) * 1.2) + 256
      return foundIf(
        mebibytes(resources.memory) < least,
        at(pulsar, key, 'resources', 'memory'),
        `expected at least ${least}Mi for a heap of ${heap} and ${direct} outside of it, got ${resources.memory}`,
        'a fifth more than both, and 256Mi for threads and code: raise the memory or lower one of them',
      )
    }),
}

export const memoryRules: readonly Rule<PulsarValues>[] = [memoryHoldsHeapAndDirect]
