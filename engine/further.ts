import type { Assets } from './assets.ts'
import { closest } from './closest.ts'
import type { Path, Problem } from './model.ts'
import { type MergedOverlay, mergeOverlay, type WrittenOverlay } from './overlays.ts'
import { find, isMap, type Sourced, showPath, without } from './sourced.ts'
import { schemaAt, type ValuesSchema } from './values-schema.ts'

/** What judging an overlay came to: `whole` where nothing kept its manifests from being judged. */
export type Judgement = { readonly problems: readonly Problem[]; readonly whole: boolean }

/** What an overlay is merged with. */
type Around = { readonly names: readonly string[]; readonly assets: Pick<Assets, 'base' | 'broken' | 'overlaySchema'> }

/**
 * What else is wrong with an overlay in which something is. Wrong values keep rules and manifests from being judged, so
 * the overlay is judged again as if those were not written, and what is found then says so: a value that follows from a
 * wrong one is judged by the inherited one. What is wrong and has nothing to inherit stays as it is written.
 */
export async function furtherProblems(
  overlay: MergedOverlay,
  wrong: readonly Problem[],
  around: Around,
  judge: (overlay: MergedOverlay) => Promise<Judgement>,
): Promise<Problem[]> {
  const known: Problem[] = []
  const further: Problem[] = []
  const leftOut: string[] = []
  const isKnown = ({ at }: Problem): boolean => known.some((one) => isWithin(at.path, one.at.path))
  const attempt = async (from: MergedOverlay, without: readonly Problem[]): Promise<Attempt | undefined> => {
    const next = withoutWrong(from, without, around)
    try {
      return next && { ...next, ...(await judge(next.overlay)) }
    } catch {
      return undefined // a generator may rely on the very thing that is wrong
    }
  }
  let from = overlay
  for (let found = wrong; found.length > 0; ) {
    known.push(...found)
    const first = await attempt(from, found)
    const needed = (first?.problems ?? []).filter((one) => one.rule === 'schema/required' && isKnown(one))
    const optional = found.filter(({ at }) => needed.every((one) => one.at.path !== at.path))
    const next = needed.length > 0 ? await attempt(from, optional) : first
    if (!next) break
    leftOut.push(...next.removed)
    found = next.problems.filter((problem) => !isKnown(problem) && !isMissed(problem, leftOut))
    further.push(...found.map((problem) => judgedWithout(problem, leftOut)))
    if (next.whole || !next.changed) break
    from = next.overlay
  }
  return further
}

/** Whether a problem is that something is not there, which may be what was left out, or what a mistyped key was to be. */
function isMissed({ rule, at }: Problem, leftOut: readonly string[]): boolean {
  const parent = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('[')))
  return (
    ['schema/required', 'overlay/missing-component'].includes(rule) &&
    leftOut.some((path) => isWithin(path, at.path) || parent(path) === parent(at.path))
  )
}

function judgedWithout(problem: Problem, leftOut: readonly string[]): Problem {
  if (leftOut.length === 0) return problem
  const what = leftOut.length > 2 ? 'the values that are wrong' : leftOut.join(' and ')
  return { ...problem, hint: [problem.hint, `judged as if ${what} were not written`].filter(Boolean).join('; ') }
}

type Repaired = {
  readonly overlay: MergedOverlay
  /** Whether anything in it is other than before. */
  readonly changed: boolean
  readonly removed: readonly string[]
}
type Attempt = Repaired & Judgement

/** The overlay without the values that are wrong, as far as they are written, and with mistyped keys as they were most likely meant. */
function withoutWrong(
  { name, chain }: MergedOverlay,
  wrong: readonly Problem[],
  { names, assets }: Around,
): Repaired | undefined {
  const removed = new Set<string>()
  let changed = false
  const links = new Map(
    chain.map((link): [string, WrittenOverlay] => {
      const here = wrong.filter(({ at, severity }) => severity === 'error' && at.file === link.file)
      const paths = here.flatMap(({ at }) => writtenPath(link, at.path))
      if (paths.length > 0) changed = true
      if (!link.tree) return [link.name, link]
      const tree = paths.reduce((before, path) => {
        const renamed = asMeant(before, path, assets.overlaySchema)
        if (!renamed) removed.add(showPath(path))
        return renamed ?? without(before, path)
      }, link.tree)
      return [link.name, { ...link, tree, problems: [] }]
    }),
  )
  const read = (link: string): WrittenOverlay => links.get(link) ?? { name: link, file: '', problems: [] }
  const { merged } = mergeOverlay(name, read, names, assets)
  return merged && { overlay: merged, changed, removed: [...removed] }
}

/** The tree with a mistyped key as the one that was most likely meant; undefined where none is near, or it is written too. */
function asMeant(tree: Sourced, path: Path, schema: ValuesSchema): Sourced | undefined {
  const [parent, key] = [path.slice(0, -1), path.at(-1)]
  const known = Object.keys(schemaAt(schema, parent)?.properties ?? {})
  const meant = key === undefined || known.includes(key) ? undefined : closest(key, known)
  if (key === undefined || meant === undefined || find(tree, [...parent, meant])) return undefined
  return renamed(tree, parent, key, meant)
}

function renamed(at: Sourced, parent: Path, from: string, to: string): Sourced {
  if (!isMap(at)) return at
  const [next, ...rest] = parent
  const value = [...at.value].map(([key, child]): [string, Sourced] => {
    if (next === undefined) return [key === from ? to : key, child]
    return [key, key === next ? renamed(child, rest, from, to) : child]
  })
  return { ...at, value: new Map(value) }
}

/** As much of the path that a problem shows as the file writes; none where a whole component or group of facts would go. */
function writtenPath({ tree }: WrittenOverlay, shown: string): Path[] {
  const nodes = (at: Sourced, path: Path): Path[] =>
    isMap(at)
      ? [...at.value]
          .map(([key, child]) => ({ child, inside: [...path, key] }))
          .filter(({ inside }) => isWithin(shown, showPath(inside)))
          .flatMap(({ child, inside }) => [inside, ...nodes(child, inside)])
      : []
  const longest = tree ? nodes(tree, []).at(-1) : undefined
  return longest && (showPath(longest) === shown || longest.length > 2) ? [longest] : []
}

const isWithin = (path: string, outer: string): boolean =>
  path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`)
