import type { ManifestSet, Path } from '../model.ts'
import { type Measure, measureOf } from '../quantity-fields.ts'
import { type Entry, indexOf, once } from './index-of-set.ts'

/** A value somewhere in an object. */
type Spot = { readonly entry: Entry; readonly path: Path; readonly value: unknown }

/** What one walk over every value of a set notes, for rules to look at closer. */
export type Survey = {
  readonly nulls: readonly Spot[]
  /** Empty maps and lists. */
  readonly empties: readonly Spot[]
  readonly quantities: readonly (Spot & { readonly value: string | number; readonly measure: Measure })[]
  /** Texts that could hold a secret: settings, addresses, keys, tokens, variables. */
  readonly suspects: readonly (Spot & { readonly value: string })[]
  /** Texts that name something of a cluster. */
  readonly hosts: readonly (Spot & { readonly value: string })[]
  /** Objects that hold a `$`, in a key or in a text. */
  readonly withDollar: ReadonlySet<Entry>
}

/** Definitions talk about values and have none. */
const definition = 'apiextensions.k8s.io/CustomResourceDefinition'

export const surveyOf: (set: ManifestSet) => Survey = once((set) => {
  const nulls: Spot[] = []
  const empties: Spot[] = []
  const quantities: Survey['quantities'][number][] = []
  const suspects: Survey['suspects'][number][] = []
  const hosts: Survey['hosts'][number][] = []
  const withDollar = new Set<Entry>()
  const trail: (string | number)[] = []

  // A list has the key of the field that holds it, and so do its members.
  const visit = (entry: Entry, value: unknown, key: string, parent: string, grandparent: string): void => {
    switch (typeof value) {
      case 'string':
        if (value.includes('$')) withDollar.add(entry)
        if (value.includes('.svc')) hosts.push({ entry, path: trail.map(String), value })
        if (isSuspect(value, key)) suspects.push({ entry, path: trail.map(String), value })
        break
      case 'number':
        break
      case 'object':
        visitInside(entry, value, key, parent)
        return
      default:
        return
    }
    const measure = measureOf(entry.type, parent, key) ?? measureOf(entry.type, grandparent, parent)
    if (measure !== undefined) quantities.push({ entry, path: trail.map(String), value, measure })
  }
  const visitInside = (entry: Entry, value: object | null, key: string, parent: string): void => {
    if (value === null) {
      nulls.push({ entry, path: trail.map(String), value })
      return
    }
    if (Array.isArray(value)) {
      if (value.length === 0) empties.push({ entry, path: trail.map(String), value })
      for (let index = 0; index < value.length; index++) {
        trail.push(index)
        visit(entry, value[index], key, parent, '')
        trail.pop()
      }
      return
    }
    let empty = true
    for (const name in value) {
      empty = false
      if (name.includes('$')) withDollar.add(entry)
      trail.push(name)
      visit(entry, (value as Record<string, unknown>)[name], name, key, parent) // it is an object, and the key its own
      trail.pop()
    }
    if (empty) empties.push({ entry, path: trail.map(String), value })
  }

  for (const entry of indexOf(set).entries) {
    if (entry.type !== definition) visit(entry, entry.manifest, '', '', '')
    else if (JSON.stringify(entry.manifest).includes('$')) withDollar.add(entry)
  }
  return { nulls, empties, quantities, suspects, hosts, withDollar }
})

/** Cheap signs only: most texts are names. */
function isSuspect(text: string, key: string): boolean {
  return (
    key === 'value' ||
    secretEndings.some((ending) => key.endsWith(ending)) ||
    (text.length > 8 && (text.includes('=') || text.includes(':') || text.includes('-----'))) ||
    (text.length >= 20 && tokenSigns.test(text))
  )
}

/** How names end of fields that hold a secret, without what may begin them in upper case. */
const secretEndings = [
  'assword',
  'asswd',
  'assphrase',
  'oken',
  'pi-key',
  'pi.key',
  'piKey',
  'secret-key',
  'ccess-key',
  'ccessKey',
  'ivate-key',
  'ivateKey',
  'ientSecret',
  'ient-secret',
]

/** How what has a meaning to a machine alone begins. */
const tokenSigns = /AKIA|eyJ|LS0tLS1CRUdJ|AGE-SECRET|gh[oprsu]_|github_pat_|glpat-|xox[abeoprs]-/
