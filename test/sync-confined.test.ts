import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { asMap, isMap } from '../engine/rules/read.ts'
import { everyOption, limitsOfEveryOption, texts } from './support/every-sync-option.ts'
import { changed, committed, type Engine, type Synced, syncedOf } from './support/synced.ts'
import { type Limits, taken, waysOut } from './support/ways-out.ts'
import { repository } from './support/world.ts'

const engines = ['argocd', 'flux'] as const satisfies readonly Engine[]

const limitsOfCommitted = (engine: Engine): Limits => ({
  repository: 'https://git.example.com/platform/streaming.git',
  namespace: engine === 'argocd' ? 'argocd' : 'flux-system',
  administrators: 'default',
  charts: ['cert-manager', 'flink-operator'],
})

const every: { [engine in Engine]?: Promise<readonly Synced[]> } = {}
const everything = (engine: Engine): Promise<readonly Synced[]> => {
  every[engine] ??= syncedOf(texts(everyOption(engine)), engine)
  return every[engine]
}

test('the overlays of every option leave none as base/ has it', () => {
  const base = parse(readFileSync(join(repository, 'base', 'overlay.yaml'), 'utf8'))
  const written = engines.flatMap((engine) => Object.values(everyOption(engine)))
  const untouched = leaves({ sync: base.sync, prerequisites: base.prerequisites }).filter(([path, value]) =>
    written.every((overlay) => {
      const other = path.reduce<unknown>((inside, key) => asMap(inside)[key], overlay)
      return other === undefined || JSON.stringify(other) === JSON.stringify(value)
    }),
  )
  assert.equal(
    untouched.map(([path]) => path.join('.')),
    [],
  )
})

function leaves(value: unknown, path: readonly string[] = []): (readonly [readonly string[], unknown])[] {
  return isMap(value) && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, inside]) => leaves(inside, [...path, key]))
    : [[path, value]]
}

for (const engine of engines) {
  test(`no committed overlay has a way out of its namespaces by ${engine}`, async () => {
    assert.equal(
      (await committed(engine)).flatMap((its) => taken(its, limitsOfCommitted(engine))),
      [],
    )
  })

  test(`no option opens a way out of its namespaces by ${engine}`, async () => {
    const all = await everything(engine)
    assert.is(all.length, 4)
    assert.equal(
      all.flatMap((its) => taken(its, limitsOfEveryOption)),
      [],
    )
  })
}

for (const { that, engine, of, take } of waysOut) {
  test(`a way out is seen: ${that}`, async () => {
    const its = (await everything(engine)).find((one) => one.sync.some(({ object }) => of(object, one)))
    assert.ok(its, 'some overlay has an object that could take it')
    const lines = taken(changed(its, of, ...take), limitsOfEveryOption)
    assert.ok(
      lines.some((line) => line.endsWith(`: ${that}`)),
      lines.join('\n'),
    )
  })
}

test('every way out has a name of its own', () => {
  assert.is(new Set(waysOut.map(({ that }) => that)).size, waysOut.length)
})

test.run()
