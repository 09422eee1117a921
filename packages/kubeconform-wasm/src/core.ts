/**
 * The core, which validates JSON against JSON Schema: WebAssembly that is given a memory, random numbers and a counter for a
 * clock. No disk, network or environment reaches it.
 */

/** The core as `WebAssembly.compile` gives it; a name of its own, as TypeScript knows `WebAssembly` only together with a browser. */
export type CoreModule = object

/** One thing that is wrong in a value. */
export type LeafError = {
  /** Names of fields and indices, from the document's root. */
  readonly path: readonly string[]
  /** The keyword of JSON Schema that is not met. */
  readonly keyword: string
  readonly message: string
  /** With `required` and `additionalProperties`: the names that are missing, or too many. */
  readonly fields?: readonly string[]
}

/** What the core is asked beside validating, whose JSON is put together where it is. */
type Request =
  | { readonly configure: { readonly extended: boolean } }
  | { readonly resource: { readonly url: string; readonly schema: unknown } }
  | { readonly compile: string }

type Answer = { readonly error?: string; readonly missing?: string; readonly errors?: readonly LeafError[] }

type Exports = {
  readonly memory: WebAssembly.Memory
  readonly _initialize: () => void
  readonly reserve: (size: number) => number
  readonly call: () => bigint
}

/** A core that runs. It keeps what it was given until it is thrown away. */
export type Core = {
  /** Gives it a document with schemas, under the URL by which others refer to it. Throws what is wrong with it. */
  readonly add: (url: string, schema: unknown) => void
  /** Compiles the schema at a URL; gives the URL of a document that it refers to and was not added, if there is one. */
  readonly compile: (url: string) => string | undefined
  /** What the compiled schema at a URL refuses in a value, given as JSON. */
  readonly validate: (url: string, json: string) => readonly LeafError[]
  /** Its one door: what it answers to a request that is any bytes at all. */
  readonly ask: (request: Uint8Array) => Answer
}

/**
 * Starts a core: some 0.2 s. With `extended`, formats and lists are looked at as an API server does; without, as kubeconform does.
 */
export async function startCore(module: CoreModule, extended: boolean): Promise<Core> {
  const said: string[] = []
  let memory: WebAssembly.Memory | undefined
  const instance = await WebAssembly.instantiate(module as WebAssembly.Module, {
    wasi_snapshot_preview1: system(
      () => new DataView((memory as WebAssembly.Memory).buffer), // it runs only once it has one
      (text) => said.push(text),
    ),
  })
  const { _initialize, call, reserve, ...exports } = instance.exports as unknown as Exports // what core/main.go exports
  memory = exports.memory
  _initialize()

  const ask = (bytes: Uint8Array): Answer => {
    try {
      const at = reserve(bytes.length)
      new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes)
      const answer = call()
      const text = new Uint8Array(exports.memory.buffer, Number(answer >> 32n), Number(answer & 0xffff_ffffn))
      return JSON.parse(new TextDecoder().decode(text))
    } catch (error) {
      // What ends the core leaves its reason on the error stream.
      throw new CoreEnded(said.join('').split('\n', 1)[0] || String(error), { cause: error })
    }
  }
  const told = (request: Request): Answer => {
    const answer = ask(new TextEncoder().encode(JSON.stringify(request)))
    if (answer.error !== undefined) throw new Error(answer.error)
    return answer
  }
  told({ configure: { extended } })
  return {
    ask,
    add: (url, schema) => {
      told({ resource: { url, schema } })
    },
    compile: (url) => told({ compile: url }).missing,
    validate: (url, json) => {
      const { error, errors = [] } = ask(
        new TextEncoder().encode(`{"validate":${JSON.stringify(url)},"instance":${json}}`),
      )
      if (error !== undefined) throw new Error(error)
      return errors
    },
  }
}

/** The core is gone: out of memory, or a defect of it. A new one has to be started. */
export class CoreEnded extends Error {
  override name = 'CoreEnded'
}

const [success, badDescriptor, notSupported] = [0, 8, 52]

/** What Go's runtime asks of WASI; everything else it asks for is not there. */
function system(memory: () => DataView, say: (text: string) => void): Record<string, WebAssembly.ImportFunction> {
  let clock = 0n
  const known: Record<string, WebAssembly.ImportFunction> = {
    args_sizes_get: (count: number, size: number) => none(memory(), count, size),
    args_get: () => success,
    environ_sizes_get: (count: number, size: number) => none(memory(), count, size),
    environ_get: () => success,
    // Time passes, and is nobody's.
    clock_time_get: (_id: number, _precision: bigint, at: number) => {
      clock += 1_000_000n
      memory().setBigUint64(at, clock, true)
      return success
    },
    random_get: (at: number, size: number) => {
      const bytes = new Uint8Array(memory().buffer, at, size)
      for (let done = 0; done < size; done += 65536) crypto.getRandomValues(bytes.subarray(done, done + 65536))
      return success
    },
    fd_write: (_descriptor: number, vectors: number, count: number, written: number) => {
      const view = memory()
      let total = 0
      for (let index = 0; index < count; index++) {
        const [at, size] = [view.getUint32(vectors + index * 8, true), view.getUint32(vectors + index * 8 + 4, true)]
        say(new TextDecoder().decode(new Uint8Array(view.buffer, at, size)))
        total += size
      }
      view.setUint32(written, total, true)
      return success
    },
    fd_fdstat_get: () => success,
    fd_fdstat_set_flags: () => success,
    fd_prestat_get: () => badDescriptor,
    poll_oneoff: (_in: number, _out: number, count: number, happened: number) => {
      memory().setUint32(happened, count, true)
      return success
    },
    sched_yield: () => success,
    proc_exit: (code: number) => {
      throw new Error(`the core ended with ${code}`)
    },
  }
  return new Proxy(known, { get: (_, name: string) => known[name] ?? (() => notSupported) })
}

function none(memory: DataView, count: number, size: number): number {
  memory.setUint32(count, 0, true)
  memory.setUint32(size, 0, true)
  return success
}
