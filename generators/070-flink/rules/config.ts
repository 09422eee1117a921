import type { Finding, Path, Rule } from '../../../engine/model.ts'
import type { FlinkValues } from '../../../schemas/values/070-flink.ts'
import { didYouMean } from '../../parts/meant.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'
import { type Cluster, clustersOf, type Flink } from '../names.ts'
import { isOfFlink, isOfOperator, optionNames, otherVersions } from '../options-of-versions.ts'
import { ownedOptions, refusedFamilies, refusedOptions } from '../own-options.ts'

/** An option that values state, with where; for all clusters, or for the one that is named. */
type Stated = { readonly key: string; readonly value: unknown; readonly path: Path; readonly cluster?: Cluster }

function statedOptions(flink: Flink): Stated[] {
  return [
    ...Object.entries(flink.values.storage.config).map(([key, value]) => ({
      key,
      value,
      path: at(flink, 'storage', 'config', key),
    })),
    ...clustersOf(flink).flatMap((cluster) =>
      Object.entries(cluster.config).map(([key, value]) => ({
        key,
        value,
        path: at(flink, 'clusters', cluster.name, 'config', key),
        cluster,
      })),
    ),
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

/** Flink computes these, and they win over what it computes as they stand behind. */
const memoryOfJava = /-(Xm[sxn]|Xss|XX:(Max|Initial|Min)\w*(Heap|RAM|Direct|Metaspace)\w*[=:])\S*/

const javaOptionsLeaveMemory: Rule<FlinkValues> = {
  id: 'flink/java-options-leave-memory',
  severity: 'error',
  check: (flink) =>
    statedOptions(flink).flatMap(({ key, value, path }) => {
      const [found] = (key.startsWith('env.java.opts.') ? memoryOfJava.exec(String(value)) : null) ?? []
      return foundIf(
        found !== undefined,
        path,
        `expected Java options beside those of memory, which follow from jobManager and taskManagers, got ${found}`,
      )
    }),
}

/** Flink takes an unknown option without a word. The operator's own are listed nowhere for its version. */
const optionsAreKnown: Rule<FlinkValues> = {
  id: 'flink/options-are-known',
  severity: 'production',
  check: (flink) =>
    statedOptions(flink).flatMap(({ key, path, cluster }) => {
      const readByOperator = isOfOperator(key) && cluster?.mode === 'operator'
      return foundIf(
        reasonAgainst(key) === undefined && !isOfFlink(key) && !readByOperator,
        path,
        isOfOperator(key)
          ? `expected an option of Flink, got ${key}, which only the operator reads`
          : `expected an option of Flink, got ${key}, which it would ignore`,
        isOfOperator(key) ? undefined : didYouMean(key, optionNames),
      )
    }),
}

const optionsSuitVersion: Rule<FlinkValues> = {
  id: 'flink/options-suit-version',
  severity: 'error',
  check: (flink) =>
    statedOptions(flink).flatMap(({ key, path, cluster }) => {
      const others = cluster && reasonAgainst(key) === undefined ? otherVersions(key, cluster.version) : undefined
      return foundIf(
        cluster !== undefined && others !== undefined,
        cluster ? decidedBy(path, at(flink, 'clusters', cluster.name, 'version')) : path,
        `expected an option of Flink ${cluster?.version}, got ${key}, which it would ignore: ${others?.join(' and ')} has it`,
      )
    }),
}

export const configRules: readonly Rule<FlinkValues>[] = [
  optionsAreFree,
  javaOptionsLeaveMemory,
  optionsAreKnown,
  optionsSuitVersion,
  optionsHoldNoPlaceholder,
]
