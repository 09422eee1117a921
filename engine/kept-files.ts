import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { componentName } from './component-source.ts'
import type { Comparison } from './files.ts'
import type { Manifest, Problem } from './model.ts'
import { objectName } from './object-name.ts'
import type { MergedOverlay } from './overlays.ts'
import { isKept } from './retire.ts'
import { groupBy } from './rules/index-of-set.ts'
import { objectId, type Sealed } from './seal.ts'
import { ofSecrets } from './secrets/needs.ts'
import { find, placeOf, showPath } from './sourced.ts'

/** An object that a file on disk holds, which both engines keep from pruning, and who rendered it. */
type Kept = { readonly component: string; readonly name: string; readonly path: string }

/**
 * Objects that are kept from pruning and would leave git: their engine forgets them, and they stay in the cluster with
 * nobody looking after them. Whoever wants that retires them first, which lifts their protection. What only moves to another
 * file stays.
 */
export async function keptFilesThatGo(
  root: string,
  { name: overlay, file, tree }: MergedOverlay,
  { leftOver, changed }: Pick<Comparison, 'leftOver' | 'changed'>,
  sealed: readonly Sealed[],
): Promise<Problem[]> {
  const textOf = (path: string): string => readFileSync(join(root, 'overlays', overlay, path), 'utf8')
  // A file keeps its name when all that it holds moves to another namespace.
  const other = changed.filter(
    ({ path, text }) => path.startsWith('rendered/') && headOf(textOf(path)) !== headOf(text),
  )
  const gone = [...leftOver, ...other.map(({ path }) => path)].filter((path) => path.startsWith('rendered/'))
  if (gone.length === 0) return []
  const { parse } = await import('yaml') // most renders remove nothing and need not load it
  const stays = new Set(sealed.map(({ manifest }) => objectId(manifest)))
  const namespace = String(find(tree, ['namespace'])?.value)
  const kept = gone.flatMap((path): Kept[] => {
    const text = textOf(path)
    // What no generator rendered comes of what the overlay says of its Secrets.
    const component = /^# Rendered from \S+ by generators\/([^:\s]+):/.exec(text)?.[1] ?? ofSecrets
    const manifest = asManifest(parse(text, { logLevel: 'silent' }))
    if (!manifest) return []
    const placed = { manifest, component, directory: '' }
    if (!isKept(placed) || stays.has(objectId(manifest))) return []
    return [{ component: componentName(component), name: objectName(placed, { namespace }), path }]
  })
  return [...groupBy(kept, ({ component }) => component)].map(([component, objects]): Problem => {
    const isIn = sealed.some((one) => componentName(one.component) === component)
    const names = objects.map((one) => one.name)
    const files = objects.map(({ path }) => `overlays/${overlay}/${path}`)
    const path = component === ofSecrets ? [component] : isIn ? ['values', component] : ['components', component]
    const written = placeOf(tree, path, true)
    return {
      rule: 'retire/first',
      severity: 'error',
      at: { ...(written.file.startsWith('overlays/') ? written : { file, line: 1, column: 1 }), path: showPath(path) },
      message: `expected ${some(names)} of ${component} to be retired before ${names.length === 1 ? 'it goes' : 'they go'}, found ${names.length === 1 ? 'it' : 'them'} protected: the engines would keep ${names.length === 1 ? 'it' : 'them'} in the cluster, and nobody would look after ${names.length === 1 ? 'it' : 'them'}`,
      hint: `${
        isIn || component === ofSecrets
          ? `put back what rendered ${names.length === 1 ? 'it' : 'them'} and add "retire: [${names.slice(0, 3).join(', ')}${names.length > 3 ? ', ...' : ''}]"`
          : `write "${component}: {retire: true}" under components`
      }, render, and take it out once that is synced; where it was never synced, delete ${some(files)}`,
      overlay,
    }
  })
}

/** What names an object, as it stands in a text that Sluice printed: its kind, its name and its namespace. */
function headOf(text: string): string {
  return [/^kind: .*$/m, /^ {2}name: .*$/m, /^ {2}namespace: .*$/m].map((line) => line.exec(text)?.[0]).join('\n')
}

function some(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')
}

/** A file that is ours may still be damaged. */
function asManifest(value: unknown): Manifest | undefined {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<Manifest>
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string'
    ? (value as Manifest) // what it must have is there
    : undefined
}
