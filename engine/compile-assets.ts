import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { Ajv } from 'ajv'
import standaloneCode from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'
import Handlebars from 'handlebars'
import type { PackedSourced } from './assets.ts'
import { type ComponentSource, componentName, type Roots } from './component-source.ts'
import { type Explained, explainSchemaErrors, type SchemaError } from './explain-schema.ts'
import { expandEveryEntry } from './merge.ts'
import type { Path, Problem } from './model.ts'
import { readYaml } from './read-yaml.ts'
import { isMap, placeOf, plain, type Sourced, showPath } from './sourced.ts'
import {
  inlined,
  inPieces,
  isOpenKey,
  missing,
  partial,
  schemaAt,
  type ValuesSchema,
  withoutProse,
} from './values-schema.ts'

/** Annotations of ours in schemas of values; ajv must know that they are no rules. */
const schemaAnnotations = ['x-expected', 'x-identity', 'x-later', 'x-unit', 'x-propose', 'x-list']

/** The text of a CommonJS module that holds the bases, schemas, validators and templates of these components. */
export async function compileAssets(roots: Roots, sources: readonly ComponentSource[]): Promise<string> {
  const problems: Problem[] = []
  const broken = new Set<string>()
  const shown = (file: string): string => relative(roots.root, file).split(sep).join('/')
  const refuse = (id: string, file: string, message: string, line = 1, column = 1): void => {
    broken.add(componentName(id))
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
  const written = new Map<string, Sourced>()
  for (const { id, root } of sources) {
    const folder = root === 'package' ? roots.package : roots.root
    const baseFolder = join(folder, 'base', id)
    const baseFile = join(baseFolder, 'values.yaml')
    const schemaFile = join(folder, 'schemas', 'values', `${id}.schema.json`)
    const absent = [baseFile, schemaFile].filter((file) => !existsSync(file))
    for (const file of absent) refuse(id, file, `component ${id} has no such file`)
    if (absent.length > 0) {
      values[componentName(id)] = {}
      continue
    }
    const reading = readYaml(shown(baseFile), readFileSync(baseFile))
    problems.push(...reading.problems)
    if (reading.problems.length > 0) broken.add(componentName(id))
    else if (reading.tree) written.set(id, reading.tree)
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
        refuse(id, file, `not a Handlebars template: ${message.split('\n')[0]}`, line)
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
  for (const [id, tree] of written) {
    const found = baseProblems(componentName(id), tree, schemas[id] ?? {}, overlaySchema, ajv)
    if (found.length > 0) broken.add(componentName(id))
    problems.push(...found)
  }
  const overlayBase = readOverlayBase(roots, shown, overlaySchema, ajv)
  problems.push(...overlayBase.problems)
  const source = [
    standaloneCode.default(ajv, { validateOverlay: 'overlay' }),
    `export const templates = ${toSource(templates)}`,
    `export const texts = ${JSON.stringify(JSON.stringify({ bases, overlayBase: overlayBase.packed, overlaySchema, factsSchema: withoutProse(factsSchema), schemas, problems, broken: [...broken] }))}`,
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

/** What every overlay starts from beside values. */
function readOverlayBase(
  roots: Roots,
  shown: (file: string) => string,
  overlaySchema: ValuesSchema,
  ajv: Ajv,
): { packed: { file: string; tree: PackedSourced }; problems: readonly Problem[] } {
  const path = join(roots.package, 'base', 'overlay.yaml')
  const file = shown(path)
  const { tree = { at: { file, line: 1, column: 1 }, value: new Map() }, problems } = readYaml(file, readFileSync(path))
  const illegal = illegalValues(tree, overlaySchema, ajv).map(
    ({ path: at, onKey, ...told }): Problem => ({
      ...told,
      severity: 'error',
      at: { ...placeOf(tree, at, onKey), path: showPath(at) },
    }),
  )
  return { packed: { file, tree: packed(tree) }, problems: [...problems, ...illegal] }
}

/** What the schema of overlays refuses in a tree of facts and values. */
function illegalValues(tree: Sourced, overlaySchema: ValuesSchema, ajv: Ajv): Explained[] {
  const check = ajv.getSchema('overlay')
  const errors = check?.(plain(tree)) === false ? ((check.errors ?? []) as readonly SchemaError[]) : [] // as ajv reports them
  return explainSchemaErrors(errors, overlaySchema, tree)
}

/**
 * What is wrong with the values that every overlay starts from. They may say what an overlay may say; what they leave out,
 * nobody else says.
 */
function baseProblems(
  name: string,
  tree: Sourced,
  schema: ValuesSchema,
  overlaySchema: ValuesSchema,
  ajv: Ajv,
): Problem[] {
  const whole: Sourced = { at: tree.at, value: new Map([['values', { at: tree.at, value: new Map([[name, tree]]) }]]) }
  const explained = illegalValues(whole, overlaySchema, ajv).map(({ path, ...rest }) => ({
    ...rest,
    path: path.slice(2),
  }))
  const complete = expandEveryEntry(tree, schema)
  const absent = missing(schema, plain(complete)).flatMap(({ path, key }): Explained[] => {
    const mistyped = explained.some((one) => one.onKey && showPath(one.path.slice(0, -1)) === showPath(path))
    if (key === undefined || mistyped || schemaAt(schema, [...path, key])?.['x-identity']) return []
    return [{ path: [...path, key], rule: 'schema/required', message: 'expected a value, found none' }]
  })
  const gone = removals(complete, schema).map((path): Explained => {
    const message = 'null removes an inherited entry, and base inherits none'
    return { path, onKey: true, rule: 'overlay/removes-nothing', message, hint: 'take the line out' }
  })
  return [...explained, ...absent, ...gone].map(({ path, onKey, ...told }) => ({
    ...told,
    severity: 'error',
    at: { ...placeOf(tree, path, onKey), path: showPath(path) },
  }))
}

/** The entries of maps that are `null` where the schema knows no such value. */
function removals(tree: Sourced, schema: ValuesSchema | undefined, path: Path = []): Path[] {
  if (!isMap(tree) || !schema) return []
  return [...tree.value].flatMap(([key, child]) => {
    const below = schemaAt(schema, [key])
    const types = [below?.type ?? []].flat()
    return child.value === null && isOpenKey(schema, [key]) && !types.includes('null')
      ? [[...path, key]]
      : removals(child, below, [...path, key])
  })
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
          Object.keys(values).map((name) => [
            name,
            {
              type: ['boolean', 'object'],
              description: `Whether ${name} is in; {retire: true}: it is on its way out.`,
              additionalProperties: false,
              properties: {
                retire: {
                  type: 'boolean',
                  description: 'Whether its objects lose their protection, so that they may go.',
                },
              },
            },
          ]),
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
