import type { Finding, Path, Rule } from '../../../engine/model.ts'
import type { FlinkValues } from '../../../schemas/values/070-flink.ts'
import { at, foundIf } from '../../parts/rules.ts'
import { clustersOf, type Flink } from '../names.ts'
import { ownedOptions, refusedFamilies, refusedOptions } from '../own-options.ts'

/** Every option that values state, with where. */
function statedOptions(flink: Flink): { key: string; value: unknown; path: Path }[] {
  const stated = (config: Readonly<Record<string, unknown>>, ...keys: readonly string[]) =>
    Object.entries(config).map(([key, value]) => ({ key, value, path: at(flink, ...keys, key) }))
  return [
    ...stated(flink.values.storage.config, 'storage', 'config'),
    ...clustersOf(flink).flatMap(({ config, name }) => stated(config, 'clusters', name, 'config')),
  ]
}

function reasonAgainst(key: string): string | undefined {
  const owner = ownedOptions[key]
  if (owner !== undefined) return `it is decided by ${owner}`
  const family = Object.keys(refusedFamilies).find((start) => key.startsWith(start))
  const reason = refusedOptions[key] ?? (family === undefined ? undefined : refusedFamilies[family])
  if (reason !== undefined) return reason
  return /password|secret|token|api-?key|access-?key|account\.key/i.test(key)
    ? 'it would stand in the ConfigMap for everyone to read; see values.flink.storage.credentials'
    : undefined
}

const optionsAreFree: Rule<FlinkValues> = {
  id: 'flink/options-are-free',
  severity: 'error',
  check: (flink) =>
    statedOptions(flink).flatMap(({ key, path }): Finding[] => {
      const reason = reasonAgainst(key)
      return foundIf(reason !== undefined, path, `expected an option beyond ours, got ${key}: ${reason}`)
    }),
}

const optionsHoldNoPlaceholder: Rule<FlinkValues> = {
  id: 'flink/options-hold-no-placeholder',
  severity: 'error',
  check: (flink) =>
    statedOptions(flink).flatMap(({ key, value, path }) =>
      foundIf(
        /@POD_(IP|NAME)@/.test(String(value)),
        path,
        `expected a value without @POD_IP@ and @POD_NAME@, which the start replaces, got ${key}: ${String(value)}`,
      ),
    ),
}

export const configRules: readonly Rule<FlinkValues>[] = [optionsAreFree, optionsHoldNoPlaceholder]
