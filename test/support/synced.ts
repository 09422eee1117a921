import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { File, Manifest, Path } from '../../engine/model.ts'
import { asMap, isMap, type JsonMap } from '../../engine/rules/read.ts'
import { rendered, repository } from './world.ts'

/** What syncs. */
export type Engine = 'argocd' | 'flux'

/** An object of `sync/`. */
export type SyncObject = Manifest & { readonly spec?: JsonMap }

/** What an engine reads of an overlay: the objects that sync it, and those that it renders; each with its file. */
export type Synced = {
  readonly overlay: string
  readonly engine: Engine
  readonly sync: readonly { readonly path: string; readonly object: SyncObject }[]
  readonly rendered: readonly { readonly path: string; readonly directory: string; readonly object: Manifest }[]
  readonly files: readonly File[]
}

/** The texts of the committed overlays, by name, synced by this engine whatever they say. */
function committedTexts(engine: Engine): Readonly<Record<string, string>> {
  const folder = join(repository, 'overlays')
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  return Object.fromEntries(
    names.map((name) => [
      name,
      readFileSync(join(folder, name, 'overlay.yaml'), 'utf8').replace(
        /^(\s+)engine: (argocd|flux)$/m,
        `$1engine: ${engine}`,
      ),
    ]),
  )
}

/** What the committed overlays would be with this engine. Throws where one of them has an error. */
export function committed(engine: Engine): Promise<readonly Synced[]> {
  known[engine] ??= syncedOf(committedTexts(engine), engine)
  return known[engine]
}

const known: { [engine in Engine]?: Promise<readonly Synced[]> } = {}

/** What overlays, given as text, are for their engine. Throws where one of them has an error. */
export async function syncedOf(texts: Readonly<Record<string, string>>, engine: Engine): Promise<readonly Synced[]> {
  const { problems, files } = await rendered(texts)
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0)
    throw new Error(errors.map(({ at, rule, message }) => `${at.file} ${at.path} ${rule}: ${message}`).join('\n'))
  return Object.entries(files)
    .filter(([, its]) => its.length > 0)
    .map(([overlay, its]) => synced(overlay, engine, its))
}

/** The files of an overlay, read back. */
export function synced(overlay: string, engine: Engine, files: readonly File[]): Synced {
  const sync = files.filter(({ path }) => path.startsWith('sync/') && path !== 'sync/kustomization.yaml')
  return {
    overlay,
    engine,
    files,
    sync: sync.flatMap(({ path, text }) => documents(text).map((object) => ({ path, object }))),
    rendered: files
      .filter(({ path }) => path.startsWith('rendered/'))
      .flatMap(({ path, text }) =>
        documents(text).map((object) => ({ path, directory: path.split('/')[1] ?? '', object })),
      ),
  }
}

function documents(text: string): SyncObject[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors
    if (error) throw error
    return document.toJS()
  })
}

/** The objects of a kind. */
export function ofKind({ sync }: Synced, kind: string): readonly SyncObject[] {
  return sync.flatMap(({ object }) => (object.kind === kind ? [object] : []))
}

/** The Application over `rendered/`; undefined for a hub that renders nothing. */
export function platformOf(its: Synced): SyncObject | undefined {
  return ofKind(its, 'Application').find(({ spec }) => /\/rendered$/.test(String(asMap(asMap(spec).source).path)))
}

/** The Kustomizations over an output directory, by the directory. */
export function stepsIn(its: Synced): ReadonlyMap<string, SyncObject> {
  return new Map(
    ofKind(its, 'Kustomization').flatMap((object) => {
      const directory = /\/rendered\/([^/]+)$/.exec(String(object.spec?.['path']))?.[1]
      return directory === undefined ? [] : [[directory, object] as const]
    }),
  )
}

/** The same with one field of the objects that are chosen changed; undefined takes it out. `path` has spaces between its keys. */
export function changed(
  its: Synced,
  chosen: (object: SyncObject, its: Synced) => boolean,
  path: string,
  value: unknown,
): Synced {
  let count = 0
  const sync = its.sync.map((one) => {
    if (!chosen(one.object, its)) return one
    count += 1
    return { ...one, object: withValue(one.object, path.split(' '), value) as SyncObject } // one field of it differs
  })
  if (count === 0) throw new Error(`nothing is chosen among the sync objects of ${its.overlay}`)
  return { ...its, sync }
}

function withValue(holder: unknown, [key = '', ...rest]: Path, value: unknown): unknown {
  if (Array.isArray(holder)) {
    const list = [...holder]
    list[Number(key)] = rest.length === 0 ? value : withValue(list[Number(key)], rest, value)
    return list.filter((member) => member !== undefined)
  }
  const map = isMap(holder) ? holder : {}
  const { [key]: old, ...others } = map
  const now = rest.length === 0 ? value : withValue(old, rest, value)
  return now === undefined ? others : { ...map, [key]: now }
}
