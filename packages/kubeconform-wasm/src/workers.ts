import type { Worker } from 'node:worker_threads'
import type { FoundFile } from './files.ts'
import { failure, type Result } from './validator.ts'

/** What a thread is told: to begin with a file, or to go on with it. */
export type Order = { readonly open?: string }

/** What it answers: some results of its file, and whether these were the last. */
export type Batch = { readonly results: readonly Result[]; readonly done: boolean }

/** A thread has to compile the schemas anew: below so many bytes of manifests that takes longer than it saves. */
const bytesForAnother = 512 * 1024

/** How many threads, with this one, look at files soonest: no more than `most`, nor than there are processors and files. */
export function workersFor(
  sizes: readonly number[],
  { most, processors }: { most: number; processors: number },
): number {
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  return Math.max(1, Math.min(most, processors, sizes.length, Math.floor(bytes / bytesForAnother)))
}

type Thread = {
  readonly ask: (order: Order) => Promise<Batch>
  readonly stop: () => Promise<unknown>
}

/**
 * The results of files, in the order of the files, from so many threads. Those that are ahead wait with what they have, so that little
 * is held. A thread that ends, as for want of memory, is told of as the fault of its file; another one is started.
 */
export async function* inThreads(
  files: readonly FoundFile[],
  { count, start }: { readonly count: number; readonly start: () => Worker },
): AsyncGenerator<Result> {
  const threads = Array.from({ length: count }, () => threadOf(start))
  const idle = [...threads]
  const waiting: ((thread: Thread) => void)[] = []
  const take = (): Promise<Thread> =>
    new Promise((resolve) => {
      const thread = idle.pop()
      if (thread) resolve(thread)
      else waiting.push(resolve)
    })
  const giveBack = (thread: Thread): void => {
    const next = waiting.shift()
    if (next) next(thread)
    else idle.push(thread)
  }
  const begin = async (file: FoundFile): Promise<Begun> => {
    if ('reason' in file) return { batch: { results: [failure(file.path, file.reason)], done: true } }
    const thread = await take()
    const batch = await answered(thread, file, { open: file.path })
    if (!batch.done) return { batch, thread }
    giveBack(thread)
    return { batch }
  }
  async function* rest(file: FoundFile, thread: Thread): AsyncGenerator<Result> {
    for (let done = false; !done; ) {
      const batch = await answered(thread, file, {})
      yield* batch.results
      done = batch.done
    }
    giveBack(thread)
  }
  try {
    const begun: { readonly file: FoundFile; readonly first: Promise<Begun> }[] = []
    const left = files.values()
    for (;;) {
      while (begun.length < count * 4) {
        const file = left.next()
        if (file.done) break
        begun.push({ file: file.value, first: begin(file.value) })
      }
      const next = begun.shift()
      if (!next) return
      const { batch, thread } = await next.first
      yield* batch.results
      if (thread) yield* rest(next.file, thread)
    }
  } finally {
    await Promise.all(threads.map(({ stop }) => stop()))
  }
}

/** The first results of a file, and the thread that has more of them, if any. */
type Begun = { readonly batch: Batch; readonly thread?: Thread }

const answered = (thread: Thread, { path }: FoundFile, order: Order): Promise<Batch> =>
  thread
    .ask(order)
    .catch((error: Error) => ({ results: [failure(path, `its thread ended: ${error.message}`)], done: true }))

/** A thread that starts when it is first asked, and again after it ended. */
function threadOf(start: () => Worker): Thread {
  let worker: Worker | undefined
  let ended: (why: Error) => void = () => undefined
  let answer: (batch: Batch) => void = () => undefined
  const started = (): Worker => {
    const one = start()
    const end = (why: Error): void => {
      if (worker !== one) return // after an error comes an exit
      worker = undefined
      ended(why)
    }
    one.on('message', (batch: Batch) => answer(batch))
    one.on('error', end)
    one.on('exit', (code) => end(new Error(`exit code ${code}`)))
    return one
  }
  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        worker ??= started()
        answer = resolve
        ended = reject
        worker.postMessage(order)
      }),
    stop: async () => worker?.terminate(),
  }
}
