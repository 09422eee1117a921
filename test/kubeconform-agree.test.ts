import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastGlob from 'fast-glob'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { loadManifestChecker, type SchemaViolation } from '../engine/kubernetes-schemas.ts'
import { valueAt } from '../engine/kubernetes-violation.ts'
import type { Manifest } from '../engine/model.ts'
import type { Definitions, Schema } from '../engine/strict-schema.ts'
import { createValidator, extendedErrors, shippedSource } from '../packages/kubeconform-wasm/src/index.ts'
import { coreForTests } from './support/kubeconform-core.ts'
import { draws } from './support/random-json.ts'
import { instanceOf, mutated } from './support/schema-instances.ts'
import { repository } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

const schemas = join(repository, 'schemas')
const read = (file: string): Record<string, unknown> => JSON.parse(readFileSync(join(schemas, file), 'utf8'))
const minor = '1.35'
const mutants = 20_000

const core = coreForTests()

if (core)
  test(`ajv and the core find the same faults in ${mutants} mutants of objects of every kind`, async () => {
    const definitions = read(`kubernetes/${minor}/definitions.json`)['definitions'] as Definitions // as `npm run schemas` writes it
    const customResources = readdirSync(join(schemas, 'crds'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => read(`crds/${name}`) as Schema)
    const { validate } = createValidator({
      core,
      strict: true,
      extended: true,
      schemas: (how) => [shippedSource({ definitions, customResources }, how)],
    })
    const checker = await loadManifestChecker({ minor, schemasFolders: [schemas], cacheFolder: temporaryFolder() })
    const draw = draws(20261121)
    const ofSchemas = (known: readonly Schema[], depth: number): (() => object)[] =>
      known.flatMap((schema) => {
        if (schema['x-kubernetes-scope'] === undefined) return []
        const [kind] = schema['x-kubernetes-group-version-kind'] as readonly Record<string, string>[] // as we write it
        const { group = '', version = '', kind: name = '' } = kind ?? {}
        const all = { ...(schema['definitions'] as Definitions | undefined), ...definitions }
        const make = (): object => ({
          ...(instanceOf(schema, all, draw, depth) as object), // a kind is of objects
          apiVersion: group === '' ? version : `${group}/${version}`,
          kind: name,
          metadata: { name: 'one' },
        })
        return [make]
      })
    const builtIn = ofSchemas(Object.values(definitions), 7)
    // There are many, and some are large: they take one turn in eight, and are not as deep.
    const custom = ofSchemas(customResources, 5)
    assert.ok(builtIn.length > 80 && custom.length > 50)
    const real = fastGlob
      .sync('overlays/{dev,prod}/rendered/*/*.yaml', { cwd: repository })
      .map((file) => parse(readFileSync(join(repository, file), 'utf8')) as Manifest) // Sluice rendered them
    const objects = [...builtIn, ...real.map((object) => () => object)]
    await checker.ensure([...objects, ...custom].map((make) => make() as Manifest))
    const apart: string[] = []
    let refused = 0
    for (let index = 0; index < mutants; index++) {
      const make = index % 8 === 7 ? custom[(index >> 3) % custom.length] : objects[index % objects.length]
      const whole = make?.() ?? {}
      const mutant = (index % 5 === 0 ? whole : mutated(whole, draw)) as Manifest // it keeps its kind
      const ofAjv = checker.check(mutant)
      const ofCore = await first(validate({ path: 'mutant', object: mutant }))
      if (ofAjv.length > 0) refused++
      const expected = places([
        ...ofAjv.map((one) => placeOf(one, mutant)),
        ...extendedErrors(mutant).map(({ path }) => pointer(path)),
      ])
      const found = places(ofCore.errors.map(({ path }) => path))
      if (expected !== found)
        apart.push(
          `${JSON.stringify(mutant)}\n  ajv: ${expected} ${JSON.stringify(ofAjv)}\n  core: ${found} ${JSON.stringify(ofCore)}`,
        )
    }
    assert.is(apart.length, 0, `${apart.length} of ${mutants}:\n${apart.slice(0, 10).join('\n')}`)
    // Mutants that are all right, or all wrong, would prove little.
    assert.ok(refused > mutants / 4 && refused < (mutants * 19) / 20, `${refused} were refused`)
  })

const pointer = (path: readonly string[]): string =>
  path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

const places = (pointers: readonly string[]): string => [...new Set(pointers)].sort().join(' ')

/**
 * Where the core says what the checker says: what is missing, or stands twice in a list, is a fault of what it should be in. Of a name
 * that is no text the checker says beside its type that there is none.
 */
function placeOf({ path, message }: SchemaViolation, mutant: Manifest): string {
  const isMissing = / is required$/.test(message) && (valueAt(mutant, path) ?? null) === null
  const isTwice = /^expected each .* once, found /.test(message)
  return pointer(isMissing || isTwice ? path.slice(0, -1) : path)
}

async function first<T>(all: AsyncGenerator<T>): Promise<T> {
  for await (const one of all) return one
  throw new Error('nothing came')
}

test.run()
