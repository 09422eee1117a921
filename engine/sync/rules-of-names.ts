import type { Overlay, Placed } from '../model.ts'
import { syncFiles } from './files.ts'
import { names } from './place.ts'
import type { SyncRule } from './rules.ts'

/** The objects that sync an overlay, as `Kind/name`; the root, which a person applies, first. */
function objectsOf(overlay: Overlay, placed: readonly Placed[]): readonly string[] {
  const root = `${overlay.sync.engine === 'argocd' ? 'Application' : 'Kustomization'}/${names.root(overlay)}`
  const all = syncFiles(overlay, placed).flatMap(({ manifests }) => manifests)
  return [root, ...all.map(({ kind, metadata }) => `${kind}/${metadata.name}`)]
}

/** Both engines may write such a name into a label of every object, and a label holds 63 letters. */
export const everyNameFits: SyncRule = {
  id: 'sync/names-fit',
  severity: 'error',
  check: (overlay, placed) => {
    const longest = 63
    const long = objectsOf(overlay, placed).find((one) => one.slice(one.indexOf('/') + 1).length > longest)
    return long === undefined
      ? []
      : [
          {
            at: ['sync', 'engine'],
            message: `expected names of at most ${longest} letters for what syncs the overlay, found ${long}`,
            hint: `give overlays/${overlay.name} a shorter name`,
          },
        ]
  },
}

/** What an overlay is synced by must not take the place of what the engine came with, nor of another of its own. */
export const everyNameIsFree: SyncRule = {
  id: 'sync/names-are-free',
  severity: 'error',
  check: (overlay, placed) => {
    const { engine, argocd, flux } = overlay.sync
    const all = objectsOf(overlay, placed)
    const taken =
      engine === 'argocd'
        ? [`AppProject/default`, `AppProject/${argocd.administrators}`]
        : ['GitRepository/flux-system', ...(flux.rootSource === null ? [] : [`GitRepository/${flux.rootSource}`])]
    const found = all.find((one, at) => taken.includes(one) || all.indexOf(one) !== at)
    if (found === undefined) return []
    const isOthers = taken.includes(found)
    return [
      {
        at: ['sync', isOthers ? 'engine' : 'overlays'],
        message: `expected names of their own for what syncs the overlay, found ${found}, which ${isOthers ? `is ${engine === 'argocd' ? "Argo CD's" : "Flux's"} own` : 'would be there twice'}`,
        hint: isOthers ? `give overlays/${overlay.name} another name` : 'give the overlay that it drives another name',
      },
    ]
  },
}
