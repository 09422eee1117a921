import type { Manifest, Overlay } from '../model.ts'
import { argocdRoot } from './argocd.ts'
import { fluxRoot } from './flux.ts'

/** What a person applies by hand for an overlay, once: all else arrives through it. */
export function rootObjects(overlay: Overlay): readonly Manifest[] {
  return overlay.sync.engine === 'argocd' ? argocdRoot(overlay) : fluxRoot(overlay)
}
