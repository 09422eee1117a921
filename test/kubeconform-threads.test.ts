import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { kubeconform } from '../packages/kubeconform-wasm/src/command.ts'
import { filesIn } from '../packages/kubeconform-wasm/src/files.ts'
import {
  type FlagValidatorOptions,
  flagValidator,
  validateFile,
} from '../packages/kubeconform-wasm/src/flag-validator.ts'
import { type Flags, readFlags } from '../packages/kubeconform-wasm/src/flags.ts'
import { createValidator, shippedSource } from '../packages/kubeconform-wasm/src/index.ts'
import { inThreads, workersFor } from '../packages/kubeconform-wasm/src/workers.ts'
import { definitionsOf } from '../scripts/known-schemas.ts'
import { workerScript } from '../scripts/kubeconform.ts'
import { coreForTests } from './support/kubeconform-core.ts'
import { repository } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

const core = coreForTests()
const shipped = { definitions: definitionsOf([join(repository, 'schemas')], '1.35') }
const packageFolder = join(repository, 'packages', 'kubeconform-wasm')

const replicaSet = (name: string, replicas: number | string = 1): string =>
  `apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: ${name}}\nspec: {replicas: ${replicas}, selector: {}}\n`

test('threads are no more than asked for, than processors, than files, and than double MiBs', () => {
  const mebibyte = 1024 * 1024
  const row = (sizes: readonly number[], most: number, processors: number): number =>
    workersFor(sizes, { most, processors })
  assert.is(row([], 4, 8), 1)
  assert.is(row([1000, 1000, 1000], 4, 8), 1)
  assert.is(row([mebibyte, mebibyte, mebibyte], 4, 8), 1)
  assert.is(row([mebibyte * 3, mebibyte, mebibyte * 3], 4, 8), 3)
  assert.is(row(Array(100).fill(10_000), 4, 8), 1)
  assert.is(row(Array(100).fill(mebibyte), 4, 8), 4)
  assert.is(row(Array(100).fill(mebibyte), 4, 2), 2)
  assert.is(row(Array(100).fill(mebibyte), 0, 2), 1)
})

const optionsOf = (args: readonly string[]): FlagValidatorOptions => ({
  flags: readFlags(args) as Flags, // the flags here are flags
  core: core ?? {},
  shipped,
})

/** A folder with files of several documents each, some wrong, and one that is none. */
function folderOfFiles(files: number, documents: number): string {
  const folder = temporaryFolder()
  for (let file = 0; file < files; file++)
    writeFileSync(
      join(folder, `${String(file).padStart(3, '0')}.yaml`),
      Array.from({ length: file === 0 ? documents * 20 : documents }, (_, index) =>
        replicaSet(`a${index}`, index % 7 === 3 ? '"x"' : index),
      ).join('---\n'),
    )
  writeFileSync(join(folder, '005.json'), '{')
  return folder
}

if (core)
  test('threads tell what one thread tells, in the order of the files', async () => {
    const options = optionsOf(['x'])
    const folder = folderOfFiles(12, 60)
    const files = [...(await filesIn([folder], [])), ...(await filesIn([join(folder, 'missing.yaml')], []))]
    const script = await workerScript(packageFolder)
    const told: string[] = []
    const start = () => new Worker(script, { eval: true, workerData: options })
    for await (const result of inThreads(files, { count: 3, start })) told.push(JSON.stringify(result))
    const alone: string[] = []
    const validator = flagValidator(options, () => undefined)
    for (const file of files)
      if ('size' in file) for await (const result of validateFile(file, validator)) alone.push(JSON.stringify(result))
    assert.is(alone.length, 11 * 60 + 60 * 20 + 1)
    assert.equal(told.slice(0, -1), alone)
    assert.match(told.at(-1) ?? '', /missing\.yaml.*ENOENT/)
  })

if (core)
  test('a thread that ends is told of with its file, and the others go on', async () => {
    const folder = folderOfFiles(6, 3)
    const files = await filesIn([folder], [])
    const script = `require('node:worker_threads').parentPort.on('message', ({ open }) => {
        if (/002/.test(JSON.stringify(open))) process.exit(7)
      })
      ${await workerScript(packageFolder)}`
    const statuses: string[] = []
    const start = () => new Worker(script, { eval: true, workerData: optionsOf(['x']) })
    for await (const { path, errors } of inThreads(files, { count: 2, start }))
      if (/thread/.test(errors[0]?.message ?? '')) statuses.push(`${path.slice(folder.length)} ${errors[0]?.message}`)
    assert.equal(statuses, ['/002.yaml its thread ended: exit code 7'])
  })

if (core)
  test('a stream of 50,000 objects is held one document at a time', async () => {
    const objects = 50_000
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void // the flag gives it
    let most = 0
    let [first, seen] = [0, 0]
    const pieces = Readable.from(
      (function* () {
        for (let index = 0; index < objects; index++)
          yield `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a${index}}\ndata: {a: ${index % 1000 ? 'b' : '1'}}\n---\n`
      })(),
    )
    const code = await kubeconform(['-n', '1'], {
      version: '0',
      core: async () => core,
      minors: ['1.35'],
      shipped: async () => shipped,
      threads: async () => {
        throw new Error('standard input needs no threads')
      },
      stdin: pieces as unknown as NodeJS.ReadStream, // it is only read
      print: (text) => {
        if (text === '') return
        seen++
        collect()
        const { heapUsed, external } = process.memoryUsage()
        if (seen === 5) first = heapUsed + external
        if (seen > 5) most = Math.max(most, heapUsed + external)
      },
      complain: assert.unreachable,
      colours: false,
    })
    assert.is(code, 1)
    assert.is(seen, 50)
    assert.ok(most < first + 48 * 1024 * 1024, `it grew from ${first} to ${most} bytes`)
  })

if (core)
  test('what is too long to be held is told of, and what follows it is looked at', async () => {
    const { validate } = createValidator({ core, schemas: (how) => [shippedSource(shipped, how)] })
    async function* pieces() {
      yield replicaSet('first')
      yield '---\na: |\n'
      for (let index = 0; index < 50; index++) yield '  bcdefghijklmno\n'.repeat(64 * 1024)
      yield `-`
      yield `--\n${replicaSet('last')}`
    }
    const told: string[] = []
    for await (const { line, name, status, errors } of validate({ path: 'long', pieces: pieces() }))
      told.push(`${line} ${status} ${name}${errors.map(({ message }) => message).join()}`)
    const last = 4 + 2 + 50 * 64 * 1024 + 2
    assert.equal(told, ['1 valid first', '5 error the document is longer than 16 MiB', `${last} valid last`])
  })

test.run()
