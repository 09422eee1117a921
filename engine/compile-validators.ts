import type { AnySchemaObject, CodeKeywordDefinition, KeywordCxt } from 'ajv'
import { formats } from './kubernetes-formats.ts'
import { sharedPartsText, withSharedParts } from './shared-parts.ts'
import type { Definitions, Schema } from './strict-schema.ts'

/** A kind to compile: how it is called, and which definition it is. */
export type KindSchema = { readonly key: string; readonly definition: string }

/**
 * Compiles the validators of these kinds into the source of a function body: with `formats` (tests of a string by
 * format) and `require` (ajv's own helpers by name) in scope it returns validators by kind. It needs neither ajv nor the
 * schemas any more. Takes some 0.5 s for 16 kinds, nearly all of it for what a pod is.
 */
export async function compileValidators(definitions: Definitions, kinds: readonly KindSchema[]): Promise<string> {
  const [{ Ajv, _ }, standalone, { transform }] = await Promise.all([
    import('ajv'),
    import('ajv/dist/standalone/index.js'),
    import('esbuild'),
  ])
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    logger: false,
    messages: false,
    // Published patterns are RE2: the `u` flag would refuse escapes that it allows.
    unicodeRegExp: false,
    // One function for each definition: copies would make the module many times as large.
    inlineRefs: false,
    formats: Object.fromEntries(Object.entries(formats).map(([name, { holds }]) => [name, holds])),
    code: { source: true, esm: false, formats: _`formats` },
  })
  ajv.addKeyword(listMapKeys(_))
  const names = kinds.map(({ definition }) => definition)
  // A custom resource repeats its parts in place (an Issuer holds eight affinities), and each copy would be compiled.
  const whole = Object.fromEntries(names.map((name) => [name, definitions[name] ?? {}]))
  const { schemas, parts } = withSharedParts(whole, (index) => `part-${index}`)
  ajv.addSchema({ $id: 'all', definitions: { ...definitions, ...schemas, ...parts } })
  const exported = Object.fromEntries(
    names.map((name, index) => [`kind${index}`, `all#/definitions/${encodeURIComponent(name)}`]),
  )
  // The package is CommonJS that exports its function twice; a bundler and Node see different ones.
  const write = (standalone.default as unknown as { default?: typeof standalone.default }).default ?? standalone.default
  const code = (write as unknown as (...args: unknown[]) => string)(ajv, exported)
  const table = kinds.map(({ key }, index) => `${JSON.stringify(key)}: exports.kind${index}`).join(',')
  const module = `exports.make = function (formats, require) { const exports = {}, module = {}; ${code}; return {${table}} }`
  return (await transform(module, { minify: true, target: 'node20' })).code
}

/**
 * A list whose members are told apart by some of their fields, as server-side apply tells them apart: no two members
 * may agree in all of them. A field that is absent counts as its default (`protocol: TCP`).
 */
function listMapKeys(_: typeof import('ajv')['_']): CodeKeywordDefinition {
  return {
    keyword: 'x-kubernetes-list-map-keys',
    type: 'array',
    schemaType: 'array',
    error: {
      message: 'duplicate member',
      params: ({ params }) => _`{first: ${params.first}, again: ${params.again}}`,
    },
    code(cxt: KeywordCxt) {
      const { gen, data, parentSchema, it } = cxt
      const keys = cxt.schema as readonly string[] // as schemaType says
      const members = memberProperties(parentSchema, it.schemaEnv.root.schema as Schema)
      const seen = gen.const('seen', _`new Map()`)
      gen.forRange('index', 0, _`${data}.length`, (index) => {
        const member = gen.const('member', _`${data}[${index}]`)
        gen.if(_`typeof ${member} == "object" && ${member} !== null && !Array.isArray(${member})`, () => {
          const values = keys.map((key) => _`${member}[${key}] ?? ${keyDefault(members[key])}`)
          const list = values.slice(1).reduce((code, value) => _`${code}, ${value}`, values[0] ?? _`null`)
          const identity = gen.const('identity', _`JSON.stringify([${list}])`)
          gen.if(
            _`${seen}.has(${identity})`,
            () => {
              cxt.setParams({ first: _`${seen}.get(${identity})`, again: index })
              cxt.error()
            },
            () => gen.code(_`${seen}.set(${identity}, ${index})`),
          )
        })
      })
    },
  }
}

/** A key is a scalar, and so is its default. */
const keyDefault = (key: Schema | undefined): string | number | boolean | null =>
  (key?.default ?? null) as string | number | boolean | null // as structural schemas demand

function memberProperties(list: AnySchemaObject, root: Schema): Definitions {
  const items: Schema = list.items ?? {}
  const name = typeof items.$ref === 'string' ? items.$ref.replace('#/definitions/', '') : undefined
  const member = name === undefined ? items : (root.definitions as Definitions)[name] // as our own files are built
  return (member?.properties ?? {}) as Definitions // as JSON Schema defines it
}

/** What a compiled module depends on besides schemas and packages: the code that makes it, so that no module outlives it. */
export const compilerText = [
  ...[compileValidators, listMapKeys, memberProperties, keyDefault].map(String),
  sharedPartsText,
].join('\n')
