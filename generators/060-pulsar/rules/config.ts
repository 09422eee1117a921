import type { Finding, Rule } from '../../../engine/model.ts'
import type { PulsarValues } from '../../../schemas/values/060-pulsar.ts'
import { at } from '../../parts/rules.ts'
import type { Pulsar } from '../names.ts'
import { type ConfigFile, reasonAgainst } from '../own-properties.ts'
import { foundIf } from './found.ts'

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

export const configRules: readonly Rule<PulsarValues>[] = [propertiesAreFree]
