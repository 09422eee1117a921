/** An object of a manifest, of which nothing is known: the schema may have refused what stands there. */
export type JsonMap = Readonly<Record<string, unknown>>

const noMap: JsonMap = Object.freeze({})
const noList: readonly unknown[] = Object.freeze([])
const noMaps: readonly JsonMap[] = Object.freeze([])

/** The value where it is an object, else an empty one. */
export function asMap(value: unknown): JsonMap {
  return isMap(value) ? value : noMap
}

/** The value where it is a list, else an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : noList
}

/** The members of a list, each as an object. */
export function asMaps(value: unknown): readonly JsonMap[] {
  return Array.isArray(value) && value.length > 0 ? value.map(asMap) : noMaps
}

/** The value where it is a string, else an empty one. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Whether the value is an object. */
export function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** How a value reads in a message. */
export function shown(value: unknown): string {
  if (value === undefined) return 'none'
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
