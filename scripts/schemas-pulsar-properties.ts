import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The release whose properties are known: the last of 4.0 that Maven has. */
const release = '4.0.8'

/**
 * `generators/060-pulsar/known-properties.ts`: every property of Pulsar's servers by the file that they read. Fetches about
 * 250 MB with Maven into `scratch`; `program` runs one of the maintainer's tools.
 */
export function knownPropertiesText(
  scratch: string,
  reader: string,
  program: (name: string, args: readonly string[]) => void,
): string {
  const output = execFileSync('java', [reader, distribution(scratch, program)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 8 * 2 ** 20,
  })
  const properties = output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '))
  const texts = [...new Set(properties.map(([file]) => file))].map((file) => {
    const words = properties.flatMap(([one, property = '']) => (one === file ? [property] : []))
    return `  '${file}': words(\`\n${filled(words)}\n  \`),\n`
  })
  return [
    "import type { ConfigFile } from './own-properties.ts'",
    '',
    `/** Properties of servers by the file that they read. Written by npm run schemas -- pulsar-properties from Pulsar ${release}. */`,
    `export const knownProperties: Readonly<Record<ConfigFile, ReadonlySet<string>>> = {\n${texts.join('')}}`,
    '',
    'function words(text: string): ReadonlySet<string> {',
    '  return new Set(text.trim().split(/\\s+/))',
    '}',
    '',
  ].join('\n')
}

/** The folder of the unpacked distribution. */
function distribution(scratch: string, program: (name: string, args: readonly string[]) => void): string {
  const folder = join(scratch, 'pulsar')
  const artefact = `org.apache.pulsar:pulsar-server-distribution:${release}:tar.gz:bin`
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy'
  program('mvn', ['--quiet', '--batch-mode', goal, `-Dartifact=${artefact}`, `-DoutputDirectory=${folder}`])
  const [file = ''] = readdirSync(folder)
  program('tar', ['--extract', '--no-same-owner', `--file=${join(folder, file)}`, `--directory=${folder}`])
  return join(folder, `apache-pulsar-${release}`)
}

/** Words in lines that fit. */
function filled(words: readonly string[]): string {
  return words
    .join(' ')
    .replace(/(.{1,116})(?: |$)/g, '  $1\n')
    .trimEnd()
}
