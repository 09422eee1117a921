import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { kubeconform } from '../packages/kubeconform-wasm/src/command.ts'
import type { Schema } from '../packages/kubeconform-wasm/src/schema-source.ts'
import type { ShippedSchemas } from '../packages/kubeconform-wasm/src/shipped-schemas.ts'
import type { Command } from './command.ts'
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
    shipped: async (minor) => shippedSchemas(minor, schemas),
    stdin: process.stdin,
    print: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    colours: process.stdout.isTTY === true && !process.env['NO_COLOR'],
  })
}

/** The minors of Kubernetes that some of these folders hold the schemas of, oldest first. */
export function minorsIn(schemasFolders: readonly string[]): string[] {
  const names = schemasFolders
    .map((folder) => join(folder, 'kubernetes'))
    .flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []))
    .filter((name) => /^\d+\.\d+$/.test(name))
  return [...new Set(names)].sort((one, other) => Number(one.slice(2)) - Number(other.slice(2)))
}

/** What these folders hold for a minor: its own schemas from the first that has them, custom resources from all. */
export function shippedSchemas(minor: string, schemasFolders: readonly string[]): ShippedSchemas {
  const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
  const builtIn = schemasFolders
    .map((folder) => join(folder, 'kubernetes', minor, 'definitions.json'))
    .find((file) => existsSync(file))
  if (builtIn === undefined) throw new Error(`there are no schemas of Kubernetes ${minor}`)
  const customResources = schemasFolders
    .map((folder) => join(folder, 'crds'))
    .flatMap((folder) =>
      existsSync(folder)
        ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
            .filter((name) => name.endsWith('.json'))
            .sort()
            .map((name) => read(join(folder, name)) as Schema) // as `npm run schemas` writes them
        : [],
    )
  return { ...(read(builtIn) as ShippedSchemas), customResources } // as `npm run schemas` writes it
}
