import { isAccepted } from './accept.ts'
import type { Assets } from './assets.ts'
import { checkManifests, type RuledFinding } from './check-manifests.ts'
import type { ComponentSource } from './component-source.ts'
import { fileName } from './file-name.ts'
import { kustomizationText, renderedText, syncKustomizationText, syncText } from './file-text.ts'
import { generate } from './generate.ts'
import { applyRules, type Instantiation, instantiate, valueProblem } from './instantiate.ts'
import type { ManifestChecker } from './kubernetes-schemas.ts'
import type { File, ManifestSet, Placed, Problem } from './model.ts'
import type { MergedOverlay } from './overlays.ts'
import { hasError } from './problem.ts'
import { noTextHoldsASecret } from './rules/secrets.ts'
import { type Sealed, seal } from './seal.ts'
import type { Declared } from './secrets/needs.ts'
import { lackingAnnotations, provideSecrets } from './secrets/provide.ts'
import { secretsInSync } from './secrets/sync-text.ts'
import { checkSyncFiles, type SyncFile, syncFiles } from './sync/files.ts'
import { syncRules } from './sync/rules.ts'
import { transform } from './transform.ts'

/** What every overlay is rendered with. */
export type World = {
  readonly assets: Assets
  readonly sources: readonly ComponentSource[]
  /** The checker of a Kubernetes minor. */
  readonly checkerOf: (minor: string) => Promise<ManifestChecker>
}

/** One overlay on its way to files. */
export type Rendering = {
  readonly instantiation?: Instantiation
  /** What its components leave to others. */
  readonly declared: readonly Declared[]
  readonly sealed: readonly Sealed[]
  /** By what an engine syncs it. */
  readonly sync: readonly SyncFile[]
  /** All of its manifests with what is needed to judge them together; absent where there are none. */
  readonly set?: ManifestSet
  readonly problems: readonly Problem[]
  readonly findings: readonly RuledFinding[]
  /** Whether it came as far as that: with an error before, there are no manifests to judge. */
  readonly complete: boolean
}

/**
 * An overlay from merged values to checked manifests. Findings in manifests are not blamed on a line yet. With `despite`
 * values go on that a rule has refused: a generator may throw.
 */
export async function renderOverlay(merged: MergedOverlay, world: World, despite = false): Promise<Rendering> {
  const { instantiation, problems } = instantiate(merged, world.assets, world.sources)
  if (!instantiation) return { problems, declared: [], findings: [], sealed: [], sync: [], complete: false }
  const ruled = applyRules(instantiation)
  const { overlay } = instantiation
  // A generator may rely on what the rules hold, so it sees no values that break one which nobody has accepted.
  const refused = !despite && hasError(ruled.filter((problem) => !isAccepted(overlay.accept, problem)))
  if (!instantiation.whole || refused)
    return { instantiation, problems: ruled, declared: [], findings: [], sealed: [], sync: [], complete: false }
  const generated = generate(instantiation)
  const checker = await world.checkerOf(overlay.cluster.kubernetes)
  const declared = declaredIn(instantiation)
  const { scopeOf } = checker
  const transformed = {
    overlay,
    external: declared.map(({ object }) => object),
    scopeOf,
    placed: transform(generated.placed),
  }
  const complete = generated.problems.length === 0
  const secrets = provideSecrets(transformed, declared, merged.sealed, instantiation)
  const facts = { overlay, external: [...transformed.external, ...secrets.external], scopeOf }
  const sealed = seal({ ...facts, placed: inOrder([...transformed.placed, ...secrets.placed]) })
  const set = { ...facts, placed: sealed }
  const findings = complete ? await checkManifests(set, checker) : []
  const synced = syncRules.flatMap((rule) =>
    rule.check(overlay, sealed).map((finding) => valueProblem(rule, finding, instantiation)),
  )
  const sync = hasError(synced) ? [] : syncFiles(overlay, sealed)
  await checkSyncFiles(sync, checker)
  const secretsThere = secretsInSync(overlay, sync).map((finding) =>
    valueProblem(noTextHoldsASecret, finding, instantiation),
  )
  const told = [
    ...ruled,
    ...generated.problems,
    ...(complete ? secrets.problems : []),
    ...lackingAnnotations(sealed, overlay),
    ...synced,
    ...secretsThere,
  ]
  return { instantiation, declared, sealed, sync, set, problems: told, findings, complete }
}

/** What components leave to others. */
function declaredIn({ instantiated }: Instantiation): readonly Declared[] {
  return instantiated.flatMap(({ instance, component }) =>
    (component.external?.(instance) ?? []).map((object) => ({ component: instance.id, object })),
  )
}

/** In the order of the output directories; within one as given. */
function inOrder(placed: readonly Placed[]): Placed[] {
  return [...placed].sort((a, b) => (a.directory < b.directory ? -1 : a.directory > b.directory ? 1 : 0))
}

/** The files of a rendered overlay: its objects, `kustomization.yaml`, and what syncs it. */
export function filesOf({ overlay }: Instantiation, sealed: readonly Sealed[], sync: readonly SyncFile[]): File[] {
  const rendered = sealed
    .map((one) => ({
      path: `rendered/${one.directory}/${fileName(one.manifest, overlay.namespace, one.nameWithoutHash)}`,
      text: renderedText(overlay.name, one),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  return [
    ...rendered,
    // Kustomize refuses one that lists nothing, as that of a hub without components would.
    ...(rendered.length > 0 ? [{ path: 'kustomization.yaml', text: kustomizationText(overlay.name, rendered) }] : []),
    ...sync.map(({ path, manifests }) => ({ path, text: syncText(overlay.name, manifests) })),
    { path: 'sync/kustomization.yaml', text: syncKustomizationText(overlay) },
  ]
}
