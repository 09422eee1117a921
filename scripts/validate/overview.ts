import type { Manifest, Problem } from '../../engine/model.ts'
import {
  type CustomResourceDefinition,
  type Definitions,
  type Schema,
  strictCustomResources,
} from '../../engine/strict-schema.ts'
import type { Position } from '../../packages/kubeconform-wasm/src/documents.ts'
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
export async function overviewOf(inputs: readonly Input[], definitions: () => Definitions): Promise<Overview> {
  const kinds = new Map<string, Kind>()
  const customResources = new Map<string, Definition>()
  const problems: Problem[] = []
  let refusal: ((schema: Schema) => string | undefined) | undefined
  for (const input of inputs) {
    const text = readable(input)
    const parsed = needsParsing(text) ? [...objectsIn(text)].filter((one) => 'manifest' in one) : []
    for (const { apiVersion, kind } of [...kindsAtMargin(text), ...parsed.map(({ manifest }) => manifest)])
      kinds.set(`${apiVersion} ${kind}`, { apiVersion, kind })
    for (const found of parsed.filter(({ manifest }) => manifest.kind === 'CustomResourceDefinition'))
      try {
        // It is looked at as an object as well, so that a field of another shape is told there.
        const definition = found.manifest as unknown as CustomResourceDefinition
        const defined = strictCustomResources(definition, definitions())
        refusal ??= await schemaRefusal()
        for (const { kind, schema } of defined) {
          const wrong = refusal(schema)
          if (wrong !== undefined) {
            problems.push(unusable(found, input, wrong))
            continue
          }
          const name = `${kind.group}/${kind.version} ${kind.kind}`
          const version = definition.spec.versions.findIndex((one) => one.name === kind.version)
          const own = { schema, at: found.positionOf(['spec', 'versions', String(version)]), input }
          const first = customResources.get(name)
          if (first && JSON.stringify(first.schema) !== JSON.stringify(schema))
            problems.push(definedTwice(name, own, first))
          customResources.set(name, own)
        }
      } catch (error) {
        // What is thrown for a schema that cannot be converted; one of no shape at all is told by the schema of CRDs.
        const why = error instanceof TypeError ? 'it is not of the shape that a schema has' : (error as Error).message
        problems.push(unusable(found, input, why))
      }
  }
  return {
    kinds: [...kinds.values()],
    customResources: [...customResources.values()].map(({ schema }) => schema),
    problems,
  }
}

/** A version of a custom resource, and where it is defined. */
type Definition = { readonly schema: Schema; readonly at: Position; readonly input: Input }

/** A cluster has one of the two; what two overlays define may be for two clusters. */
function definedTwice(kind: string, second: Definition, first: Definition): Problem {
  const { file, overlay } = second.input
  return {
    rule: 'validate/defined-twice',
    severity: overlay === first.input.overlay ? 'error' : 'warning',
    at: { file, ...second.at, path: '' },
    message: `expected the schema of ${kind} as ${first.input.file}:${first.at.line} defines it, found another, by which all objects of the kind are looked at here`,
    hint: 'take one of the two away, or validate by themselves the files that each is for',
    ...(overlay === undefined ? {} : { overlay }),
  }
}

function readable(input: Input): string {
  try {
    return textOf(input)
  } catch {
    return '' // who reads it to look at its objects tells why it cannot be read
  }
}

/** Tells why something is no JSON Schema. */
async function schemaRefusal(): Promise<(schema: Schema) => string | undefined> {
  const { Ajv } = await import('ajv')
  const ajv = new Ajv({ strict: false, logger: false })
  return (schema) => {
    if (ajv.validateSchema(schema) === true) return undefined
    const [{ instancePath = '', message = '' } = {}] = ajv.errors ?? []
    return `${instancePath} ${message}`
  }
}

/** Whether the objects of a text are not all at the margin, or define kinds. */
const needsParsing = (text: string): boolean =>
  /^[\s\ufeff]{0,99}[[{]/.test(text) || /CustomResourceDefinition|^kind: *["']?\w*List\b|^[[{]/m.test(text)

function kindsAtMargin(text: string): Kind[] {
  return text.split(/^---/m).flatMap((part) => {
    const [, apiVersion] = /^apiVersion: *["']?([^\s"'#]+)/m.exec(part) ?? []
    const [, kind] = /^kind: *["']?([^\s"'#]+)/m.exec(part) ?? []
    return apiVersion === undefined || kind === undefined ? [] : [{ apiVersion, kind }]
  })
}

const unusable = ({ start, name }: FoundObject, { file, overlay }: Input, why: string): Problem => ({
  rule: 'validate/custom-resource',
  severity: 'error',
  at: { file, ...start, path: '' },
  message: `the schema of CustomResourceDefinition/${name} cannot be used: ${why}`,
  hint: 'objects of its kind are looked at by the schemas that are known without it, if any',
  ...(overlay === undefined ? {} : { overlay }),
})
