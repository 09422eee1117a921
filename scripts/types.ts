import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { compile, type JSONSchema } from 'json-schema-to-typescript'
import { parse } from 'yaml'
import { assembledOverlaySchema, readDefinitions, readJson } from '../engine/compile-assets.ts'
import { componentName, type Roots } from '../engine/component-source.ts'
import { inlined, partial, type ValuesSchema } from '../engine/values-schema.ts'
import { type Command, exit } from './command.ts'
import { givenTypes, kubernetesTypes } from './types-kubernetes.ts'

const head = '/* Generated from the schema of the same name by npm run types: edit the schema. */\n'

/** A generated file: where it belongs, relative to the root, and what it must hold. */
export type GeneratedFile = { readonly path: string; readonly text: string }

/**
 * The types of every component's values and the schema of `overlay.yaml` for editors, from `schemas/values/` of a root.
 */
export async function generatedFiles(roots: Roots): Promise<GeneratedFile[]> {
  const definitions = readDefinitions(roots)
  const schemasOf = (root: string): { id: string; schema: ValuesSchema }[] => {
    const folder = join(root, 'schemas', 'values')
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .filter((name) => name.endsWith('.schema.json'))
      .sort()
      .map((name) => ({
        id: name.slice(0, -'.schema.json'.length),
        schema: inlined(readJson(join(folder, name)), definitions),
      }))
  }
  const own = schemasOf(roots.root)
  const all = roots.root === roots.package ? own : [...schemasOf(roots.package), ...own]
  const types = await Promise.all(
    own.map(async ({ id, schema }) => ({
      path: `schemas/values/${id}.ts`,
      text:
        head +
        (await compile(forTypes(schema) as JSONSchema, typeName(id), {
          bannerComment: '',
          format: true,
          style: { semi: false, singleQuote: true, printWidth: 120, trailingComma: 'all' },
        })),
    })),
  )
  const facts = inlined(readJson(join(roots.package, 'schemas', 'overlay.core.schema.json')), definitions)
  const values = Object.fromEntries(
    [...all].sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, schema }) => [componentName(id), partial(schema)]),
  )
  const overlay = JSON.stringify(forEditors(assembledOverlaySchema(facts, values)), null, 1)
  return [...types, { path: 'schemas/overlay.schema.json', text: `${overlay}\n` }]
}

/** `KafkaValues` of `020-kafka`. */
export function typeName(id: string): string {
  const words = componentName(id).split('-')
  return `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Values`
}

/**
 * A schema as yaml-language-server makes the most of it: `patternErrorMessage` is what it says instead of a regular
 * expression, and words that YAML would read as numbers it quotes where they are examples of a string, not of an `enum`.
 */
function forEditors(schema: ValuesSchema): ValuesSchema {
  const told = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(told)
    if (typeof node !== 'object' || node === null) return node
    const { 'x-expected': expected, enum: words, ...rest } = node as ValuesSchema // an object inside a schema
    return {
      ...Object.fromEntries(
        Object.entries(rest)
          .filter(([key]) => !key.startsWith('x-'))
          .map(([key, value]) => [key, told(value)]),
      ),
      ...(words && (isUnquoted(words) ? oneOfTexts(words) : { enum: words })),
      ...(expected !== undefined && { patternErrorMessage: `expected ${expected}` }),
    }
  }
  return told(schema) as ValuesSchema // the shape is kept
}

/** Whether some of these texts are read as something else where a person forgets the quotes. */
function isUnquoted(words: readonly unknown[]): words is readonly string[] {
  return words.every((word) => typeof word === 'string') && words.some((word) => parse(word) !== word)
}

function oneOfTexts(words: readonly string[]): ValuesSchema {
  const pattern = `^(${words.map((word) => word.replaceAll('.', '\\.')).join('|')})$`
  return { type: 'string', examples: words, pattern, patternErrorMessage: `expected one of ${words.join(', ')}` }
}

/** Without the annotations that would become noise in types, and named by us, not by the schema's title. */
function forTypes({ title: _title, ...schema }: ValuesSchema): ValuesSchema {
  return schema
}

const help = `Usage: npm run types

Writes the types of values and the schema of overlay.yaml from schemas/, and names the files that changed.

  --root DIR  another folder with schemas of its own

Example: npm run types
`

/** `types`: writes the generated files of the root and names those that changed. */
export const typesCommand: Command = async (args, { roots }) => {
  const { values } = parseArgs({ args: [...args], options: { help: { type: 'boolean', short: 'h', default: false } } })
  if (values.help) {
    process.stdout.write(help)
    return exit.clean
  }
  const kubernetes = roots.root === roots.package ? kubernetesTypes(roots.package) : givenTypes(roots.root)
  for (const { path, text } of [...(await generatedFiles(roots)), ...(await kubernetes)]) {
    const file = join(roots.root, path)
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    process.stdout.write(`${path}\n`)
  }
  return exit.clean
}
