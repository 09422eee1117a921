import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** What PyPI has of Flink: its jars, without scripts. By the version of Flink, the SHA-256 of the package. */
const packages: Readonly<Record<string, string>> = {
  '2.2.1': '74dc5546fbd9add8fbcdf1222a237e09491f9b80296241aef8676ec56f8e686e',
  '2.3.0': '38ece876553286b3a285cf344c2d2038f8a7ca10da5df54d5107250386d64151',
}

/** Why there is no distribution, as one reads it. */
export class NoDistribution extends Error {}

/**
 * The folder with `lib` and `bin` of a version of Flink, kept in `cache` under the content of its package. Fetches 313 MB
 * only where `fetch` says so; else, and where that fails, throws NoDistribution.
 */
export async function flinkDistribution(version: string, cache: string, fetch: boolean): Promise<string> {
  const sha256 = packages[version]
  if (sha256 === undefined) throw new NoDistribution(`no package of Flink ${version} is pinned`)
  const folder = join(cache, `flink-${version}-${sha256.slice(0, 16)}`)
  if (existsSync(folder)) return folder
  if (!fetch) throw new NoDistribution(`Flink ${version} is not there; npm run test:flink-memory fetches it`)
  mkdirSync(cache, { recursive: true })
  const scratch = mkdtempSync(join(cache, 'fetching-'))
  try {
    run('pip', ['download', '--quiet', '--no-deps', '--dest', scratch, `apache-flink-libraries==${version}`])
    const [file = ''] = readdirSync(scratch)
    const hash = createHash('sha256')
    await pipeline(createReadStream(join(scratch, file)), hash)
    const found = hash.digest('hex')
    if (found !== sha256) throw new NoDistribution(`expected ${file} with the SHA-256 ${sha256}, got ${found}`)
    run('unzip', ['-q', join(scratch, file), 'pyflink/lib/*', 'pyflink/bin/*', '-d', scratch])
    renameSync(join(scratch, 'pyflink'), folder)
    return folder
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function run(program: string, args: readonly string[]): void {
  try {
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    throw new NoDistribution(`${program} ${args[0]} failed: ${String(error).split('\n')[0]}`)
  }
}
