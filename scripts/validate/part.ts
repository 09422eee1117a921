import { join } from 'node:path'
import { failure } from '../../engine/failure.ts'
import type { Manifest, Problem } from '../../engine/model.ts'
import type { Schema } from '../../engine/strict-schema.ts'
import type { Context } from '../command.ts'
import { NoCore } from '../kubeconform-core.ts'
import type { Change } from './changes.ts'
import { type Input, textOf } from './inputs.ts'
import { ajvJudge, type Judge, wasmJudge } from './judges.ts'
import { lifecycles } from './lifecycle.ts'
import { type Looker, look } from './look.ts'
import { type FoundObject, type NoObject, objectsIn } from './objects.ts'

/** How files are to be looked at; plain data, so that another process can do it. */
export type Work = {
  readonly engine: 'ajv' | 'wasm' | 'both'
  /** Of inputs that are of no overlay, or of all. */
  readonly minors: readonly string[]
  /** Whether the minors of overlays do not count. */
  readonly forAll: boolean
  readonly skip: readonly string[]
  readonly kinds: readonly Pick<Manifest, 'apiVersion' | 'kind'>[]
  /** Beside those that are known. */
  readonly customResources: readonly Schema[]
}

/** An object that was looked at, as `Result` of kubeconform's package tells of it. */
export type SeenObject = {
  readonly file: string
  readonly version: string
  readonly kind: string
  readonly name: string
  readonly namespace: string
  readonly line: number
  readonly column: number
}

/** What came of some files; plain data. */
export type Part = {
  readonly problems: readonly Problem[]
  readonly changes: readonly Omit<Change, 'objects'>[]
  /** By input. */
  readonly objects: readonly (readonly SeenObject[])[]
  /** Files that are about something else. */
  readonly foreign: readonly string[]
  /** Why the second engine was not to be had. */
  readonly noCore?: string
}

/** Gives what looks at some files after the other; what it needs it makes once. */
export function opened(work: Work, context: Context): (inputs: readonly Input[]) => Promise<Part> {
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
    const seen: Seen[] = []
    for (const input of inputs) {
      const minors = input.minor === undefined || work.forAll ? work.minors : [input.minor]
      seen.push(await lookAt(input, await lookerOf(minors), work))
    }
    return {
      problems: seen.flatMap(({ problems }) => problems),
      changes: seen.flatMap(({ changes }) => changes),
      objects: seen.map(({ objects }) => objects),
      foreign: inputs.filter((_, index) => seen[index]?.foreign).map(({ file }) => file),
      ...(noCore === undefined ? {} : { noCore }),
    }
  }
}

/** What came of a file. */
type Seen = {
  readonly problems: readonly Problem[]
  readonly changes: readonly Omit<Change, 'objects'>[]
  readonly objects: readonly SeenObject[]
  /** It is about something else than Kubernetes, and was found in a folder. */
  readonly foreign: boolean
}

/** Looks at all that a file holds. */
async function lookAt(input: Input, looker: Looker, { skip }: Work): Promise<Seen> {
  let text: string
  try {
    text = textOf(input)
  } catch (error) {
    const problem = failure(error, { rule: 'validate/file', file: input.file, expected: 'to read this' })
    return { problems: [problem], changes: [], objects: [], foreign: false }
  }
  const problems: Problem[] = []
  const changes: Omit<Change, 'objects'>[] = []
  const objects: SeenObject[] = []
  const wrong: NoObject[] = []
  for (const found of objectsIn(text)) {
    if (!('manifest' in found)) {
      wrong.push(found)
      continue
    }
    const { apiVersion, kind } = found.manifest
    // What kustomize reads itself never reaches a server.
    if (apiVersion.startsWith('kustomize.config.k8s.io/') && input.is === 'found') {
      wrong.push({ is: 'foreign', message: 'it is for kustomize', at: found.start, path: '' })
      continue
    }
    if (skip.includes(kind)) continue
    objects.push(told(found, input.file))
    const seen = await look(found, input, looker)
    problems.push(...seen.problems.map((problem) => withWord(problem, text)))
    changes.push(...seen.changes)
  }
  const foreign =
    input.is === 'found' && objects.length === 0 && wrong.length > 0 && wrong.every((one) => isForeign(one, text))
  if (!foreign) problems.push(...wrong.map((one) => asProblem(one, input)))
  return { problems, changes, objects, foreign }
}

/** Where a word was read as a boolean: `yes` and `on` are some in the YAML that Kubernetes reads, and `y` as well. */
function withWord(problem: Problem, text: string): Problem {
  const [, value] = /, got (true|false)$/.exec(problem.message) ?? []
  if (value === undefined) return problem
  const { line, column } = problem.at
  const [word = value] =
    /^\w+/.exec(
      text
        .split('\n', line)
        .at(-1)
        ?.slice(column - 1) ?? '',
    ) ?? []
  return word.toLowerCase() === value
    ? problem
    : { ...problem, hint: `Kubernetes reads ${word} as ${value}, as YAML 1.1 does: write "${word}"` }
}

/** A template of Helm is no YAML before Helm has filled it in. */
const isForeign = ({ is }: NoObject, text: string): boolean =>
  is === 'foreign' || (is === 'unreadable' && text.includes('{{'))

const rules = {
  unreadable: 'validate/yaml',
  'repeated key': 'validate/repeated-key',
  incomplete: 'validate/no-object',
  foreign: 'validate/no-object',
} as const

function asProblem({ is, message, at, path }: NoObject, { file, overlay }: Input): Problem {
  return {
    rule: rules[is],
    severity: 'error',
    at: { file, ...at, path },
    message,
    ...(overlay === undefined ? {} : { overlay }),
  }
}

const told = ({ manifest, name, start }: FoundObject, file: string): SeenObject => ({
  file,
  version: manifest.apiVersion,
  kind: manifest.kind,
  name,
  namespace: manifest.metadata?.namespace ?? '',
  ...start,
})
