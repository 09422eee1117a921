import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GroupVersionKind, kindKey } from '../engine/strict-schema.ts'

/** When a kind came, when it was or will be called deprecated, and the minor that no longer serves it. */
export type Lifecycle = {
  readonly introduced: string
  readonly deprecated?: string
  readonly removed?: string
  /** What to write instead: `policy/v1 PodDisruptionBudget`. */
  readonly replacement?: string
}

/** By kind as an object names it: `policy/v1beta1 PodDisruptionBudget`. */
export type Lifecycles = { readonly [kind: string]: Lifecycle }

/** What `prerelease-lifecycle-gen` writes of each type beside the types. */
const generatedFile = 'zz_generated.prerelease-lifecycle.go'

/**
 * What releases say of the life of their kinds. `folders`: of the Go modules that declare kinds, newest release first: what
 * the newest says of a kind counts, older ones know kinds that are gone. Lists are left out: nobody writes them.
 */
export function lifecyclesIn(folders: readonly string[]): Lifecycles {
  const known = new Map<string, Lifecycle>()
  for (const folder of folders)
    for (const [kind, lifecycle] of lifecyclesOfModule(folder)) if (!known.has(kind)) known.set(kind, lifecycle)
  return Object.fromEntries([...known].sort(([one], [other]) => (one < other ? -1 : 1)))
}

function lifecyclesOfModule(folder: string): (readonly [string, Lifecycle])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(generatedFile))
    .sort()
    .flatMap((path) => {
      const version = join(folder, path, '..')
      const group = groupOf(readFileSync(join(version, 'register.go'), 'utf8'))
      return lifecyclesOfPackage(readFileSync(join(folder, path), 'utf8'), group)
    })
}

function groupOf(register: string): { readonly group: string; readonly version: string } {
  const group = /\bGroupName\s*=\s*"([^"]*)"/.exec(register)?.[1]
  const version = /\bVersion:\s*"([^"]+)"/.exec(register)?.[1]
  if (group === undefined || version === undefined)
    throw new Error(`no group and version are registered in ${register}`)
  return { group, version }
}

/** The kinds of one Go package, from the text of its generated file. */
export function lifecyclesOfPackage(
  text: string,
  { group, version }: { readonly group: string; readonly version: string },
): (readonly [string, Lifecycle])[] {
  const facts = new Map<string, { [fact: string]: string }>()
  const of = (kind: string): { [fact: string]: string } => {
    const all = facts.get(kind) ?? {}
    facts.set(kind, all)
    return all
  }
  for (const [, kind = '', fact = '', major, minor] of text.matchAll(
    /^func \(in \*(\w+)\) APILifecycle(Introduced|Deprecated|Removed)\(\) .*\n\treturn (\d+), (\d+)$/gm,
  ))
    of(kind)[fact.toLowerCase()] = `${major}.${minor}`
  for (const [, kind = '', ...named] of text.matchAll(
    /^func \(in \*(\w+)\) APILifecycleReplacement\(\) .*\n\treturn .*\{Group: "([^"]*)", Version: "([^"]+)", Kind: "([^"]+)"\}$/gm,
  )) {
    const [group = '', version = '', kindOfReplacement = ''] = named
    of(kind)['replacement'] = kindKey({ group, version, kind: kindOfReplacement })
  }
  return [...facts]
    .filter(([kind]) => !kind.endsWith('List'))
    .map(([kind, { introduced = '', ...rest }]) => {
      const named: GroupVersionKind = { group, version, kind }
      return [kindKey(named), { introduced, ...rest }] as const
    })
}

/**
 * Corrected by what minors serve, oldest first: a type that was deleted goes before the release that its last file names.
 */
export function asServed(lifecycles: Lifecycles, minors: readonly Minor[]): Lifecycles {
  const gone = new Map(
    minors
      .flatMap((minor, index) => [...(minors[index - 1]?.kinds ?? [])].map((kind) => ({ kind, ...minor })))
      .filter(({ kind, kinds }) => !kinds.has(kind))
      .map(({ kind, name }) => [kind, name]),
  )
  return Object.fromEntries(
    Object.entries(lifecycles).map(([kind, { introduced, deprecated, removed, replacement }]) => {
      const until = gone.get(kind) ?? removed
      const late = deprecated !== undefined && until !== undefined && number(deprecated) > number(until)
      const facts = { deprecated: late ? undefined : deprecated, removed: until, replacement }
      const known = Object.entries(facts).filter(([, fact]) => fact !== undefined)
      return [kind, { introduced, ...Object.fromEntries(known) }]
    }),
  )
}

const number = (minor: string): number => Number(minor.split('.')[1])

/** A minor of Kubernetes, and the kinds of objects that it serves. */
export type Minor = { readonly name: string; readonly kinds: ReadonlySet<string> }

/** One kind a line. */
export function lifecyclesText(lifecycles: Lifecycles): string {
  const lines = Object.entries(lifecycles).map(
    ([kind, lifecycle]) => `${JSON.stringify(kind)}:${JSON.stringify(lifecycle)}`,
  )
  return `{\n${lines.join(',\n')}\n}\n`
}
