import type { Json, Path, Place } from './model.ts'

/**
 * A value together with the place that it was written at. Maps keep the order of their keys; `key` is the place of
 * the key that leads here, `text` the source text of a number that was not written as JavaScript would print it.
 */
export type Sourced = {
  readonly at: Place
  readonly key?: Place
  readonly text?: string
  readonly value: string | number | boolean | null | readonly Sourced[] | ReadonlyMap<string, Sourced>
}

/** Whether a sourced value is a map. */
export function isMap(sourced: Sourced | undefined): sourced is Sourced & { value: ReadonlyMap<string, Sourced> } {
  return sourced?.value instanceof Map
}

/** The plain, deeply frozen value, without its places. */
export function plain(sourced: Sourced): Json {
  const { value } = sourced
  if (typeof value !== 'object' || value === null) return value
  const known = plainValues.get(sourced)
  if (known !== undefined) return known
  const made = Object.freeze(isMap(sourced) ? plainMap(sourced.value) : (value as readonly Sourced[]).map(plain)) // what is neither a map nor a scalar
  plainValues.set(sourced, made)
  return made
}

/** Overlays share most of their values, those of `base/`, and each is asked for several times. */
const plainValues = new WeakMap<Sourced, Json>()

function plainMap(map: ReadonlyMap<string, Sourced>): Json {
  const object: Record<string, Json> = {}
  for (const [key, child] of map) object[key] = plain(child)
  return object
}

/** The value at a path, or undefined where the path leads nowhere. */
export function find(sourced: Sourced | undefined, path: Path): Sourced | undefined {
  let found = sourced
  for (const key of path) {
    if (isMap(found)) found = found.value.get(key)
    else if (Array.isArray(found?.value)) found = found.value[Number(key)]
    else return undefined
  }
  return found
}

/**
 * Where a person should look for the value at `path`: its own place, else that of the deepest key on the way that
 * exists. With `preferKey` the place of the key instead of the value's.
 */
export function placeOf(root: Sourced, path: Path, preferKey = false): Place {
  for (let length = path.length; length > 0; length--) {
    const found = find(root, path.slice(0, length))
    if (found) return preferKey || length < path.length ? (found.key ?? found.at) : found.at
  }
  return root.at
}

/** Every leaf (scalar, list or empty map) below a value, with its path. */
export function leaves(sourced: Sourced, path: Path = []): { path: Path; leaf: Sourced }[] {
  if (!isMap(sourced) || (sourced.value.size === 0 && path.length > 0)) return [{ path, leaf: sourced }]
  return [...sourced.value].flatMap(([key, child]) => leaves(child, [...path, key]))
}

/** The same tree without what stands at `path`; of a list the whole item goes. What becomes empty goes with it. */
export function without(sourced: Sourced, path: Path): Sourced {
  const [key, ...rest] = path
  if (key !== undefined && Array.isArray(sourced.value))
    return { ...sourced, value: sourced.value.filter((_, index) => index !== Number(key)) }
  if (key === undefined || !isMap(sourced)) return sourced
  const child = sourced.value.get(key)
  if (!child) return sourced
  const value = new Map(sourced.value)
  const remaining = rest.length === 0 ? undefined : without(child, rest)
  if (remaining && !isEmpty(remaining)) value.set(key, remaining)
  else value.delete(key)
  return { ...sourced, value }
}

function isEmpty({ value }: Sourced): boolean {
  return value instanceof Map ? value.size === 0 : Array.isArray(value) && value.length === 0
}

/** How a path reads in a message: `values.kafka.topics["orders.in"].replication`. */
export function showPath(path: Path): string {
  return path
    .map((key, index) =>
      /^[A-Za-z_][\w-]*$/.test(key)
        ? index === 0
          ? key
          : `.${key}`
        : /^\d+$/.test(key)
          ? `[${key}]`
          : `[${JSON.stringify(key)}]`,
    )
    .join('')
}

/** Whether a path, as messages show it, leads to what stands at another or below it. */
export function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`)
}
