// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what other programs would fill in
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { File, Problem } from '../engine/model.ts'
import { groupBy } from '../engine/rules/index-of-set.ts'
import { asMap, isMap } from '../engine/rules/read.ts'
import { everyOption, texts, type Written } from './support/every-sync-option.ts'
import { type Engine, type SyncObject, synced } from './support/synced.ts'
import { rendered } from './support/world.ts'

/** Texts that mean more than themselves to YAML, to a matcher of names, to a path or to a template. */
const hostile = [
  '*',
  '**',
  '?',
  '!a',
  '[a-z]',
  '{a,b}',
  '..',
  '../..',
  'a/../../b',
  '/etc/passwd',
  'a\nspec:\n  roles: []',
  'a\n---\nkind: Secret',
  '"',
  "'",
  'a: b',
  '- a',
  '&a',
  '!!str a',
  '# a',
  '${a}',
  '$(a)',
  '{{ a }}',
  '',
  ' ',
  '\\',
  '\u2028',
]

/** The same behind a text that is legal. */
const endings = ['*', '?', '[a]', '{a,b}', '/../..', '/*', '!', '"', "'", '\n', '\\', ',b', '@b', '#b', '?a=b', ' b']

/** An option: the keys that lead to it, and its name or value where it is a key of one's own choice. */
type Option = { readonly path: readonly string[]; readonly value: string; readonly isKey?: true }

/** Maps whose keys are names of one's own. */
const named = ['sync.argocd.windows', 'sync.argocd.notifications', 'sync.flux.notifications', 'sync.flux.health']

function optionsOf(value: unknown, path: readonly string[]): readonly Option[] {
  if (typeof value === 'string') return [{ path, value }]
  if (Array.isArray(value)) return value.flatMap((one, at) => optionsOf(one, [...path, `${at}`]))
  if (!isMap(value)) return []
  return Object.entries(value).flatMap(([key, inside]) => [
    ...(named.includes(path.join('.')) ? [{ path: [...path, key], value: key, isKey: true as const }] : []),
    ...optionsOf(inside, [...path, key]),
  ])
}

function put(holder: unknown, [key = '', ...rest]: readonly string[], option: Option, text: string): unknown {
  const change = (old: unknown): unknown => (rest.length === 0 ? text : put(old, rest, option, text))
  if (Array.isArray(holder)) return holder.map((one, at) => (String(at) === key ? change(one) : one))
  return Object.fromEntries(
    Object.entries(asMap(holder)).map(([name, old]) => {
      if (name !== key) return [name, old]
      return rest.length === 0 && option.isKey ? [text, old] : [name, change(old)]
    }),
  )
}

/** What another text may never stand in, nor in what lies under it: who and what is reached, and by which name. */
const reach = [
  'apiVersion',
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.finalizers',
  'spec.chart.spec.sourceRef',
  'spec.clusterResourceWhitelist',
  'spec.dependsOn',
  'spec.destination',
  'spec.destinations',
  'spec.destinationServiceAccounts',
  'spec.eventSources',
  'spec.include',
  'spec.namespaceResourceWhitelist',
  'spec.path',
  'spec.project',
  'spec.ref',
  'spec.roles',
  'spec.source.directory',
  'spec.source.path',
  'spec.source.targetRevision',
  'spec.sourceNamespaces',
  'spec.sourceRef',
  'spec.sourceRepos',
  'spec.sparseCheckout',
  'spec.storageNamespace',
  'spec.targetNamespace',
]

/** The scalars of objects by their paths; a list counts its members. */
function scalars(value: unknown, path: readonly string[] = []): (readonly [path: string, value: unknown])[] {
  if (Array.isArray(value)) return value.flatMap((one, at) => scalars(one, [...path, `${at}`]))
  if (!isMap(value)) return [[path.join('.'), value]]
  return Object.entries(value).flatMap(([key, inside]) => scalars(inside, [...path, key]))
}

/** What differs between the objects as they are meant and as they came out, where it is more than this text in a harmless place. */
function widened(meant: readonly SyncObject[], found: readonly SyncObject[], text: string): readonly string[] {
  if (meant.length !== found.length) return [`expected ${meant.length} objects, found ${found.length}`]
  return meant.flatMap((object, at) => {
    const before = new Map(scalars(object))
    const after = new Map(scalars(found[at]))
    const paths = [...new Set([...before.keys(), ...after.keys()])].filter(
      (path) => before.get(path) !== after.get(path),
    )
    return paths
      .filter((path) => {
        const isReach = reach.some((one) => path === one || path.startsWith(`${one}.`))
        const isText = String(after.get(path) ?? text).includes(text) || path.includes(text)
        return isReach || !isText
      })
      .map((path) => `${object.kind}/${object.metadata.name} ${path}: ${JSON.stringify(after.get(path))}`)
  })
}

/** What an overlay without components beside its namespace is; one chart stands for all of them. */
function small(overlay: Written): Written {
  const { 'cert-manager': chart, ...others } = asMap(overlay['prerequisites'])
  const { hub: _, overlays: __, ...sync } = asMap(overlay['sync'])
  const absent = Object.fromEntries(Object.keys(others).map((name) => [name, { mode: 'absent' }]))
  return {
    ...overlay,
    prerequisites: { ...absent, 'cert-manager': chart },
    sync,
    components: { namespace: true },
  }
}

type Attempt = { readonly name: string; readonly option: Option; readonly text: string; readonly overlay: Written }

/** The options that each variant is for, as its engine alone reads them; the first of an engine has all but the others'. */
const triedIn: Readonly<Record<string, (path: string) => boolean>> = {
  'by-server': (path) => !path.startsWith('sync.flux.'),
  'by-name': (path) => path === 'sync.destination.name',
  'from-git': (path) => !path.startsWith('sync.argocd.'),
  'from-oci': (path) => path === 'sync.flux.source.oci',
}

/** An empty folder is the top of the repository; `*` is what every entry of a map starts from. */
const isMeant = ({ path, isKey }: Option, text: string): boolean =>
  (path.join('.') === 'sync.directory' && text === '') || (isKey === true && text === '*')

/** Every hostile text in every option that a variant is for; each in a cluster of its own. */
function attemptsOn(variant: string, overlay: Written): readonly Attempt[] {
  const options = ['sync', 'prerequisites']
    .flatMap((key) => optionsOf(overlay[key], [key]))
    .filter(({ path }) => triedIn[variant]?.(path.join('.')))
  assert.ok(options.length > 0)
  return options
    .flatMap((option) =>
      [...hostile, ...endings.map((ending) => option.value + ending)].map((text) => ({ option, text })),
    )
    .filter(({ option, text }) => !isMeant(option, text))
    .map(({ option, text }, at) => {
      const name = `a${at}`
      const own = { ...overlay, cluster: { ...asMap(overlay['cluster']), name } }
      return { name, option, text, overlay: put(own, option.path, option, text) as Written } // a map stays one
    })
}

const objectsOf = (engine: Engine, files: readonly File[]): SyncObject[] =>
  synced('', engine, files).sync.map(({ object }) => object)

for (const engine of ['argocd', 'flux'] as const)
  for (const [variant, overlay] of Object.entries(everyOption(engine)).filter(([name]) => !name.startsWith('under-')))
    test(`no text in an option widens what ${variant} reaches by ${engine}: it is refused where it stands, or lands as it is`, async () => {
      const start = small(overlay)
      const attempts = attemptsOn(variant, start)
      const meant = await rendered(texts(Object.fromEntries(attempts.map(({ name }) => [name, start]).slice(0, 1))))
      assert.equal(meant.problems, [])
      const { problems, files } = await rendered(
        texts(Object.fromEntries(attempts.map(({ name, overlay: written }) => [name, written]))),
      )
      const byOverlay = groupBy<Problem, string>(problems, ({ overlay: of }) => of ?? '')
      const wrong = attempts.flatMap(({ name, option, text }) => {
        const own = (byOverlay.get(name) ?? []).filter(({ severity }) => severity === 'error')
        const at = `${option.path.join('.')} ${JSON.stringify(text)}`
        const here = own.some(({ at: { path } }) => path.startsWith(option.path.slice(0, 2).join('.')))
        if (own.length > 0)
          return here ? [] : own.map(({ at: { path }, message }) => `${at}: told at ${path} alone: ${message}`)
        const its = files[name]
        if (!its) return [`${at}: neither refused nor rendered`]
        const found = objectsOf(engine, its)
        const same = objectsOf(engine, meant.files['a0'] ?? []).map(
          (object): SyncObject => JSON.parse(JSON.stringify(object).replace(/\ba0\b/g, name)),
        )
        return widened(same, found, text).map((what) => `${at}: ${what}`)
      })
      assert.equal(wrong, [])
    })

test.run()
