import { groupOf, isBuiltIn } from './kinds.ts'
import type { Json, Manifest } from './model.ts'
import { type Measure, measureOf, readQuantity } from './quantity-fields.ts'

type JsonMap = { readonly [key: string]: Json }

/**
 * Fields, by key or `parent.key`, that mean the same when empty as when absent, by the reason why. Only these are
 * dropped when empty, and only from built-in kinds (those of metadata from all): what an empty value means in a custom
 * resource its controller alone knows, and an empty `securityContext` there often takes a default away. Source: the Go
 * types of k8s.io/api 1.36.
 */
const meaninglessWhenEmpty = {
  'a list or map that the API server drops itself when empty (omitempty) and that grants nothing by being empty': `
    metadata.labels metadata.annotations metadata.finalizers metadata.ownerReferences
    args command env envFrom volumeMounts volumeDevices capabilities.add capabilities.drop
    resources.requests resources.limits containers.ports initContainers.ports ephemeralContainers.ports
    volumes initContainers tolerations topologySpreadConstraints hostAliases imagePullSecrets nodeSelector readinessGates
    supplementalGroups sysctls nameservers searches dnsConfig.options preferredDuringSchedulingIgnoredDuringExecution
    podAffinity.requiredDuringSchedulingIgnoredDuringExecution podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution
    data binaryData stringData spec.ports spec.tls spec.volumeClaimTemplates
    spec.ingress spec.egress`,
  'a condition less on a selector, which itself stays, as {}': 'matchLabels matchExpressions matchFields',
  'a struct that gets the same defaults when empty as when absent': `
    metadata resources securityContext capabilities lifecycle dnsConfig affinity nodeAffinity podAffinity podAntiAffinity
    strategy updateStrategy rollingUpdate`,
}
const droppedWhenEmpty: ReadonlySet<string> = new Set(
  Object.values(meaninglessWhenEmpty).flatMap((fields) => fields.trim().split(/\s+/)),
)

/**
 * Fields that say something when empty, and what: most of them grant the more the less they list. They stay as
 * written, for a person to see. Source: the fields' descriptions in the Kubernetes 1.36 OpenAPI and in cert-manager's
 * definitions.
 */
export const meaningWhenEmpty: Readonly<Record<string, string>> = {
  emptyDir: 'a volume that lives as long as its pod',
  podSelector: 'every pod of the namespace',
  namespaceSelector: 'every namespace',
  objectSelector: 'every object',
  labelSelector: 'every pod; absent, none',
  selector: 'in a PodDisruptionBudget every pod; absent, none',
  from: 'from everywhere',
  to: 'to everywhere',
  ports: 'in a NetworkPolicy every port',
  items: 'every key',
  resourceNames: 'every object of the kind',
  loadBalancerSourceRanges: 'every address',
  rules: 'no permission',
  selfSigned: 'an issuer whose certificates sign themselves',
}

/** Lists, by `parent.key`, whose items are ports of TCP where they do not say otherwise. */
const portLists: ReadonlySet<string> = new Set([
  'containers.ports',
  'initContainers.ports',
  'ephemeralContainers.ports',
])
const portListsOfKind: Readonly<Record<string, ReadonlySet<string>>> = {
  '/Service': new Set(['spec.ports']),
  'networking.k8s.io/NetworkPolicy': new Set(['ingress.ports', 'egress.ports']),
}

/**
 * A manifest in the form that the API server and both engines would give it too: keys in order, labels and annotations
 * sorted, properties without a value and empty fields that mean nothing left out, quantities canonical, `protocol` in
 * every port, apiVersion and kind in every claim template. Applied twice it changes nothing more. A quantity without a
 * canonical form and a null stay as they are, for the checks to find.
 */
export function canonical(manifest: Manifest): Manifest {
  const { apiVersion, kind, metadata, ...rest } = manifest as Manifest & JsonMap // its type leaves open what else it holds
  const object = `${groupOf(apiVersion)}/${kind}`
  // A definition's schema talks about fields, it has none: `properties: {env: {}}` means any value.
  const body = kind === 'CustomResourceDefinition' ? rest : shapedMap(rest, object, '')
  const canonicalMetadata = shaped(metadata, object, '', 'metadata') as Manifest['metadata'] // the same keys and types
  return { apiVersion, kind, metadata: canonicalMetadata, ...body }
}

/** `parent` and `key` are the last two keys that lead to the value, list indices left out. */
function shaped(value: Json, object: string, parent: string, key: string): Json {
  if (Array.isArray(value)) return value.map((item: Json) => shaped(item, object, parent, key))
  const measure = measureOf(object, parent, key)
  if (measure !== undefined) return quantities(value, measure, key)
  return isMap(value) ? completed(shapedMap(value, object, key), object, parent, key) : value
}

function shapedMap(map: JsonMap, object: string, key: string): JsonMap {
  const result: { [key: string]: Json } = {}
  for (const name of Object.keys(map)) {
    const written = map[name]
    if (written === undefined) continue
    if (name === '__proto__') throw new TypeError('__proto__ must never reach a manifest')
    const value = shaped(written, object, key, name)
    if (!isEmpty(value) || meansSomething(object, key, name)) result[name] = value
  }
  return result
}

/** What a map gets for where it stands. */
function completed(map: JsonMap, object: string, parent: string, key: string): JsonMap {
  if (key === 'metadata') return orderedMetadata(map)
  if (key === 'ports' && map.protocol === undefined && isPortList(object, `${parent}.${key}`)) {
    return { ...map, protocol: 'TCP' }
  }
  if (key === 'volumeClaimTemplates' && object === 'apps/StatefulSet') {
    const { metadata } = map
    return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...(metadata !== undefined && { metadata }), ...map }
  }
  return map
}

function orderedMetadata({ name, namespace, labels, annotations, ...rest }: JsonMap): JsonMap {
  return {
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
    ...(labels !== undefined && { labels: sorted(labels) }),
    ...(annotations !== undefined && { annotations: sorted(annotations) }),
    ...rest,
  }
}

/** By UTF-16 units, which no locale changes. */
function sorted(map: Json): Json {
  if (!isMap(map)) return map
  return Object.fromEntries(Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1)))
}

function quantities(value: Json, measure: Measure, key: string): Json {
  if (isMap(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, quantity]) => quantity !== undefined)
        .map(([name, quantity]) => [name, quantities(quantity, measure, name)]),
    )
  }
  if (typeof value !== 'string' && typeof value !== 'number') return value
  const quantity = readQuantity(value, measure, key)
  return 'text' in quantity ? quantity.text : value
}

function isPortList(object: string, field: string): boolean {
  return portLists.has(field) || (portListsOfKind[object]?.has(field) ?? false)
}

function meansSomething(object: string, parent: string, key: string): boolean {
  if (!droppedWhenEmpty.has(key) && !droppedWhenEmpty.has(`${parent}.${key}`)) return true
  return parent !== 'metadata' && !isBuiltIn(object.slice(0, object.indexOf('/')))
}

function isEmpty(value: Json): boolean {
  return Array.isArray(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0
}

function isMap(value: Json): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
