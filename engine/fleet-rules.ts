import { type Instantiation, valueProblem } from './instantiate.ts'
import type { FleetRule, Problem } from './model.ts'

/** What the components' own rules across overlays find, at the lines of the overlay that must change. */
export function applyFleetRules(instantiations: readonly Instantiation[]): Problem[] {
  const byOverlay = new Map(instantiations.map((one) => [one.overlay.name, one]))
  const rules = new Map<FleetRule, string>()
  for (const { instantiated } of instantiations)
    for (const { instance, component } of instantiated)
      for (const rule of component.fleetRules ?? []) rules.set(rule, instance.id)
  return [...rules].flatMap(([rule, id]) => {
    const instances = instantiations.flatMap(({ instantiated }) =>
      instantiated.filter(({ instance }) => instance.id === id).map(({ instance }) => instance),
    )
    return rule.check(instances).flatMap((finding) => {
      const found = byOverlay.get(finding.overlay)
      return found ? [valueProblem(rule, finding, found.overlay, found.tree)] : []
    })
  })
}
