import { parseArgs } from 'node:util'
import { closest } from '../engine/closest.ts'
import { harmless } from '../engine/harmless.ts'
import type { Problem } from '../engine/model.ts'
import { hasError, sortProblems } from '../engine/problem.ts'
import { type Command, exit, WrongArguments } from './command.ts'
import { definitionsOf, minorsIn } from './known-schemas.ts'
import { counted, type Format, formatFrom, report } from './report.ts'
import { type Change, changeGatherer, showChanges } from './validate/changes.ts'
import { committedInputs, type Input, namedInputs } from './validate/inputs.ts'
import { schemasFolders } from './validate/judges.ts'
import { junitText } from './validate/junit.ts'
import { overviewOf } from './validate/overview.ts'
import { type SeenFile, skipNames } from './validate/part.ts'
import { seenOf } from './validate/spread.ts'

const help = `Usage: npm run validate [-- [path…] [options]]

Looks at Kubernetes YAML as a server of a minor would: fields, types, formats, lists by their keys, names. Without a path: what
every overlay commits in rendered/ and sync/, each with its own minor. With paths: these files and folders, of any repository; - is
standard input. Custom resources that the files define themselves are known.

  --kubernetes MINORS  1.35, or several as 1.34,1.36, which also prints what changes between them; what is in no overlay
                       is looked at with the newest otherwise
  --skip KINDS         kinds whose objects are left out: KafkaTopic,argoproj.io/v1alpha1/Rollout
  --engine NAME        ajv (as render), wasm (as kubeconform) or both, which must agree
  --json               problems and changes as JSON lines on stdout
  --format NAME        text, json, github (annotations of GitHub Actions) or junit
  -q, --quiet          says nothing of what is valid or left out
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
  readonly quiet: boolean
}

/** A file, and what came of it. */
type LookedAt = SeenFile & { readonly input: Input }

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
  const { inputs, problems, unseen } =
    paths.length === 0 ? await committedInputs(context) : await namedInputs(paths, base, context)
  const newest = known.at(-1) ?? ''
  const overview = await overviewOf(inputs, () => definitionsOf(folders, newest))
  const { kinds, customResources } = overview
  const { engine, skip, minors } = options
  const forAll = minors.length > 0
  const work = { engine, skip, kinds, customResources, minors: forAll ? minors : [newest], forAll }
  const gathered = changeGatherer()
  const files: LookedAt[] = []
  let noCore: string | undefined
  const tell = progress(options, inputs.length)
  for await (const part of seenOf(inputs, work, context)) {
    for (const file of part.files) {
      files.push({ ...file, input: inputs[files.length] as Input }) // one for each input, in their order
      for (const change of file.changes) gathered.add(change)
    }
    noCore ??= part.noCore
    tell(files.length)
  }
  if (noCore !== undefined) {
    const left = engine === 'both' ? 'nothing was compared with it' : 'what it alone would see was not looked for'
    process.stderr.write(`ajv looked at everything, and ${left}: ${noCore}\n`)
  }
  const others = [problems, overview.problems, ...files.map((file) => file.problems)].flat()
  const objects = files.flatMap((file) => file.objects.map((object) => ({ ...object, file: file.input.file })))
  const sorted = sortProblems([others, ...objects.map((object) => object.problems)].flat())
  if (format === 'junit') process.stdout.write(junitText(objects, others))
  else report(sorted, format, base)
  tellUnseen(unseen, options)
  if (files.length > 0 || unseen.length === 0) tellLeftOut(files, options)
  tellNeedlessSkips(files, options)
  const changes = gathered.changes()
  if (format === 'json') for (const change of changes) process.stdout.write(`${JSON.stringify({ change })}\n`)
  if (format === 'text') summarize({ files, sorted, changes, newest }, options)
  return hasError(sorted) ? exit.problems : exit.clean
}

/** Of what extends a broken overlay nothing is told but the problems of that one. */
function tellUnseen(overlays: readonly string[], { format }: Options): void {
  if (format === 'json')
    for (const overlay of overlays) process.stdout.write(`${JSON.stringify({ unseen: overlay })}\n`)
  else if (overlays.length > 0)
    process.stderr.write(
      `Not looked at, until what they and the overlays that they extend say is mended: ${overlays.map(harmless).join(', ')}\n`,
    )
}

/** A green run must not hide what it did not look at. */
function tellLeftOut(files: readonly LookedAt[], { format, quiet }: Options): void {
  const leftOut = files.filter(({ isForeign }) => isForeign).map(({ input }) => input.file)
  if (format === 'json') for (const file of leftOut) process.stdout.write(`${JSON.stringify({ leftOut: file })}\n`)
  else if (!quiet)
    for (const file of leftOut) process.stderr.write(`${harmless(file)}: left out, as it is not about Kubernetes\n`)
  if (files.length === leftOut.length && !quiet) process.stderr.write('There was nothing of Kubernetes to look at.\n')
}

/** A mistyped name leaves nothing out, and nobody would know. */
function tellNeedlessSkips(files: readonly LookedAt[], { skip }: Options): void {
  const leftOut = new Set(files.flatMap(({ skipped }) => skipped.flatMap(skipNames)))
  const seen = [...new Set(files.flatMap(({ objects }) => objects.flatMap(skipNames)))]
  for (const name of new Set(skip.filter((one) => !leftOut.has(one)))) {
    const meant = closest(name, seen)
    const way = meant === undefined ? 'take it out of --skip' : `did you mean "${meant}"?`
    process.stderr.write(`--skip ${harmless(name)}: expected objects of this kind to leave out, found none; ${way}\n`)
  }
}

function parsed(args: readonly string[], known: readonly string[]): Options | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      kubernetes: { type: 'string', multiple: true, default: [] },
      skip: { type: 'string', multiple: true, default: [] },
      engine: { type: 'string', default: 'ajv' },
      json: { type: 'boolean', default: false },
      format: { type: 'string', default: 'text' },
      quiet: { type: 'boolean', short: 'q', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return 'help'
  const format = formatFrom(values, ['text', 'json', 'github', 'junit'])
  const { engine } = values
  if (engine !== 'ajv' && engine !== 'wasm' && engine !== 'both')
    throw new WrongArguments(`--engine takes ajv, wasm or both, not "${engine}".`)
  const minors = values.kubernetes.flatMap(words)
  const unknown = minors.filter((minor) => !known.includes(minor))
  if (unknown.length > 0)
    throw new WrongArguments(`There are no schemas of Kubernetes ${unknown.join(', ')}, but of ${known.join(', ')}.`)
  return {
    paths: positionals,
    minors: known.filter((minor) => minors.includes(minor)),
    skip: values.skip.flatMap(words),
    engine,
    format,
    quiet: values.quiet,
  }
}

const words = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)

type Summary = {
  readonly files: readonly LookedAt[]
  readonly sorted: readonly Problem[]
  readonly changes: readonly Change[]
  readonly newest: string
}

/** A line for each overlay, and one for what is of none. */
function summarize({ files, sorted, changes, newest }: Summary, { minors, quiet }: Options): void {
  if (minors.length > 1) process.stdout.write(`${showChanges(changes, minors)}\n`)
  for (const overlay of new Set(files.filter(({ isForeign }) => !isForeign).map(({ input }) => input.overlay))) {
    const own = files.filter(({ input }) => input.overlay === overlay)
    const count = own.reduce((sum, { objects }) => sum + objects.length, 0)
    const wrong = counted(sorted.filter((problem) => problem.overlay === overlay))
    if (quiet && wrong === '') continue
    const versions = minors.length > 0 ? minors.join(', ') : (own[0]?.input.minor ?? newest)
    const label = overlay === undefined ? '' : `${overlay}: `
    const verdict = `${wrong === '' ? 'valid' : wrong} for Kubernetes ${versions}`
    process.stdout.write(`${label}${count} object${count === 1 ? '' : 's'}, ${verdict}\n`)
  }
}

/** A line that counts files on a terminal once the work takes more than a second. */
function progress({ format, quiet }: Options, all: number): (done: number) => void {
  if (quiet || format !== 'text' || !process.stderr.isTTY) return () => {}
  const start = Date.now()
  return (done) => {
    if (Date.now() - start < 1000) return
    process.stderr.write(done === all ? '\r\u001b[K' : `\r\u001b[K${done} of ${all} files`)
  }
}
