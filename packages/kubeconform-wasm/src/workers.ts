import type { Worker } from 'node:worker_threads'
import type { FoundFile, SizedFile } from './files.ts'
import { failure, type Result } from './validator.ts'

/** What a thread is told: to look at files, or to go on with the one that it was given alone. */
export type Order = { readonly open?: readonly SizedFile[] }

/** What it answers: the results of its files, some of one that is alone, and whether these were the last. */
export type Batch = { readonly results: readonly Result[]; readonly done: boolean }

/** A thread has to compile the schemas anew: below so many bytes of manifests that takes longer than it saves. */
const bytesForAnother = 2 * 1024 * 1024

/** How many threads, with this one, look at files soonest: no more than `most`, nor than there are processors and files. */
export function workersFor(
  sizes: readonly number[],
  { most, processors }: { most: number; processors: number },
): number {
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  return Math.max(1, Math.min(most, processors, sizes.length, Math.floor(bytes / bytesForAnother)))
}

/** So many files, of so many bytes, are handed over together: one by one, that would take as long as looking at them. */
const together = { files: 32, bytes: 64 * 1024 }

/** Files in their order: small ones together, others and what is none alone. */
function* groupsOf(files: readonly FoundFile[]): Generator<Group> {
  let group: FoundFile[] = []
  let bytes = 0
  for (const file of files) {
    const size = 'size' in file && file.size > 0 ? file.size : Number.POSITIVE_INFINITY
    if (group.length === together.files || (group.length > 0 && bytes + size > together.bytes)) {
      yield group
      group = []
      bytes = 0
    }
    group.push(file)
    bytes += size
  }
  if (group.length > 0) yield group
}

/** What a thread is started with: by itself, Node keeps four times as much room for what is soon forgotten, and gains nothing. */
export const threadLimits = { maxYoungGenerationSizeMb: 12 }

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
  const begin = async (group: Group): Promise<Begun> => {
    const [file] = group
    if (file === undefined) return { batch: { results: [], done: true } }
    if ('reason' in file) return { batch: { results: [failure(file.path, file.reason)], done: true } }
    const thread = await take()
    const batch =
      group.length > 1 ? await answeredAtOnce(thread, sized(group)) : await answered(thread, file, { open: [file] })
    if (!batch.done) return { batch, unfinished: { file, thread } }
    giveBack(thread)
    return { batch }
  }
  try {
    const begun: Promise<Begun>[] = []
    const left = groupsOf(files)
    for (;;) {
      while (begun.length < count * 4) {
        const group = left.next()
        if (group.done) break
        begun.push(begin(group.value))
      }
      const next = begun.shift()
      if (!next) return
      const { batch, unfinished } = await next
      yield* batch.results
      if (!unfinished) continue
      yield* rest(unfinished)
      giveBack(unfinished.thread)
    }
  } finally {
    await Promise.all(threads.map(({ stop }) => stop()))
  }
}

type Group = readonly FoundFile[]

const sized = (files: Group): SizedFile[] => files.filter((file) => 'size' in file)

/** The first results of files, and the one of which a thread has more, if any. */
type Begun = { readonly batch: Batch; readonly unfinished?: Unfinished }
type Unfinished = { readonly file: SizedFile; readonly thread: Thread }

const answered = (thread: Thread, { path }: SizedFile, order: Order): Promise<Batch> =>
  thread
    .ask(order)
    .catch((error: Error) => ({ results: [failure(path, `its thread ended: ${error.message}`)], done: true }))

async function* rest({ file, thread }: Unfinished): AsyncGenerator<Result> {
  for (let done = false; !done; ) {
    const batch = await answered(thread, file, {})
    yield* batch.results
    done = batch.done
  }
}

/** All results of small files. Where their thread ends, each is looked at alone, to tell at which it did. */
const answeredAtOnce = (thread: Thread, files: readonly SizedFile[]): Promise<Batch> =>
  thread.ask({ open: files }).catch(async () => {
    const results: Result[] = []
    for (const file of files) {
      const batch = await answered(thread, file, { open: [file] })
      results.push(...batch.results)
      if (!batch.done) for await (const result of rest({ file, thread })) results.push(result)
    }
    return { results, done: true }
  })

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
