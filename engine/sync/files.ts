import type { ManifestChecker } from '../kubernetes-schemas.ts'
import type { Manifest, Overlay, Placed } from '../model.ts'
import { groupBy } from '../rules/index-of-set.ts'
import { argocdObjects } from './argocd.ts'
import { fluxCharts, fluxObjects, type Step } from './flux.ts'

/** A file of `sync/` with objects of an engine: its path in the overlay's folder, and they. What Kustomize reads there is made where it is printed. */
export type SyncFile = { readonly path: string; readonly manifests: readonly Manifest[] }

/** The files by which an engine syncs an overlay that renders these objects. */
export function syncFiles(overlay: Overlay, placed: readonly Placed[]): readonly SyncFile[] {
  if (overlay.sync.engine === 'argocd')
    return [
      {
        path: 'sync/argocd.yaml',
        manifests: argocdObjects(
          overlay,
          placed.map(({ manifest }) => manifest),
        ),
      },
    ]
  const charts = Object.entries(fluxCharts(overlay))
  return [
    { path: 'sync/flux.yaml', manifests: fluxObjects(overlay, stepsOf(placed)) },
    ...charts.map(([name, manifests]) => ({ path: `sync/prerequisites/${name}.yaml`, manifests })),
  ]
}

/** The output directories in the order of their numbers. */
function stepsOf(placed: readonly Placed[]): readonly Step[] {
  return [...groupBy(placed, ({ directory }) => directory)]
    .map(([directory, members]) => ({ directory, manifests: members.map(({ manifest }) => manifest) }))
    .sort((one, other) => (one.directory < other.directory ? -1 : 1))
}

/** Throws where a file holds what its engine's own kinds do not allow: that would be our fault, whatever the values are. */
export async function checkSyncFiles(files: readonly SyncFile[], checker: ManifestChecker): Promise<void> {
  const manifests = files.flatMap((file) => file.manifests)
  await checker.ensure(manifests)
  for (const manifest of manifests) {
    const [violation] = checker.check(manifest)
    if (violation)
      throw new Error(`${manifest.kind}/${manifest.metadata.name}: ${violation.path.join('.')}: ${violation.message}`)
  }
}
