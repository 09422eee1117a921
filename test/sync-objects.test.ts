import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { syncChecks, syncRows } from './support/sync-checks.ts'
import { committed, type Engine, type Synced } from './support/synced.ts'

const engines = ['argocd', 'flux'] as const satisfies readonly Engine[]

const fired = (its: Synced): string[] =>
  syncChecks
    .filter(({ engine }) => engine === its.engine)
    .flatMap(({ id, check }) => check(its).map((what) => `${its.overlay} ${id}: ${what}`))

for (const engine of engines) {
  test(`every committed overlay keeps every check of what ${engine} reads`, async () => {
    const all = await committed(engine)
    assert.ok(all.length > 3 && all.every(({ sync, rendered }) => sync.length > 0 && rendered.length > 0))
    assert.equal(all.flatMap(fired), [])
  })
}

for (const { check, that, breaks } of syncRows) {
  test(`${check} refuses ${that}, and no other check does`, async () => {
    const { engine } = syncChecks.find(({ id }) => id === check) ?? { engine: 'argocd' }
    const its = (await committed(engine)).find(({ overlay }) => overlay === 'prod-eu')
    assert.ok(its)
    assert.equal([...new Set(fired(breaks(its)).map((line) => line.split(/ |: /)[1]))], [check])
  })
}

test('every check has a row that breaks it, and every row a check', () => {
  assert.equal([...new Set(syncRows.map(({ check }) => check))].sort(), syncChecks.map(({ id }) => id).sort())
})

test('another engine changes nothing of what is rendered, and of kustomization.yaml nothing either', async () => {
  const [argocd, flux] = await Promise.all(engines.map(committed))
  assert.ok(argocd && flux)
  for (const [at, one] of argocd.entries()) {
    const other = flux[at]
    assert.is(other?.overlay, one.overlay)
    const apart = ({ files }: Synced, inSync: boolean) =>
      files.filter(({ path }) => path.startsWith('sync/') === inSync)
    assert.ok(apart(one, false).some(({ path }) => path === 'kustomization.yaml'))
    assert.equal(other && apart(other, false), apart(one, false), one.overlay)
    const paths = (its: Synced): string[] => apart(its, true).map(({ path }) => path)
    assert.equal(paths(one), ['sync/argocd.yaml', 'sync/kustomization.yaml'])
    assert.equal(
      other &&
        paths(other)
          .filter((path) => !path.startsWith('sync/prerequisites/'))
          .sort(),
      ['sync/flux.yaml', 'sync/kustomization.yaml'],
    )
  }
})

test.run()
