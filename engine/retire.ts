import { componentName } from './component-source.ts'
import { pruneMark } from './marks.ts'
import type { Finding, Manifest, Overlay, Placed } from './model.ts'
import { objectName } from './object-name.ts'
import { groupBy } from './rules/index-of-set.ts'
import { asList, asMap } from './rules/read.ts'

/** Whether an overlay takes an object away: the protection of its own is lifted, so that it may go in a later commit. */
export function isRetiring(placed: Placed, overlay: Overlay): boolean {
  const { components, objects } = overlay.retiring
  if (components.includes(componentName(placed.component))) return true
  return objects.length > 0 && objects.includes(objectName(placed, overlay))
}

/** Whether a rendered object is kept from pruning; the seal step gives both engines' marks together. */
export function isKept({ manifest }: Placed): boolean {
  return manifest.metadata.annotations?.[pruneMark] === 'disabled'
}

/** What an overlay takes away, told before it goes, for each component on its way out. */
export function retirements(overlay: Overlay, placed: readonly Placed[]): readonly Finding[] {
  const byComponent = groupBy(placed, ({ component }) => componentName(component))
  return overlay.retiring.components.map((name) => {
    const own = byComponent.get(name) ?? []
    const named = (members: readonly Placed[]): string => members.map((one) => objectName(one, overlay)).join(', ')
    const going = own.filter((one) => !isKept(one))
    const withClaims = going.filter(({ manifest }) => hasClaimTemplates(manifest))
    const claims = going.filter(({ manifest }) => manifest.kind === 'PersistentVolumeClaim')
    const stays = own.filter(isKept).map((one) => objectName(one, overlay))
    return {
      at: ['components', name],
      message: `${name} is being retired: once this is synced and ${name} is out of components, its ${own.length - stays.length} objects are deleted from the cluster`,
      hint: [
        ...(claims.length === 0 ? [] : [`${named(claims)} goes with all its data`]),
        ...(withClaims.length === 0
          ? []
          : [`the volume claims of ${named(withClaims)} stay, with their data, until a person deletes them`]),
        ...(stays.length === 0 ? [] : [`${stays.join(', ')} stays too, as a protected object needs it`]),
        'take "retire: true" out to keep it',
      ].join('; '),
    }
  })
}

function hasClaimTemplates(manifest: Manifest): boolean {
  return asList(asMap(asMap(manifest).spec).volumeClaimTemplates).length > 0
}

/** An entry of `retire` that lifts nothing: there is no such object, or another one still needs it. */
export function idleRetirements(overlay: Overlay, placed: readonly Placed[]): readonly Finding[] {
  const byName = new Map(placed.map((one) => [objectName(one, overlay), one]))
  return overlay.retiring.objects.flatMap((name, index) => {
    const one = byName.get(name)
    if (one && !isKept(one)) return []
    return [
      {
        at: ['retire', String(index)],
        message: one
          ? `expected an object that no protected one needs or stands in, found ${name}, which one does`
          : `expected an object of this overlay, as Kind/name, found ${name}, which nothing renders`,
        hint: one
          ? 'retire what needs it as well, or what stands in that namespace'
          : 'take it out: it is gone, or was never there',
      },
    ]
  })
}
