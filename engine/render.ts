import { join } from 'node:path'
import { applyAcceptances } from './accept.ts'
import type { Assets } from './assets.ts'
import { blame } from './blame.ts'
import { choices } from './closest.ts'
import { problemAt } from './failure.ts'
import { fileNameCollisions } from './file-name.ts'
import { type Comparison, compareFiles } from './files.ts'
import { identities } from './merge.ts'
import type { File, Problem } from './model.ts'
import { openFleet } from './open-fleet.ts'
import { listOverlays, type MergedOverlay, mergeOverlay, readOverlay, type WrittenOverlay } from './overlays.ts'
import { hasError, sortProblems } from './problem.ts'
import { filesOf, type Rendering, renderOverlay, type World } from './render-overlay.ts'
import { textRules } from './rules/text.ts'
import { find, placeOf, showPath } from './sourced.ts'

/** What is rendered: all overlays of a root, or those that are named. */
export type RenderRequest = {
  readonly root: string
  readonly overlays: readonly string[]
  /** Whether warnings stop the write too. */
  readonly strict: boolean
  /** Called when an overlay is done. */
  readonly progress: (done: number, of: number) => void
}

/** One overlay, rendered and compared with the disk. `comparison` holds only the texts that differ. */
export type RenderedOverlay = {
  readonly name: string
  readonly objects: number
  readonly comparison: Comparison
}

/** The outcome of rendering, before anything is written. With an error among the problems nothing may be written. */
export type Outcome = { readonly overlays: readonly RenderedOverlay[]; readonly problems: readonly Problem[] }

/** Renders overlays and compares them with the disk. Writes nothing. */
export async function render(request: RenderRequest, world: World): Promise<Outcome> {
  const { root, strict } = request
  const listed = listOverlays(root)
  const selection = select(request.overlays, listed.names)
  if (selection.problems.length > 0) return { overlays: [], problems: selection.problems }
  const read = reader(root, world)
  // A folder that can be no overlay stops those that are rendered with it, not those that are asked for by name.
  const problems: Problem[] = [...world.assets.problems, ...(request.overlays.length === 0 ? listed.problems : [])]
  const overlays: RenderedOverlay[] = []
  let blamed = 0
  const fleet = openFleet(world)
  for (const [index, name] of selection.names.entries()) {
    const { merged, problems: found } = mergeOverlay(name, read, listed.names, world.assets)
    problems.push(...found)
    if (merged?.abstract) {
      problems.push(...neverInherited(merged, world.assets))
      overlays.push(emptied(root, name))
    } else if (merged && !hasError(found)) {
      const rendering = await renderOverlay(merged, world)
      const search = blamed < mostBlamed
      if (rendering.findings.length > 0) blamed += 1
      problems.push(...(await judged(merged, rendering, world, listed.names, search)))
      fleet.add(merged, rendering)
      const files =
        rendering.complete && rendering.instantiation ? filesOf(rendering.instantiation, rendering.sealed) : []
      const wrong = rendering.complete ? [...textProblems(files, merged), ...collisions(files, merged)] : []
      problems.push(...wrong)
      if (rendering.complete && wrong.length === 0) {
        if (rendering.sealed.length === 0) problems.push(emptyRender(merged))
        const comparison = compareFiles(join(root, 'overlays', name), files, `overlays/${name}`)
        problems.push(...comparison.problems)
        overlays.push({ name, objects: rendering.sealed.length, comparison })
      }
    }
    request.progress(index + 1, selection.names.length)
  }
  await fleet.addRelated(root, listed.names, read)
  problems.push(...fleet.problems())
  const sorted = sortProblems(problems)
  return {
    overlays,
    problems: strict ? sorted.map((problem) => ({ ...problem, severity: 'error' })) : sorted,
  }
}

/** In how many overlays the value behind a finding is searched for; a defect of a component is in all of them. */
const mostBlamed = 20

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
function neverInherited({ name, chain }: MergedOverlay, { overlaySchema }: Assets): Problem[] {
  const tree = chain[0]?.tree
  if (!tree) return []
  const stated = identities(tree, overlaySchema).map(({ path }) => [...path])
  return [['accept'], ...stated]
    .filter((path) => find(tree, path))
    .map((path) => ({
      rule: 'overlay/never-inherited',
      severity: 'error',
      at: { ...placeOf(tree, path, true), path: showPath(path) },
      message: 'this is never inherited, and an abstract overlay is never rendered: it goes nowhere',
      hint: 'write it in the overlays that extend this one',
      overlay: name,
    }))
}

/** An abstract overlay renders nothing; what it rendered before it became one goes. */
function emptied(root: string, name: string): RenderedOverlay {
  return { name, objects: 0, comparison: compareFiles(join(root, 'overlays', name), [], `overlays/${name}`) }
}

/** The rule that only the arguments of a command can break. */
export const unknownOverlay = 'overlay/unknown'

/** The overlays that were asked for, all when none was. */
function select(asked: readonly string[], names: readonly string[]): { names: readonly string[]; problems: Problem[] } {
  if (asked.length === 0) return { names, problems: [] }
  const problems = asked
    .filter((name) => !names.includes(name))
    .map((name) =>
      problemAt('overlays', {
        rule: unknownOverlay,
        message: `there is no overlay "${name}"`,
        hint: choices(name, names),
      }),
    )
  return { names: [...new Set(asked)].sort(), problems }
}

/** Reads each overlay once, however many extend it. */
function reader(root: string, { assets }: World): (name: string) => WrittenOverlay {
  const known = new Map<string, WrittenOverlay>()
  return (name) => {
    const written = known.get(name) ?? readOverlay(root, name, assets)
    known.set(name, written)
    return written
  }
}

/** All that is wrong with a rendered overlay, blamed on lines, without what it accepts. */
async function judged(
  merged: MergedOverlay,
  rendering: Rendering,
  world: World,
  names: readonly string[],
  search: boolean,
): Promise<Problem[]> {
  const { instantiation, complete } = rendering
  const found = [...rendering.problems, ...(await blame(merged, rendering, world, names, search))]
  return instantiation
    ? applyAcceptances(merged.name, merged.tree, instantiation.overlay.accept, found, complete)
    : found
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
