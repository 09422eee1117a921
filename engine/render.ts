import { choices } from './closest.ts'
import { problemAt } from './failure.ts'
import { listOverlays } from './list-overlays.ts'
import { type Memory, noMemory, type Remembered } from './memory.ts'
import type { Problem } from './model.ts'
import { openFleet } from './open-fleet.ts'
import { sortProblems } from './problem.ts'
import type { One, Opened, RenderedOverlay } from './render-one.ts'
import type { Rendering, World } from './render-overlay.ts'
import { isWithin } from './sourced.ts'

/** What is rendered: all overlays of a root, or those that are named. */
export type RenderRequest = {
  readonly root: string
  readonly overlays: readonly string[]
  /** Whether warnings stop the write too. */
  readonly strict: boolean
  /** Called when an overlay is done. */
  readonly progress: (done: number, of: number) => void
  /** Called with what each overlay that is not recalled renders to, be it wrong or not. */
  readonly seen?: (rendering: Rendering) => void
}

/** The outcome of rendering, before anything is written. With an error among the problems nothing may be written. */
export type Outcome = { readonly overlays: readonly RenderedOverlay[]; readonly problems: readonly Problem[] }

/**
 * Renders overlays and compares them with the disk. Writes nothing. What `memory` recalls is not rendered again; where it
 * recalls everything, the world is not even opened.
 */
export async function render(
  request: RenderRequest,
  openWorld: () => Promise<World>,
  memory: Memory = noMemory,
): Promise<Outcome> {
  const { root, strict } = request
  const listed = listOverlays(root)
  const selection = select(request.overlays, listed.names)
  if (selection.problems.length > 0) return { overlays: [], problems: selection.problems }
  const open = opener(request, listed.names, openWorld)
  // A folder that can be no overlay stops those that are rendered with it, not those that are asked for by name.
  const problems: Problem[] = request.overlays.length === 0 ? [...listed.problems] : []
  const overlays: RenderedOverlay[] = []
  const fleet = openFleet(memory)
  for (const [index, name] of selection.names.entries()) {
    const remembered = memory.recall(name)
    const one = remembered ? recalled(name, remembered) : await anew(name, await open(), memory)
    problems.push(...one.problems)
    if (one.overlay) overlays.push(one.overlay)
    if (one.summary) fleet.add(one.summary, one.instantiated)
    request.progress(index + 1, selection.names.length)
  }
  const told = problems.filter(({ severity }) => severity === 'error')
  const between = await fleet.problems({ root, names: listed.names, open })
  problems.push(...between.filter((one) => !told.some((known) => isAbout(known, one))))
  const sorted = sortProblems(problems)
  return {
    overlays,
    problems: strict ? sorted.map((problem) => ({ ...problem, severity: 'error' })) : sorted,
  }
}

/** Whether every overlay that is asked for is recalled, so that a render would write nothing. */
export function isRemembered(root: string, overlays: readonly string[], memory: Memory): boolean {
  const { names } = select(overlays, listOverlays(root).names)
  return names.length > 0 && names.every((name) => memory.recall(name))
}

/** Whether a problem is about the very value that another one calls wrong. */
function isAbout({ at: known }: Problem, { at }: Problem): boolean {
  return known.path !== '' && known.file === at.file && isWithin(at.path, known.path)
}

function recalled(name: string, { problems, objects, summary }: Remembered): One {
  // Every object has a file, and there is kustomization.yaml.
  const comparison = { unchanged: objects + 1, changed: [], missing: [], leftOver: [], abandoned: [], problems: [] }
  return { problems, summary, overlay: { name, objects, comparison } }
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

// What most runs need nothing of is imported by those that do.

async function anew(name: string, opened: Opened, memory: Memory): Promise<One> {
  opened.rendered += 1
  if (opened.rendered === 100) await (await import('./heap.ts')).keepHeapSmall()
  const { renderOne } = await import('./render-one.ts')
  return renderOne(name, opened, memory)
}

function opener(
  { root, seen }: RenderRequest,
  names: readonly string[],
  openWorld: () => Promise<World>,
): () => Promise<Opened> {
  let opened: Promise<Opened> | undefined
  return () => {
    opened ??= openWorld().then(async (world) => {
      const { reader } = await import('./overlays.ts')
      return {
        root,
        names,
        world,
        ...reader(root, world.assets),
        ...(seen ? { seen } : {}),
        rendered: 0,
        blamed: 0,
        held: 0,
      }
    })
    return opened
  }
}
