/**
 * `npm run schemas`: what is legal in Kubernetes and in the kinds of others, from their own releases, into `schemas/`. For
 * maintainers: it needs Go and its module proxy, which serve releases whole, and Maven. With `--crd`, for everybody: the
 * kinds of CustomResourceDefinitions that a person has.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Command, type Context, exit, WrongArguments } from './command.ts'
import { addCustomResources, givenKinds } from './schemas-crd.ts'
import { openFetch } from './schemas-fetch.ts'
import { lifecycleModules, releases, type SchemaFile, schemaFiles } from './schemas-files.ts'
import { NotFetched } from './schemas-flink.ts'
import { knownOptionsText } from './schemas-flink-options.ts'
import { products } from './schemas-products.ts'
import { knownPropertiesText } from './schemas-pulsar-properties.ts'

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

const help = `Usage: npm run schemas [-- --crd FILE… | --list | --check | flink-options | pulsar-properties]

  --crd FILE…        adds the kinds that the CustomResourceDefinitions in these files define to schemas/crds, so that
                     render, validate and the types of generators know them; needs no network
  --list             says what comes from where, and fetches nothing
  --root DIR         another folder to write into

For maintainers, without arguments: reads the schemas of Kubernetes ${Object.values(releases).join(', ')}, when its
kinds come and go, and the kinds of ${Object.keys(products).join(', ')}
with Go and Maven, and writes schemas/kubernetes and schemas/crds.

  --check            compares instead of writing, and names the files that differ
  flink-options      reads the options of Flink instead, with pip and Java, which fetches 870 MB, and writes
                     ${lists['flink-options'].file}
  pulsar-properties  reads the properties of Pulsar instead, with Maven and Java, which fetches 250 MB, and writes
                     ${lists['pulsar-properties'].file}

Example: npm run schemas -- --crd widgets.yaml
`

/** `schemas`: writes the schemas of the root anew, or adds some, or what is known of Flink's options or Pulsar's properties. */
export const schemasCommand: Command = async (args, context) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      crd: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      list: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return exit.clean
  }
  const [name, ...others] = positionals
  const chosen = [values.check, values.crd, values.list, !values.crd && name !== undefined].filter(Boolean)
  if (chosen.length > 1 || (!values.crd && (others.length > 0 || (name !== undefined && !Object.hasOwn(lists, name)))))
    throw new WrongArguments(
      `expected --crd with files, --list, --check, ${Object.keys(lists).join(', ')} or no arguments, got ${args.join(' ')}.`,
    )
  if (values.crd) return addGiven(positionals, context)
  if (values.list) {
    process.stdout.write(listText(context.roots.root))
    return exit.clean
  }
  return withFetched((scratch) => {
    const { root } = context.roots
    if (name !== undefined) return writeList(lists[name as keyof typeof lists], scratch, context) // it has that name
    const files = schemaFiles(openFetch(scratch, { offline: false }))
    return values.check ? compare(files, root) : write(files, root)
  })
}

async function addGiven(files: readonly string[], { roots }: Context): Promise<number> {
  if (files.length === 0) throw new WrongArguments('expected the files of CustomResourceDefinitions behind --crd.')
  const { problems, told } = await addCustomResources(files, roots)
  for (const line of problems) process.stderr.write(`${line}\n`)
  for (const line of told) process.stdout.write(`${line}\n`)
  if (problems.length > 0) return exit.problems
  if (existsSync(join(roots.root, 'generators'))) {
    const { givenTypes } = await import('./types-kubernetes.ts')
    for (const { path, text } of await givenTypes(roots.root)) {
      writeFileSync(join(roots.root, path), text)
      process.stdout.write(`${path}: their types\n`)
    }
  }
  return exit.clean
}

/** What comes from where: a line for each folder and source. */
function listText(root: string): string {
  const rows = [
    ...Object.entries(releases).map(([minor, version]) => [
      `schemas/kubernetes/${minor}`,
      `Go module k8s.io/kubernetes@${version}, api/openapi-spec`,
    ]),
    ['schemas/kubernetes/lifecycle.json', `Go modules ${lifecycleModules.join(', ')}`],
    ...Object.entries(products).flatMap(([name, { sources }]) =>
      sources.map(({ says }) => [`schemas/crds/${name}`, says]),
    ),
    ...givenKinds(root).map(({ file, source }) => [file, source]),
  ]
  const width = Math.max(...rows.map(([path = '']) => path.length))
  return rows.map(([path = '', says]) => `${path.padEnd(width)}  ${says}\n`).join('')
}

/** Does what fetches things, in a folder that is removed at the end. */
function withFetched(work: (scratch: string) => number): number {
  const scratch = mkdtempSync(join(tmpdir(), 'sluice-schemas-'))
  try {
    return work(scratch)
  } catch (error) {
    if (!(error instanceof NotFetched)) throw error
    process.stderr.write(`${error.message}\n`)
    return exit.wrong
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function writeList(list: (typeof lists)[keyof typeof lists], scratch: string, { roots }: Context): number {
  writeFileSync(join(roots.root, list.file), list.text(scratch, join(roots.package, 'scripts', list.reader), run))
  return exit.clean
}

/** Runs a program that fetches or unpacks something. */
function run(name: string, args: readonly string[]): void {
  try {
    execFileSync(name, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    throw new NotFetched(`${name} ${args.join(' ')} failed: ${String(error).split('\n')[0]}`)
  }
}

/** Writes the files, takes away what is left over in the folders of products, and counts what each folder has. */
function write(files: readonly SchemaFile[], root: string): number {
  for (const path of leftOver(files, root)) rmSync(join(root, path))
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const folders = new Map<string, number>()
  for (const { path } of files) folders.set(dirname(path), (folders.get(dirname(path)) ?? 0) + 1)
  for (const [folder, count] of folders) process.stdout.write(`${folder}: ${count} ${count === 1 ? 'file' : 'files'}\n`)
  return exit.clean
}

/** Names what differs from the releases. */
function compare(files: readonly SchemaFile[], root: string): number {
  const stale = files.filter(({ path, text }) => {
    const file = join(root, path)
    return !existsSync(file) || readFileSync(file, 'utf8') !== text
  })
  const differing = [...stale.map(({ path }) => path), ...leftOver(files, root)].sort()
  for (const path of differing) process.stdout.write(`${path} is not what its release says: npm run schemas\n`)
  return differing.length > 0 ? exit.problems : exit.clean
}

/** Schemas in the folders of products that none of their releases has. */
function leftOver(files: readonly SchemaFile[], root: string): string[] {
  const known = new Set(files.map(({ path }) => path))
  return Object.keys(products).flatMap((name) => {
    const folder = `schemas/crds/${name}`
    if (!existsSync(join(root, folder))) return []
    return readdirSync(join(root, folder))
      .map((file) => `${folder}/${file}`)
      .filter((path) => !known.has(path))
  })
}
