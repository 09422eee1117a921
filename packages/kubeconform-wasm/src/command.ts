import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Flags, help, readFlags } from './flags.ts'
import { outputs } from './output.ts'
import { type ShippedSchemas, shippedSource } from './shipped-schemas.ts'
import { type ReadText, templateSource } from './template-source.ts'
import { createValidator, failure, type Input, type ValidatorOptions } from './validator.ts'

/** What the command is given beside its arguments. */
export type Surroundings = {
  readonly version: string
  readonly core: () => Promise<WebAssembly.Module>
  /** The minors of Kubernetes whose schemas are at hand, oldest first. */
  readonly minors: readonly string[]
  readonly shipped: (minor: string) => Promise<ShippedSchemas>
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
  let options: ValidatorOptions
  try {
    ignored = flags.ignoreFilenamePatterns.map((pattern) => new RegExp(pattern))
    options = await optionsOf(flags, given)
  } catch (error) {
    return refuse(`${(error as Error).message}\n`, given) // a pattern, a template or a version
  }
  const { validate } = createValidator(options)
  const output = makeOutput({
    verbose: flags.verbose,
    summary: flags.summary,
    isStdin: fromStdin,
    colours: given.colours,
  })
  let failed = false
  const inputs = fromStdin ? standardInput(given.stdin) : filesIn(flags.files, ignored)
  looking: for await (const input of inputs) {
    for await (const result of 'text' in input ? validate(input) : [failure(input.path, input.reason)]) {
      given.print(output.write(result))
      failed ||= result.status === 'invalid' || result.status === 'error'
      if (failed && flags.exitOnError) break looking
    }
  }
  given.print(output.end())
  return failed ? 1 : 0
}

function refuse(why: string, { complain }: Surroundings): number {
  complain(why)
  return 1
}

async function optionsOf(flags: Flags, given: Surroundings): Promise<ValidatorOptions> {
  const kubernetes = versionOf(flags.kubernetesVersion)
  const minor = kubernetes === 'master' ? given.minors.at(-1) : kubernetes.split('.').slice(0, 2).join('.')
  const shipped = flags.schemaLocations.includes('default') ? await shippedOf(minor ?? '', given) : undefined
  if (flags.insecureSkipTlsVerify) process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  const read = reader(flags, given)
  return {
    core: await given.core(),
    strict: flags.strict,
    extended: flags.extended,
    skip: flags.skip,
    reject: flags.reject,
    ignoreMissingSchemas: flags.ignoreMissingSchemas,
    schemas: (how) =>
      flags.schemaLocations.map((location) =>
        location === 'default' && shipped
          ? shippedSource(shipped, how)
          : templateSource(location, { kubernetes, strict: how.strict, read }),
      ),
  }
}

function versionOf(text: string): string {
  if (!/^(master|\d+\.\d+(\.\d+)?)$/.test(text))
    throw new Error(`-kubernetes-version: expected a version such as 1.35.4, or master, got ${text}`)
  return text
}

async function shippedOf(minor: string, { minors, shipped }: Surroundings): Promise<ShippedSchemas> {
  if (!minors.includes(minor))
    throw new Error(
      `there are no schemas of Kubernetes ${minor} here, but of ${minors.join(', ')}: name others with -schema-location`,
    )
  return shipped(minor)
}

/** Reads schemas from files and URLs; each file once. */
function reader({ cache, debug }: Flags, { complain }: Surroundings): ReadText {
  const known = new Map<string, Promise<string | undefined>>()
  const read: ReadText = async (location) => {
    if (debug) complain(`looking for ${location}\n`)
    return /^https?:\/\//.test(location) ? downloaded(location, cache) : fileText(location)
  }
  return (location) => {
    const text = known.get(location) ?? read(location)
    known.set(location, text)
    return text
  }
}

async function fileText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined // readFile throws nothing else
    throw error
  }
}

async function downloaded(url: string, cache: string): Promise<string | undefined> {
  const kept = cache === '' ? undefined : join(cache, createHash('sha256').update(url).digest('hex'))
  const before = kept === undefined ? undefined : await fileText(kept)
  if (before !== undefined) return before
  const answer = await fetch(url)
  if (answer.status === 404) return undefined
  if (!answer.ok) throw new Error(`${url}: the server answers ${answer.status}`)
  const text = await answer.text()
  if (kept !== undefined) {
    mkdirSync(cache, { recursive: true })
    writeFileSync(kept, text)
  }
  return text
}

type Unreadable = { readonly path: string; readonly reason: string }

async function* standardInput(stdin: NodeJS.ReadStream): AsyncGenerator<Input & { text: string }> {
  const parts: Buffer[] = []
  for await (const part of stdin) parts.push(Buffer.from(part))
  yield { path: 'stdin', text: Buffer.concat(parts).toString() }
}

/** The files that are named, and those in folders that are: YAML and JSON, in the order of their names. */
async function* filesIn(
  paths: readonly string[],
  ignored: readonly RegExp[],
): AsyncGenerator<(Input & { text: string }) | Unreadable> {
  for (const path of paths) {
    if (ignored.some((pattern) => pattern.test(path))) continue
    try {
      if (!(await stat(path)).isDirectory()) yield { path, text: readFileSync(path, 'utf8') }
      else {
        const inside = (await readdir(path, { withFileTypes: true })).sort((one, other) =>
          one.name < other.name ? -1 : 1,
        )
        const wanted = inside.filter((entry) => entry.isDirectory() || /\.(ya?ml|json)$/i.test(entry.name))
        yield* filesIn(
          wanted.map(({ name }) => join(path, name)),
          ignored,
        )
      }
    } catch (error) {
      yield { path, reason: (error as Error).message } // of the file system
    }
  }
}
