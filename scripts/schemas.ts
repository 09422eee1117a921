/**
 * `npm run schemas`: what is legal in Kubernetes, cert-manager and the Flink operator, from their own releases, into
 * `schemas/`. For maintainers: it needs Go and its module proxy, which serve releases of Kubernetes whole, and Maven.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type CustomResourceDefinition,
  type Definitions,
  strictCustomResources,
  strictDefinitions,
} from '../engine/strict-schema.ts'
import { type Command, exit } from './command.ts'
import {
  asOfOperator115,
  definitionsIn,
  NotFetched,
  publishedDefinitions,
  withOpenPodTemplates,
  withPodTemplates,
} from './schemas-flink.ts'
import { knownOptionsText } from './schemas-flink-options.ts'
import { knownPropertiesText } from './schemas-pulsar-properties.ts'

/** The release of each supported minor that its schemas are read from. */
const releases = { '1.34': 'v1.34.4', '1.35': 'v1.35.4', '1.36': 'v1.36.1' } as const

/** cert-manager's own module is not served; knative carries its file. */
const certManager = {
  module: 'knative.dev/serving@v0.51.0',
  file: 'third_party/cert-manager-latest/cert-manager.yaml',
} as const

/** What is known of a server's own names: by which argument it is read, into which file. */
const lists = {
  'flink-options': {
    file: 'generators/070-flink/known-options.ts',
    reader: 'FlinkOptions.java',
    text: knownOptionsText,
  },
  'pulsar-properties': {
    file: 'generators/060-pulsar/known-properties.ts',
    reader: 'PulsarProperties.java',
    text: knownPropertiesText,
  },
} as const

const help = `Usage: npm run schemas [-- flink-options | pulsar-properties]

For maintainers: reads the schemas of Kubernetes ${Object.values(releases).join(', ')} and of
cert-manager with Go, those of the Flink operator with Maven, and writes schemas/kubernetes and schemas/crds.

  flink-options      reads the options of Flink instead, with pip and Java, which fetches 870 MB, and writes
                     ${lists['flink-options'].file}
  pulsar-properties  reads the properties of Pulsar instead, with Maven and Java, which fetches 250 MB, and writes
                     ${lists['pulsar-properties'].file}
  --root DIR         another folder to write into

Example: npm run schemas
`

/** `schemas`: writes the schemas of the root anew, or what is known of the options of Flink or the properties of Pulsar. */
export const schemasCommand: Command = async (args, { roots }) => {
  if (args.includes('--help')) {
    process.stdout.write(help)
    return exit.clean
  }
  const list = Object.entries(lists).find(([name]) => args.join(' ') === name)?.[1]
  if (args.length > 0 && !list) {
    process.stderr.write(`expected ${Object.keys(lists).join(', ')} or no arguments, got ${args.join(' ')}\n`)
    return exit.wrong
  }
  const scratch = mkdtempSync(join(tmpdir(), 'sluice-schemas-'))
  try {
    if (list) {
      const text = list.text(scratch, join(roots.package, 'scripts', list.reader), fetched)
      writeFileSync(join(roots.root, list.file), text)
      return exit.clean
    }
    writeFileSync(join(scratch, 'go.mod'), 'module scratch\n\ngo 1.24\n')
    writeSchemas(roots.root, (module) => downloaded(module, scratch), publishedDefinitions(scratch))
    return exit.clean
  } catch (error) {
    if (!(error instanceof NotFetched)) throw error
    process.stderr.write(`${error.message}\n`)
    return exit.wrong
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Runs a program that fetches or unpacks something. */
function fetched(name: string, args: readonly string[]): void {
  try {
    execFileSync(name, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    throw new NotFetched(`${name} ${args.join(' ')} failed: ${String(error).split('\n')[0]}`)
  }
}

function writeSchemas(
  root: string,
  folderOf: (module: string) => string,
  flink: readonly CustomResourceDefinition[],
): void {
  let newest: Definitions = {}
  for (const [minor, version] of Object.entries(releases)) {
    const folder = join(folderOf(`k8s.io/kubernetes@${version}`), 'api', 'openapi-spec')
    const swagger = JSON.parse(readFileSync(join(folder, 'swagger.json'), 'utf8'))
    newest = strictDefinitions(swagger, publishedDefaults(join(folder, 'v3')))
    const target = join(root, 'schemas', 'kubernetes', minor)
    mkdirSync(target, { recursive: true })
    writeFileSync(join(target, 'definitions.json'), definitionsText(version, newest))
    process.stdout.write(`schemas/kubernetes/${minor}: ${Object.keys(newest).length} definitions of ${version}\n`)
  }
  const products = {
    'cert-manager': definitionsIn(join(folderOf(certManager.module), certManager.file)),
    flink: flink.map((one) => withOpenPodTemplates(asOfOperator115(one))),
  }
  for (const [name, definitions] of Object.entries(products)) {
    const target = join(root, 'schemas', 'crds', name)
    rmSync(target, { recursive: true, force: true })
    mkdirSync(target, { recursive: true })
    for (const { kind, schema } of definitions.flatMap((one) => strictCustomResources(one, newest)))
      writeFileSync(
        join(target, `${kind.kind.toLowerCase()}-${kind.version}.json`),
        `${laidOut(name === 'flink' ? withPodTemplates(schema) : schema, 0)}\n`,
      )
    process.stdout.write(`schemas/crds/${name}: ${definitions.length} kinds\n`)
  }
}

/** The folder of a Go module, fetched where Go has not got it yet. */
function downloaded(module: string, scratch: string): string {
  try {
    const output = execFileSync('go', ['mod', 'download', '-json', module], {
      cwd: scratch,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1024 * 1024,
    })
    return JSON.parse(output).Dir
  } catch (error) {
    const { code, stdout } = error as { code?: string; stdout?: string } // as execFileSync throws
    if (code === 'ENOENT')
      throw new NotFetched('npm run schemas reads the schemas with Go, and there is no go on the PATH')
    throw new NotFetched(`Go cannot fetch ${module}: ${reason(stdout) ?? String(error)}`)
  }
}

function reason(stdout: string | undefined): string | undefined {
  return /"Error": "(.*)"/.exec(stdout ?? '')?.[1]
}

/** The defaults in OpenAPI v3 documents that are more than the zero value of a Go type. */
function publishedDefaults(folder: string): Record<string, Record<string, unknown>> {
  const documents: { components?: { schemas?: Definitions } }[] = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')))
  const schemas = documents.flatMap(({ components }) => Object.entries(components?.schemas ?? {}))
  return Object.fromEntries(
    schemas.flatMap(([name, { properties }]) => {
      const defaults = Object.entries((properties ?? {}) as Definitions).flatMap(([property, schema]) => {
        const value = schema.default
        return value && typeof value !== 'object' ? [[property, value] as const] : []
      })
      return defaults.length === 0 ? [] : [[name, Object.fromEntries(defaults)] as const]
    }),
  )
}

/** One definition a line: a change of a release is a change of the lines that it changes. */
function definitionsText(version: string, definitions: Definitions): string {
  const lines = Object.entries(definitions).map(([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`)
  return [
    '{',
    '"$schema":"http://json-schema.org/draft-07/schema#",',
    `"x-kubernetes-version":${JSON.stringify(version)},`,
    '"definitions":{',
    lines.join(',\n'),
    '}',
    '}\n',
  ].join('\n')
}

const widestLine = 120

/** JSON that breaks what does not fit into a line. */
function laidOut(value: unknown, depth: number): string {
  const line = JSON.stringify(value)
  if (typeof value !== 'object' || value === null || depth * 2 + line.length <= widestLine) return line
  const indent = '  '.repeat(depth + 1)
  const closing = '  '.repeat(depth)
  if (Array.isArray(value)) return `[\n${value.map((one) => indent + laidOut(one, depth + 1)).join(',\n')}\n${closing}]`
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{\n${members.map(([key, member]) => `${indent}${JSON.stringify(key)}: ${laidOut(member, depth + 1)}`).join(',\n')}\n${closing}}`
}
