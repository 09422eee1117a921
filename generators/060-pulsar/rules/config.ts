import type { Finding, Rule } from '../../../engine/model.ts'
import type { PulsarValues } from '../../../schemas/values/060-pulsar.ts'
import { at, foundIf } from '../../parts/rules.ts'
import type { Pulsar } from '../names.ts'
import { type ConfigFile, reasonAgainst } from '../own-properties.ts'

/** Every server property that values state, with the file that it goes into, and where it stands. */
function properties(pulsar: Pulsar) {
  const { bookies, brokers, proxy, recovery } = pulsar.values
  const files: readonly { key: string; file: ConfigFile; config: Readonly<Record<string, unknown>> }[] = [
    { key: 'bookies', file: 'bookkeeper.conf', config: bookies.config },
    { key: 'recovery', file: 'bookkeeper.conf', config: recovery.place === 'pods' ? recovery.config : {} },
    { key: 'brokers', file: 'broker.conf', config: brokers.config },
    { key: 'proxy', file: 'proxy.conf', config: proxy.enabled ? proxy.config : {} },
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
        at(pulsar, 'bookies', 'config', property),
        `expected a share of the disk below 1${before ? ` and not below ${before.property} (${before.share})` : ''}, got ${pulsar.values.bookies.config[property]}`,
      )
    })
  },
}

/** What a producer was told is on disk is lost with the power. */
const journalIsSynced: Rule<PulsarValues> = {
  id: 'pulsar/journal-is-synced',
  severity: 'production',
  check: (pulsar) =>
    ['journalSyncData', 'journalWriteData'].flatMap((property) =>
      foundIf(
        String(pulsar.values.bookies.config[property]) === 'false',
        at(pulsar, 'bookies', 'config', property),
        'expected true, got false: acknowledged messages are lost when the power is',
      ),
    ),
}

export const configRules: readonly Rule<PulsarValues>[] = [propertiesAreFree, disksFillInOrder, journalIsSynced]
