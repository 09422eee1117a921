import type { Finding, Path, Rule } from '../../../engine/model.ts'
import type { PulsarValues } from '../../../schemas/values/060-pulsar.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'
import { bytes, mebibytes, seconds } from '../../parts/units.ts'
import type { Pulsar } from '../names.ts'
import { namespaces } from './tenants.ts'

/** A value of the defaults and of every namespace, with where it stands; without those that are null. */
function policies(pulsar: Pulsar, key: 'retentionSize' | 'timeToLive'): { value: string; path: Path }[] {
  return [
    { value: pulsar.values.defaults[key], path: at(pulsar, 'defaults', key) },
    ...namespaces(pulsar).map(({ namespace, path }) => ({ value: namespace[key], path: at(pulsar, ...path, key) })),
  ].flatMap(({ value, path }) => (value === null ? [] : [{ value, path }]))
}

/** Servers count in 32 bits, and do not start with more: seconds, and with what a message needs beside itself, bytes. */
const numbersFit: Rule<PulsarValues> = {
  id: 'pulsar/numbers-fit',
  severity: 'error',
  check: (pulsar) => {
    const { defaults, recovery } = pulsar.values
    const times = [...policies(pulsar, 'timeToLive'), { value: recovery.after, path: at(pulsar, 'recovery', 'after') }]
    return [
      ...times.flatMap(({ value, path }): Finding[] =>
        foundIf(
          seconds(value) > 24855 * 86400,
          path,
          `expected at most 24855d, got ${value}: servers cannot count further`,
        ),
      ),
      ...foundIf(
        bytes(defaults.largestMessage) > bytes('2047Mi'),
        at(pulsar, 'defaults', 'largestMessage'),
        `expected at most 2047Mi, got ${defaults.largestMessage}: servers cannot count further`,
      ),
    ]
  },
}

const retainedSizesAreWholeMebibytes: Rule<PulsarValues> = {
  id: 'pulsar/retained-sizes-are-whole-mebibytes',
  severity: 'error',
  check: (pulsar) =>
    policies(pulsar, 'retentionSize').flatMap(({ value, path }) =>
      foundIf(bytes(value) % bytes('1Mi') !== 0, path, `expected whole mebibytes, got ${value}: Pulsar counts in them`),
    ),
}

/** A quarter of one and an eighth of the other is a file, and a bookie starts one before it has ended another. */
const volumesHoldFiles: Rule<PulsarValues> = {
  id: 'pulsar/volumes-hold-files',
  severity: 'error',
  check: (pulsar) =>
    (['journal', 'ledgers'] as const).flatMap((key) => {
      const { size } = pulsar.values.bookies[key]
      return foundIf(
        mebibytes(size) < 512,
        at(pulsar, 'bookies', key, 'size'),
        `expected at least 512Mi, got ${size}: the files on it would be too small to hold messages`,
      )
    }),
}

/**
 * An entry is kept in one of the two halves of what a volume of ledgers has for writing, or nowhere
 * (SingleDirectoryDbLedgerStorage): the bookie would refuse it for ever.
 */
const messagesFitWriteCache: Rule<PulsarValues> = {
  id: 'pulsar/messages-fit-write-cache',
  severity: 'error',
  check: (pulsar) => {
    const { bookies, defaults } = pulsar.values
    const { volumes } = bookies.ledgers
    const least = Math.ceil(bytes(defaults.largestMessage) / bytes('1Mi')) * 8 * volumes
    return foundIf(
      mebibytes(bookies.direct) < least,
      decidedBy(
        at(pulsar, 'bookies', 'direct'),
        at(pulsar, 'defaults', 'largestMessage'),
        at(pulsar, 'bookies', 'ledgers', 'volumes'),
      ),
      `expected at least ${least}Mi for messages up to ${defaults.largestMessage} on ${volumes} volumes, got ${bookies.direct}: a bookie could not take them`,
      'raise values.pulsar.bookies.direct or lower values.pulsar.defaults.largestMessage',
    )
  },
}

export const boundRules: readonly Rule<PulsarValues>[] = [
  numbersFit,
  retainedSizesAreWholeMebibytes,
  volumesHoldFiles,
  messagesFitWriteCache,
]
