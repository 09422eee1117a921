import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { argocd, type Engine, flux } from '../sync/engine.ts'
import { engineKinds } from '../sync/kinds.ts'
import { openRepository } from '../sync/repository.ts'
import type { Check, Live } from './check.ts'
import { eventually } from './eventually.ts'
import { applied, ask } from './kubectl.ts'
import { componentGoes, failedSyncHeals, firstSync, handIsTakenBack, unchangedSync } from './sync-facts.ts'
import { beginsAnew, carelessMove, leaves, moves } from './sync-moves.ts'
import { manifestsOf, type SyncedOverlay, yamlIn } from './sync-objects.ts'
import { scale } from './sync-scale.ts'

/** What holds of an overlay that an engine syncs from git, beginning with an empty cluster, and of the way to the other. */
export function syncChecks(what: SyncedOverlay): Check[] {
  const checks: Check[] = [
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
  return checks.map((check) => ({ ...check, onlyOurs: 'the engines run in the network of our own cluster' }))
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
  }))
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
