import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KubeObject } from '../api.ts'
import { type Engine, flux } from '../sync/engine.ts'
import { openRepository, type Repository } from '../sync/repository.ts'
import { expect, type Live } from './check.ts'
import { applied, ask, get } from './kubectl.ts'
import { firstSync } from './sync-facts.ts'
import {
  bodyOf,
  first,
  idOf,
  kindOf,
  liveOf,
  podsOf,
  type SyncedOverlay,
  synced,
  wanted,
  yamlIn,
} from './sync-objects.ts'

/** What somebody does who changes the engine in git and forgets the cluster; taken back at the end. */
export async function carelessMove(live: Live, what: SyncedOverlay, from: Engine, to: Engine): Promise<string> {
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
export async function beginsAnew(live: Live, what: SyncedOverlay): Promise<string> {
  const repository = openRepository(what.overlay, live.context)
  await leaves.argocd(live, what)
  await ask(live, ['delete', 'namespace', live.namespace, '--timeout=400s'])
  repository.change('synced by flux', (written) => written.setIn(['sync', 'engine'], 'flux'))
  return firstSync(live, flux, what)
}

/** Moves the overlay as a person does who follows the README; throws where an object or a pod is another afterwards. */
export async function moves(live: Live, what: SyncedOverlay, from: Engine, to: Engine): Promise<string> {
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
export const leaves: Readonly<Record<Engine['id'], (live: Live, what: SyncedOverlay) => Promise<void>>> = {
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
  Record<Engine['id'], (live: Live, repository: Repository, objects: readonly KubeObject[]) => Promise<void>>
> = {
  flux: async (live, repository) => void (await flux.sync(repository, live, { override: 'argocd-controller' })),
  argocd: async (live, _, objects) => {
    for (const [, { kind, apiVersion, metadata }] of await liveOf(live, objects)) {
      const {
        name,
        namespace,
        managedFields = [],
      } = metadata as KubeObject['metadata'] & {
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
