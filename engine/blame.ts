import { findingKey, objectName, type RuledFinding } from './check-manifests.ts'
import { severityIn } from './instantiate.ts'
import type { Path, Place, Problem } from './model.ts'
import { type MergedOverlay, mergeOverlay, type WrittenOverlay } from './overlays.ts'
import { type Rendering, renderOverlay, type World } from './render-overlay.ts'
import { leaves, type Sourced, showPath, without } from './sourced.ts'

/**
 * Findings in manifests as problems at lines that a person can edit: the value of the overlay's chain whose return to
 * the inherited one makes the finding vanish, the nearest first, found by rendering again; else the generator, as a
 * defect of its component.
 */
export async function blame(
  merged: MergedOverlay,
  { findings, instantiation }: Rendering,
  world: World,
  names: readonly string[],
): Promise<Problem[]> {
  if (findings.length === 0 || !instantiation) return []
  const { overlay } = instantiation
  const open = new Map(findings.map((finding) => [findingKey(finding, overlay), finding]))
  const places = new Map<string, { place: Place; path: Path }>()
  for (const { link, path, leaf } of candidates(merged)) {
    if (places.size === open.size) break
    const trial = await renderWithout(merged, link, path, world, names)
    if (!trial?.instantiation || trial.problems.some(({ severity }) => severity === 'error')) continue
    const left = new Set(trial.findings.map((finding) => findingKey(finding, overlay)))
    for (const key of open.keys()) {
      if (!left.has(key) && !places.has(key)) places.set(key, { place: leaf.key ?? leaf.at, path })
    }
  }
  return [...open].map(([key, finding]) => {
    const found = places.get(key)
    const object = finding.placed && objectName(finding.placed, overlay)
    const field = `${object ?? 'the rendered set'}${finding.path.length > 0 ? ` ${showPath(finding.path)}` : ''}`
    const defect = `this is a defect of ${finding.placed ? `generators/${finding.placed.component}` : 'a component'}, not of the overlay`
    const hint = [finding.hint, found ? undefined : defect].filter((text) => text !== undefined).join('; ')
    return {
      rule: finding.rule.id,
      severity: severityIn(overlay, finding.rule.severity),
      at: found
        ? { ...found.place, path: showPath(found.path) }
        : {
            file: finding.placed ? `generators/${finding.placed.component}/component.ts` : merged.file,
            line: 1,
            column: 1,
            path: '',
          },
      message: `${finding.message} (in ${field})`,
      ...(hint === '' ? {} : { hint }),
      overlay: overlay.name,
      ...(object === undefined ? {} : { object }),
    }
  })
}

/** What the chain writes, the overlay itself first. Not `components`: without a component all of its findings vanish. */
function candidates({ chain }: MergedOverlay): { link: WrittenOverlay; path: Path; leaf: Sourced }[] {
  return chain.flatMap((link) =>
    link.tree
      ? leaves(link.tree)
          .filter(({ path }) => ['values', 'cluster', 'sync'].includes(path[0] ?? ''))
          .map(({ path, leaf }) => ({ link, path, leaf }))
      : [],
  )
}

async function renderWithout(
  { name, chain }: MergedOverlay,
  changed: WrittenOverlay,
  path: Path,
  world: World,
  names: readonly string[],
): Promise<Rendering | undefined> {
  const byName = new Map(chain.map((link) => [link.name, link]))
  if (!changed.tree) return undefined
  byName.set(changed.name, { ...changed, tree: without(changed.tree, path), problems: [] })
  const read = (link: string): WrittenOverlay => byName.get(link) ?? { name: link, file: '', problems: [] }
  const { merged } = mergeOverlay(name, read, names, world.assets)
  return merged && renderOverlay(merged, world)
}
