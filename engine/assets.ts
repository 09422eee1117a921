import { join } from 'node:path'
import handlebarsRuntime from 'handlebars/runtime.js'
import { cachedModule } from './cache.ts'
import { type ComponentSource, componentName, type Roots } from './component-source.ts'
import type { SchemaError } from './explain-schema.ts'
import type { Place, Problem, Template } from './model.ts'
import type { Sourced } from './sourced.ts'
import type { ValuesSchema } from './values-schema.ts'

/** All that `base/` and `schemas/` say, read and compiled once for each content of theirs. */
export type Assets = {
  /** By component id. */
  readonly components: Readonly<Record<string, ComponentAssets>>
  /** What every overlay starts from: the values of every component. */
  readonly base: Sourced
  /** What an overlay may write, values of every component included. */
  readonly overlaySchema: ValuesSchema
  /** What the facts of an overlay are once it is complete. */
  readonly factsSchema: ValuesSchema
  readonly checkOverlay: SchemaCheck
  readonly checkFacts: SchemaCheck
  readonly problems: readonly Problem[]
}

export type ComponentAssets = {
  readonly schema: ValuesSchema
  readonly checkValues: SchemaCheck
  readonly templates: Readonly<Record<string, Template>>
}

export type SchemaCheck = (value: unknown) => readonly SchemaError[]

/** A template met a value that it cannot print; `place` is in the template. */
export class TemplateFault extends Error {
  readonly place: Place
  constructor(message: string, place: Place) {
    super(message)
    this.place = place
  }
}

/** What the compiled module holds: JSON and functions, places packed as numbers. */
export type CompiledAssets = {
  readonly components: Readonly<
    Record<
      string,
      {
        readonly baseFile: string
        readonly base: PackedSourced
        readonly schema: ValuesSchema
        readonly templates: Readonly<Record<string, { readonly file: string; readonly spec: unknown }>>
      }
    >
  >
  readonly overlaySchema: ValuesSchema
  readonly factsSchema: ValuesSchema
  readonly problems: readonly Problem[]
  readonly validators: Readonly<Record<string, { (value: unknown): boolean; errors?: readonly SchemaError[] | null }>>
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
  const file = cacheFolder === undefined ? undefined : join(cacheFolder, `assets-${inputsKey}.mjs`)
  const compiled = await cachedModule<CompiledAssets>(file, async () => {
    const { compileAssets } = await import('./compile-assets.ts')
    return compileAssets(roots, sources)
  })
  const check = (name: string): SchemaCheck => {
    const validate = compiled.validators[name]
    if (!validate) throw new Error(`the compiled assets hold no validator ${name}`)
    return (value) => (validate(value) ? [] : (validate.errors ?? []))
  }
  const components = Object.entries(compiled.components)
  const values = new Map(components.map(([id, { baseFile, base }]) => [componentName(id), unpacked(base, baseFile)]))
  const nowhere = { file: 'base', line: 1, column: 1 }
  return {
    base: { at: nowhere, value: new Map([['values', { at: nowhere, value: values }]]) },
    overlaySchema: compiled.overlaySchema,
    factsSchema: compiled.factsSchema,
    problems: compiled.problems,
    checkOverlay: check('overlay'),
    checkFacts: check('facts'),
    components: Object.fromEntries(
      components.map(([id, { schema, templates }]) => [
        id,
        {
          schema,
          checkValues: check(id),
          templates: Object.fromEntries(
            Object.entries(templates).map(([name, template]) => [name, runnable(template.file, template.spec)]),
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
    const broken = lineBreakIn(model, [])
    if (broken) {
      const message = `the value of ${broken} has a line break, which would add a line to the config file`
      throw new TemplateFault(message, { file, line: 1, column: 1 })
    }
    try {
      return render(model, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false })
    } catch (error) {
      const { message, lineNumber, column } = error as { message: string; lineNumber?: number; column?: number } // a Handlebars exception
      if (lineNumber === undefined) throw error
      throw new TemplateFault(message, { file, line: lineNumber, column: (column ?? 0) + 1 })
    }
  }
}

function lineBreakIn(value: unknown, path: readonly string[]): string | undefined {
  if (typeof value === 'string') return breaksLine(value) ? path.join('.') : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, child] of Object.entries(value)) {
    if (breaksLine(key)) return [...path, key].join('.')
    const found = lineBreakIn(child, [...path, key])
    if (found !== undefined) return found
  }
  return undefined
}

const breaksLine = (text: string): boolean => ['\r', '\n', '\0'].some((character) => text.includes(character))
