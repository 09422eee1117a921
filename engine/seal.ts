import { createHash } from 'node:crypto'
import { canonical } from './canonical.ts'
import { groupOf } from './kinds.ts'
import type { Json, Manifest, Placed } from './model.ts'

const checksumMark = '\u0000checksum:'
const hashMark = '\u0000hash:'

/** A sealed manifest and, where its name carries a hash, the name without it (files are named by that). */
export type Sealed = Placed & { readonly nameWithoutHash?: string }

/**
 * Puts in what only the final objects can tell: checksums of configuration, hashes in the names of Jobs, the wave of
 * the output directory, protection from pruning. Gives canonical manifests.
 */
export function seal(placed: readonly Placed[]): Sealed[] {
  const configuration = new Map(
    placed
      .filter(({ manifest }) => manifest.kind === 'ConfigMap')
      .map(({ manifest }) => [`${manifest.metadata.namespace ?? ''}/${manifest.metadata.name}`, manifest]),
  )
  const resolve = (text: string): string =>
    text.startsWith(checksumMark) ? checksum(text.slice(checksumMark.length).split(','), configuration) : text
  const withChecksums = placed.map((one) => ({ ...one, manifest: mapStrings(one.manifest, resolve) }))
  const protectedKeys = protectedObjects(withChecksums)
  return withChecksums.map((one) => {
    const annotated = annotate(one.manifest, {
      'argocd.argoproj.io/sync-wave': String(Number(one.directory.slice(0, 3))),
      ...(protectedKeys.has(objectKey(one.manifest)) ? protection : {}),
      ...(JSON.stringify(one.manifest).includes('$') ? exactText : {}),
    })
    const manifest = canonical(annotated)
    const { name } = manifest.metadata
    if (!name.startsWith(hashMark)) return { ...one, manifest }
    const nameWithoutHash = name.slice(hashMark.length)
    const hash = createHash('sha256')
      .update(JSON.stringify(sortKeys(specOf(manifest))))
      .digest('hex')
      .slice(0, 8)
    const named = { ...manifest, metadata: { ...manifest.metadata, name: `${nameWithoutHash}-${hash}` } }
    return { ...one, manifest: named, nameWithoutHash }
  })
}

/** Both engines read their annotation from the live object, so it must stand there before the object leaves git. */
const protection = {
  'argocd.argoproj.io/sync-options': 'Prune=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
} as const

/** A substitution that a user adds to Flux would eat `$(VAR)` and `${x}`; this keeps it off. */
const exactText = { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } as const

const objectKey = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.namespace ?? ''}/${metadata.name}`

/** What tells one object of a cluster from another: group, kind, namespace and name; never the version. */
export function objectId(manifest: Manifest): string {
  return `${groupOf(manifest.apiVersion)}/${objectKey(manifest)}`
}

/**
 * Kinds whose removal loses data or identity, and whatever such a workload needs to start again: a protected
 * StatefulSet without its ConfigMap, ServiceAccount, headless Service or certificates is an outage at the next restart.
 */
function protectedObjects(placed: readonly Placed[]): Set<string> {
  const manifests = placed.map(({ manifest }) => manifest)
  const byKey = new Map(manifests.map((manifest) => [objectKey(manifest), manifest]))
  const keys = new Set<string>()
  const protect = (key: string): void => {
    const manifest = byKey.get(key)
    if (!manifest || keys.has(key)) return
    keys.add(key)
    for (const reference of references(manifest, manifests)) protect(reference)
  }
  for (const manifest of manifests) if (isStateful(manifest)) protect(objectKey(manifest))
  return keys
}

function isStateful(manifest: Manifest): boolean {
  const { kind } = manifest
  if (kind === 'Namespace' || kind === 'PersistentVolumeClaim' || kind === 'CustomResourceDefinition') return true
  if (kind === 'StatefulSet') return listAt(manifest, ['spec', 'volumeClaimTemplates']).length > 0
  return kind === 'Certificate' && at(manifest, ['spec', 'isCA']) === true
}

/** The keys of what an object needs: mounts, environment, ServiceAccount, headless Service, Certificate, issuer. */
function references(manifest: Manifest, manifests: readonly Manifest[]): string[] {
  const namespace = manifest.metadata.namespace ?? ''
  const issuer = at(manifest, ['spec', 'issuerRef'])
  if (manifest.kind === 'Certificate' && isObject(issuer))
    return [`${text(issuer['kind'])}/${issuer['kind'] === 'ClusterIssuer' ? '' : namespace}/${text(issuer['name'])}`]
  const caSecret = text(at(manifest, ['spec', 'ca', 'secretName']))
  const pod = at(manifest, ['spec', 'template', 'spec'])
  if (!isObject(pod))
    return caSecret === '' ? [] : makersOf([caSecret], manifests, manifest.kind === 'Issuer' ? namespace : undefined)
  const volumes = listAt(pod, ['volumes']).flatMap((volume) => [volume, ...listAt(volume, ['projected', 'sources'])])
  const configMaps = volumes.map((volume) => text(at(volume, ['configMap', 'name'])))
  const secrets = volumes.flatMap((volume) => [
    text(at(volume, ['secret', 'secretName'])),
    text(at(volume, ['secret', 'name'])),
  ])
  return [
    ...configMaps.map((name) => `ConfigMap/${namespace}/${name}`),
    `ServiceAccount/${namespace}/${text(at(pod, ['serviceAccountName']))}`,
    `Service/${namespace}/${text(at(manifest, ['spec', 'serviceName']))}`,
    ...makersOf(secrets, manifests, namespace),
  ]
}

/** The keys of the Certificates that make these Secrets. */
function makersOf(secrets: readonly string[], manifests: readonly Manifest[], namespace: string | undefined): string[] {
  return manifests
    .filter(
      (other) =>
        other.kind === 'Certificate' &&
        (namespace === undefined || other.metadata.namespace === namespace) &&
        secrets.includes(text(at(other, ['spec', 'secretName'])) || '\u0000'),
    )
    .map(objectKey)
}

function checksum(names: readonly string[], configuration: ReadonlyMap<string, Manifest>): string {
  const hash = createHash('sha256')
  for (const name of names) {
    const found = configuration.get(name)
    if (!found) throw new Error(`a checksum is asked of the ConfigMap ${name}, which nothing renders`)
    hash.update(JSON.stringify(sortKeys(specOf(found))))
  }
  return hash.digest('hex').slice(0, 16)
}

/** All of a manifest but what names and annotates it. */
function specOf(manifest: Manifest): Json {
  const { metadata: _, ...rest } = manifest
  return rest as Json // a manifest is plain JSON
}

function annotate(manifest: Manifest, annotations: Readonly<Record<string, string>>): Manifest {
  const { metadata } = manifest
  return { ...manifest, metadata: { ...metadata, annotations: { ...metadata.annotations, ...annotations } } }
}

function mapStrings<T>(value: T, change: (text: string) => string): T {
  const walk = (node: unknown): unknown => {
    if (typeof node === 'string') return change(node)
    if (Array.isArray(node)) return node.map(walk)
    if (!isObject(node)) return node
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, walk(child)]))
  }
  return walk(value) as T // only texts change
}

function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key] as Json)]), // the key is the object's own
  )
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), value)
const listAt = (value: unknown, path: readonly string[]): readonly unknown[] => {
  const found = at(value, path)
  return Array.isArray(found) ? found : []
}
