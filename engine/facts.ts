import { instantiate } from './instantiate.ts'
import { listOverlays } from './list-overlays.ts'
import type { Overlay, Problem } from './model.ts'
import { mergeOverlay, reader } from './overlays.ts'
import { hasError } from './problem.ts'
import { select } from './render.ts'
import type { World } from './render-overlay.ts'

/**
 * The facts of overlays, without rendering them: what their files and all that they extend say together. Abstract ones are
 * left out. With an error among the problems there may be none.
 */
export function factsOf(
  root: string,
  asked: readonly string[],
  { assets, sources }: World,
): { overlays: readonly Overlay[]; problems: readonly Problem[] } {
  const { names } = listOverlays(root)
  const selection = select(asked, names)
  if (selection.problems.length > 0) return { overlays: [], problems: selection.problems }
  const { read } = reader(root, assets)
  const problems: Problem[] = [...assets.problems]
  const overlays = selection.names.flatMap((name) => {
    const { merged, problems: found } = mergeOverlay(name, read, names, assets)
    problems.push(...found)
    if (!merged || merged.abstract || hasError(found)) return []
    const { instantiation, problems: wrong } = instantiate(merged, assets, sources)
    problems.push(...wrong)
    return instantiation ? [instantiation.overlay] : []
  })
  return { overlays, problems }
}
