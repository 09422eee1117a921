import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Document } from 'yaml'
import { parseAllDocuments } from 'yaml'
import { makeExpectedSecrets } from '../cluster/expected-secrets.ts'
import { argocd, type Engine, flux, type Synced } from '../sync/engine.ts'
import { engineKinds } from '../sync/kinds.ts'
import { openRepository, type Repository } from '../sync/repository.ts'
import { allReady } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { eventually, timed } from './eventually.ts'
import { applied, ask, get, list } from './kubectl.ts'
import { nothingRestarted } from './platform.ts'
import { scale } from './sync-scale.ts'

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

/** What holds of an overlay that an engine syncs from git, beginning with an empty cluster, and of the way to the other. */
export function syncChecks(what: SyncedOverlay): Check[] {
  return [
    {
      fact: 'an API server with the kinds of Argo CD and Flux takes what is in sync/ of every overlay, and what is applied by hand',
      prove: (live) => syncObjectsAreTaken(live, what),
    },
    ...factsOf(argocd, what),
    {
      fact: 'git says Flux while Argo CD still syncs: it deletes nothing',
      prove: (live) => carelessMove(live, what, argocd, flux),
    },
    {
      fact: 'moved from Argo CD to Flux: nothing is made anew, no pod starts again',
      prove: (live) => moves(live, what, argocd, flux),
    },
    ...factsOf(flux, what).slice(1),
    {
      fact: 'git says Argo CD while Flux still syncs: it deletes nothing',
      prove: (live) => carelessMove(live, what, flux, argocd),
    },
    {
      fact: 'moved from Flux to Argo CD: nothing is made anew, no pod starts again',
      prove: (live) => moves(live, what, flux, argocd),
    },
    ...scaleOf(argocd, what, async () => {}),
    { fact: `${flux.name}: ${fresh}`, prove: (live) => beginsAnew(live, what) },
    // Its program looks at all that is there for Flux, so that goes first.
    ...scaleOf(flux, what, (live, overlay) => leaves.flux(live, { ...what, overlay })),
  ]
}

const fresh = 'the first sync, of an empty cluster, comes to its end in order, and nothing is refused'

function scaleOf(
  engine: Engine,
  { overlay, sizes = [] }: SyncedOverlay,
  clear: (live: Live, overlay: string) => Promise<void>,
): Check[] {
  if (sizes.length === 0) return []
  return [
    {
      fact: `${engine.name}: so long take ${sizes.map((size) => size.toLocaleString('en')).join(', ')} objects, at first and unchanged`,
      prove: async (live) => {
        await clear(live, overlay)
        return scale(live, engine, sizes, (one) => clear(live, one))
      },
    },
  ]
}

function factsOf(engine: Engine, what: SyncedOverlay): Check[] {
  const facts: [fact: string, prove: (live: Live, engine: Engine, what: SyncedOverlay) => Promise<string>][] = [
    [fresh, firstSync],
    ['an unchanged sync changes nothing, field by field', unchangedSync],
    ['what a hand changed in the cluster is taken back', handIsTakenBack],
    [
      'a component taken out of git loses what is not protected, and nothing else; put back, it is as before',
      componentGoes,
    ],
    ['an image that does not exist stops the sync there and leaves the rest alone; a revert heals it', failedSyncHeals],
  ]
  return facts.map(([fact, prove]) => ({
    fact: `${engine.name}: ${fact}`,
    prove: (live) => prove(live, engine, what),
    onlyOurs: 'the engines run in the network of our own cluster',
  }))
}

type Anything = {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly uid: string
    readonly resourceVersion: string
    readonly generation?: number
    readonly annotations?: Readonly<Record<string, string>>
  }
}

/** Every object of git is in the cluster; and the namespaces in which the engines' own objects are. */
async function prepared(live: Live): Promise<void> {
  for (const name of ['argocd', 'flux-system'])
    await applied(live, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  const kinds = engineKinds()
  await applied(live, ...kinds)
  for (const { spec } of kinds)
    await eventually(30, () => ask(live, ['get', `${spec.names.kind}.${spec.group}`, '--all-namespaces']))
}

async function syncObjectsAreTaken(live: Live, { overlay }: SyncedOverlay): Promise<string> {
  await prepared(live)
  const repository = openRepository(overlay, live.context)
  const overlays = join(repository.folder, 'overlays')
  const files = readdirSync(overlays)
    .map((name) => join(overlays, name, 'sync'))
    .flatMap((folder) => yamlIn(folder))
  const objects = files
    .flatMap((file) => manifestsOf(file))
    .filter(({ apiVersion }) => !apiVersion.startsWith('kustomize.config'))
  const roots = [...(await argocd.root(repository, live)), ...(await flux.root(repository, live))]
  for (const one of [...objects, ...roots])
    await ask(live, ['apply', '--server-side', '--dry-run=server', '--filename=-'], JSON.stringify(one))
  return `${objects.length + roots.length} objects`
}

function yamlIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => join(folder, file))
  } catch {
    return [] // an overlay that is not rendered
  }
}

const manifestsOf = (file: string): Anything[] =>
  parseAllDocuments(readFileSync(file, 'utf8')).map((one) => one.toJS() as Anything) // Sluice rendered it

/** What git wants of the platform. */
const wanted = ({ overlayFolder }: Repository): Anything[] =>
  yamlIn(join(overlayFolder, 'rendered')).flatMap(manifestsOf)

const idOf = ({ kind, metadata: { namespace, name } }: Anything): string =>
  [kind, ...(namespace === undefined ? [] : [namespace]), name].join('/')

/** Whether neither engine prunes it. */
const isProtected = ({ metadata }: Anything): boolean =>
  (metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '').includes('Prune=false')

/** Applies what a person applies by hand, and syncs; throws where the engine complains. */
async function synced(live: Live, engine: Engine, { overlay }: SyncedOverlay, everything = false): Promise<Synced> {
  const repository = openRepository(overlay, live.context)
  const outcome = await engine.sync(repository, live, { everything })
  const failed = outcome.steps.filter(({ ready }) => !ready)
  expect(failed.length === 0, failed.map(({ step, message }) => `${step}: ${message}`).join('; '))
  return outcome
}

/** The objects of git as the cluster has them, by kind and name; absent where it has not. */
async function liveOf(live: Live, objects: readonly Anything[]): Promise<Map<string, Anything>> {
  const kinds = [...new Set(objects.map(({ apiVersion, kind }) => kindOf(apiVersion, kind)))]
  const how = ['--all-namespaces', '--show-managed-fields', '--output=json']
  const { items: all } = JSON.parse(await ask(live, ['get', kinds.join(','), ...how])) as { items: Anything[] } // a List
  const ids = new Set(objects.map(idOf))
  return new Map(all.filter((one) => ids.has(idOf(one))).map((one) => [idOf(one), one]))
}

function kindOf(apiVersion: string, kind: string): string {
  const [group, version] = apiVersion.split('/')
  return version === undefined ? kind : `${kind}.${version}.${group}`
}

async function firstSync(live: Live, engine: Engine, what: SyncedOverlay): Promise<string> {
  const repository = openRepository(what.overlay, live.context)
  expect(engineIn(repository) === engine.id, `git is for ${engineIn(repository)}`)
  await applied(live, ...(await engine.root(repository, live)))
  // What others put there is put there as soon as it can be.
  const [outcome] = await Promise.all([
    synced(live, engine, what),
    eventually(300, () => makeExpectedSecrets(repository.overlayFolder, live.context, live.say)),
  ])
  const objects = wanted(repository)
  const there = await liveOf(live, objects)
  const missing = objects.map(idOf).filter((id) => !there.has(id))
  expect(missing.length === 0, `not there: ${missing.join(', ')}`)
  await inOrder(repository, outcome, engine)
  await allReady(live)
  const pods = await nothingRestarted(live)
  return `${objects.length} objects in ${outcome.seconds.toFixed(0)} s, ${pods}, none restarted`
}

const engineIn = ({ overlayFolder }: Repository): string =>
  readdirSync(join(overlayFolder, 'sync')).includes('argocd.yaml') ? 'argocd' : 'flux'

/** Each step was ready before the next began; steps are told when they end, objects when they are applied. */
async function inOrder({ overlayFolder }: Repository, { steps }: Synced, { id }: Engine): Promise<void> {
  const directories = readdirSync(join(overlayFolder, 'rendered')).sort()
  const numbers = steps.flatMap(({ step }) => {
    const found = id === 'argocd' ? /platform, wave (\d+)$/.exec(step) : /-(\d{3})-[-a-z]+$/.exec(step)
    return found ? [Number(found[1])] : []
  })
  const expected = directories.map((directory) => Number.parseInt(directory, 10))
  expect(numbers.join() === expected.join(), `the steps were ${numbers.join(', ')}, not ${expected.join(', ')}`)
}

async function unchangedSync(live: Live, engine: Engine, what: SyncedOverlay): Promise<string> {
  const repository = openRepository(what.overlay, live.context)
  const objects = wanted(repository)
  // Statuses move on by themselves for a while.
  await allReady(live)
  const before = await liveOf(live, objects)
  const { objects: done, seconds } = await synced(live, engine, what, true)
  const touched = done.filter(({ action }) => action !== 'unchanged' && action !== 'skipped')
  expect(touched.length === 0, touched.map(({ object, action }) => `${object} ${action}`).join(', '))
  const after = await liveOf(live, objects)
  const changed = [...before].filter(([id, one]) => wish(one) !== wish(after.get(id)))
  expect(changed.length === 0, `changed: ${changed.map(([id]) => id).join(', ')}`)
  return `${done.length} objects looked at in ${seconds.toFixed(0)} s`
}

/** An object as text, without what controllers write of how it fares. */
function wish(object: Anything | undefined): string {
  if (!object) return 'nothing'
  const { status: _, ...rest } = object as Anything & { status?: unknown } // any object may have one
  const { resourceVersion: _version, ...metadata } = rest.metadata
  const { managedFields = [], ...others } = metadata as { managedFields?: readonly { subresource?: string }[] } // its API
  return JSON.stringify({ ...rest, metadata: { ...others, managed: managedFields.filter((one) => !one.subresource) } })
}

async function handIsTakenBack(live: Live, engine: Engine, what: SyncedOverlay): Promise<string> {
  const repository = openRepository(what.overlay, live.context)
  const objects = wanted(repository)
  const where = `--namespace=${live.namespace}`
  const before = await liveOf(live, objects)
  const config = first(objects, 'ConfigMap')
  const service = first(objects, 'Service')
  const account = first(objects, 'ServiceAccount')
  const policy = first(objects, 'NetworkPolicy')
  const [key = ''] = Object.keys((config as { data?: object }).data ?? {})
  await ask(live, [
    'patch',
    'configmap',
    config.metadata.name,
    where,
    '--type=merge',
    `--patch=${JSON.stringify({ data: { [key]: 'a hand was here' } })}`,
  ])
  await ask(live, [
    'patch',
    'service',
    service.metadata.name,
    where,
    '--type=merge',
    '--patch={"spec":{"selector":{"app.kubernetes.io/name":"nobody"}}}',
  ])
  await ask(live, ['delete', 'serviceaccount', account.metadata.name, where])
  await ask(live, [
    'patch',
    'networkpolicy',
    policy.metadata.name,
    where,
    '--type=merge',
    '--patch={"spec":{"podSelector":{"matchLabels":{"app":"nobody"}}}}',
  ])
  const { objects: done, seconds } = await synced(live, engine, what)
  const after = await liveOf(live, objects)
  const other = [...before].filter(([id, one]) => bodyOf(one) !== bodyOf(after.get(id)))
  expect(other.length === 0, `not as before: ${other.map(([id]) => id).join(', ')}`)
  const touched = done
    .filter(({ action }) => action === 'configured' || action === 'created')
    .map(({ object }) => object)
  const edited = [config, service, account, policy].map(idOf)
  expect(touched.sort().join() === edited.sort().join(), `it touched ${touched.join(', ')}, not ${edited.join(', ')}`)
  return `a field of ${idOf(config)}, ${idOf(service)} and ${idOf(policy)}, and ${idOf(account)}, which was deleted: ${seconds.toFixed(0)} s`
}

/** What an object is for, as text: neither its metadata nor its status. */
function bodyOf(object: Anything | undefined): string {
  if (!object) return 'nothing'
  const { metadata: _metadata, status: _status, ...rest } = object as Anything & { status?: unknown } // any object
  return JSON.stringify(rest)
}

function first(objects: readonly Anything[], kind: string): Anything {
  const found = objects.find((one) => one.kind === kind && one.metadata.namespace !== undefined)
  expect(found !== undefined, `there is no ${kind}`)
  return found
}

async function componentGoes(live: Live, engine: Engine, what: SyncedOverlay): Promise<string> {
  const repository = openRepository(what.overlay, live.context)
  const { name, directory } = what.component
  const objects = wanted(repository)
  const before = await liveOf(live, objects)
  const without = (written: Document): void => written.setIn(['components', name], false)
  repository.change(`without ${name}`, without)
  const left = new Set(wanted(repository).map(idOf))
  const gone = objects.filter((one) => !left.has(idOf(one)))
  const doomed = gone.filter((one) => !isProtected(one)).map(idOf)
  expect(gone.length > doomed.length && doomed.length > 0, `${directory} has nothing to lose or to keep`)
  const outcome = await synced(live, engine, what)
  await eventually(120, async () => {
    const now = await liveOf(live, objects)
    const lost = [...before.keys()].filter((id) => now.get(id)?.metadata.uid !== before.get(id)?.metadata.uid).sort()
    expect(lost.join() === doomed.sort().join(), `lost are ${lost.join(', ')}, not ${doomed.join(', ')}`)
  })
  await nothingRestarted(live)
  repository.revert()
  await synced(live, engine, what)
  await allReady(live)
  const again = await liveOf(live, objects)
  const missing = objects.map(idOf).filter((id) => !again.has(id))
  expect(missing.length === 0, `not back: ${missing.join(', ')}`)
  return `${name}: ${doomed.length} of ${gone.length} objects went in ${outcome.seconds.toFixed(0)} s, ${gone.length - doomed.length} protected ones stayed`
}

/** How long a sync waits for what cannot become well, in milliseconds: what an administrator sets is longer. */
const patience = 45_000

async function failedSyncHeals(live: Live, engine: Engine, what: SyncedOverlay): Promise<string> {
  const repository = openRepository(what.overlay, live.context)
  const objects = wanted(repository)
  const before = await liveOf(live, objects)
  const pods = await podsOf(live)
  repository.change('an image that does not exist', (written) => {
    written.setIn(['values', what.component.name, 'image', 'tag'], what.tag)
  })
  const outcome = await engine.sync(repository, live, { signal: AbortSignal.timeout(patience) })
  const failed = outcome.steps.filter(({ ready }) => !ready)
  expect(failed.length > 0, 'the sync did not fail')
  const after = await liveOf(live, objects)
  const touched = [...before].filter(([id, one]) => one.metadata.generation !== after.get(id)?.metadata.generation)
  const other = touched.filter(([id]) => id !== what.broken).map(([id]) => id)
  expect(other.length === 0, `it changed ${other.join(', ')} as well`)
  const isOther = ([name]: [string, string]): boolean => !name.startsWith(`${what.broken.split('/').at(-1)}-`)
  const lost = [...pods].filter(isOther)
  const now = await podsOf(live)
  expect(
    lost.every(([name, uid]) => now.get(name) === uid),
    'other pods are not the same',
  )
  repository.revert()
  const healed = await timed(async () => {
    await synced(live, engine, what)
    await allReady(live, 240)
  })
  return `stopped at ${failed[0]?.step}; whole again ${healed.toFixed(0)} s after the revert`
}

async function podsOf(live: Live): Promise<Map<string, string>> {
  const pods = await list<Anything>(live, 'pods')
  return new Map(pods.map(({ metadata }) => [metadata.name, metadata.uid]))
}

/** What somebody does who changes the engine in git and forgets the cluster; taken back at the end. */
async function carelessMove(live: Live, what: SyncedOverlay, from: Engine, to: Engine): Promise<string> {
  const repository = openRepository(what.overlay, live.context)
  const objects = wanted(repository)
  const before = await liveOf(live, objects)
  repository.change(`synced by ${to.id}`, (written) => written.setIn(['sync', 'engine'], to.id))
  const { steps } = await from.sync(repository, live)
  const after = await liveOf(live, objects)
  repository.revert()
  const lost = [...before].filter(([id, one]) => one.metadata.uid !== after.get(id)?.metadata.uid).map(([id]) => id)
  expect(lost.length === 0, `gone: ${lost.join(', ')}`)
  await synced(live, from, what)
  const [said] = steps.filter(({ ready }) => !ready)
  // Without the folder that it was built in.
  return said === undefined ? '' : `${said.step}: ${(said.message ?? '').replace(/:? open \/\S+/, '').slice(0, 160)}`
}

/** Takes the platform and its engine away, and has Flux bring it. */
async function beginsAnew(live: Live, what: SyncedOverlay): Promise<string> {
  const repository = openRepository(what.overlay, live.context)
  await leaves.argocd(live, what)
  await ask(live, ['delete', 'namespace', live.namespace, '--timeout=400s'])
  repository.change('synced by flux', (written) => written.setIn(['sync', 'engine'], 'flux'))
  return firstSync(live, flux, what)
}

async function moves(live: Live, what: SyncedOverlay, from: Engine, to: Engine): Promise<string> {
  const repository = openRepository(what.overlay, live.context)
  const objects = wanted(repository)
  // A field that the one engine applied and that goes with the move.
  const config = first(objects, 'ConfigMap')
  const dropped = config.metadata.name
  repository.write('a key that goes later', withKey(repository, dropped))
  await synced(live, from, what)
  const before = await liveOf(live, objects)
  const pods = await podsOf(live)
  await leaves[from.id](live, what)
  repository.change(`synced by ${to.id}`, (written) => written.setIn(['sync', 'engine'], to.id))
  await applied(live, ...(await to.root(repository, live)))
  const outcome = await synced(live, to, what)
  const after = await liveOf(live, objects)
  const anew = [...before].filter(([id, one]) => one.metadata.uid !== after.get(id)?.metadata.uid).map(([id]) => id)
  expect(anew.length === 0, `made anew: ${anew.join(', ')}`)
  // Not the generation: that of a Deployment counts its annotations, and an engine has one of its own.
  const rolled = [...before].filter(([id, one]) => id !== idOf(config) && bodyOf(one) !== bodyOf(after.get(id)))
  expect(rolled.length === 0, `changed: ${rolled.map(([id]) => id).join(', ')}`)
  const now = await podsOf(live)
  const other = [...pods].filter(([name, uid]) => now.get(name) !== uid).map(([name]) => name)
  expect(other.length === 0, `other pods: ${other.join(', ')}`)
  const stayed = await hasKey(live, dropped)
  await takesOver[to.id](live, repository, objects)
  await synced(live, to, what, true)
  expect(!(await hasKey(live, dropped)), `a key that git dropped is still in ConfigMap/${dropped}`)
  expect(stayed, 'what git drops with the move goes by itself: the step after it is needless')
  return `${objects.length} objects and ${pods.size} pods the same, ${outcome.seconds.toFixed(0)} s; a field that git drops goes once the fields of ${from.id} are ${to.id}'s`
}

const extra = 'dropped-later'

/** A ConfigMap's file with a key more. */
function withKey({ overlayFolder }: Repository, name: string): Readonly<Record<string, string>> {
  const file = yamlIn(join(overlayFolder, 'rendered')).find((path) => path.endsWith(`-configmap-${name}.yaml`))
  if (file === undefined) throw new Error(`ConfigMap ${name} has no file`)
  const text = readFileSync(file, 'utf8').replace(/^data:$/m, `data:\n  ${extra}: "x"`)
  return { [file.slice(overlayFolder.length + 1)]: text }
}

async function hasKey(live: Live, name: string): Promise<boolean> {
  const { data = {} } = await get<{ data?: object }>(live, 'configmap', name)
  return Object.hasOwn(data, extra)
}

/** How a person takes an engine off a cluster, with nothing lost. */
const leaves: Readonly<Record<Engine['id'], (live: Live, what: SyncedOverlay) => Promise<void>>> = {
  // Without a finalizer an Application leaves all that it synced.
  argocd: async (live, { overlay }) => {
    const where = '--namespace=argocd'
    await ask(live, ['delete', 'applications.argoproj.io', `${overlay}-root`, `${overlay}-platform`, where])
    await ask(live, ['delete', 'appprojects.argoproj.io', overlay, where])
  },
  // One that is suspended deletes nothing when it goes.
  flux: async (live, { overlay }) => {
    const where = '--namespace=flux-system'
    const kind = 'kustomizations.kustomize.toolkit.fluxcd.io'
    const names = (await ask(live, ['get', kind, where, '--output=name'])).trim().split('\n')
    for (const name of names)
      await ask(live, ['patch', name, where, '--type=merge', '--patch={"spec":{"suspend":true}}'])
    await ask(live, ['delete', ...names, where, '--wait=false'])
    // It lets go of what is deleted.
    await flux.sync(openRepository(overlay, live.context), live)
    await ask(live, ['delete', 'gitrepositories.source.toolkit.fluxcd.io', '--all', where])
  },
}

/**
 * How an engine gets the fields that the other applied for its own: else what git drops stays, as its first owner still
 * wants it. Flux does it itself; for Argo CD the owner is renamed in the objects.
 */
const takesOver: Readonly<
  Record<Engine['id'], (live: Live, repository: Repository, objects: readonly Anything[]) => Promise<void>>
> = {
  flux: async (live, repository) => void (await flux.sync(repository, live, { override: 'argocd-controller' })),
  argocd: async (live, _, objects) => {
    for (const [, { kind, apiVersion, metadata }] of await liveOf(live, objects)) {
      const {
        name,
        namespace,
        managedFields = [],
      } = metadata as Anything['metadata'] & {
        managedFields?: readonly { readonly manager: string }[]
      } // its API
      const at = managedFields.findIndex(({ manager }) => manager === 'kustomize-controller')
      if (at < 0) continue
      const without = managedFields.filter(({ manager }) => manager !== 'argocd-controller')
      const renamed = without.map((one) =>
        one.manager === 'kustomize-controller' ? { ...one, manager: 'argocd-controller' } : one,
      )
      const patch = [{ op: 'replace', path: '/metadata/managedFields', value: renamed }]
      const where = namespace === undefined ? [] : [`--namespace=${namespace}`]
      await ask(live, [
        'patch',
        kindOf(apiVersion, kind),
        name,
        ...where,
        '--type=json',
        `--patch=${JSON.stringify(patch)}`,
      ])
    }
  },
}
