import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The parts of Flink that compute the memory of its processes, without what they bring along. */
const parts = ['annotations', 'core', 'core-api', 'hadoop-fs', 'metrics-core', 'rpc-core', 'runtime']

/** What these need of others for that. */
const libraries = [
  'commons-cli:commons-cli:1.5.0',
  'org.apache.commons:commons-lang3:3.12.0',
  'org.apache.commons:commons-text:1.10.0',
  'org.slf4j:slf4j-api:1.7.36',
  'org.snakeyaml:snakeyaml-engine:2.6',
]

/** Why there is no distribution, as one reads it. */
export class NoDistribution extends Error {}

/**
 * The folder with those jars of a version of Flink, kept in `cache`. Maven fetches them, 12 MB, only where `fetch` says so;
 * else, and where that fails, throws NoDistribution.
 */
export function flinkJars(version: string, cache: string, fetch: boolean): string {
  const folder = join(cache, `flink-runtime-${version}`)
  if (existsSync(folder)) return folder
  if (!fetch) throw new NoDistribution(`Flink ${version} is not there; npm run test:flink-memory fetches it`)
  mkdirSync(cache, { recursive: true })
  const scratch = mkdtempSync(join(cache, 'fetching-'))
  try {
    writeFileSync(join(scratch, 'pom.xml'), pom(version))
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'
    const jars = join(scratch, 'jars')
    execFileSync('mvn', ['--quiet', '--batch-mode', goal, `-DoutputDirectory=${jars}`], {
      cwd: scratch,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    renameSync(jars, folder)
    return folder
  } catch (error) {
    throw new NoDistribution(`Maven cannot fetch Flink ${version}: ${String(error).split('\n')[0]}`)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** A project that depends on the jars alone. */
function pom(version: string): string {
  const alone = '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>'
  const dependencies = [...parts.map((part) => `org.apache.flink:flink-${part}:${version}`), ...libraries].map(
    (jar) => {
      const [group, artifact, release] = jar.split(':')
      return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${release}</version>${alone}</dependency>`
    },
  )
  return `<project>
<modelVersion>4.0.0</modelVersion><groupId>sluice.test</groupId><artifactId>jars</artifactId><version>1</version>
<dependencies>
${dependencies.join('\n')}
</dependencies>
</project>
`
}
