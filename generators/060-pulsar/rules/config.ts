import type { Finding, Rule } from '../../../engine/model.ts'
import type { PulsarValues } from '../../../schemas/values/060-pulsar.ts'
import { didYouMean } from '../../parts/meant.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'
import { knownProperties } from '../known-properties.ts'
import type { Pulsar } from '../names.ts'
import { type ConfigFile, reasonAgainst } from '../own-properties.ts'

/** Every server property that values state, with the file that it goes into, and where it stands. */
function properties(pulsar: Pulsar) {
  const { bookies, brokers, functions, proxy, recovery } = pulsar.values
  const files: readonly { key: string; file: ConfigFile; config: Readonly<Record<string, unknown>> }[] = [
    { key: 'bookies', file: 'bookkeeper.conf', config: bookies.config },
    { key: 'recovery', file: 'bookkeeper.conf', config: recovery.place === 'pods' ? recovery.config : {} },
    { key: 'brokers', file: 'broker.conf', config: brokers.config },
    { key: 'proxy', file: 'proxy.conf', config: proxy.enabled ? proxy.config : {} },
    { key: 'functions', file: 'functions_worker.yml', config: functions.place === 'none' ? {} : functions.config },
  ]
  return files.flatMap(({ key, file, config }) =>
    Object.keys(config).map((property) => ({ property, file, path: at(pulsar, key, 'config', property) })),
  )
}

const propertiesAreFree: Rule<PulsarValues> = {
  id: 'pulsar/properties-are-free',
  severity: 'error',
  check: (pulsar) =>
    properties(pulsar).flatMap(({ property, file, path }): Finding[] => {
      const reason = reasonAgainst(file, property)
      return foundIf(reason !== undefined, path, `expected a property beyond ours, got ${property}: ${reason}`)
    }),
}

/** What a broker hands on to BookKeeper's client, by the name that follows. */
const handedOn = /^bookkeeper_/

/** Servers take an unknown property without a word; plugins have properties of their own. Other versions have no list. */
const propertiesAreKnown: Rule<PulsarValues> = {
  id: 'pulsar/properties-are-known',
  severity: 'production',
  check: (pulsar) =>
    pulsar.values.image.tag.startsWith('4.0.')
      ? properties(pulsar).flatMap(({ property, file, path }) =>
          foundIf(
            reasonAgainst(file, property) === undefined &&
              !knownProperties[file].has(property) &&
              !handedOn.test(property),
            path,
            `expected a property of ${file}, got ${property}, which nothing of Pulsar 4.0 reads`,
            didYouMean(property, knownProperties[file]) ?? 'accept it where a plugin or a later 4.0 does',
          ),
        )
      : [],
}

/** A number that a person's own properties of the bookies state; undefined where they do not. */
function stated(pulsar: Pulsar, property: string): number | undefined {
  const value = pulsar.values.bookies.config[property]
  return value === undefined ? undefined : Number(value)
}

/** A bookie refuses other shares when it starts. */
const disksFillInOrder: Rule<PulsarValues> = {
  id: 'pulsar/disks-fill-in-order',
  severity: 'error',
  check: (pulsar) => {
    const shares = ['diskUsageLwmThreshold', 'diskUsageWarnThreshold', 'diskUsageThreshold'].flatMap((property) => {
      const share = stated(pulsar, property)
      return share === undefined ? [] : [{ property, share }]
    })
    return shares.flatMap(({ property, share }, index) => {
      const before = shares[index - 1]
      return foundIf(
        !(share > 0 && share < 1) || (before !== undefined && before.share > share),
        decidedBy(
          at(pulsar, 'bookies', 'config', property),
          ...(before ? [at(pulsar, 'bookies', 'config', before.property)] : []),
        ),
        `expected a share of the disk below 1${before ? ` and not below ${before.property} (${before.share})` : ''}, got ${pulsar.values.bookies.config[property]}`,
      )
    })
  },
}

/** A compaction of a bookie, by the properties that decide it: what a person states, else what BookKeeper does by itself. */
function compaction(
  pulsar: Pulsar,
  kind: 'minor' | 'major',
  usual: { readonly interval: number; readonly threshold: number },
) {
  const of = (property: string, otherwise: number) => ({
    property,
    value: stated(pulsar, property) ?? otherwise,
    path: at(pulsar, 'bookies', 'config', property),
  })
  return {
    interval: of(`${kind}CompactionInterval`, usual.interval),
    threshold: of(`${kind}CompactionThreshold`, usual.threshold),
  }
}

/** A bookie refuses other intervals and thresholds when it starts (GarbageCollectorThread). */
const compactsInOrder: Rule<PulsarValues> = {
  id: 'pulsar/compacts-in-order',
  severity: 'error',
  check: (pulsar) => {
    const wait = stated(pulsar, 'gcWaitTime') ?? 600000
    const enabled = [
      compaction(pulsar, 'minor', { interval: 3600, threshold: 0.2 }),
      compaction(pulsar, 'major', { interval: 86400, threshold: 0.8 }),
    ].filter(({ interval, threshold }) => interval.value > 0 && threshold.value > 0)
    const [minor, major] = enabled
    return [
      ...enabled.flatMap(({ interval, threshold }) => [
        ...foundIf(
          interval.value * 1000 < wait,
          decidedBy(interval.path, at(pulsar, 'bookies', 'config', 'gcWaitTime')),
          `expected at least gcWaitTime (${wait} ms), got ${interval.value} s: no bookie would start`,
        ),
        ...foundIf(
          threshold.value > 1,
          threshold.path,
          `expected a share up to 1, got ${threshold.value}: no bookie would start`,
        ),
      ]),
      ...(['interval', 'threshold'] as const).flatMap((what) =>
        minor && major
          ? foundIf(
              minor[what].value >= major[what].value,
              decidedBy(minor[what].path, major[what].path),
              `expected less than ${major[what].property} (${major[what].value}), got ${minor[what].value}: no bookie would start`,
            )
          : [],
      ),
    ]
  },
}

/** A reader stays with one bookie only where every bookie of the ensemble has every message. */
const stickyReadsHaveEffect: Rule<PulsarValues> = {
  id: 'pulsar/sticky-reads-have-effect',
  severity: 'warning',
  check: (pulsar) => {
    const { brokers, quorum } = pulsar.values
    return foundIf(
      String(brokers.config['bookkeeperEnableStickyReads']) === 'true' && quorum.ensemble !== quorum.write,
      decidedBy(
        at(pulsar, 'brokers', 'config', 'bookkeeperEnableStickyReads'),
        at(pulsar, 'quorum', 'ensemble'),
        at(pulsar, 'quorum', 'write'),
      ),
      `expected an ensemble as large as write (${quorum.write}), got ${quorum.ensemble}: it has no effect`,
    )
  },
}

/** Brokers know racks only where bookies say them. */
const enforcedRacksAreKnown: Rule<PulsarValues> = {
  id: 'pulsar/enforced-racks-are-known',
  severity: 'error',
  check: (pulsar) => {
    const { bookies, brokers } = pulsar.values
    return foundIf(
      String(brokers.config['bookkeeperClientEnforceMinNumRacksPerWriteQuorum']) === 'true' && bookies.rack === 'none',
      decidedBy(
        at(pulsar, 'brokers', 'config', 'bookkeeperClientEnforceMinNumRacksPerWriteQuorum'),
        at(pulsar, 'bookies', 'rack'),
      ),
      'expected false while values.pulsar.bookies.rack is none, got true: no bookie has a rack, and nobody could write',
    )
  },
}

/** What a producer was told is on disk is lost with the power. */
const journalIsSynced: Rule<PulsarValues> = {
  id: 'pulsar/journal-is-synced',
  severity: 'production',
  check: (pulsar) =>
    ['journalSyncData', 'journalWriteData'].flatMap((property) => {
      const value = pulsar.values.bookies.config[property]
      // Bookies take no, off, f and more for false too.
      return foundIf(
        value !== undefined && String(value) !== 'true',
        at(pulsar, 'bookies', 'config', property),
        `expected true, got ${value}: acknowledged messages are lost when the power is`,
      )
    }),
}

export const configRules: readonly Rule<PulsarValues>[] = [
  propertiesAreFree,
  propertiesAreKnown,
  disksFillInOrder,
  compactsInOrder,
  journalIsSynced,
  stickyReadsHaveEffect,
  enforcedRacksAreKnown,
]
