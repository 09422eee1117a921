import type { Assets } from './assets.ts'
import { closest } from './closest.ts'
import type { Path, Place, Problem } from './model.ts'
import { type MergedOverlay, mergeOverlay, type WrittenOverlay } from './overlays.ts'
import { hasError } from './problem.ts'
import type { Rendering } from './render-overlay.ts'
import { find, isMap, isWithin, leaves, type Sourced, showPath, without } from './sourced.ts'
import { isOpenKey, schemaAt, type ValuesSchema } from './values-schema.ts'

/** What judging an overlay came to. Findings in manifests, and in what templates print, stand apart. */
export type Judgement = {
  readonly ofValues: readonly Problem[]
  readonly ofManifests: readonly Problem[]
  readonly rendering: Rendering
}

/** What an overlay is merged with. */
type Around = { readonly names: readonly string[]; readonly assets: Pick<Assets, 'base' | 'broken' | 'overlaySchema'> }

/** What is known of an overlay in which something is wrong; `ruled` where the rules have judged it as it is written. */
type Known = { readonly wrong: readonly Problem[]; readonly ruled: boolean }

/** What else is wrong, and how far the overlay came without what is wrong; absent where it came nowhere. */
export type Further = { readonly problems: readonly Problem[]; readonly rendering?: Rendering }

/** Each leaves out what the one before made wrong; what then still is, is another mistake's. */
const mostAttempts = 5

/**
 * What else is wrong with an overlay in which something is. Wrong values keep rules and manifests from being judged, so
 * the overlay is judged again as if those were not written, and what is found then says so: a value that follows from a
 * wrong one is judged by the inherited one. What is wrong and has nothing to inherit stays as it is written. Where the
 * rules have judged before, what they find in a value that nobody wrote comes of what is left out.
 */
export async function furtherProblems(
  overlay: MergedOverlay,
  { wrong, ruled: ruledAsWritten }: Known,
  around: Around,
  judge: (overlay: MergedOverlay) => Promise<Judgement>,
): Promise<Further> {
  const known: Problem[] = []
  const further: Problem[] = []
  const leftOut: string[] = []
  const isKnown = ({ at }: Problem): boolean => known.some((one) => isWithin(at.path, one.at.path))
  const attempt = async (from: MergedOverlay, repairs: Repairs): Promise<Attempt | undefined> => {
    const next = withoutWrong(from, repairs, around)
    try {
      return next && { ...next, ...(await judge(next.overlay)) }
    } catch {
      return undefined // a generator may rely on the very thing that is wrong
    }
  }
  let from = overlay
  let ruled = ruledAsWritten
  let rendering: Rendering | undefined
  let found = wrong
  for (let attempts = 0; attempts < mostAttempts && hasError(found); attempts++) {
    known.push(...found)
    const first = await attempt(from, { wrong: found, ruled, whole: [] })
    const lacking = (first?.ofValues ?? []).filter(({ rule }) => rule === 'schema/required')
    const needed = found.filter(({ at }) => lacking.some((one) => isWithin(at.path, one.at.path)))
    const optional = found.filter((problem) => !needed.includes(problem))
    const next =
      needed.length === 0
        ? first
        : ((await attempt(from, { wrong: optional, ruled, whole: [] })) ??
          (await attempt(from, { wrong: found, ruled, whole: needed })))
    if (!next) break
    leftOut.push(...next.removed)
    const ofValues = next.ofValues.filter((problem) => !ruled || isWritten(problem, from))
    const fresh = [...ofValues, ...next.ofManifests].filter((problem) => !isKnown(problem))
    further.push(
      ...fresh
        .filter((problem) => !isMissed(problem, leftOut) && !isOfWrongList(problem, known, overlay))
        .map((problem) => judgedWithout(problem, leftOut)),
    )
    if (next.rendering.instantiation) rendering = next.rendering
    if (next.rendering.complete || !next.changed) break
    ruled ||= next.rendering.instantiation !== undefined
    found = next.ofValues.filter((problem) => !isKnown(problem))
    from = next.overlay
  }
  return { problems: further, ...(rendering ? { rendering } : {}) }
}

/** Whether a problem is that something is not there, which may be what was left out, or what a mistyped key was to be. */
function isMissed({ rule, at }: Problem, leftOut: readonly string[]): boolean {
  const parent = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('[')))
  const isAbsence = ['schema/required', 'overlay/missing-component'].includes(rule)
  return leftOut.some(
    (path) => isWithin(at.path, path) || (isAbsence && (isWithin(path, at.path) || parent(path) === parent(at.path))),
  )
}

/** Whether the overlay's chain writes the value that a problem is about, or is told at. */
function isWritten({ at }: Problem, { chain }: MergedOverlay): boolean {
  return chain.some(
    ({ tree, file }) =>
      tree && file === at.file && (showPath(longestWritten(tree, at.path)) === at.path || toldAt(tree, at)),
  )
}

/** The path of the value that stands at a place. */
function toldAt(tree: Sourced, { line, column }: Place): Path | undefined {
  return leaves(tree).find(({ leaf: { at } }) => at.line === line && at.column === column)?.path
}

/** Whether a problem is one of a list in which an item is wrong: without the item it is another list. */
function isOfWrongList({ at }: Problem, known: readonly Problem[], { tree }: MergedOverlay): boolean {
  return known.some((one) => isWithin(one.at.path, at.path)) && !isMap(find(tree, longestWritten(tree, at.path)))
}

/** A problem with the words that say what it was judged without, of the same component or of the facts. */
function judgedWithout(problem: Problem, leftOut: readonly string[]): Problem {
  const component = (path: string): string | undefined => /^values\.[^.[]+/.exec(path)?.[0]
  const own = component(problem.at.path)
  const concerned = leftOut.filter((path) => [undefined, own].includes(component(path)) || own === undefined)
  if (concerned.length === 0) return problem
  const what = concerned.length > 2 ? 'the values that are wrong' : concerned.join(' and ')
  return { ...problem, hint: [problem.hint, `judged as if ${what} were not written`].filter(Boolean).join('; ') }
}

/** What is wrong, and of which of it the whole entry of its map is to go. */
type Repairs = Known & { readonly whole: readonly Problem[] }

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
  repairs: Repairs,
  { names, assets }: Around,
): Repaired | undefined {
  const removed = new Set<string>()
  let changed = false
  const schema = assets.overlaySchema
  const errors = repairs.wrong.filter(({ severity, rule }) => severity === 'error' && !rule.startsWith('yaml/'))
  const perLink = chain.map((link) => errors.flatMap((one) => removal(link, one, repairs, schema)))
  const entries = perLink.flat().filter((path) => isOpenKey(schema, path))
  const links = new Map(
    chain.map((link, index): [string, WrittenOverlay] => {
      if (!link.tree) return [link.name, link]
      const written = link.tree
      const own = [...(perLink[index] ?? []), ...entries.filter((path) => find(written, path))]
      const paths = [...new Map(own.map((path) => [showPath(path), path])).values()].sort(lastItemFirst)
      if (paths.length > 0) changed = true
      const tree = paths.reduce((before, path) => {
        const renamed = asMeant(before, path, schema)
        if (!renamed) removed.add(showPath(path))
        return renamed ?? without(before, path)
      }, written)
      return [link.name, { ...link, tree, problems: [] }]
    }),
  )
  const read = (link: string): WrittenOverlay => links.get(link) ?? { name: link, file: '', problems: [] }
  const { merged } = mergeOverlay(name, read, names, assets)
  return merged && { overlay: merged, changed, removed: [...removed] }
}

/**
 * What of a file goes for a problem: the value or the item of a list that is wrong; for one that is not written, the entry
 * of a map that lacks it. Where rules have judged, at last the map that stands above it.
 */
function removal(
  { tree, file }: WrittenOverlay,
  problem: Problem,
  { ruled, whole }: Repairs,
  schema: ValuesSchema,
): Path[] {
  if (!tree || problem.at.file !== file) return []
  const known = longestWritten(tree, problem.at.path)
  const isKnown = showPath(known) === problem.at.path
  const told = isKnown ? undefined : toldAt(tree, problem.at)
  const written = told ?? known
  if ((isKnown || told) && !whole.includes(problem)) {
    const item = written.findIndex((_, index) => Array.isArray(find(tree, written.slice(0, index))?.value))
    return [item === -1 ? written : written.slice(0, item + 1)]
  }
  const entry = written
    .map((_, index) => written.slice(0, written.length - index))
    .find((path) => isOpenKey(schema, path))
  if (entry) return [entry]
  return ruled && written.length > 2 ? [written] : []
}

/** As much of the path that a problem shows as a tree holds. */
function longestWritten(tree: Sourced, shown: string): Path {
  const children = ({ value }: Sourced): readonly (readonly [string, Sourced])[] =>
    value instanceof Map
      ? [...value]
      : Array.isArray(value)
        ? value.map((child: Sourced, index) => [`${index}`, child] as const)
        : []
  const below = (at: Sourced, path: Path): Path => {
    const next = children(at).find(([key]) => isWithin(shown, showPath([...path, key])))
    return next ? below(next[1], [...path, next[0]]) : path
  }
  return below(tree, [])
}

/** An order in which the items of one list can go one after the other. */
function lastItemFirst(a: Path, b: Path): number {
  const differs = a.findIndex((step, index) => step !== b[index])
  return Number(b[differs]) - Number(a[differs]) || 0
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
