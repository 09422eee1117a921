import { optionsByVersions } from './known-options.ts'

/** The minor versions of Flink with an option, by its name. */
const versionsByOption: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(optionsByVersions).flatMap(([versions, options]) =>
    options
      .trim()
      .split(/\s+/)
      .map((option) => [option, versions.split(' ')] as const),
  ),
)

/**
 * How options begin that go on with what Flink hands over: to file systems (the factories of its plugins), to the
 * processes (`ResourceManagerOptions`) and to Hadoop (`HadoopUtils`).
 */
const handedOver =
  /^(s3|s3a|s3p|presto\.s3|gs|azure|flink\.hadoop|containerized\.(master|taskmanager)\.env)\.|^fs\.[a-z0-9]+\./

/** The options of the operator, which reads them from the configuration of its clusters. */
const ofOperator = /^(kubernetes\.operator|job\.autoscaler)\./

const families = [...versionsByOption.keys()].filter((option) => option.endsWith('.'))

/** Whether Flink itself knows an option, in whatever version. */
export function isOfFlink(option: string): boolean {
  return versionsOf(option) !== undefined || handedOver.test(option)
}

/** Whether it is the operator that reads an option. */
export function isOfOperator(option: string): boolean {
  return ofOperator.test(option)
}

/** The versions that alone have an option; undefined where the given one has it, or none. */
export function otherVersions(option: string, version: string): readonly string[] | undefined {
  const versions = versionsOf(option)
  const minor = version.split('.').slice(0, 2).join('.')
  // Of 2.0 and 2.1 no list was made: they have what comes before or after.
  const near = ['2.0', '2.1'].includes(minor) ? ['1.20', '2.2'] : [minor]
  return versions?.some((one) => near.includes(one)) ? undefined : versions
}

/** The names of all options, for one that is mistyped. */
export const optionNames: readonly string[] = [...versionsByOption.keys()].filter((option) => !option.endsWith('.'))

function versionsOf(option: string): readonly string[] | undefined {
  const family = families.find((start) => option.startsWith(start))
  return versionsByOption.get(option) ?? (family === undefined ? undefined : versionsByOption.get(family))
}
