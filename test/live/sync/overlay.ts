import { components } from 'sluice:components'
import { instantiate } from '../../../engine/instantiate.ts'
import { listOverlays } from '../../../engine/list-overlays.ts'
import type { Overlay } from '../../../engine/model.ts'
import { mergeOverlay, readOverlay } from '../../../engine/overlays.ts'
import { openWorld } from '../../../engine/world.ts'
import type { LiveContext } from '../context.ts'

/** An overlay of a folder of overlays, complete: what Sluice itself makes what is applied by hand of. */
export async function completeOverlay(name: string, root: string, { repository }: LiveContext): Promise<Overlay> {
  const { assets, sources } = await openWorld({ package: repository, root }, components, undefined, '')
  const { merged } = mergeOverlay(name, (one) => readOverlay(root, one, assets), listOverlays(root).names, assets)
  const overlay = merged && instantiate(merged, assets, sources).instantiation?.overlay
  if (!overlay) throw new Error(`overlay ${name} of ${root} has errors, though it was rendered`)
  return overlay
}
