import { groupOf } from './kinds.ts'
import type { Json, Manifest, Path } from './model.ts'
import { canonicalQuantity } from './quantity.ts'

/** What a quantity measures: what its own key says (`memory`), bytes, or anything that may have thousandths. */
export type Measure = 'its key' | 'bytes' | 'anything'

/**
 * The fields of any kind that are a quantity or a map of them, by `parent.key`: custom resources hold specs of pods
 * and of volume claims too. Source: all uses of `resource.Quantity` in the Kubernetes 1.36 OpenAPI outside status.
 */
const ofAnyKind: Readonly<Record<string, Measure>> = {
  'resources.requests': 'its key',
  'resources.limits': 'its key',
  'emptyDir.sizeLimit': 'bytes',
  'resourceFieldRef.divisor': 'anything',
}

const ofOneKind: Readonly<Record<string, Readonly<Record<string, Measure>>>> = {
  '/LimitRange': {
    'limits.min': 'its key',
    'limits.max': 'its key',
    'limits.default': 'its key',
    'limits.defaultRequest': 'its key',
    'limits.maxLimitRequestRatio': 'anything',
  },
  '/PersistentVolume': { 'spec.capacity': 'its key' },
  '/ResourceQuota': { 'spec.hard': 'its key' },
  'autoscaling/HorizontalPodAutoscaler': {
    'target.averageValue': 'anything',
    'target.value': 'anything',
    'scaleUp.tolerance': 'anything',
    'scaleDown.tolerance': 'anything',
  },
  'node.k8s.io/RuntimeClass': { 'overhead.podFixed': 'its key' },
}

/** Most fields are none of these, which is then known without the cost of a new string. */
const lastKeys: ReadonlySet<string> = new Set(
  [ofAnyKind, ...Object.values(ofOneKind)].flatMap((fields) =>
    Object.keys(fields).map((field) => field.slice(field.indexOf('.') + 1)),
  ),
)

/**
 * What a field measures that holds a quantity or a map of quantities; undefined where it holds something else.
 *
 * @param object the object's `group/Kind`
 * @param parent the key above the field's, list indices left out
 */
export function measureOf(object: string, parent: string, key: string): Measure | undefined {
  if (!lastKeys.has(key)) return undefined
  const field = `${parent}.${key}`
  return ofAnyKind[field] ?? ofOneKind[object]?.[field]
}

/** A quantity as it stands in a manifest; `key` is its own key, which says the resource where the measure says so. */
export function readQuantity(value: string | number, measure: Measure, key: string) {
  const resource = { 'its key': key, bytes: 'bytes', anything: undefined }[measure]
  return canonicalQuantity(String(value), resource)
}

/** A quantity that has no canonical form: where in the manifest, what stands there, what was expected. */
export type QuantityFault = { readonly at: Path; readonly found: string; readonly fault: string }

/** Every quantity of a manifest that the API server would refuse, round, or keep in a form of its own. */
export function quantityFaults(manifest: Manifest): readonly QuantityFault[] {
  const object = `${groupOf(manifest.apiVersion)}/${manifest.kind}`
  return faultsIn(manifest as Json, [], object, '', undefined) // its type leaves open what else it holds
}

function faultsIn(value: Json, at: Path, object: string, key: string, measure?: Measure): readonly QuantityFault[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, index) => faultsIn(item, [...at, String(index)], object, key, measure))
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, child]) =>
      faultsIn(child, [...at, name], object, name, measure ?? measureOf(object, key, name)),
    )
  }
  if (measure === undefined || (typeof value !== 'string' && typeof value !== 'number')) return []
  const quantity = readQuantity(value, measure, key)
  return 'fault' in quantity ? [{ at, found: String(value), fault: quantity.fault }] : []
}
