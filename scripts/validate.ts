import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { failure as failureOf } from '../engine/failure.ts'
import type { Problem } from '../engine/model.ts'
import { hasError, sortProblems } from '../engine/problem.ts'
import type { Definitions, Schema } from '../engine/strict-schema.ts'
import type { Result, ResultError } from '../packages/kubeconform-wasm/src/index.ts'
import { outputs } from '../packages/kubeconform-wasm/src/output.ts'
import { failure } from '../packages/kubeconform-wasm/src/validator.ts'
import { type Command, type Context, exit, WrongArguments } from './command.ts'
import { minorsIn } from './kubeconform.ts'
import { NoCore } from './kubeconform-core.ts'
import { counted, type Format, report } from './report.ts'
import { type Change, changeGatherer, showChanges } from './validate/changes.ts'
import { overviewOf } from './validate/custom-resources.ts'
import { committedInputs, type Input, namedInputs } from './validate/inputs.ts'
import { ajvJudge, type Judge, schemasFolders, wasmJudge } from './validate/judges.ts'
import { lifecycles } from './validate/lifecycle.ts'
import { type Looker, look } from './validate/look.ts'
import { type FoundObject, type NoObject, objectsIn } from './validate/objects.ts'

const help = `Usage: npm run validate [-- [path…] [options]]

Looks at Kubernetes YAML as a server of a minor would: fields, types, formats, lists by their keys. Without a path: what every
overlay commits in rendered/ and sync/, each with its own minor. With paths: these files and folders, of any repository; - is
standard input. Custom resources that the files define themselves are known.

  --kubernetes MINORS  1.35, or several as 1.34,1.36, which also prints what changes between them; what is in no overlay
                       is looked at with the newest otherwise
  --skip KINDS         kinds whose objects are left out: KafkaTopic,Rollout
  --engine NAME        ajv (as render), wasm (as kubeconform) or both, which must agree
  --json               problems and changes as JSON lines on stdout
  --format NAME        text, json, github (annotations of GitHub Actions) or junit
  --root DIR           another folder of overlays

Examples: npm run validate
          npm run validate -- --kubernetes 1.34,1.36
          helm template ./chart | npx sluice validate -
`

type ReportFormat = Format | 'junit'

type Options = {
  readonly paths: readonly string[]
  readonly minors: readonly string[]
  readonly skip: readonly string[]
  readonly engine: 'ajv' | 'wasm' | 'both'
  readonly format: ReportFormat
}

/** `validate`: looks at what is committed, or at any other YAML, with the schemas of minors of Kubernetes. */
export const validateCommand: Command = async (args, context) => {
  const folders = schemasFolders(context)
  const known = minorsIn(folders)
  const options = parsed(args, known)
  if (options === 'help') {
    process.stdout.write(help)
    return exit.clean
  }
  const { paths, format } = options
  // What was named is told as it was named.
  const base = paths.length === 0 ? context.roots.root : process.cwd()
  const { inputs, problems } =
    paths.length === 0 ? await committedInputs(context) : await namedInputs(paths, base, context)
  const overview = overviewOf(inputs, () => definitionsOf(known.at(-1) ?? '', folders))
  const newest = known.at(-1) ?? ''
  const lookers = lookerFor(overview.customResources, options, context)
  const all: Problem[] = [...problems, ...overview.problems]
  const gathered = changeGatherer()
  const counts: Record<string, number> = {}
  const skipped: string[] = []
  // For the one format that tells of what is valid.
  const objects: { readonly file: string; readonly found: FoundObject }[] = []
  const tell = progress(format, inputs.length)
  for (const [index, input] of inputs.entries()) {
    tell(index)
    const minors = options.minors.length > 0 ? options.minors : [input.minor ?? newest]
    const looker = await lookers(minors, overview.kinds)
    const seen = await lookAt(input, looker, options)
    all.push(...seen.problems)
    for (const change of seen.changes) gathered.add(change)
    if (seen.foreign) skipped.push(input.file)
    const of = input.overlay ?? ''
    if (!seen.foreign) counts[of] = (counts[of] ?? 0) + seen.objects.length
    if (format === 'junit') objects.push(...seen.objects.map((found) => ({ file: input.file, found })))
  }
  tell(inputs.length)
  const sorted = sortProblems(all)
  if (format === 'junit') process.stdout.write(junitText(objects, sorted))
  else report(sorted, format, base)
  const changes = gathered.changes()
  if (format === 'json') for (const change of changes) process.stdout.write(`${JSON.stringify({ change })}\n`)
  if (format === 'text') summarize({ inputs, counts, skipped, sorted, changes, newest }, options)
  return hasError(sorted) ? exit.problems : exit.clean
}

function parsed(args: readonly string[], known: readonly string[]): Options | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      kubernetes: { type: 'string', default: '' },
      skip: { type: 'string', multiple: true, default: [] },
      engine: { type: 'string', default: 'ajv' },
      json: { type: 'boolean', default: false },
      format: { type: 'string', default: 'text' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return 'help'
  const format = values.json ? 'json' : values.format
  if (format !== 'text' && format !== 'json' && format !== 'github' && format !== 'junit')
    throw new WrongArguments(`--format takes text, json, github or junit, not "${format}".`)
  const { engine } = values
  if (engine !== 'ajv' && engine !== 'wasm' && engine !== 'both')
    throw new WrongArguments(`--engine takes ajv, wasm or both, not "${engine}".`)
  const minors = words(values.kubernetes)
  const unknown = minors.filter((minor) => !known.includes(minor))
  if (unknown.length > 0)
    throw new WrongArguments(`There are no schemas of Kubernetes ${unknown.join(', ')}, but of ${known.join(', ')}.`)
  return {
    paths: positionals,
    minors: known.filter((minor) => minors.includes(minor)),
    skip: values.skip.flatMap(words),
    engine,
    format,
  }
}

const words = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)

/** Those of a minor; they give custom resources their metadata. */
function definitionsOf(minor: string, folders: readonly string[]): Definitions {
  for (const folder of folders)
    try {
      return JSON.parse(readFileSync(join(folder, 'kubernetes', minor, 'definitions.json'), 'utf8')).definitions
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error // the next folder may have it
    }
  throw new Error(`there are no schemas of Kubernetes ${minor}`)
}

type Lookers = (minors: readonly string[], kinds: Parameters<Judge['expect']>[0]) => Promise<Looker>

/** Gives what looks at objects for some minors; makes each once, and says once where an engine is not to be had. */
function lookerFor(further: readonly Schema[], { engine }: Options, context: Context): Lookers {
  const made = new Map<string, Promise<Looker>>()
  let core = engine !== 'ajv'
  const make = async (minors: readonly string[], kinds: Parameters<Judge['expect']>[0]): Promise<Looker> => {
    const one = Promise.all(minors.map((minor) => ajvJudge(minor, further, context)))
    let others: readonly Judge[] = []
    if (core)
      try {
        others = await Promise.all(minors.map((minor) => wasmJudge(minor, further, context)))
      } catch (error) {
        if (!(error instanceof NoCore)) throw error
        core = false
        const left = engine === 'both' ? 'nothing was compared with it' : 'what it alone would see was not looked for'
        process.stderr.write(`ajv looked at everything, and ${left}: ${error.message}\n`)
      }
    const [judges, compared] = engine === 'wasm' && core ? [others, []] : [await one, others]
    await Promise.all(judges.map((judge) => judge.expect(kinds)))
    return { judges, others: compared, lifecycles: lifecycles(join(context.roots.package, 'schemas')) }
  }
  return (minors, kinds) => {
    const key = minors.join()
    const looker = made.get(key) ?? make(minors, kinds)
    made.set(key, looker)
    return looker
  }
}

type Seen = {
  readonly problems: readonly Problem[]
  readonly changes: readonly Omit<Change, 'objects'>[]
  readonly objects: readonly FoundObject[]
  /** It is about something else than Kubernetes, and was found in a folder. */
  readonly foreign: boolean
}

/** Looks at all that a file holds. */
async function lookAt(input: Input, looker: Looker, { skip }: Options): Promise<Seen> {
  let text: string
  try {
    text = input.text()
  } catch (error) {
    const problem = failureOf(error, { rule: 'validate/file', file: input.file, expected: 'to read this' })
    return { problems: [problem], changes: [], objects: [], foreign: false }
  }
  const problems: Problem[] = []
  const changes: Omit<Change, 'objects'>[] = []
  const objects: FoundObject[] = []
  const wrong: NoObject[] = []
  for (const found of objectsIn(text)) {
    if (!('manifest' in found)) {
      wrong.push(found)
      continue
    }
    const { apiVersion, kind } = found.manifest
    // What kustomize reads itself never reaches a server.
    if (apiVersion.startsWith('kustomize.config.k8s.io/') && input.is === 'found') {
      wrong.push({ is: 'foreign', message: 'it is for kustomize', at: found.start, path: '' })
      continue
    }
    if (skip.includes(kind)) continue
    objects.push(found)
    const seen = await look(found, input, looker)
    problems.push(...seen.problems)
    changes.push(...seen.changes)
  }
  const foreign =
    input.is === 'found' && objects.length === 0 && wrong.length > 0 && wrong.every((one) => isForeign(one, text))
  if (!foreign) problems.push(...wrong.map((one) => asProblem(one, input)))
  return { problems, changes, objects, foreign }
}

/** A template of Helm is no YAML before Helm has filled it in. */
const isForeign = ({ is }: NoObject, text: string): boolean =>
  is === 'foreign' || (is === 'unreadable' && text.includes('{{'))

const rules = {
  unreadable: 'validate/yaml',
  'repeated key': 'validate/repeated-key',
  incomplete: 'validate/no-object',
  foreign: 'validate/no-object',
} as const

function asProblem({ is, message, at, path }: NoObject, { file, overlay }: Input): Problem {
  return {
    rule: rules[is],
    severity: 'error',
    at: { file, ...at, path },
    message,
    ...(overlay === undefined ? {} : { overlay }),
  }
}

/** A test case for each object, and for each problem that is of none. */
function junitText(
  objects: readonly { readonly file: string; readonly found: FoundObject }[],
  problems: readonly Problem[],
): string {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const asError = ({ at: { line, column, path }, message }: Problem): ResultError => ({ path, message, line, column })
  const ofObjects = objects.map(({ file, found: { manifest, name, start } }): Result => {
    const { apiVersion: version, kind } = manifest
    const own = errors.filter(({ at, object }) => at.file === file && object === `${kind}/${name}`).map(asError)
    const namespace = manifest.metadata?.namespace ?? ''
    return {
      path: file,
      ...start,
      version,
      kind,
      name,
      namespace,
      status: own.length > 0 ? 'invalid' : 'valid',
      errors: own,
    }
  })
  const ofFiles = errors
    .filter(({ object }) => object === undefined)
    .map(({ at: { file, line, column, path }, message }) =>
      failure(file, message, { at: { line, column }, below: path }),
    )
  const output = outputs.junit()
  const cases = [...ofObjects, ...ofFiles].map((result) => output.write(result))
  return `${cases.join('')}${output.end()}`
}

type Summary = {
  readonly inputs: readonly Input[]
  /** Objects by overlay, '' of none. */
  readonly counts: Readonly<Record<string, number>>
  readonly skipped: readonly string[]
  readonly sorted: readonly Problem[]
  readonly changes: readonly Change[]
  readonly newest: string
}

function summarize({ inputs, counts, skipped, sorted, changes, newest }: Summary, { minors }: Options): void {
  for (const file of skipped) process.stderr.write(`${file}: left out, as it is not about Kubernetes\n`)
  if (minors.length > 1) process.stdout.write(`${showChanges(changes, minors)}\n`)
  for (const [overlay, objects] of Object.entries(counts)) {
    const own = inputs.find((input) => (input.overlay ?? '') === overlay)?.minor ?? newest
    const label = overlay === '' ? '' : `${overlay}: `
    const wrong = counted(sorted.filter((problem) => (problem.overlay ?? '') === overlay))
    const verdict = `${wrong === '' ? 'valid' : wrong} for Kubernetes ${minors.length > 0 ? minors.join(' and ') : own}`
    process.stdout.write(`${label}${objects} object${objects === 1 ? '' : 's'}, ${verdict}\n`)
  }
  if (inputs.length === 0 && sorted.length === 0) process.stdout.write('There is no YAML or JSON here.\n')
}

/** A line that counts files on a terminal once the work takes more than a second. */
function progress(format: ReportFormat, all: number): (done: number) => void {
  if (format !== 'text' || !process.stderr.isTTY) return () => {}
  const start = Date.now()
  return (done) => {
    if (Date.now() - start < 1000) return
    process.stderr.write(done === all ? '\r\u001b[K' : `\r\u001b[K${done} of ${all} files`)
  }
}
