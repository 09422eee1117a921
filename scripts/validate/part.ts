import { join } from 'node:path'
import type { Manifest, Problem } from '../../engine/model.ts'
import type { Schema } from '../../engine/strict-schema.ts'
import type { Context } from '../command.ts'
import { NoCore } from '../kubeconform-core.ts'
import type { Change } from './changes.ts'
import { type Input, textOf, unreadable } from './inputs.ts'
import { ajvJudge, type Judge, wasmJudge } from './judges.ts'
import { lifecycles } from './lifecycle.ts'
import { type Looker, look } from './look.ts'
import { type NoObject, objectsIn } from './objects.ts'
import { unreadIn } from './unread.ts'

/** How files are to be looked at; plain data, so that another process can do it. */
export type Work = {
  readonly engine: 'ajv' | 'wasm' | 'both'
  /** Of inputs that are of no overlay, or of all. */
  readonly minors: readonly string[]
  /** Whether the minors of overlays do not count. */
  readonly forAll: boolean
  /** As `Kind`, or `group/version/Kind`. */
  readonly skip: readonly string[]
  readonly kinds: readonly Kind[]
  /** Beside those that are known. */
  readonly customResources: readonly Schema[]
}

type Kind = Pick<Manifest, 'apiVersion' | 'kind'>

/** The names by which objects of a kind may be left out. */
export const skipNames = ({ apiVersion, kind }: Kind): readonly string[] => [kind, `${apiVersion}/${kind}`]

/** An object that was looked at, and what is wrong in it. */
export type SeenObject = {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly namespace: string
  readonly line: number
  readonly column: number
  readonly problems: readonly Problem[]
}

/** What came of a file; plain data. */
export type SeenFile = {
  readonly objects: readonly SeenObject[]
  /** Those of no object. */
  readonly problems: readonly Problem[]
  readonly changes: readonly Omit<Change, 'objects'>[]
  /** It is about something else than Kubernetes, and was found in a folder. */
  readonly isForeign: boolean
  /** What was left out as it was asked for, once for each object. */
  readonly skipped: readonly Kind[]
}

/** What came of some files, in their order. */
export type Part = {
  readonly files: readonly SeenFile[]
  /** Why the second engine was not to be had. */
  readonly noCore?: string
}

/** Gives what looks at files; what it needs it makes once. */
export function fileLooker(work: Work, context: Context): (inputs: readonly Input[]) => Promise<Part> {
  const lookers = new Map<string, Promise<Looker>>()
  let noCore: string | undefined
  const make = async (minors: readonly string[]): Promise<Looker> => {
    const { engine, kinds, customResources } = work
    const judgesOf = (judge: typeof ajvJudge): Promise<Judge[]> =>
      Promise.all(minors.map((minor) => judge(minor, customResources, context)))
    let seconds: readonly Judge[] = []
    if (engine !== 'ajv')
      try {
        seconds = await judgesOf(wasmJudge)
      } catch (error) {
        if (!(error instanceof NoCore)) throw error
        noCore = error.message
      }
    const alone = engine === 'wasm' && seconds.length > 0
    const judges = alone ? seconds : await judgesOf(ajvJudge)
    await Promise.all(judges.map((judge) => judge.expect(kinds)))
    const schemas = join(context.roots.package, 'schemas')
    return { judges, others: alone ? [] : seconds, lifecycles: lifecycles(schemas) }
  }
  const lookerOf = (minors: readonly string[]): Promise<Looker> => {
    const looker = lookers.get(minors.join()) ?? make(minors)
    lookers.set(minors.join(), looker)
    return looker
  }
  return async (inputs) => {
    const files: SeenFile[] = []
    for (const input of inputs) {
      const minors = input.minor === undefined || work.forAll ? work.minors : [input.minor]
      files.push(await lookAt(input, await lookerOf(minors), work))
    }
    return { files, ...(noCore === undefined ? {} : { noCore }) }
  }
}

/** Looks at all that a file holds. */
async function lookAt(input: Input, looker: Looker, { skip }: Work): Promise<SeenFile> {
  let text: string
  try {
    text = textOf(input)
  } catch (error) {
    return { problems: [unreadable(input.file, error)], changes: [], objects: [], isForeign: false, skipped: [] }
  }
  const changes: Omit<Change, 'objects'>[] = []
  const objects: SeenObject[] = []
  const skipped: Kind[] = []
  const none: NoObject[] = []
  const wordAt = wordsOf(text)
  for (const found of objectsIn(text)) {
    if (!('manifest' in found)) {
      none.push(found)
      continue
    }
    const { apiVersion, kind, metadata } = found.manifest
    // What kustomize reads itself never reaches a server.
    if (apiVersion.startsWith('kustomize.config.k8s.io/') && input.is === 'found') {
      none.push({
        is: 'foreign',
        message: 'expected objects of Kubernetes, found what is for kustomize',
        at: found.start,
        path: '',
      })
      continue
    }
    if (skipNames({ apiVersion, kind }).some((name) => skip.includes(name))) {
      skipped.push({ apiVersion, kind })
      continue
    }
    const seen = await look(found, input, looker)
    const problems = seen.problems.map((problem) => withWord(problem, wordAt))
    objects.push({ apiVersion, kind, name: found.name, namespace: metadata?.namespace ?? '', ...found.start, problems })
    changes.push(...seen.changes)
  }
  const isForeign =
    input.is === 'found' && objects.length === 0 && none.length > 0 && none.every((one) => isOfElse(one, text))
  const unread = isForeign || none.some(({ is }) => is === 'unreadable') ? [] : unreadIn(text)
  return {
    objects,
    changes,
    isForeign,
    skipped,
    problems: isForeign ? [] : [...none, ...unread].map((one) => asProblem(one, input)),
  }
}

/** Gives the word that stands at a place. */
function wordsOf(text: string): (line: number, column: number) => string {
  let lines: readonly string[] | undefined
  return (line, column) => {
    lines ??= text.split('\n')
    return /^\w*/.exec(lines[line - 1]?.slice(column - 1) ?? '')?.[0] ?? ''
  }
}

/** Where a word was read as a boolean: `yes` and `on` are some in the YAML that Kubernetes reads, and `y` as well. */
function withWord(problem: Problem, wordAt: (line: number, column: number) => string): Problem {
  const [, value] = /, got (true|false)$/.exec(problem.message) ?? []
  if (value === undefined) return problem
  const word = wordAt(problem.at.line, problem.at.column)
  return /^(y|n|yes|no|on|off)$/i.test(word)
    ? { ...problem, hint: `Kubernetes reads ${word} as ${value}, as YAML 1.1 does: write "${word}"` }
    : problem
}

/** A template of Helm is no YAML before Helm has filled it in; one that is stands at the begin of a line, or for a value. */
const isOfElse = ({ is }: NoObject, text: string): boolean =>
  is === 'foreign' || (is === 'unreadable' && /^[ \t]*(?:- +)?(?:[\w./-]+: +)?\{\{/m.test(text))

const rules = {
  unreadable: 'validate/yaml',
  'repeated key': 'validate/repeated-key',
  incomplete: 'validate/no-object',
  foreign: 'validate/no-object',
  directive: 'validate/directive',
  tag: 'validate/tag',
  'text behind an end': 'validate/text-behind-an-end',
} as const

function asProblem({ is, message, hint, at, path }: NoObject, { file, overlay }: Input): Problem {
  return {
    rule: rules[is],
    severity: 'error',
    at: { file, ...at, path },
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(overlay === undefined ? {} : { overlay }),
  }
}
