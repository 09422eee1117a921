import type { Assets } from './assets.ts'
import { type ComponentSource, componentName } from './component-source.ts'
import { ownPaths } from './inheritance.ts'
import { expandEveryEntry } from './merge.ts'
import type { Component, Finding, Instance, Overlay, Path, Place, Problem, Rule, Severity } from './model.ts'
import type { MergedOverlay } from './overlays.ts'
import { find, isMap, placeOf, plain, type Sourced, showPath } from './sourced.ts'
import { missing, schemaAt, type ValuesSchema } from './values-schema.ts'

/** A component in an overlay, with the component itself. */
export type Instantiated = { readonly instance: Instance; readonly component: Component<unknown> }

/** An overlay with complete values: the facts, the instances in order, and the tree that says where each value is from. */
export type Instantiation = {
  readonly overlay: Overlay
  readonly instantiated: readonly Instantiated[]
  /** The overlay's tree with every component's complete values. */
  readonly tree: Sourced
  /** The files of the overlay and of all that it extends, its own first. */
  readonly files: readonly string[]
  /** What an overlay may write. */
  readonly schema: ValuesSchema
  /** Whether every component that is in is among them: one whose base is broken is not, nor is what needs it. */
  readonly whole: boolean
}

/**
 * Completes the values of every component that is in, from `base/` and the overlay's chain, and freezes them. No
 * instantiation where the facts or values are not complete and legal; the problems then say why.
 */
export function instantiate(
  merged: MergedOverlay,
  assets: Assets,
  sources: readonly ComponentSource[],
): { instantiation?: Instantiation; problems: readonly Problem[] } {
  const { name, tree } = merged
  const said = expandEveryEntry(tree, assets.factsSchema)
  const facts = plain(said) as Omit<Overlay, 'name' | 'accept' | 'retiring'> & WrittenFacts // checked right below
  const problems: Problem[] = missingProblems(tree, assets.factsSchema, merged, [], said)
  const put = sources.filter(({ id }) => isIn(facts.components?.[componentName(id)]))
  const leftOut = new Set(put.map(({ id }) => componentName(id)).filter((one) => assets.broken.has(one)))
  const present = put.filter(({ id }) => !leftOut.has(componentName(id)))
  const complete = new Map<string, Sourced>()
  for (const { id } of present) {
    const own = assets.components[id]
    if (!own) throw new Error(`the assets hold no component ${id}`)
    const values = expandEveryEntry(
      find(tree, ['values', componentName(id)]) ?? { at: tree.at, value: new Map() },
      own.schema,
    )
    complete.set(id, values)
    problems.push(...missingProblems(tree, own.schema, merged, ['values', componentName(id)], values))
  }
  const everything = withValues(tree, new Map([...complete].map(([id, values]) => [componentName(id), values])))
  if (problems.length > 0) return { problems }

  const overlay: Overlay = Object.freeze({
    name,
    purpose: facts.purpose,
    namespace: facts.namespace,
    cluster: facts.cluster,
    prerequisites: facts.prerequisites,
    secrets: facts.secrets,
    sync: facts.sync,
    retiring: {
      components: present.map(({ id }) => componentName(id)).filter((one) => isRetired(facts.components?.[one])),
      objects: facts.retire ?? [],
    },
    accept: facts.accept ?? [],
  })
  const instantiated: Instantiated[] = []
  const uses: Record<string, Instance> = {}
  for (const { id, component: narrow } of present) {
    const component = narrow as Component<unknown> // its schema, checked above, stands for the type of its values
    const tree = complete.get(id)
    const own = assets.components[id]
    if (!tree || !own) continue
    const values = plain(tree)
    const namespace = find(tree, ['namespace'])?.value
    const instance: Instance = Object.freeze({
      id,
      name: componentName(id),
      values,
      overlay,
      namespace: typeof namespace === 'string' ? namespace : overlay.namespace,
      templates: own.templates,
      uses: Object.freeze({ ...uses }),
    })
    const needed = component.requires(values).filter((required) => !uses[required])
    if (needed.some((required) => leftOut.has(required))) {
      leftOut.add(instance.name)
      continue
    }
    for (const required of needed)
      problems.push({
        rule: 'overlay/missing-component',
        severity: 'error',
        at: {
          ...placeOf(everything, ['components', instance.name], true),
          path: showPath(['components', instance.name]),
        },
        message: `${instance.name} needs ${required}, which is not in`,
        hint: `add "${required}: true" to components, or take ${instance.name} out`,
        overlay: name,
      })
    uses[instance.name] = instance
    instantiated.push({ instance, component })
  }
  if (problems.length > 0) return { problems }
  const whole = leftOut.size === 0
  const files = merged.chain.map(({ file }) => file)
  const schema = assets.overlaySchema
  return { problems, instantiation: { overlay, instantiated, tree: everything, files, schema, whole } }
}

/** What an overlay may leave out, and what it says of components: whether each is in, or on its way out. */
type WrittenFacts = Partial<Pick<Overlay, 'accept'>> & {
  readonly retire?: readonly string[]
  readonly components?: Readonly<Record<string, Said>>
}

type Said = boolean | { readonly retire?: boolean }

const isIn = (said: Said | undefined): boolean => said === true || typeof said === 'object'

const isRetired = (said: Said | undefined): boolean => typeof said === 'object' && said.retire === true

/** What complete facts or values still lack, where the overlay's own file would have to say it. */
function missingProblems(
  tree: Sourced,
  schema: ValuesSchema,
  { name, file }: MergedOverlay,
  prefix: Path,
  complete = tree,
): Problem[] {
  const ownPlace = (path: Path): Place => {
    const [place] = path
      .map((_, index) => find(tree, path.slice(0, path.length - index)))
      .flatMap((found) => (found ? [found.key ?? found.at] : []))
      .filter((found) => found.file === file)
    return place ?? tree.at
  }
  return missing(schema, plain(complete)).map(({ path, key, least }) => ({
    rule: 'schema/required',
    severity: 'error',
    at: {
      ...ownPlace([...prefix, ...path]),
      path: showPath([...prefix, ...path, ...(key === undefined ? [] : [key])]),
    },
    message: key === undefined ? `expected at least ${least}, got none` : 'expected a value, found none',
    hint: ownPaths.some((own) => showPath(own) === showPath([...prefix, ...path, ...(key === undefined ? [] : [key])]))
      ? 'write it here: it is never inherited'
      : 'write it here, or in an overlay that this one extends',
    overlay: name,
  }))
}

function withValues(tree: Sourced, values: ReadonlyMap<string, Sourced>): Sourced {
  if (!isMap(tree)) return tree
  const written = tree.value.get('values')
  const all = new Map([...(isMap(written) ? written.value : []), ...values])
  const at = written ?? { at: tree.at }
  return { ...tree, value: new Map([...tree.value, ['values', { ...at, value: all }]]) }
}

/** What every component's own rules find in its values, as problems at the lines that a person can change. */
export function applyRules(instantiation: Instantiation): Problem[] {
  return instantiation.instantiated.flatMap(({ instance, component }) =>
    component.rules.flatMap((rule: Rule) =>
      rule.check(instance).map((finding) => valueProblem(rule, finding, instantiation)),
    ),
  )
}

/** A finding in values as a problem at the line that the value came from. */
export function valueProblem(
  rule: { readonly id: string; readonly severity: Severity },
  { at, orAt = [], message, hint }: Finding,
  { overlay, tree, files, schema }: Instantiation,
): Problem {
  // An identity is the overlay's own, whatever stands in what it extends.
  const isOwn = schemaAt(schema, at)?.['x-identity'] === true
  const place = isOwn
    ? (nearestPlace(tree, at, 1, `overlays/${overlay.name}/`) ?? tree.at)
    : (lastWritten(tree, [at, ...orAt], files) ?? editablePlace(tree, at))
  return {
    rule: rule.id,
    severity: severityIn(overlay, rule.severity),
    at: { ...place, path: showPath(at) },
    message,
    ...(hint === undefined ? {} : { hint }),
    overlay: overlay.name,
  }
}

/** The place of the value (of a map: its key) that the overlay itself writes, else of the one that the nearest of those writes which it extends. */
function lastWritten(tree: Sourced, paths: readonly Path[], files: readonly string[]): Place | undefined {
  const places = paths.flatMap((path) => (find(tree, path) ? placeOf(tree, path, isMap(find(tree, path))) : []))
  return files.map((file) => places.find((place) => place.file === file)).find((place) => place !== undefined)
}

/**
 * The place of a value as far as the overlay's chain wrote it: where it comes from `base/`, which belongs to the
 * package, the nearest key above it that an overlay wrote, at last the line that puts the component in, or the overlay itself.
 */
function editablePlace(tree: Sourced, path: Path): Place {
  const component = placeOf(tree, path[0] === 'values' ? ['components', path[1] ?? ''] : path, true)
  const nearest = nearestPlace(tree, path, path[0] === 'values' ? 2 : 1, 'overlays/')
  return nearest ?? (component.file.startsWith('overlays/') ? component : tree.at)
}

/** The place of the value at a path, or of the nearest of the keys above it, that stands in a folder. */
function nearestPlace(tree: Sourced, path: Path, shortest: number, folder: string): Place | undefined {
  return path
    .slice(shortest - 1)
    .map((_, index) => placeOf(tree, path.slice(0, path.length - index), index > 0))
    .find(({ file }) => file.startsWith(folder))
}

/** How severe a finding is in an overlay of this purpose. */
export function severityIn(overlay: Overlay, severity: Severity): 'error' | 'warning' {
  if (severity !== 'production') return severity
  return overlay.purpose === 'production' ? 'error' : 'warning'
}
