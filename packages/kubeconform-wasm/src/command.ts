import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'
import type { CoreModule } from './core.ts'
import { type FoundFile, filesIn, piecesOf } from './files.ts'
import { type FlagValidatorOptions, flagValidator, validateFile } from './flag-validator.ts'
import { type Flags, help, readFlags } from './flags.ts'
import { outputs } from './output.ts'
import type { ShippedSchemas } from './shipped-schemas.ts'
import { failure, type Result, type Validator } from './validator.ts'
import { inThreads, workersFor } from './workers.ts'

/** What the command is given beside its arguments. */
export type Surroundings = {
  readonly version: string
  readonly core: () => Promise<CoreModule>
  /** The minors of Kubernetes whose schemas are at hand, oldest first. */
  readonly minors: readonly string[]
  readonly shipped: (minor: string) => Promise<ShippedSchemas>
  /** Gives what starts `worker.ts` in a thread, with its options as `workerData`. */
  readonly threads: () => Promise<(options: FlagValidatorOptions) => Worker>
  readonly stdin: NodeJS.ReadStream
  readonly print: (text: string) => void
  readonly complain: (text: string) => void
  readonly colours: boolean
}

/** Runs `kubeconform`; gives its exit code: 0 where everything is valid or skipped, 1 otherwise. */
export async function kubeconform(args: readonly string[], given: Surroundings): Promise<number> {
  const flags = readFlags(args)
  if (typeof flags === 'string') return refuse(`${flags}\n${help}`, given)
  if (flags.help) {
    given.print(help)
    return 0
  }
  if (flags.version) {
    given.print(`${given.version}\n`)
    return 0
  }
  const makeOutput = Object.hasOwn(outputs, flags.output) ? outputs[flags.output as keyof typeof outputs] : undefined
  if (!makeOutput)
    return refuse(`-output: expected one of ${Object.keys(outputs).join(', ')}, got ${flags.output}\n`, given)
  const fromStdin = flags.files.length === 0 || flags.files.join() === '-'
  if (flags.files.length === 0 && given.stdin.isTTY) return refuse(`no files are given\n${help}`, given)
  let ignored: RegExp[]
  let options: FlagValidatorOptions
  let validator: Validator
  try {
    ignored = flags.ignoreFilenamePatterns.map((pattern) => new RegExp(pattern))
    options = await optionsOf(flags, given)
    validator = flagValidator(options, given.complain)
  } catch (error) {
    return refuse(`${(error as Error).message}\n`, given) // a pattern, a template or a version
  }
  const output = makeOutput({
    verbose: flags.verbose,
    summary: flags.summary,
    isStdin: fromStdin,
    colours: given.colours,
  })
  const results = fromStdin
    ? validator.validate({ path: 'stdin', pieces: piecesOf(given.stdin) })
    : resultsOf(await filesIn(flags.files, ignored), { options, validator, given })
  let failed = false
  for await (const result of results) {
    given.print(output.write(result))
    failed ||= result.status === 'invalid' || result.status === 'error'
    if (failed && flags.exitOnError) break
  }
  given.print(output.end())
  return failed ? 1 : 0
}

function refuse(why: string, { complain }: Surroundings): number {
  complain(why)
  return 1
}

/** The results of files in their order, from threads where these are done sooner. */
async function* resultsOf(
  files: readonly FoundFile[],
  { options, validator, given }: { options: FlagValidatorOptions; validator: Validator; given: Surroundings },
): AsyncGenerator<Result> {
  const sizes = files.flatMap((file) => ('size' in file ? [file.size] : []))
  const count = workersFor(sizes, { most: options.flags.workers, processors: availableParallelism() })
  if (count > 1) {
    const start = await given.threads()
    yield* inThreads(files, { count, start: () => start(options) })
    return
  }
  for (const file of files) {
    if ('reason' in file) yield failure(file.path, file.reason)
    else yield* validateFile(file, validator)
  }
}

async function optionsOf(flags: Flags, given: Surroundings): Promise<FlagValidatorOptions> {
  const { kubernetesVersion: version } = flags
  if (!/^(master|\d+\.\d+(\.\d+)?)$/.test(version))
    throw new Error(`-kubernetes-version: expected a version such as 1.35.4, or master, got ${version}`)
  const minor = version === 'master' ? given.minors.at(-1) : version.split('.').slice(0, 2).join('.')
  const shipped = flags.schemaLocations.includes('default') ? await shippedOf(minor ?? '', given) : undefined
  if (flags.insecureSkipTlsVerify) process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  return { flags, core: await given.core(), shipped }
}

async function shippedOf(minor: string, { minors, shipped }: Surroundings): Promise<ShippedSchemas> {
  if (!minors.includes(minor))
    throw new Error(
      `there are no schemas of Kubernetes ${minor} here, but of ${minors.join(', ')}: name others with -schema-location`,
    )
  return shipped(minor)
}
