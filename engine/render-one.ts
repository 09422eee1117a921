import { join } from 'node:path'
import { applyAcceptances } from './accept.ts'
import type { Assets } from './assets.ts'
import { blame } from './blame.ts'
import { choices } from './closest.ts'
import { problemAt } from './failure.ts'
import { fileNameCollisions } from './file-name.ts'
import { type Comparison, compareFiles } from './files.ts'
import type { OverlaySummary } from './fleet.ts'
import { furtherProblems, type Judgement } from './further.ts'
import type { Instantiated } from './instantiate.ts'
import { keptFilesThatGo } from './kept-files.ts'
import type { Memory } from './memory.ts'
import { identities } from './merge.ts'
import type { File, Problem } from './model.ts'
import { type MergedOverlay, mergeOverlay, type WrittenOverlay } from './overlays.ts'
import { packed } from './packed-files.ts'
import { hasError } from './problem.ts'
import { summarized, withFleetRules } from './related.ts'
import { filesOf, type Rendering, renderOverlay, type World } from './render-overlay.ts'
import { everyObjectIsRenderedOnce } from './rules/identity.ts'
import { textRules } from './rules/text.ts'
import { ofSecrets } from './secrets/needs.ts'
import { find, placeOf, type Sourced, showPath } from './sourced.ts'

/** What the overlays of a root are rendered with. */
export type Opened = {
  readonly root: string
  readonly names: readonly string[]
  readonly world: World
  readonly read: (name: string) => WrittenOverlay
  /** Few overlays are read again: those that others extend. */
  readonly forget: (name: string) => void
  /** Hears what each overlay renders to, be it wrong or not. */
  readonly seen?: (rendering: Rendering) => void
  /** How many overlays were rendered. */
  rendered: number
  /** In how many overlays the value behind a finding was searched for. */
  blamed: number
  /** How many characters the texts to write have so far. */
  held: number
}

/** One overlay, rendered and compared with the disk. `comparison` holds only the texts that differ. */
export type RenderedOverlay = {
  readonly name: string
  readonly objects: number
  readonly comparison: Comparison
}

/** What came of one overlay. */
export type One = {
  readonly problems: readonly Problem[]
  /** Absent where it could not be rendered. */
  readonly overlay?: RenderedOverlay
  readonly summary?: OverlaySummary | undefined
  /** Its components with rules across overlays. */
  readonly instantiated?: readonly Instantiated[]
}

/** Renders one overlay, looks for all that is wrong with it, and compares it with the disk. */
export async function renderOne(name: string, opened: Opened, memory: Memory): Promise<One> {
  const { root, names, world, read, forget } = opened
  const { merged, problems: found } = mergeOverlay(name, read, names, world.assets)
  forget(name)
  const problems = [...world.assets.problems, ...found]
  if (merged?.abstract) {
    const overlay = emptied(root, name)
    const kept = await keptFilesThatGo(root, merged, overlay.comparison, [])
    return { problems: [...problems, ...neverInherited(merged, world.assets), ...kept], overlay }
  }
  if (!merged) return { problems }
  const search = opened.blamed < mostBlamed
  const judge = async (overlay: MergedOverlay): Promise<Judgement> => {
    const rendering = await renderOverlay(overlay, world)
    return { ...(await judged(overlay, rendering, world, { names, search, asWritten: false })), rendering }
  }
  const goOn = async (wrong: readonly Problem[], ruled: boolean): Promise<One> => {
    const around = { names, assets: world.assets }
    const further = await furtherProblems(merged, { wrong, ruled }, around, judge)
    return {
      problems: [...problems, ...further.problems],
      summary: summarized(merged, further.rendering ?? { sealed: [], sync: [] }, world),
      instantiated: withFleetRules(further.rendering?.instantiation),
    }
  }
  if (hasError(found)) {
    opened.blamed += 1
    return goOn(found, false)
  }
  const rendering = await renderOverlay(merged, world)
  opened.seen?.(rendering)
  const { instantiation, complete, sealed, sync, findings } = rendering
  if (findings.length > 0 || !complete) opened.blamed += 1
  problems.push(...nobodyDriven(merged, opened))
  const { ofValues, ofManifests } = await judged(merged, rendering, world, { names, search, asWritten: true })
  const first = [...ofValues, ...ofManifests]
  problems.push(...first)
  if (!complete) return goOn(first, instantiation !== undefined)
  const summary = summarized(merged, rendering, world)
  const instantiated = withFleetRules(instantiation)
  const files = instantiation ? filesOf(instantiation, sealed, sync) : []
  // An object that is rendered twice has been told where it comes from.
  const isTold = first.some(({ rule }) => rule === everyObjectIsRenderedOnce.id)
  const collided = collisions(files, merged)
  const wrong = textProblems(files, merged)
  problems.push(...wrong, ...(isTold ? [] : collided))
  if (wrong.length + collided.length > 0) return { problems, summary, instantiated }
  if (sealed.length === 0 && !instantiation?.overlay.sync.hub) problems.push(emptyRender(merged))
  const comparison = sparing(compareFiles(join(root, 'overlays', name), files, `overlays/${name}`), opened)
  const overlay = { name, objects: sealed.length, comparison }
  // A Secret whose source is wrong is not gone for good.
  const isSourceWrong = problems.some(({ rule, severity }) => rule.startsWith('secrets/') && severity === 'error')
  const kept = await keptFilesThatGo(root, merged, comparison, sealed)
  problems.push(...comparison.problems, ...kept.filter(({ at }) => !isSourceWrong || at.path !== ofSecrets))
  if (summary && !hasError(problems) && (search || findings.length === 0))
    memory.remember(
      merged.chain.map((link) => link.name),
      files,
      { objects: sealed.length, problems, summary },
    )
  return { problems, overlay, summary, instantiated }
}

/** In how many overlays the value behind a finding is searched for; a defect of a component is in all of them. */
const mostBlamed = 20

/** Characters of texts that are held as they are; the texts of more are packed. */
const mostHeld = 32 * 2 ** 20

/** A comparison in little memory where there is much to write. */
function sparing(comparison: Comparison, opened: Opened): Comparison {
  const { changed, missing } = comparison
  const written = [...changed, ...missing]
  opened.held += written.reduce((sum, { text }) => sum + text.length, 0)
  if (opened.held < mostHeld || written.length === 0) return comparison
  const files = packed(written)
  return { ...comparison, changed: files.slice(0, changed.length), missing: files.slice(changed.length) }
}

/** Nothing would be left of a platform: never what somebody wants. */
function emptyRender({ name, tree }: MergedOverlay): Problem {
  return {
    rule: 'overlay/empty',
    severity: 'error',
    at: { ...placeOf(tree, ['components'], true), path: 'components' },
    message: 'expected a component that renders something, found none',
    hint: `put one in, or remove overlays/${name}`,
    overlay: name,
  }
}

/** What an abstract overlay accepts, and its identities, go nowhere: it is never rendered, and they are never inherited. */
function neverInherited({ name, chain, sealed }: MergedOverlay, { overlaySchema }: Assets): Problem[] {
  const tree = chain[0]?.tree
  if (!tree) return []
  const stated = identities(tree, overlaySchema).map(({ path }) => [...path])
  const ofFiles = sealed.files.map(({ file }) => ({
    ...problemAt(file, {
      rule: 'overlay/never-inherited',
      message: 'what is sealed is never inherited, and an abstract overlay is never rendered: it goes nowhere',
      hint: 'move it into the sealed/ of the overlay whose cluster it is sealed for',
    }),
    overlay: name,
  }))
  const ofTree = [['accept'], ...stated]
    .filter((path) => find(tree, path))
    .map(
      (path): Problem => ({
        rule: 'overlay/never-inherited',
        severity: 'error',
        at: { ...placeOf(tree, path, true), path: showPath(path) },
        message: 'this is never inherited, and an abstract overlay is never rendered: it goes nowhere',
        hint: 'write it in the overlays that extend this one',
        overlay: name,
      }),
    )
  return [...ofTree, ...ofFiles]
}

/** What a hub drives must be there, and render something. */
function nobodyDriven({ name, tree }: MergedOverlay, { names, read }: Opened): Problem[] {
  const overlays = find(tree, ['sync', 'overlays'])?.value
  if (!Array.isArray(overlays)) return []
  return overlays.flatMap(({ at, value }: Sourced, index): Problem[] => {
    const other = String(value)
    const isThere = names.includes(other)
    if (isThere && find(read(other).tree, ['abstract'])?.value !== true) return []
    return [
      {
        rule: 'sync/driven-overlay',
        severity: 'error',
        at: { ...at, path: `sync.overlays[${index}]` },
        message: isThere
          ? `expected an overlay that is rendered, found "${other}", which is abstract`
          : `there is no overlay "${other}"`,
        hint: isThere ? 'take it out' : choices(other, names),
        overlay: name,
      },
    ]
  })
}

/** An abstract overlay renders nothing; what it rendered before it became one goes. */
function emptied(root: string, name: string): RenderedOverlay {
  return { name, objects: 0, comparison: compareFiles(join(root, 'overlays', name), [], `overlays/${name}`) }
}

/**
 * All that is wrong with a rendered overlay, blamed on lines, without what it accepts. Whether an acceptance names nothing
 * can be said of an overlay as it is written only.
 */
async function judged(
  merged: MergedOverlay,
  rendering: Rendering,
  world: World,
  { names, search, asWritten }: { names: readonly string[]; search: boolean; asWritten: boolean },
): Promise<Omit<Judgement, 'rendering'>> {
  const { instantiation, complete } = rendering
  const found = [...rendering.problems, ...(await blame(merged, rendering, world, names, search))]
  const left = instantiation
    ? applyAcceptances(merged.name, merged.tree, instantiation.overlay.accept, found, complete && asWritten)
    : found
  const ofValues = left.filter(
    (problem) => !problem.rule.startsWith('template/') && (!complete || rendering.problems.includes(problem)),
  )
  return { ofValues, ofManifests: left.filter((problem) => !ofValues.includes(problem)) }
}

/** What is wrong with the printed text: always a defect of a generator. */
function textProblems(files: readonly File[], { name, file }: MergedOverlay): Problem[] {
  return textRules.flatMap(({ id, check }) =>
    check(files).map(
      ({ path, message }): Problem => ({
        rule: id,
        severity: 'error',
        at: { file, line: 1, column: 1, path: '' },
        message: `${message} (in ${path})`,
        hint: 'this is a defect of a component, not of the overlay',
        overlay: name,
      }),
    ),
  )
}

/** Files whose names are one and the same on some file system. */
function collisions(files: readonly File[], { name, file }: MergedOverlay): Problem[] {
  return fileNameCollisions(files.map(({ path }) => path)).map((paths) => ({
    rule: 'files/name-collision',
    severity: 'error',
    at: { file, line: 1, column: 1, path: '' },
    message: `expected a file name for each object, found one for several: ${paths.join(', ')}`,
    hint: 'give one of the objects another name',
    overlay: name,
  }))
}
