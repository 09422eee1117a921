import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The releases whose options are known. What PyPI has of Flink are its jars. */
const releases = { '1.20': '1.20.5', '2.2': '2.2.1', '2.3': '2.3.0' } as const

/**
 * `generators/070-flink/known-options.ts`: every option of Flink by the versions that have it. Fetches about 870 MB with
 * pip into `scratch`; `program` runs one of the maintainer's tools.
 */
export function knownOptionsText(
  scratch: string,
  reader: string,
  program: (name: string, args: readonly string[]) => void,
): string {
  const versionsOf = new Map<string, string[]>()
  for (const [minor, release] of Object.entries(releases)) {
    for (const option of optionsOf(jarsOf(release, join(scratch, release), program), reader))
      versionsOf.set(option, [...(versionsOf.get(option) ?? []), minor])
  }
  const options = [...versionsOf].map(([option, versions]) => ({ option, versions: versions.join(' ') }))
  const texts = [...new Set(options.map(({ versions }) => versions))].sort().map((group) => {
    const words = options.flatMap(({ option, versions }) => (versions === group ? [option] : []))
    return `  '${group}': \`\n${filled(words.sort())}\n  \`,\n`
  })
  return [
    '/**',
    ` * Options of Flink by the versions that have them; one that ends in a dot goes on with a name. Written by npm run schemas`,
    ` * -- flink-options from the jars of Flink ${Object.values(releases).join(', ')}.`,
    ' */',
    `export const optionsByVersions: Readonly<Record<string, string>> = {\n${texts.join('')}}\n`,
  ].join('\n')
}

/** The jars of a release that a cluster's options are in. */
function jarsOf(
  release: string,
  folder: string,
  program: (name: string, args: readonly string[]) => void,
): readonly string[] {
  const requirement = `apache-flink-libraries==${release}`
  program('pip', ['download', '--quiet', '--no-deps', '--use-pep517', `--dest=${folder}`, requirement])
  const [file = ''] = readdirSync(folder)
  if (file.endsWith('.whl')) program('unzip', ['-q', join(folder, file), '-d', folder])
  else program('tar', ['--extract', '--no-same-owner', `--file=${join(folder, file)}`, `--directory=${folder}`])
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(^|\/)(lib|opt)\/[^/]+\.jar$/.test(path) && !path.includes('planner-loader'))
    .map((path) => join(folder, path))
}

function optionsOf(jars: readonly string[], reader: string): string[] {
  const output = execFileSync('java', [reader, ...jars], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 8 * 2 ** 20,
  })
  return output.split('\n').filter((line) => line !== '')
}

/** Words in lines that fit. */
function filled(words: readonly string[]): string {
  return words
    .join(' ')
    .replace(/(.{1,116})(?: |$)/g, '  $1\n')
    .trimEnd()
}
