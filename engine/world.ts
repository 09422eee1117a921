import { join } from 'node:path'
import { type Assets, loadAssets } from './assets.ts'
import type { ComponentSource, Roots } from './component-source.ts'
import { loadManifestChecker, type ManifestChecker } from './kubernetes-schemas.ts'
import type { World } from './render-overlay.ts'

/** Opens what every overlay is rendered with. `cacheFolder` undefined: nothing is kept from one run to the next. */
export async function openWorld(
  roots: Roots,
  sources: readonly ComponentSource[],
  cacheFolder: string | undefined,
  inputsKey: string,
): Promise<World> {
  const assets: Assets = await loadAssets(roots, sources, cacheFolder, inputsKey)
  const checkers = new Map<string, Promise<ManifestChecker>>()
  const schemasFolders = [...new Set([roots.package, roots.root])].map((root) => join(root, 'schemas'))
  return {
    assets,
    sources,
    checkerOf: (minor) => {
      const open = checkers.get(minor) ?? loadManifestChecker({ minor, schemasFolders, cacheFolder })
      checkers.set(minor, open)
      return open
    },
  }
}
