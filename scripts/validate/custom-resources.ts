import type { Manifest, Problem } from '../../engine/model.ts'
import {
  type CustomResourceDefinition,
  type Definitions,
  type Schema,
  strictCustomResources,
} from '../../engine/strict-schema.ts'
import { type Input, textOf } from './inputs.ts'
import { type FoundObject, objectsIn } from './objects.ts'

type Kind = Pick<Manifest, 'apiVersion' | 'kind'>

/** What the files say of kinds before any object is looked at. */
export type Overview = {
  /** Of most objects; what it misses is found later. */
  readonly kinds: readonly Kind[]
  /** The strict schemas of the custom resources that the files define. */
  readonly customResources: readonly Schema[]
  readonly problems: readonly Problem[]
}

/** Looks through the files. `definitions`: those of any minor. What cannot be read is left for whoever looks at the objects. */
export function overviewOf(inputs: readonly Input[], definitions: () => Definitions): Overview {
  const kinds = new Map<string, Kind>()
  const customResources: Schema[] = []
  const problems: Problem[] = []
  for (const input of inputs) {
    const { file } = input
    const read = readable(input)
    const parsed = needsParsing.test(read) ? [...objectsIn(read)].filter((one) => 'manifest' in one) : []
    for (const kind of [...kindsAtMargin(read), ...parsed.map(({ manifest }) => manifest)])
      kinds.set(`${kind.apiVersion} ${kind.kind}`, { apiVersion: kind.apiVersion, kind: kind.kind })
    for (const found of parsed.filter(({ manifest }) => manifest.kind === 'CustomResourceDefinition'))
      try {
        // It is looked at as an object as well, so that a field of another shape is told there.
        const defined = strictCustomResources(found.manifest as unknown as CustomResourceDefinition, definitions())
        customResources.push(...defined.map(({ schema }) => schema))
      } catch (error) {
        problems.push(unusable(found, file, (error as Error).message)) // what is thrown for a schema that cannot be converted
      }
  }
  return { kinds: [...kinds.values()], customResources, problems }
}

function readable(input: Input): string {
  try {
    return textOf(input)
  } catch {
    return '' // who reads it to look at its objects tells why it cannot be read
  }
}

/** Texts in which objects are not all at the margin, or define kinds. */
const needsParsing = /CustomResourceDefinition|^kind: *["']?\w*List\b|^(?:\s|\ufeff)*[[{]/m

function kindsAtMargin(text: string): Kind[] {
  return text.split(/^---/m).flatMap((part) => {
    const [, apiVersion] = /^apiVersion: *["']?([^\s"'#]+)/m.exec(part) ?? []
    const [, kind] = /^kind: *["']?([^\s"'#]+)/m.exec(part) ?? []
    return apiVersion === undefined || kind === undefined ? [] : [{ apiVersion, kind }]
  })
}

const unusable = ({ start, name }: FoundObject, file: string, why: string): Problem => ({
  rule: 'validate/custom-resource',
  severity: 'error',
  at: { file, ...start, path: '' },
  message: `its schema cannot be used: ${why}`,
  hint: 'objects of its kind are looked at by the schemas that are known without it, if any',
  object: `CustomResourceDefinition/${name}`,
})
