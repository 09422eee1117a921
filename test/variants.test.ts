import { components } from 'sluice:components'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { stringify } from 'yaml'
import { componentName } from '../engine/component-source.ts'
import type { ValuesSchema } from '../engine/values-schema.ts'
import { consistent, fixtureValues } from './support/fixture-values.ts'
import { type Parameter, pairwise } from './support/pairwise.ts'
import { lines, overlay, rendered, stockWorld } from './support/world.ts'

/** Every value of a schema that is chosen from a few: enums, booleans, and what may be there or not. */
function parameters(schema: ValuesSchema, path: readonly string[] = []): Parameter[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]): Parameter[] => {
    const name = JSON.stringify([...path, key])
    if (child.enum) return [{ name, choices: child.enum }]
    if (child.type === 'boolean') return [{ name, choices: [true, false] }]
    const entry = typeof child.additionalProperties === 'object' ? child.additionalProperties : undefined
    return [...parameters(child, [...path, key]), ...(entry ? parameters(entry, [...path, key, '*']) : [])]
  })
}

/** A value put at a path of a tree of plain objects. */
function put(tree: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path
  if (rest.length === 0) {
    tree[key] = value
    return
  }
  const below = (tree[key] ?? {}) as Record<string, unknown> // what put() makes
  tree[key] = below
  put(below, rest, value)
}

/** Rules that say that our own output is wrong, whatever the values are. */
const defects = /^(manifest\/|text\/|template\/|base\/|schema\/)/

/** What other components may need; the rest would only make every variant larger. */
const foundations = ['namespace', 'certs', 'zookeeper']

for (const { id } of components) {
  const name = componentName(id)
  test(`${name}: every pair of choices renders and passes every check, or is refused by a named rule`, async () => {
    const { assets } = await stockWorld()
    const schema = assets.components[id]?.schema ?? {}
    const rows = pairwise(parameters(schema))
    assert.ok(rows.length > 1, `${id} has nothing to choose`)
    const refusals = new Map<string, number>()
    const problemsFound: string[] = []
    for (const row of rows) {
      const values: Record<string, unknown> = structuredClone(fixtureValues)
      for (const [path, value] of Object.entries(row)) put(values, [name, ...JSON.parse(path)], value)
      const { problems, files } = await rendered({
        variant: overlay(
          stringify({
            components: Object.fromEntries([...foundations, name].map((each) => [each, true])),
            values: consistent(values),
          }),
          { purpose: 'development' },
        ).replace('    nodes:', '    apiServer: {cidrs: [10.96.0.1/32], port: 443}, nodes:'),
      })
      const errors = problems.filter(({ severity }) => severity === 'error')
      for (const rule of new Set(errors.map((problem) => problem.rule)))
        refusals.set(rule, (refusals.get(rule) ?? 0) + 1)
      const wrong = errors.filter(({ rule, hint }) => defects.test(rule) || (hint ?? '').includes('defect'))
      if (wrong.length > 0) problemsFound.push(`${JSON.stringify(row)}\n  ${lines(wrong).join('\n  ')}`)
      if (errors.length === 0) assert.ok((files['variant'] ?? []).length > 1, JSON.stringify(row))
    }
    const refused = [...refusals].map(([rule, count]) => `${rule} (${count})`).join(', ')
    console.log(`\n${name}: ${rows.length} variants; refused by: ${refused || 'nothing'}`)
    assert.equal(problemsFound.slice(0, 3), [], `${problemsFound.length} variants`)
  })
}

test.run()
