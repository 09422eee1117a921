import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { kubeconform } from '../packages/kubeconform-wasm/src/command.ts'
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
    stdin: process.stdin,
    print: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    colours: process.stdout.isTTY === true && !process.env['NO_COLOR'],
  })
}
