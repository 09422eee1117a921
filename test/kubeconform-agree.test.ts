import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastGlob from 'fast-glob'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { loadManifestChecker } from '../engine/kubernetes-schemas.ts'
import type { Manifest } from '../engine/model.ts'
import type { Definitions, Schema } from '../engine/strict-schema.ts'
import { createValidator, shippedSource } from '../packages/kubeconform-wasm/src/index.ts'
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
  test(`ajv and the core agree on ${mutants} mutants of objects of every kind`, async () => {
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
      if (ofAjv.length > 0 !== (ofCore.status === 'invalid'))
        apart.push(`${JSON.stringify(mutant)}\n  ajv: ${JSON.stringify(ofAjv)}\n  core: ${JSON.stringify(ofCore)}`)
    }
    assert.is(apart.length, 0, `${apart.length} of ${mutants}:\n${apart.slice(0, 10).join('\n')}`)
    // Mutants that are all right, or all wrong, would prove little.
    assert.ok(refused > mutants / 4 && refused < (mutants * 19) / 20, `${refused} were refused`)
  })

async function first<T>(all: AsyncGenerator<T>): Promise<T> {
  for await (const one of all) return one
  throw new Error('nothing came')
}

test.run()
