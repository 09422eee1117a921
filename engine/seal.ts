import { createHash } from 'node:crypto'
import { canonical } from './canonical.ts'
import { contentHash, contentOf } from './content-hash.ts'
import { groupOf } from './kinds.ts'
import { optionsMark, pruneMark, waveMark } from './marks.ts'
import type { Manifest, ManifestSet, Placed } from './model.ts'
import { isRetiring } from './retire.ts'
import { type Entry, groupBy, indexOf } from './rules/index-of-set.ts'
import { referencesOf } from './rules/references-of-set.ts'
import { isPrecious } from './rules/safety.ts'
import { isInstalledLater } from './sync/prerequisites.ts'

const checksumMark = '\u0000checksum:'
const hashMark = '\u0000hash:'

/**
 * A sealed manifest and, where its name carries a hash, the name without it (files are named by that). What is passed
 * through stays as it is: `lacks` are the annotations that it would have been given.
 */
export type Sealed = Placed & {
  readonly nameWithoutHash?: string
  readonly lacks?: Readonly<Record<string, string>>
}

/**
 * Puts in what only the final objects can tell: checksums of configuration, hashes in the names of Jobs, the wave of
 * the output directory, protection from pruning. Gives canonical manifests.
 */
export function seal({ placed, ...facts }: ManifestSet): Sealed[] {
  const configuration = new Map(
    placed
      .filter(({ manifest }) => manifest.kind === 'ConfigMap')
      .map(({ manifest }) => [`${manifest.metadata.namespace ?? ''}/${manifest.metadata.name}`, manifest]),
  )
  const resolve = (text: string): string =>
    text.startsWith(checksumMark) ? checksum(text.slice(checksumMark.length).split(','), configuration) : text
  const withChecksums = placed.map((one) => ({ ...one, manifest: mapStrings(one.manifest, resolve) }))
  const kept = protectedObjects({ ...facts, placed: withChecksums })
  return withChecksums.map((one) => {
    const options = [
      // What its component says of itself stays: a large definition is applied by the server, protected or not.
      ...(one.manifest.metadata.annotations?.[optionsMark]?.split(',') ?? []),
      ...(kept.has(one) ? ['Prune=false'] : []),
      // A kind that comes with a chart is not there when Argo CD tries the whole sync without doing it.
      ...(isInstalledLater(one.manifest, facts.overlay) ? ['SkipDryRunOnMissingResource=true'] : []),
    ]
    const annotations = {
      ...(options.length > 0 ? { [optionsMark]: [...new Set(options)].join(',') } : {}),
      ...(kept.has(one) ? protection : {}),
      ...(holdsDollar(one.manifest) ? exactText : {}),
    }
    if (one.passed) return { ...one, lacks: missingIn(one.manifest, annotations) }
    const wave = { [waveMark]: String(Number(one.directory.slice(0, 3))) }
    const manifest = canonical(annotate(one.manifest, { ...wave, ...annotations }))
    const { name } = manifest.metadata
    if (!name.startsWith(hashMark)) return { ...one, manifest }
    const nameWithoutHash = name.slice(hashMark.length)
    const named = {
      ...manifest,
      metadata: { ...manifest.metadata, name: `${nameWithoutHash}-${contentHash(manifest)}` },
    }
    return { ...one, manifest: named, nameWithoutHash }
  })
}

/** Both engines read their annotation from the live object, so it must stand there before the object leaves git. */
const protection = { [pruneMark]: 'disabled' } as const

/** A substitution that a user adds to Flux would eat `$(VAR)` and `${x}`; this keeps it off. */
const exactText = { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } as const

const objectKey = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.namespace ?? ''}/${metadata.name}`

/** What tells one object of a cluster from another: group, kind, namespace and name; never the version. */
export function objectId(manifest: Manifest): string {
  return `${groupOf(manifest.apiVersion)}/${objectKey(manifest)}`
}

/**
 * What must not be pruned: what loses data or identity, and whatever that needs to start again. A protected StatefulSet
 * without its ConfigMap, ServiceAccount, headless Service or certificates is an outage at the next restart.
 */
function protectedObjects(set: ManifestSet): ReadonlySet<Placed> {
  const needs = groupBy(
    referencesOf(set).flatMap(({ from, target }) => (target?.entry ? [{ from, needed: target.entry }] : [])),
    ({ from }) => from,
  )
  const index = indexOf(set)
  const kept = new Set<Entry>()
  const keep = (entry: Entry): void => {
    if (kept.has(entry)) return
    kept.add(entry)
    for (const { needed } of needs.get(entry) ?? []) keep(needed)
    const home = index.find('Namespace', '', entry.namespace)
    if (home) keep(home) // with it all that is in it would go
  }
  for (const entry of indexOf(set).entries) if (isPrecious(entry) && !isRetiring(entry.placed, set.overlay)) keep(entry)
  return new Set([...kept].map(({ placed }) => placed))
}

function checksum(names: readonly string[], configuration: ReadonlyMap<string, Manifest>): string {
  const hash = createHash('sha256')
  for (const name of names) {
    const found = configuration.get(name)
    if (!found) throw new Error(`a checksum is asked of the ConfigMap ${name}, which nothing renders`)
    hash.update(contentOf(found))
  }
  // Never digits, an e and digits alone: kustomize would print that without quotes, and others read it as a number.
  return `sha256-${hash.digest('hex').slice(0, 16)}`
}

function annotate(manifest: Manifest, annotations: Readonly<Record<string, string>>): Manifest {
  const { metadata } = manifest
  return { ...manifest, metadata: { ...metadata, annotations: { ...metadata.annotations, ...annotations } } }
}

/** Which of these annotations an object does not have; of one that lists several, the whole list. */
function missingIn(
  { metadata: { annotations: own = {} } }: Manifest,
  annotations: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const wordsOf = (text = ''): string[] => text.split(',').map((word) => word.trim())
  return Object.fromEntries(
    Object.entries(annotations).filter(([key, value]) =>
      wordsOf(value).some((word) => !wordsOf(own[key]).includes(word)),
    ),
  )
}

/** The value with its texts changed; what holds none that changes stays the very same. */
function mapStrings<T>(value: T, change: (text: string) => string): T {
  const walk = (node: unknown): unknown => {
    if (typeof node === 'string') return change(node)
    if (typeof node !== 'object' || node === null) return node
    let copy: Record<string, unknown> | undefined
    for (const key in node) {
      const child = (node as Record<string, unknown>)[key] // the key is its own
      const changed = walk(child)
      if (changed === child) continue
      copy ??= (Array.isArray(node) ? [...node] : { ...node }) as Record<string, unknown> // a list has keys too
      copy[key] = changed
    }
    return copy ?? node
  }
  return walk(value) as T // only texts change
}

/** Whether a `$` stands anywhere in a value, in a key or in a text. */
function holdsDollar(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('$')
  if (typeof value !== 'object' || value === null) return false
  for (const key in value) if (key.includes('$') || holdsDollar((value as Record<string, unknown>)[key])) return true // the key is its own
  return false
}
