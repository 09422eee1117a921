import { parentPort, workerData } from 'node:worker_threads'
import { type FlagValidatorOptions, flagValidator, validateFile } from './flag-validator.ts'
import type { Result } from './validator.ts'
import type { Batch, Order } from './workers.ts'

// A thread of the command: it looks at one file at a time, and at no more of it than is asked for.

const mostInBatch = 200

const validator = flagValidator(workerData as FlagValidatorOptions, (text) => process.stderr.write(text)) // as workers.ts sends it
let results: AsyncGenerator<Result> | undefined

parentPort?.on('message', async ({ open }: Order) => {
  results = open === undefined ? results : validateFile(open, validator)
  parentPort?.postMessage(await batch())
})

async function batch(): Promise<Batch> {
  const some: Result[] = []
  while (some.length < mostInBatch) {
    const next = await results?.next()
    if (!next || next.done) return { results: some, done: true }
    some.push(next.value)
  }
  return { results: some, done: false }
}
