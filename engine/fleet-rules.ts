import { type Instantiated, type Instantiation, valueProblem } from './instantiate.ts'
import type { FleetRule, Problem } from './model.ts'

/**
 * What the components' own rules across overlays find, at the lines of the overlay that must change. `instantiationOf`
 * gives an overlay's whole instantiation, which is asked for where something is wrong only.
 */
export function applyFleetRules(
  instantiated: readonly Instantiated[],
  instantiationOf: (overlay: string) => Instantiation | undefined,
): Problem[] {
  const rules = new Map<FleetRule, string>()
  for (const { instance, component } of instantiated)
    for (const rule of component.fleetRules ?? []) rules.set(rule, instance.id)
  return [...rules].flatMap(([rule, id]) => {
    const instances = instantiated.filter(({ instance }) => instance.id === id).map(({ instance }) => instance)
    return rule.check(instances).flatMap((finding) => {
      const found = instantiationOf(finding.overlay)
      return found ? [valueProblem(rule, finding, found)] : []
    })
  })
}
