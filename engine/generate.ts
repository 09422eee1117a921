import { TemplateFault } from './assets.ts'
import type { Instantiation } from './instantiate.ts'
import type { Placed, Problem } from './model.ts'

/** Every manifest of an overlay, in the order of the output directories, as the generators wrote it. */
export function generate({ instantiated, overlay }: Instantiation): { placed: Placed[]; problems: Problem[] } {
  const problems: Problem[] = []
  const placed: Placed[] = []
  for (const { instance, component } of instantiated) {
    for (const [directory, manifests] of Object.entries(component.directories)) {
      try {
        placed.push(...manifests(instance).map((manifest) => ({ manifest, component: instance.id, directory })))
      } catch (error) {
        if (!(error instanceof TemplateFault)) throw error
        const { message, place } = error
        problems.push({
          rule: 'template/broken',
          severity: 'error',
          at: { ...place, path: '' },
          message,
          hint: `rendered for overlay ${overlay.name}`,
          overlay: overlay.name,
        })
      }
    }
  }
  return {
    placed: placed.sort((a, b) => (a.directory < b.directory ? -1 : a.directory > b.directory ? 1 : 0)),
    problems,
  }
}
