import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Document } from 'yaml'
import type { KubeObject } from '../api.ts'
import { makeExpectedSecrets } from '../cluster/expected-secrets.ts'
import type { Engine, Synced } from '../sync/engine.ts'
import { openRepository, type Repository } from '../sync/repository.ts'
import { allReady } from './change.ts'
import { expect, type Live } from './check.ts'
import { eventually, timed } from './eventually.ts'
import { applied, ask } from './kubectl.ts'
import { nothingRestarted } from './platform.ts'
import {
  bodyOf,
  first,
  idOf,
  isProtected,
  liveOf,
  podsOf,
  type SyncedOverlay,
  synced,
  wanted,
  wish,
} from './sync-objects.ts'

/** Applies what a person applies by hand, and has the engine bring everything; gives how many objects and how long. */
export async function firstSync(live: Live, engine: Engine, what: SyncedOverlay): Promise<string> {
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

/** Has everything applied again; throws where an object is not what it was, whoever manages which field included. */
export async function unchangedSync(live: Live, engine: Engine, what: SyncedOverlay): Promise<string> {
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

/** Changes three objects by hand and deletes a fourth; throws where a sync does not touch exactly these. */
export async function handIsTakenBack(live: Live, engine: Engine, what: SyncedOverlay): Promise<string> {
  const repository = openRepository(what.overlay, live.context)
  const objects = wanted(repository)
  const where = `--namespace=${live.namespace}`
  const before = await liveOf(live, objects)
  const config = first(objects, 'ConfigMap')
  const service = first(objects, 'Service')
  const account = first(objects, 'ServiceAccount')
  const policy = first(objects, 'NetworkPolicy')
  const [key = ''] = Object.keys((config as { data?: object }).data ?? {})
  const edit = ({ kind, metadata }: KubeObject, change: object): Promise<string> =>
    ask(live, ['patch', kind, metadata.name, where, '--type=merge', `--patch=${JSON.stringify(change)}`])
  await edit(config, { data: { [key]: 'a hand was here' } })
  await edit(service, { spec: { selector: { 'app.kubernetes.io/name': 'nobody' } } })
  await edit(policy, { spec: { podSelector: { matchLabels: { app: 'nobody' } } } })
  await ask(live, ['delete', account.kind, account.metadata.name, where])
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

/** Takes a component out of git and puts it back; throws where other objects go than the unprotected ones. */
export async function componentGoes(live: Live, engine: Engine, what: SyncedOverlay): Promise<string> {
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

/** Commits what cannot start, then reverts it; throws where anything else changed meanwhile. */
export async function failedSyncHeals(live: Live, engine: Engine, what: SyncedOverlay): Promise<string> {
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
