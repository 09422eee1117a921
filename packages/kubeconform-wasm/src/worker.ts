import { parentPort, workerData } from 'node:worker_threads'
import type { SizedFile } from './files.ts'
import { type FlagValidatorOptions, flagValidator, validateFile } from './flag-validator.ts'
import type { Result } from './validator.ts'
import type { Batch, Order } from './workers.ts'

// A thread of the command: it looks at a few small files at a time, or at one large one, and at no more of that than is asked for.

const mostInBatch = 200

const validator = flagValidator(workerData as FlagValidatorOptions, (text) => process.stderr.write(text)) // as workers.ts sends it
let results: AsyncGenerator<Result> | undefined
let most = mostInBatch

parentPort?.on('message', async ({ open }: Order) => {
  if (open) {
    results = resultsOf(open)
    most = open.length > 1 ? Number.POSITIVE_INFINITY : mostInBatch
  }
  parentPort?.postMessage(await batch())
})

async function* resultsOf(files: readonly SizedFile[]): AsyncGenerator<Result> {
  for (const file of files) yield* validateFile(file, validator)
}

async function batch(): Promise<Batch> {
  const some: Result[] = []
  while (some.length < most) {
    const next = await results?.next()
    if (!next || next.done) return { results: some, done: true }
    some.push(next.value)
  }
  return { results: some, done: false }
}
