import { createHash } from 'node:crypto'
import type { Json, Manifest } from './model.ts'

/** All of a manifest but what names and annotates it, as one text, whatever the order of its keys is. */
export function contentOf(manifest: Manifest): string {
  const { metadata: _, ...rest } = manifest
  return JSON.stringify(sortKeys(rest as Json)) // a manifest is plain JSON
}

/** What the name of an object that never changes ends with: eight hexadecimal digits of its content. */
export function contentHash(manifest: Manifest): string {
  return createHash('sha256').update(contentOf(manifest)).digest('hex').slice(0, 8)
}

function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key] as Json)]), // the key is the map's own
  )
}

const isMap = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
