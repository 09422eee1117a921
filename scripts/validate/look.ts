import type { SchemaViolation } from '../../engine/kubernetes-schemas.ts'
import type { Problem } from '../../engine/model.ts'
import { showPath } from '../../engine/sourced.ts'
import type { Change } from './changes.ts'
import type { Judge, Violation } from './judges.ts'
import { fate, type Lifecycle, standing } from './lifecycle.ts'
import type { FoundObject } from './objects.ts'

/** What looking at an object needs. */
export type Looker = {
  /** One for each minor that is asked for, oldest first. */
  readonly judges: readonly Judge[]
  /** The other engine's, in the same order; none where one engine is enough. */
  readonly others: readonly Judge[]
  readonly lifecycles: Readonly<Record<string, Lifecycle>>
}

/** What came of an object. */
export type Look = { readonly problems: readonly Problem[]; readonly changes: readonly Omit<Change, 'objects'>[] }

type Around = { readonly file: string; readonly overlay?: string }

/** Looks at an object with every judge, and tells what is wrong, in which minors, and what the minors take differently. */
export async function look(found: FoundObject, around: Around, looker: Looker): Promise<Look> {
  const { judges, others, lifecycles } = looker
  const { manifest, name } = found
  const kind = `${manifest.apiVersion} ${manifest.kind}`
  const life = Object.hasOwn(lifecycles, kind) ? lifecycles[kind] : undefined
  const byMinor = await Promise.all(judges.map(async ({ minor, judge }) => ({ minor, violations: await judge(found) })))
  const problem = (rule: string, { path, message, hint, unknown }: SchemaViolation): Problem => ({
    rule,
    severity: 'error',
    at: {
      file: around.file,
      ...(unknown === 'field' ? found.positionOf(path.slice(0, -1), path.at(-1)) : found.positionOf(path)),
      path: showPath(path),
    },
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(around.overlay === undefined ? {} : { overlay: around.overlay }),
    object: `${manifest.kind}/${name}`,
  })
  const violations = merged(byMinor).map(({ violation, minors }) => {
    const some = minors.length < judges.length && violation.unknown !== 'kind'
    const told = some ? { ...violation, message: `${violation.message} (Kubernetes ${minors.join(', ')})` } : violation
    if (violation.unknown !== 'kind') return problem(violation.rule ?? 'manifest/schema', told)
    const now = life && standing(life, minors[0] ?? '')
    return problem(
      now === 'removed' ? 'validate/removed-api' : 'validate/unknown-kind',
      wayOut(told, manifest.kind, now, life),
    )
  })
  const advised = deprecated(life, judges).map((minors) => ({
    ...problem('validate/deprecated-api', {
      path: ['apiVersion'],
      message: `${kind} is ${life ? fate(life) : ''}${judges.length > 1 ? ` (Kubernetes ${minors.join(', ')})` : ''}`,
      ...(life?.replacement === undefined ? {} : { hint: `use ${life.replacement}` }),
    }),
    severity: 'warning' as const,
  }))
  const disagreed = await Promise.all(
    others.map(async ({ minor, judge }, index) => {
      const [one, other] = [byMinor[index]?.violations ?? [], await judge(found)]
      if (one.length > 0 === other.length > 0) return []
      const [first] = [...one, ...other]
      return [
        problem('validate/engines-disagree', {
          path: first?.path ?? [],
          message: `${one.length > 0 ? 'ajv' : "kubeconform's engine"} refuses this for Kubernetes ${minor} and ${one.length > 0 ? "kubeconform's engine" : 'ajv'} does not: ${first?.message}`,
          hint: 'this is a defect of Sluice: one of the two reads the schema wrongly',
        }),
      ]
    }),
  )
  return {
    problems: [...violations, ...advised, ...disagreed.flat()],
    changes: judges.length > 1 ? changesOf(found, around, byMinor, life) : [],
  }
}

type OfMinor = { readonly minor: string; readonly violations: readonly Violation[] }

/** The same violation of several minors is one. */
function merged(byMinor: readonly OfMinor[]): { violation: Violation; minors: string[] }[] {
  const known = new Map<string, { violation: Violation; minors: string[] }>()
  for (const { minor, violations } of byMinor)
    for (const violation of violations) {
      // The sentence about an unknown kind names the minor.
      const key = JSON.stringify(violation.unknown === 'kind' ? 'kind' : [violation.path, violation.message])
      const one = known.get(key) ?? { violation, minors: [] }
      one.minors.push(minor)
      known.set(key, one)
    }
  return [...known.values()]
}

/** An unknown kind, with what a person can do about it. */
function wayOut(
  violation: SchemaViolation,
  kind: string,
  now: ReturnType<typeof standing> | undefined,
  life: Lifecycle | undefined,
): SchemaViolation {
  const { path } = violation
  const unknown = 'kind'
  const message = violation.message.replace(/; did you mean.*/, '')
  const use = life?.replacement === undefined ? {} : { hint: `use ${life.replacement}` }
  if (now === 'removed') return { path, unknown, message: `${message}: it was removed in ${life?.removed}`, ...use }
  if (now === 'later') return { path, unknown, message: `${message}: it came in ${life?.introduced}` }
  const add = `npm run schemas -- --crd FILE makes a custom resource known, --skip ${kind} leaves its objects out`
  return { ...violation, hint: violation.message === message ? add : `or ${add}` }
}

/** The minors that serve a kind and advise against it, if any. */
function deprecated(life: Lifecycle | undefined, judges: readonly Judge[]): string[][] {
  const minors = judges.map(({ minor }) => minor).filter((minor) => life && standing(life, minor) === 'deprecated')
  return minors.length === 0 ? [] : [minors]
}

/** What the minors take differently of an object. */
function changesOf(
  { manifest, start }: FoundObject,
  { file }: Around,
  byMinor: readonly OfMinor[],
  life: Lifecycle | undefined,
): Omit<Change, 'objects'>[] {
  const kind = `${manifest.apiVersion} ${manifest.kind}`
  const first = { file, line: start.line, column: start.column }
  const words = byMinor.map(({ minor, violations }) => {
    const known = !violations.some(({ unknown }) => unknown === 'kind')
    const now = life && standing(life, minor)
    return [
      minor,
      now === 'deprecated' && life ? fate(life) : known ? 'served' : now === 'removed' ? 'removed' : 'unknown',
    ] as const
  })
  const api = words.some(([, word]) => word !== words[0]?.[1] || word.startsWith('deprecated'))
    ? [
        {
          what: kind,
          standing: Object.fromEntries(words),
          first,
          ...(life?.replacement === undefined ? {} : { replacement: life.replacement }),
        },
      ]
    : []
  const unknownIn = new Map<string, Set<string>>()
  for (const { minor, violations } of byMinor)
    for (const { path } of violations.filter(({ unknown }) => unknown === 'field')) {
      const field = path.filter((step) => !/^\d+$/.test(step)).join('.')
      unknownIn.set(field, (unknownIn.get(field) ?? new Set()).add(minor))
    }
  const served = words.filter(([, word]) => word !== 'removed' && word !== 'unknown').map(([minor]) => minor)
  const fields = [...unknownIn]
    .filter(([, minors]) => minors.size < served.length)
    .map(([field, minors]) => ({
      what: `${kind} ${field}`,
      standing: Object.fromEntries(served.map((minor) => [minor, minors.has(minor) ? 'unknown' : 'known'])),
      first,
    }))
  return [...api, ...fields]
}
