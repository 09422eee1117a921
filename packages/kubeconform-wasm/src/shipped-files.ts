import type { CoreModule } from './core.ts'
import type { ShippedSchemas } from './shipped-schemas.ts'

/** What lies in the package beside its code. */
export type ShippedFiles = {
  /** The core, compiled. It may start any number of validators, in threads too. */
  readonly shippedCore: () => Promise<CoreModule>
  /** The minors of Kubernetes whose schemas are shipped, oldest first. */
  readonly shippedMinors: () => Promise<readonly string[]>
  /** The schemas of one of these minors, with those of the custom resources that are known. */
  readonly shippedSchemas: (minor: string) => Promise<ShippedSchemas>
}

/** The package's files, by what reads one of them. */
export function shippedFiles(read: (name: string) => Promise<Uint8Array>): ShippedFiles {
  const json = async (name: string): Promise<unknown> => JSON.parse(new TextDecoder().decode(await read(name)))
  // As `npm pack` writes them.
  const minors = (): Promise<readonly string[]> => json('schemas/minors.json') as Promise<readonly string[]>
  return {
    shippedCore: async () => WebAssembly.compile(await read('core.wasm')),
    shippedMinors: minors,
    shippedSchemas: async (minor) => {
      const known = await minors()
      if (!known.includes(minor))
        throw new Error(`there are no schemas of Kubernetes ${minor} here, but of ${known.join(', ')}`)
      const [{ definitions }, customResources] = await Promise.all([
        json(`schemas/kubernetes-${minor}.json`) as Promise<ShippedSchemas>,
        json('schemas/custom-resources.json') as Promise<NonNullable<ShippedSchemas['customResources']>>,
      ])
      return { definitions, customResources }
    },
  }
}
