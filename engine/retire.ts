import { componentName } from './component-source.ts'
import type { Finding, Overlay, Placed } from './model.ts'
import { objectName } from './object-name.ts'
import { groupBy } from './rules/index-of-set.ts'

const prune = 'kustomize.toolkit.fluxcd.io/prune'

/** Whether an overlay takes an object away: the protection of its own is lifted, so that it may go in a later commit. */
export function isRetiring(placed: Placed, overlay: Overlay): boolean {
  const { components, objects } = overlay.retiring
  if (components.includes(componentName(placed.component))) return true
  return objects.length > 0 && objects.includes(objectName(placed, overlay))
}

/** Whether a rendered object is kept from pruning. */
export function isKept({ manifest }: Placed): boolean {
  return manifest.metadata.annotations?.[prune] === 'disabled'
}

/** What an overlay takes away, told before it goes; `objects` counts what each component still renders. */
export function retirements(overlay: Overlay, placed: readonly Placed[]): readonly Finding[] {
  const byComponent = groupBy(placed, ({ component }) => componentName(component))
  return overlay.retiring.components.map((name) => {
    const own = byComponent.get(name) ?? []
    const claims = own.filter(({ manifest }) => manifest.kind === 'StatefulSet').map((one) => objectName(one, overlay))
    const stays = own.filter(isKept).map((one) => objectName(one, overlay))
    return {
      at: ['components', name],
      message: `${name} is being retired: once this is synced and ${name} is out of components, its ${own.length - stays.length} objects are deleted from the cluster`,
      hint: [
        ...(claims.length === 0
          ? []
          : [`the volume claims of ${claims.join(', ')} stay, with their data, until a person deletes them`]),
        ...(stays.length === 0 ? [] : [`${stays.join(', ')} stays too, as a protected object needs it`]),
        'take "retire: true" out to keep it',
      ].join('; '),
    }
  })
}

/** An entry of `retire` that lifts nothing: there is no such object, it was never kept, or another one still needs it. */
export function idleRetirements(overlay: Overlay, placed: readonly Placed[]): readonly Finding[] {
  const byName = new Map(placed.map((one) => [objectName(one, overlay), one]))
  return overlay.retiring.objects.flatMap((name, index) => {
    const one = byName.get(name)
    if (one && !isKept(one)) return []
    return [
      {
        at: ['retire', String(index)],
        message: one
          ? `expected an object that no protected one needs, found ${name}, which one does`
          : `expected an object of this overlay, as Kind/name, found ${name}, which nothing renders`,
        hint: one ? 'retire what needs it as well' : 'take it out: it is gone, or was never there',
      },
    ]
  })
}
