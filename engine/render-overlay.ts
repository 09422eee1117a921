import { isAccepted } from './accept.ts'
import type { Assets } from './assets.ts'
import { checkManifests, type RuledFinding } from './check-manifests.ts'
import type { ComponentSource } from './component-source.ts'
import { fileName } from './file-name.ts'
import { kustomizationText, renderedText } from './file-text.ts'
import { generate } from './generate.ts'
import { applyRules, type Instantiation, instantiate } from './instantiate.ts'
import type { ManifestChecker } from './kubernetes-schemas.ts'
import type { File, Problem } from './model.ts'
import type { MergedOverlay } from './overlays.ts'
import { hasError } from './problem.ts'
import { type Sealed, seal } from './seal.ts'
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
  readonly sealed: readonly Sealed[]
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
  if (!instantiation) return { problems, findings: [], sealed: [], complete: false }
  const ruled = applyRules(instantiation)
  const { overlay } = instantiation
  // A generator may rely on what the rules hold, so it sees no values that break one which nobody has accepted.
  const refused = !despite && hasError(ruled.filter((problem) => !isAccepted(overlay.accept, problem)))
  if (!instantiation.whole || refused)
    return { instantiation, problems: ruled, findings: [], sealed: [], complete: false }
  const generated = generate(instantiation)
  const checker = await world.checkerOf(overlay.cluster.kubernetes)
  const external = instantiation.instantiated.flatMap(({ instance, component }) => component.external?.(instance) ?? [])
  const facts = { overlay, external, scopeOf: checker.scopeOf }
  const sealed = seal({ ...facts, placed: transform(generated.placed) })
  const complete = generated.problems.length === 0
  const findings = complete ? await checkManifests({ ...facts, placed: sealed }, checker) : []
  return { instantiation, sealed, problems: [...ruled, ...generated.problems], findings, complete }
}

/** The files of a rendered overlay, `kustomization.yaml` last. */
export function filesOf({ overlay }: Instantiation, sealed: readonly Sealed[]): File[] {
  const rendered = sealed
    .map((one) => ({
      path: `rendered/${one.directory}/${fileName(one.manifest, overlay.namespace, one.nameWithoutHash)}`,
      text: renderedText(overlay.name, one),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  return [...rendered, { path: 'kustomization.yaml', text: kustomizationText(overlay.name, rendered) }]
}
