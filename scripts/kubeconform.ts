import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { kubeconform } from '../packages/kubeconform-wasm/src/command.ts'
import type { Schema } from '../packages/kubeconform-wasm/src/schema-source.ts'
import type { ShippedSchemas } from '../packages/kubeconform-wasm/src/shipped-schemas.ts'
import type { Command } from './command.ts'
import { kubeconformCore } from './kubeconform-core.ts'
import { minorsIn } from './schemas-minors.ts'

/** `kubeconform`: the command of packages/kubeconform-wasm as it is now, with the schemas of this checkout. */
export const kubeconformCommand: Command = async (args, { roots, cacheFolder }) => {
  const folder = join(roots.package, 'packages', 'kubeconform-wasm')
  const schemas = join(roots.package, 'schemas')
  const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(schemas, ...path), 'utf8'))
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  return kubeconform(args, {
    version,
    core: async () => new WebAssembly.Module(kubeconformCore(folder, cacheFolder)),
    minors: minorsIn(schemas),
    shipped: async (minor) => ({
      ...(read('kubernetes', minor, 'definitions.json') as ShippedSchemas), // as `npm run schemas` writes them
      customResources: readdirSync(join(schemas, 'crds'), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => read('crds', name) as Schema),
    }),
    stdin: process.stdin,
    print: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    colours: process.stdout.isTTY === true && !process.env['NO_COLOR'],
  })
}
