import handlebarsRuntime from 'handlebars/runtime'
import { cachedModule } from './cache.ts'
import { type ComponentSource, componentName, type Roots } from './component-source.ts'
import type { SchemaError } from './explain-schema.ts'
import type { Place, Problem, Template } from './model.ts'
import { isMap, type Sourced } from './sourced.ts'
import type { ValuesSchema } from './values-schema.ts'

/** All that `base/` and `schemas/` say, read and compiled once for each content of theirs. */
export type Assets = {
  /** By component id. */
  readonly components: Readonly<Record<string, ComponentAssets>>
  /** What every overlay starts from: facts that have a default, and the values of every component. */
  readonly base: Sourced
  /** What an overlay may write, values of every component included. */
  readonly overlaySchema: ValuesSchema
  /** What the facts of an overlay are once it is complete. */
  readonly factsSchema: ValuesSchema
  readonly checkOverlay: (value: unknown) => readonly SchemaError[]
  readonly problems: readonly Problem[]
  /** Names of the components with a problem among these: nothing of theirs can be judged. */
  readonly broken: ReadonlySet<string>
}

export type ComponentAssets = {
  readonly schema: ValuesSchema
  readonly templates: Readonly<Record<string, Template>>
}

/**
 * A template met what it cannot print: a value that does not exist, at `place` in the template, or texts with a line
 * break, which would add a line to the config file: `broken`.
 */
export class TemplateFault extends Error {
  readonly place: Place
  readonly broken: readonly string[]
  constructor(message: string, place: Place, broken: readonly string[]) {
    super(message)
    this.place = place
    this.broken = broken
  }
}

/** What the compiled module holds: code, and all else as one text of JSON, which is read faster than code. */
type CompiledAssets = {
  readonly validateOverlay: { (value: unknown): boolean; errors?: readonly SchemaError[] | null }
  /** By component id, then by name. */
  readonly templates: Readonly<
    Record<string, Readonly<Record<string, { readonly file: string; readonly spec: unknown }>>>
  >
  readonly texts: string
}

type Texts = {
  readonly bases: Readonly<Record<string, { readonly file: string; readonly tree: PackedSourced }>>
  readonly overlayBase: { readonly file: string; readonly tree: PackedSourced }
  readonly schemas: Readonly<Record<string, ValuesSchema>>
  readonly overlaySchema: ValuesSchema
  readonly factsSchema: ValuesSchema
  readonly problems: readonly Problem[]
  readonly broken: readonly string[]
}

/** The part of Handlebars that runs precompiled templates; its package types the runtime as if it could do nothing. */
const { template: runTemplate } = handlebarsRuntime as unknown as Pick<typeof Handlebars, 'template'>

/** `[line, column, keyLine, keyColumn, text or 0, value]`; a map's value is an object in an array of one. */
export type PackedSourced = readonly [number, number, number, number, string | 0, unknown]

/**
 * The assets of these components. They come from the cache where it holds them under `inputsKey`, which stands for the
 * content of all of `base/` and `schemas/` in both roots.
 */
export async function loadAssets(
  roots: Roots,
  sources: readonly ComponentSource[],
  cacheFolder: string | undefined,
  inputsKey: string,
): Promise<Assets> {
  const compiled = await cachedModule<CompiledAssets>(cacheFolder, `assets-${inputsKey}.cjs`, async () => {
    const { compileAssets } = await import('./compile-assets.ts')
    return compileAssets(roots, sources)
  })
  const { bases, overlayBase, schemas, overlaySchema, factsSchema, problems, broken }: Texts = JSON.parse(
    compiled.texts,
  )
  const values = new Map(Object.entries(bases).map(([id, { file, tree }]) => [componentName(id), unpacked(tree, file)]))
  const nowhere = { file: 'base', line: 1, column: 1 }
  const facts = unpacked(overlayBase.tree, overlayBase.file)
  const { validateOverlay } = compiled
  return {
    base: {
      at: nowhere,
      value: new Map([...(isMap(facts) ? facts.value : []), ['values', { at: nowhere, value: values }]]),
    },
    overlaySchema,
    factsSchema,
    problems,
    broken: new Set(broken),
    checkOverlay: (value) => (validateOverlay(value) ? [] : (validateOverlay.errors ?? [])),
    components: Object.fromEntries(
      Object.entries(schemas).map(([id, schema]) => [
        id,
        {
          schema,
          templates: Object.fromEntries(
            Object.entries(compiled.templates[id] ?? {}).map(([name, { file, spec }]) => [name, runnable(file, spec)]),
          ),
        },
      ]),
    ),
  }
}

function unpacked(packed: PackedSourced, file: string): Sourced {
  const [line, column, keyLine, keyColumn, text, value] = packed
  return {
    at: { file, line, column },
    ...(keyLine === 0 ? {} : { key: { file, line: keyLine, column: keyColumn } }),
    ...(text === 0 ? {} : { text }),
    value: unpackedValue(value, file),
  }
}

function unpackedValue(value: unknown, file: string): Sourced['value'] {
  if (Array.isArray(value)) return value.map((child) => unpacked(child as PackedSourced, file)) // as packed
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).map(([key, child]) => [key, unpacked(child as PackedSourced, file)])) // as packed
  return value as string | number | boolean | null // a scalar
}

/** A precompiled template as a function that refuses what would break the config file that it writes. */
function runnable(file: string, spec: unknown): Template {
  const render = runTemplate(spec as TemplateSpecification) // made by the compiler of the same version
  return (model) => {
    const broken = textsWithLineBreaks(model)
    if (broken.length > 0) {
      const message = `expected values of one line, got ${broken.map((text) => JSON.stringify(text)).join(', ')}`
      throw new TemplateFault(message, { file, line: 1, column: 1 }, broken)
    }
    try {
      return render(model, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false })
    } catch (error) {
      const { message, lineNumber, column } = error as { message: string; lineNumber?: number; column?: number } // a Handlebars exception
      if (lineNumber === undefined) throw error
      const absent = /^"(.*)" not defined in /.exec(message)?.[1]
      const said = absent === undefined ? message : `expected a value "${absent}", found none of that name`
      throw new TemplateFault(said, { file, line: lineNumber, column: (column ?? 0) + 1 }, [])
    }
  }
}

function textsWithLineBreaks(value: unknown): string[] {
  if (typeof value === 'string') return /[\r\n\0]/.test(value) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => [
    ...textsWithLineBreaks(Array.isArray(value) ? '' : key),
    ...textsWithLineBreaks(child),
  ])
}
