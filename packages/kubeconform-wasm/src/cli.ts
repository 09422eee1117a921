import { readFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { kubeconform } from './command.ts'
import { shippedCore, shippedMinors, shippedSchemas } from './node.ts'
import { threadLimits } from './workers.ts'

// The command as the package ships it.

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

process.exitCode = await kubeconform(process.argv.slice(2), {
  version,
  core: shippedCore,
  minors: await shippedMinors(),
  shipped: shippedSchemas,
  threads: async () => (options) =>
    new Worker(new URL('worker.js', import.meta.url), { workerData: options, resourceLimits: threadLimits }),
  stdin: process.stdin,
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  colours: process.stdout.isTTY === true && !process.env['NO_COLOR'],
})
