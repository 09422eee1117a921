import type { Path, Problem } from './model.ts'
import { find, isMap, type Sourced, showPath } from './sourced.ts'
import { everyEntry, holdsMaps, holdsSchema, isOpenKey, schemaAt, type ValuesSchema } from './values-schema.ts'

/**
 * The child's tree over the parent's: maps merge key by key, everything else replaces. A `null` on a key that people
 * choose removes the inherited entry (removing nothing is a problem); on a key that the schema declares it is a value.
 * `every` is what the entry `*` of a map above says of this place: a `null` stays, to remove that too.
 */
export function merge(
  parent: Sourced | undefined,
  child: Sourced,
  schema: ValuesSchema,
  report: (problem: Problem, path: Path) => void,
  path: Path = [],
  every?: Sourced,
): Sourced {
  if (!isMap(child)) return child
  const value = new Map(isMap(parent) ? parent.value : [])
  const template = child.value.get(everyEntry) ?? value.get(everyEntry)
  for (const [key, written] of child.value) {
    const keyPath = [...path, key]
    const inherited = value.get(key)
    const open = isOpenKey(schema, keyPath)
    const everyHere = find(every, [key])
    if (written.value === null && open) {
      if (everyHere) value.set(key, written)
      else if (inherited) value.delete(key)
      else report(removesNothing(written, keyPath, schemaAt(schema, keyPath)), keyPath)
    } else {
      const below = open && key !== everyEntry ? (template ?? everyHere) : everyHere
      value.set(key, merge(inherited, written, schema, report, keyPath, below))
    }
  }
  return { ...child, value }
}

function removesNothing(written: Sourced, path: Path, schema: ValuesSchema | undefined): Problem {
  const [key = ''] = path.slice(-1)
  const isEntry = schema !== undefined && holdsMaps(schema)
  return {
    rule: 'overlay/removes-nothing',
    severity: 'error',
    at: { ...(written.key ?? written.at), path: showPath(path) },
    message: 'null removes an inherited entry, and there is none of this name to remove',
    hint: `take the line out${isEntry ? `; an entry that says nothing of its own is ${key}: {}` : ''}`,
  }
}

/** Every entry of every open map over what its entry `*` says for all; the `*` itself goes. */
export function expandEveryEntry(tree: Sourced, schema: ValuesSchema): Sourced {
  if (!isMap(tree) || !mayHoldEveryEntry(schema)) return tree
  const open = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined
  const template = open && holdsMaps(open) ? tree.value.get(everyEntry) : undefined
  const value = new Map<string, Sourced>()
  for (const [key, child] of tree.value) {
    if (template && key === everyEntry) continue
    const below = schemaAt(schema, [key])
    const entry = template ? merge(template, child, below ?? {}, ignoreRemoval) : child
    value.set(key, below ? expandEveryEntry(entry, below) : entry)
  }
  return { ...tree, value }
}

const mayHoldEveryEntry = holdsSchema((schema) => {
  const open = schema.additionalProperties
  return typeof open === 'object' && holdsMaps(open)
})

/** Within one entry a `null` may remove what `*` gave, or nothing: both read the same. */
const ignoreRemoval = (): void => {}

/** The tree without what may not be inherited: the overlay's own keys and the identities of its values. */
export function withoutOwn(tree: Sourced, ownPaths: readonly Path[], schema: ValuesSchema, path: Path = []): Sourced {
  if (!isMap(tree)) return tree
  const value = new Map<string, Sourced>()
  for (const [key, child] of tree.value) {
    const keyPath = [...path, key]
    if (ownPaths.some((own) => own.length === keyPath.length && own.every((step, index) => step === keyPath[index])))
      continue
    if (schemaAt(schema, keyPath)?.['x-identity']) continue
    value.set(key, withoutOwn(child, ownPaths, schema, keyPath))
  }
  return { ...tree, value }
}

/** Every identity that the tree states, with its path. */
export function identities(
  tree: Sourced,
  schema: ValuesSchema | undefined,
  path: Path = [],
): { path: Path; value: Sourced }[] {
  if (!schema || !mayHoldIdentities(schema)) return []
  if (schema['x-identity']) return tree.value === null ? [] : [{ path, value: tree }]
  if (!isMap(tree)) return []
  return [...tree.value].flatMap(([key, child]) => identities(child, schemaAt(schema, [key]), [...path, key]))
}

const mayHoldIdentities = holdsSchema((schema) => schema['x-identity'] === true)
