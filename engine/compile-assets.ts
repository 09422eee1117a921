import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { Ajv } from 'ajv'
import standaloneCode from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'
import Handlebars from 'handlebars'
import type { PackedSourced } from './assets.ts'
import { type ComponentSource, componentName, type Roots } from './component-source.ts'
import type { Problem } from './model.ts'
import { readYaml } from './read-yaml.ts'
import type { Sourced } from './sourced.ts'
import { inlined, inPieces, partial, type ValuesSchema, withoutProse } from './values-schema.ts'

/** Annotations of ours in schemas of values; ajv must know that they are no rules. */
const schemaAnnotations = ['x-expected', 'x-identity', 'x-later', 'x-unit', 'x-propose', 'x-list']

/** The text of a CommonJS module that holds the bases, schemas, validators and templates of these components. */
export async function compileAssets(roots: Roots, sources: readonly ComponentSource[]): Promise<string> {
  const problems: Problem[] = []
  const shown = (file: string): string => relative(roots.root, file).split(sep).join('/')
  const refuse = (file: string, message: string, line = 1, column = 1): void => {
    problems.push({
      rule: 'base/broken',
      severity: 'error',
      at: { file: shown(file), line, column, path: '' },
      message,
    })
  }
  const definitions = readDefinitions(roots)
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    strictRequired: false,
    inlineRefs: false,
    messages: false,
    code: { source: true, esm: true },
  })
  ajv.addVocabulary(schemaAnnotations)

  const bases: Record<string, { file: string; tree: PackedSourced }> = {}
  const schemas: Record<string, ValuesSchema> = {}
  const templates: Record<string, Record<string, unknown>> = {}
  const values: Record<string, ValuesSchema> = {}
  for (const { id, root } of sources) {
    const folder = root === 'package' ? roots.package : roots.root
    const baseFolder = join(folder, 'base', id)
    const baseFile = join(baseFolder, 'values.yaml')
    const schemaFile = join(folder, 'schemas', 'values', `${id}.schema.json`)
    const missing = [baseFile, schemaFile].filter((file) => !existsSync(file))
    for (const file of missing) refuse(file, `component ${id} has no such file`)
    if (missing.length > 0) continue
    const reading = readYaml(shown(baseFile), readFileSync(baseFile))
    problems.push(...reading.problems)
    const schema = inlined(readJson(schemaFile), definitions)
    values[componentName(id)] = partial(schema)
    const own: Record<string, unknown> = {}
    templates[id] = own
    for (const name of readdirSync(baseFolder)
      .filter((entry) => entry.endsWith('.hbs'))
      .sort()) {
      const file = join(baseFolder, name)
      try {
        const spec = Handlebars.precompile(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'), {
          noEscape: true,
          strict: true,
          knownHelpersOnly: true,
          knownHelpers: { each: true, if: true, unless: true },
        })
        own[name.slice(0, -'.hbs'.length)] = { file: shown(file), spec: raw(String(spec)) }
      } catch (error) {
        const { message } = error as Error // Handlebars throws nothing else
        const line = Number(/line (\d+)/.exec(message)?.[1] ?? 1)
        refuse(file, `not a Handlebars template: ${message.split('\n')[0]}`, line)
      }
    }
    bases[id] = {
      file: shown(baseFile),
      tree: packed(reading.tree ?? { at: { file: '', line: 1, column: 1 }, value: new Map() }),
    }
    schemas[id] = withoutProse(schema)
  }
  const factsSchema = inlined(readJson(join(roots.package, 'schemas', 'overlay.core.schema.json')), definitions)
  const overlaySchema = withoutProse(assembledOverlaySchema(factsSchema, values))
  ajv.addSchema(inPieces(overlaySchema), 'overlay')
  const source = [
    standaloneCode.default(ajv, { validateOverlay: 'overlay' }),
    `export const templates = ${toSource(templates)}`,
    `export const texts = ${JSON.stringify(JSON.stringify({ bases, overlaySchema, factsSchema: withoutProse(factsSchema), schemas, problems }))}`,
  ].join('\n')
  const bundle = await build({
    stdin: { contents: source, resolveDir: roots.package, loader: 'js' },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    logLevel: 'silent',
  })
  const output = bundle.outputFiles[0]
  if (!output) throw new Error('esbuild wrote no module of assets')
  return output.text
}

/** The schema of `overlay.yaml`: the facts, and for every component whether it is in and the values that differ. */
export function assembledOverlaySchema(
  facts: ValuesSchema,
  values: Readonly<Record<string, ValuesSchema>>,
): ValuesSchema {
  const written = partial(facts)
  return {
    ...written,
    properties: {
      ...written.properties,
      components: {
        type: 'object',
        description: 'The components that are in; nothing is in unless an overlay of the chain says so.',
        additionalProperties: false,
        properties: Object.fromEntries(
          Object.keys(values).map((name) => [name, { type: 'boolean', description: `Whether ${name} is in.` }]),
        ),
      },
      values: {
        type: 'object',
        description: 'The values that differ from what this overlay extends, by component.',
        additionalProperties: false,
        properties: values,
      },
    },
  }
}

/** The definitions that schemas of values share; a second root may add its own. */
export function readDefinitions(roots: Roots): Readonly<Record<string, ValuesSchema>> {
  const read = (root: string): Record<string, ValuesSchema> => {
    const file = join(root, 'schemas', 'definitions.schema.json')
    return existsSync(file) ? (readJson(file)['definitions'] as Record<string, ValuesSchema>) : {} // the file's one purpose
  }
  return { ...read(roots.package), ...read(roots.root) }
}

/** A JSON file that our own sources hold; a broken one is our fault and throws, naming the file. */
export function readJson(file: string): ValuesSchema {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`) // JSON.parse and readFileSync throw errors
  }
}

function packed({ at, key, text, value }: Sourced): PackedSourced {
  return [at.line, at.column, key?.line ?? 0, key?.column ?? 0, text ?? 0, packedValue(value)]
}

function packedValue(value: Sourced['value']): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, child]) => [key, packed(child)]))
  return Array.isArray(value) ? value.map(packed) : value
}

/** Marks text that is JavaScript already. */
const raw = (code: string): { readonly javascript: string } => ({ javascript: code })

function toSource(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toSource).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Object.keys(value).join() === 'javascript') return (value as { javascript: string }).javascript // made by raw()
  return `{${Object.entries(value)
    .map(([key, child]) => `${JSON.stringify(key)}:${toSource(child)}`)
    .join(',')}}`
}
