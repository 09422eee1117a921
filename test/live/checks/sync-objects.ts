import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { KubeObject } from '../api.ts'
import type { Engine, Synced } from '../sync/engine.ts'
import { openRepository, type Repository } from '../sync/repository.ts'
import { expect, type Live } from './check.ts'
import { ask, list } from './kubectl.ts'

/** An overlay that is synced, and what of it is changed on the way. */
export type SyncedOverlay = {
  readonly overlay: string
  /** The component that is taken out and put back, and its output directory. */
  readonly component: { readonly name: string; readonly directory: string }
  /** A tag of that component's image that does not exist. */
  readonly tag: string
  /** The workload that cannot start with it. */
  readonly broken: string
  /** How many objects are synced beside it, to see how long that takes. */
  readonly sizes?: readonly number[]
}

/** The YAML files of a folder; none where there is no such folder. */
export function yamlIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => join(folder, file))
  } catch {
    return [] // an overlay that is not rendered
  }
}

/** The objects of a file. */
export const manifestsOf = (file: string): KubeObject[] =>
  parseAllDocuments(readFileSync(file, 'utf8')).map((one) => one.toJS() as KubeObject) // Sluice rendered it

/** What git wants of the platform. */
export const wanted = ({ overlayFolder }: Repository): KubeObject[] =>
  yamlIn(join(overlayFolder, 'rendered')).flatMap(manifestsOf)

/** `StatefulSet/data/zookeeper`, as the engines' programs print it. */
export const idOf = ({ kind, metadata: { namespace, name } }: KubeObject): string =>
  [kind, ...(namespace === undefined ? [] : [namespace]), name].join('/')

/** Whether neither engine prunes it. */
export const isProtected = ({ metadata }: KubeObject): boolean =>
  (metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '').includes('Prune=false')

/** Syncs; throws where the engine complains. */
export async function synced(
  live: Live,
  engine: Engine,
  { overlay }: SyncedOverlay,
  everything = false,
): Promise<Synced> {
  const repository = openRepository(overlay, live.context)
  const outcome = await engine.sync(repository, live, { everything })
  const failed = outcome.steps.filter(({ ready }) => !ready)
  expect(failed.length === 0, failed.map(({ step, message }) => `${step}: ${message}`).join('; '))
  return outcome
}

/** The objects of git as the cluster has them, by kind and name; absent where it has not. */
export async function liveOf(live: Live, objects: readonly KubeObject[]): Promise<Map<string, KubeObject>> {
  const kinds = [...new Set(objects.map(({ apiVersion, kind }) => kindOf(apiVersion, kind)))]
  const how = ['--all-namespaces', '--show-managed-fields', '--output=json']
  const { items: all } = JSON.parse(await ask(live, ['get', kinds.join(','), ...how])) as { items: KubeObject[] } // a List
  const ids = new Set(objects.map(idOf))
  return new Map(all.filter((one) => ids.has(idOf(one))).map((one) => [idOf(one), one]))
}

/** A kind as kubectl finds exactly that: `Certificate.v1.cert-manager.io`. */
export function kindOf(apiVersion: string, kind: string): string {
  const [group, version] = apiVersion.split('/')
  return version === undefined ? kind : `${kind}.${version}.${group}`
}

/** An object as text, without what controllers write of how it fares. */
export function wish(object: KubeObject | undefined): string {
  if (!object) return 'nothing'
  const { status: _, ...rest } = object as KubeObject & { status?: unknown } // any object may have one
  const { resourceVersion: _version, ...metadata } = rest.metadata
  const { managedFields = [], ...others } = metadata as { managedFields?: readonly { subresource?: string }[] } // its API
  return JSON.stringify({ ...rest, metadata: { ...others, managed: managedFields.filter((one) => !one.subresource) } })
}

/** What an object is for, as text: neither its metadata nor its status. */
export function bodyOf(object: KubeObject | undefined): string {
  if (!object) return 'nothing'
  const { metadata: _metadata, status: _status, ...rest } = object as KubeObject & { status?: unknown } // any object
  return JSON.stringify(rest)
}

/** The first object of a kind with a namespace. */
export function first(objects: readonly KubeObject[], kind: string): KubeObject {
  const found = objects.find((one) => one.kind === kind && one.metadata.namespace !== undefined)
  expect(found !== undefined, `there is no ${kind}`)
  return found
}

/** The pods of the platform, with what tells each from the next of its name. */
export async function podsOf(live: Live): Promise<Map<string, string>> {
  const pods = await list<KubeObject>(live, 'pods')
  return new Map(pods.map(({ metadata }) => [metadata.name, metadata.uid]))
}
