import { findingKey, type RuledFinding } from './check-manifests.ts'
import { componentName } from './component-source.ts'
import { severityIn } from './instantiate.ts'
import type { Overlay, Path, Place, Problem } from './model.ts'
import { objectName } from './object-name.ts'
import { type MergedOverlay, mergeOverlay, type WrittenOverlay } from './overlays.ts'
import { hasError } from './problem.ts'
import { type Rendering, renderOverlay, type World } from './render-overlay.ts'
import { groupBy } from './rules/index-of-set.ts'
import { ofSecrets } from './secrets/needs.ts'
import { find, leaves, type Sourced, showPath, without } from './sourced.ts'

/**
 * Findings in manifests as problems at lines that a person can edit: the value of the overlay's chain whose return to
 * the inherited one makes the finding vanish, the nearest first, found by rendering again; else the generator, as a
 * defect of its component. A value that a finding names goes before others, and one that a rule wants before one that
 * may go; those of its own component before those of others. Without `search` none is looked for: it takes a render for
 * each value that is written.
 */
export async function blame(
  merged: MergedOverlay,
  { findings, instantiation }: Rendering,
  world: World,
  names: readonly string[],
  search: boolean,
): Promise<Problem[]> {
  if (findings.length === 0 || !instantiation) return []
  const { overlay } = instantiation
  const open = groupBy(
    findings.filter(({ placed }) => !placed?.passed),
    (finding) => findingKey(finding, overlay),
  )
  const places = new Map<string, Found>()
  const wanted = new Map<string, Found>()
  const vanishing = async ({ link, path }: Candidate, known: ReadonlyMap<string, Found>) => {
    const trial = await renderWithout(merged, link, path, world, names)
    if (!trial?.complete) return { keys: [], refused: true }
    const left = new Set(trial.findings.map((finding) => findingKey(finding, overlay)))
    const keys = [...open.keys()].filter((key) => !left.has(key) && !known.has(key))
    return { keys, refused: hasError(trial.problems) }
  }
  const { values, maps } = search && open.size > 0 ? candidates(merged) : { values: [], maps: [] }
  const messages = findings.map(({ message }) => message)
  const isNamed = ({ texts }: Candidate): boolean => texts.some((text) => messages.some((one) => one.includes(text)))
  const components = new Set(findings.flatMap(({ placed }) => (placed ? [componentName(placed.component)] : [])))
  const rank = (one: Candidate): number => (isNamed(one) ? 0 : components.has(one.path[1] ?? '') ? 1 : 2)
  for (const candidate of [...values].sort((a, b) => rank(a) - rank(b))) {
    if (places.size === open.size) break
    if (rank(candidate) === 2 && [...open.keys()].every((key) => places.has(key) || wanted.has(key))) break
    const { keys, refused } = await vanishing(candidate, places)
    const found = { place: nearestPlace(merged, candidate.path), path: candidate.path }
    for (const key of keys) if (!refused || isNamed(candidate)) places.set(key, found)
    for (const key of keys) if (!wanted.has(key)) wanted.set(key, found)
  }
  for (const [key, found] of wanted) if (!places.has(key)) places.set(key, found)
  for (const candidate of maps) {
    if (places.size === open.size) break
    const { keys, refused } = await vanishing(candidate, places)
    for (const key of refused ? [] : keys)
      places.set(key, { place: nearestPlace(merged, candidate.path), path: candidate.path })
  }
  const ofFiles = findings.flatMap((finding) => inPassedFile(finding, overlay) ?? [])
  const ofValues = [...open]
    .flatMap(([key, alike]) => alike.map((finding) => ({ key, finding })))
    .map(({ key, finding }) => {
      const found = places.get(key)
      const isGenerated = finding.placed?.component !== ofSecrets
      const object = finding.placed && objectName(finding.placed, overlay)
      const field = `${object ?? 'the rendered set'}${finding.path.length > 0 ? ` ${showPath(finding.path)}` : ''}`
      const defect = `this is a defect of ${finding.placed ? `generators/${finding.placed.component}` : 'a component'}, not of overlay ${overlay.name}`
      const hint = [finding.hint, found || !isGenerated ? undefined : search ? defect : notSearched]
        .filter((text) => text !== undefined)
        .join('; ')
      return {
        rule: finding.rule.id,
        severity: severityIn(overlay, finding.rule.severity),
        at: found
          ? { ...found.place, path: showPath(found.path) }
          : isGenerated
            ? {
                file: finding.placed ? `generators/${finding.placed.component}/component.ts` : merged.file,
                line: 1,
                column: 1,
                path: '',
              }
            : { ...nearestPlace(merged, ['secrets']), path: 'secrets' },
        message: `${finding.message} (in ${field})`,
        ...(hint === '' ? {} : { hint }),
        overlay: overlay.name,
        ...(object === undefined ? {} : { object }),
      }
    })
  return [...ofFiles, ...ofValues]
}

/** A finding in what is passed through, at the line of the person's file; nothing where it is in anything else. */
function inPassedFile({ placed, path, rule, message, hint }: RuledFinding, overlay: Overlay): Problem | undefined {
  if (!placed?.passed) return undefined
  return {
    rule: rule.id,
    severity: severityIn(overlay, rule.severity),
    at: { ...placed.passed.place(path), path: showPath(path) },
    message,
    ...(hint === undefined ? {} : { hint }),
    overlay: overlay.name,
    object: objectName(placed, overlay),
  }
}

const notSearched = 'mend the overlays above first: they tell which value it comes from'

type Found = { readonly place: Place; readonly path: Path }

/** A value that a link of the chain writes; `texts` are those that a message may name it by. */
type Candidate = { readonly link: number; readonly path: Path; readonly texts: readonly string[] }

/**
 * What the chain writes and might take back, the overlay itself first: every value, then every map of values, as some
 * cannot be without one of theirs. Not `components`, nor where Secrets come from: without a component, and without what
 * stands for a Secret, all of their findings vanish.
 */
function candidates({ chain }: MergedOverlay): { values: Candidate[]; maps: Candidate[] } {
  const shortest: Readonly<Record<string, number>> = { values: 3, cluster: 2, secrets: 2, sync: 2 }
  const values = chain.flatMap(({ tree }, link) =>
    (tree ? leaves(tree) : [])
      .filter(({ path }) => path.length >= (shortest[path[0] ?? ''] ?? Number.POSITIVE_INFINITY))
      .filter(({ path }) => path[0] !== 'secrets' || path.at(-1) !== 'source')
      .map(({ path, leaf }) => ({ link, path, texts: textsOf(leaf) })),
  )
  const maps = new Map<string, Candidate>()
  for (const { link, path } of values)
    for (let length = path.length - 1; length >= (shortest[path[0] ?? ''] ?? 0); length--)
      maps.set(`${link} ${showPath(path.slice(0, length))}`, { link, path: path.slice(0, length), texts: [] })
  return { values, maps: [...maps.values()].sort((a, b) => b.path.length - a.path.length || a.link - b.link) }
}

/** Shorter texts stand in messages by chance. */
const shortestText = 6

function textsOf({ value }: Sourced): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)].filter((text) => text.length >= shortestText)
  return [...(value as ReadonlyMap<string, Sourced> | readonly Sourced[]).values()].flatMap(textsOf) // what is no scalar
}

/** Where the chain writes what it says last at a path. */
function nearestPlace({ chain, tree }: MergedOverlay, path: Path): Place {
  const nearest = chain.map((link) => find(link.tree, path)).find((sourced) => sourced !== undefined)
  return nearest?.key ?? nearest?.at ?? tree.at
}

/** The overlay as it would render if the path were not written by a link of its chain, nor by any nearer one. */
async function renderWithout(
  { name, chain }: MergedOverlay,
  link: number,
  path: Path,
  world: World,
  names: readonly string[],
): Promise<Rendering | undefined> {
  const byName = new Map(
    chain.map((written, index): [string, WrittenOverlay] => [
      written.name,
      written.tree && index <= link ? { ...written, tree: without(written.tree, path), problems: [] } : written,
    ]),
  )
  const read = (link: string): WrittenOverlay => byName.get(link) ?? { name: link, file: '', problems: [] }
  const { merged } = mergeOverlay(name, read, names, world.assets)
  try {
    return merged && (await renderOverlay(merged, world, true))
  } catch {
    return undefined // without the value a generator may be unable to go on: then it is not the one to blame
  }
}
