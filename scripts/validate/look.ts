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

/** What a minor says of an object. */
type Verdict = { readonly minor: string; readonly violations: readonly Violation[] }

/** Looks at an object with every judge, and tells what is wrong, in which minors, and what the minors take differently. */
export async function look(found: FoundObject, around: Around, looker: Looker): Promise<Look> {
  const { judges, others, lifecycles } = looker
  const kind = kindOf(found)
  const life = Object.hasOwn(lifecycles, kind) ? lifecycles[kind] : undefined
  const verdicts = await verdictsOf(judges, found)
  const wrong = [
    ...merged(verdicts).map(({ violation, minors }) => explained(violation, minors, judges.length, found, life)),
    ...disagreements(verdicts, await verdictsOf(others, found)),
  ]
  return {
    problems: [...wrong, ...advice(found, judges, life)].map((one) => asProblem(one, found, around)),
    changes: judges.length > 1 ? changesOf(found, around, verdicts, life) : [],
  }
}

const kindOf = ({ manifest }: FoundObject): string => `${manifest.apiVersion} ${manifest.kind}`

const verdictsOf = (judges: readonly Judge[], found: FoundObject): Promise<Verdict[]> =>
  Promise.all(judges.map(async ({ minor, judge }) => ({ minor, violations: await judge(found) })))

function asProblem(
  { path, message, hint, unknown, rule = 'manifest/schema' }: Violation,
  { manifest, name, positionOf }: FoundObject,
  { file, overlay }: Around,
): Problem {
  const at = unknown === 'field' ? positionOf(path.slice(0, -1), path.at(-1)) : positionOf(path)
  return {
    rule,
    severity: rule === deprecatedApi ? 'warning' : 'error',
    at: { file, ...at, path: showPath(path) },
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(overlay === undefined ? {} : { overlay }),
    object: `${manifest.kind}/${name}`,
  }
}

/** The same violation of several minors is one. */
function merged(verdicts: readonly Verdict[]): { violation: Violation; minors: string[] }[] {
  const known = new Map<string, { violation: Violation; minors: string[] }>()
  for (const { minor, violations } of verdicts)
    for (const violation of violations) {
      // The sentence about an unknown kind names the minor.
      const key = JSON.stringify(violation.unknown === 'kind' ? 'kind' : [violation.path, violation.message])
      const one = known.get(key) ?? { violation, minors: [] }
      one.minors.push(minor)
      known.set(key, one)
    }
  return [...known.values()]
}

/** A violation of some minors, of `all` that were asked for. */
function explained(
  violation: Violation,
  minors: readonly string[],
  all: number,
  found: FoundObject,
  life: Lifecycle | undefined,
): Violation {
  if (violation.unknown === 'kind') return unknownKind(violation, minors[0] ?? '', found, life)
  return minors.length < all
    ? { ...violation, message: `${violation.message} (Kubernetes ${minors.join(', ')})` }
    : violation
}

/** A kind that a minor does not know, with what a person can do about it. */
function unknownKind(
  violation: Violation,
  minor: string,
  { manifest: { kind } }: FoundObject,
  life: Lifecycle | undefined,
): Violation {
  const [message = ''] = violation.message.split('; did you mean')
  const now = life && standing(life, minor)
  if (now === 'removed')
    return {
      path: violation.path,
      unknown: 'kind',
      rule: 'validate/removed-api',
      message: `${message}: it was removed in ${life?.removed}`,
      ...(life?.replacement === undefined ? {} : { hint: `use ${life.replacement}` }),
    }
  const rule = 'validate/unknown-kind'
  if (now === 'later')
    return { path: violation.path, unknown: 'kind', rule, message: `${message}: it came in ${life?.introduced}` }
  const add = `npm run schemas -- --crd FILE makes a custom resource known, --skip ${kind} leaves its objects out`
  return { ...violation, rule, hint: violation.message === message ? add : `or ${add}` }
}

const deprecatedApi = 'validate/deprecated-api'

/** That some minors serve the kind and advise against it. */
function advice(found: FoundObject, judges: readonly Judge[], life: Lifecycle | undefined): Violation[] {
  const minors = judges.map(({ minor }) => minor).filter((minor) => life && standing(life, minor) === 'deprecated')
  if (!life || minors.length === 0) return []
  return [
    {
      rule: deprecatedApi,
      path: ['apiVersion'],
      message: `${kindOf(found)} is ${fate(life)}${judges.length > 1 ? ` (Kubernetes ${minors.join(', ')})` : ''}`,
      ...(life.replacement === undefined ? {} : { hint: `use ${life.replacement}` }),
    },
  ]
}

/** Where one engine takes what the other refuses. */
function disagreements(verdicts: readonly Verdict[], others: readonly Verdict[]): Violation[] {
  return others.flatMap(({ minor, violations: second }, index) => {
    const first = verdicts[index]?.violations ?? []
    const [found] = [...first, ...second]
    if (!found || (first.length > 0 && second.length > 0)) return []
    const [refuses, takes] = first.length > 0 ? ['ajv', "kubeconform's engine"] : ["kubeconform's engine", 'ajv']
    return [
      {
        rule: 'validate/engines-disagree',
        path: found.path,
        message: `${refuses} refuses this for Kubernetes ${minor} and ${takes} does not: ${found.message}`,
        hint: 'this is a defect of Sluice: one of the two reads the schema wrongly',
      },
    ]
  })
}

/** What the minors take differently of an object. */
function changesOf(
  found: FoundObject,
  { file }: Around,
  verdicts: readonly Verdict[],
  life: Lifecycle | undefined,
): Omit<Change, 'objects'>[] {
  const kind = kindOf(found)
  const first = { file, line: found.start.line, column: found.start.column }
  const isServed = ({ violations }: Verdict): boolean => !violations.some(({ unknown }) => unknown === 'kind')
  const word = (verdict: Verdict): string => {
    const now = life && standing(life, verdict.minor)
    if (life && now === 'deprecated') return fate(life)
    if (isServed(verdict)) return 'served'
    return now === 'removed' ? 'removed' : 'unknown'
  }
  const words = verdicts.map((verdict) => [verdict.minor, word(verdict)] as const)
  const differs =
    new Set(words.map(([, text]) => text)).size > 1 || words.some(([, text]) => text === (life && fate(life)))
  const replacement = life?.replacement === undefined ? {} : { replacement: life.replacement }
  const api = { what: kind, standing: Object.fromEntries(words), first, ...replacement }

  const served = verdicts.filter(isServed)
  const unknownIn = new Map<string, Set<string>>()
  for (const { minor, violations } of served)
    for (const { path } of violations.filter(({ unknown }) => unknown === 'field')) {
      const field = path.filter((step) => !/^\d+$/.test(step)).join('.')
      unknownIn.set(field, (unknownIn.get(field) ?? new Set()).add(minor))
    }
  const fields = [...unknownIn]
    .filter(([, minors]) => minors.size < served.length)
    .map(([field, minors]) => ({
      what: `${kind} ${field}`,
      standing: Object.fromEntries(served.map(({ minor }) => [minor, minors.has(minor) ? 'unknown' : 'known'])),
      first,
    }))
  return [...(differs ? [api] : []), ...fields]
}
