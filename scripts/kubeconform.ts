import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { kubeconform } from '../packages/kubeconform-wasm/src/command.ts'
import { threadLimits } from '../packages/kubeconform-wasm/src/workers.ts'
import type { Command } from './command.ts'
import { customResourcesIn, definitionsOf, minorsIn } from './known-schemas.ts'
import { kubeconformCore } from './kubeconform-core.ts'

/** `kubeconform`: the command of packages/kubeconform-wasm as it is now, with the schemas of this checkout. */
export const kubeconformCommand: Command = async (args, { roots, cacheFolder }) => {
  const folder = join(roots.package, 'packages', 'kubeconform-wasm')
  const schemas = [join(roots.package, 'schemas')]
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  return kubeconform(args, {
    version,
    core: async () => new WebAssembly.Module(kubeconformCore(folder, cacheFolder)),
    minors: minorsIn(schemas),
    shipped: async (minor) => ({
      definitions: definitionsOf(schemas, minor),
      customResources: customResourcesIn(schemas),
    }),
    threads: async () => {
      const script = await workerScript(folder)
      return (options) => new Worker(script, { eval: true, workerData: options, resourceLimits: threadLimits })
    },
    stdin: process.stdin,
    print: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    colours: process.stdout.isTTY === true && !process.env['NO_COLOR'],
  })
}

/** A thread of the command as one script; made in some 0.1 s. */
export async function workerScript(packageFolder: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(packageFolder, 'src', 'worker.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}
