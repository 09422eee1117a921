import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CoreModule } from './core.ts'
import { piecesIn, type SizedFile } from './files.ts'
import type { Flags } from './flags.ts'
import { type ShippedSchemas, shippedSource } from './shipped-schemas.ts'
import { type ReadText, templateSource } from './template-source.ts'
import { createValidator, failure, type Result, type Validator } from './validator.ts'

/** All that a validator of the command is made of. A thread can be sent it. */
export type FlagValidatorOptions = {
  readonly flags: Flags
  readonly core: CoreModule
  /** The schemas of `-schema-location default`, where that is one of them. */
  readonly shipped: ShippedSchemas | undefined
}

/** The validator that the flags ask for. Throws where a template uses what it does not know. */
export function flagValidator(
  { flags, core, shipped }: FlagValidatorOptions,
  complain: (text: string) => void,
): Validator {
  const read = reader(flags, complain)
  return createValidator({
    core,
    strict: flags.strict,
    extended: flags.extended,
    skip: flags.skip,
    reject: flags.reject,
    ignoreMissingSchemas: flags.ignoreMissingSchemas,
    schemas: (how) =>
      flags.schemaLocations.map((location) =>
        location === 'default' && shipped
          ? shippedSource(shipped, how)
          : templateSource(location, { kubernetes: flags.kubernetesVersion, strict: how.strict, read }),
      ),
  })
}

/** The objects of a file, read as they are asked for. */
export async function* validateFile(file: SizedFile, { validate }: Validator): AsyncGenerator<Result> {
  try {
    yield* validate({ path: file.path, pieces: piecesIn(file) })
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    yield failure(file.path, error.message)
  }
}

/** Reads schemas from files and URLs; each once. */
function reader({ cache, debug }: Flags, complain: (text: string) => void): ReadText {
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
  const answer = await fetched(url, 2)
  if (answer.status === 404) return undefined
  if (!answer.ok) throw new Error(`${url}: the server answers ${answer.status}`)
  const text = await answer.text()
  if (kept !== undefined) {
    // Another thread may be about to write or read the same.
    const temporary = `${kept}.${randomUUID()}.tmp`
    mkdirSync(cache, { recursive: true })
    writeFileSync(temporary, text)
    renameSync(temporary, kept)
  }
  return text
}

/** Asks again, so many times, where a server fails or the connection breaks, as one that was kept open does. */
async function fetched(url: string, retries: number): Promise<Response> {
  try {
    const answer = await fetch(url)
    if (answer.status < 500 || retries === 0) return answer
  } catch (error) {
    const { cause, message } = error as Error // fetch throws nothing else
    if (retries === 0) throw new Error(`${url}: ${cause instanceof Error ? cause.message : message}`)
  }
  await new Promise((resolve) => setTimeout(resolve, 200))
  return fetched(url, retries - 1)
}
