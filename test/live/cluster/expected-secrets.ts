import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastGlob from 'fast-glob'
import { parse } from 'yaml'
import type { Manifest, ManifestSet } from '../../../engine/model.ts'
import { indexOf, type SetIndex } from '../../../engine/rules/index-of-set.ts'
import { asMap, asMaps, asText } from '../../../engine/rules/read.ts'
import { type Reference, referencesOf } from '../../../engine/rules/references-of-set.ts'
import type { LiveContext } from '../context.ts'
import { asked } from './kubectl.ts'
import type { Say } from './say.ts'

/** A Secret that an overlay leaves to others, with the keys that it is known to be asked for. */
export type ExpectedSecret = { readonly namespace: string; readonly name: string; readonly keys: readonly string[] }

/** The Secrets that pods and certificates of an overlay's `rendered/` cannot do without, and that nothing in it makes. */
export function expectedSecrets(overlayFolder: string): ExpectedSecret[] {
  const set = renderedSet(overlayFolder)
  const asked = referencesOf(set).filter(({ kind, optional, target }) => kind === 'Secret' && !optional && !target)
  return [...new Set(asked.map(({ namespace, name }) => `${namespace}/${name}`))].sort().map((full) => {
    const [namespace = '', name = ''] = full.split('/')
    const references = asked.filter((one) => one.namespace === namespace && one.name === name)
    const keys = references.flatMap((one) => [...(one.key === undefined ? [] : [one.key]), ...keysOfFolder(one, set)])
    return { namespace, name, keys: [...new Set(keys)].sort() }
  })
}

/** Makes those Secrets, for a test, with random contents that nobody sees; one that is there stays as it is. */
export async function makeExpectedSecrets(overlayFolder: string, context: LiveContext, say: Say): Promise<void> {
  for (const { namespace, name, keys } of expectedSecrets(overlayFolder)) {
    const where = [`--namespace=${namespace}`, '--output=name', '--ignore-not-found']
    if ((await asked(context, ['get', 'secret', name, ...where])) !== '') continue
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace, name },
      stringData: Object.fromEntries(keys.map((key) => [key, randomBytes(24).toString('hex')])),
    }
    await asked(context, ['create', '--filename=-'], JSON.stringify(secret))
    say(`Secret ${namespace}/${name} is made, as the overlay expects it of others`)
  }
}

/** As the engine's rules see a set, but for what components declare to be made by others. */
function renderedSet(overlayFolder: string): ManifestSet {
  const rendered = join(overlayFolder, 'rendered')
  const placed = fastGlob.sync('*/*.yaml', { cwd: rendered }).map((file) => {
    const [directory = ''] = file.split('/')
    const manifest = parse(readFileSync(join(rendered, file), 'utf8')) as Manifest // Sluice rendered it
    return { manifest, component: directory, directory }
  })
  const overlay = { cluster: {} } as ManifestSet['overlay'] // only where a StorageClass is from is asked of it
  return { overlay, placed, external: [], scopeOf: () => undefined }
}

/** Of a Secret that is mounted as a folder: the files in that folder that the namespace's configuration names. */
function keysOfFolder({ from, path, namespace }: Reference, set: ManifestSet): string[] {
  const index = indexOf(set)
  const workload = index.workloads.find(({ entry }) => entry === from)
  const at = path.indexOf('volumes')
  const volume = at < 0 ? undefined : asMaps(workload?.pod['volumes'])[Number(path[at + 1])]
  if (!workload || !volume) return []
  const folders = workload.containers.flatMap(({ spec }) =>
    asMaps(spec['volumeMounts'])
      .filter(({ name }) => name === volume['name'])
      .map(({ mountPath }) => `${asText(mountPath)}/`),
  )
  const text = configurationOf(namespace, index)
  return folders.flatMap((folder) =>
    text
      .split(folder)
      .slice(1)
      .flatMap((rest) => /^[-._a-zA-Z0-9]+/.exec(rest)?.[0] ?? []),
  )
}

const configurationOf = (namespace: string, index: SetIndex): string =>
  index
    .ofType('/ConfigMap')
    .filter((entry) => entry.namespace === namespace)
    .flatMap(({ manifest }) => Object.values(asMap(manifest['data'])))
    .join('\n')
