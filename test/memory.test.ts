import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openMemory } from '../engine/memory.ts'
import { patienceOn } from '../engine/patiently.ts'
import { type Outcome, render } from '../engine/render.ts'
import { writeFiles } from '../engine/write.ts'
import { overlay, stockWorld } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

const components = 'components: {namespace: true, certs: true}\n'

/** A root with overlays as texts, and a cache. */
function rootWith(overlays: Readonly<Record<string, string>>): { root: string; cache: string } {
  const root = temporaryFolder()
  for (const [name, text] of Object.entries(overlays)) {
    mkdirSync(join(root, 'overlays', name), { recursive: true })
    writeFileSync(join(root, 'overlays', name, 'overlay.yaml'), text)
  }
  return { root, cache: temporaryFolder() }
}

/** One run of the command: what it came to, written, and whether it rendered anything anew. */
async function run(
  { root, cache }: { root: string; cache: string },
  overlays: readonly string[] = [],
  codeKey = 'code',
): Promise<Outcome & { anew: boolean }> {
  let anew = false
  const open = () => {
    anew = true
    return stockWorld()
  }
  const request = { root, overlays, strict: false, progress: () => {} }
  const outcome = await render(request, open, openMemory(root, cache, codeKey))
  const plans = outcome.overlays.map(({ name, comparison: { changed, missing, leftOver } }) => ({
    folder: `overlays/${name}`,
    write: [...changed, ...missing],
    remove: leftOver,
  }))
  writeFiles(root, plans, patienceOn(process.platform))
  return { ...outcome, anew }
}

test('an overlay that did not change is not rendered again, and its warnings are told again', async () => {
  const world = rootWith({ one: overlay(components, { purpose: 'development' }).replace('[a, b, c]', '[a]') })
  const first = await run(world)
  assert.ok(first.anew && first.overlays[0]?.comparison.missing.length)
  const again = await run(world)
  const objects = first.overlays[0]?.objects ?? 0
  const comparison = { unchanged: objects + 1, changed: [], missing: [], leftOver: [], abandoned: [], problems: [] }
  assert.equal(again, { overlays: [{ name: 'one', objects, comparison }], problems: first.problems, anew: false })
})

const file = 'overlays/child/overlay.yaml'
const rendered = 'overlays/child/rendered/000-namespace'
const someFile = (root: string): string => join(root, rendered, readdirSync(join(root, rendered)).sort()[0] ?? '')
const changes: readonly [what: string, change: (root: string) => void][] = [
  ['a byte of the overlay', (root) => writeFileSync(join(root, file), `${readFileSync(join(root, file))}#\n`)],
  [
    'a byte of what it extends',
    (root) => writeFileSync(join(root, 'overlays/parent/overlay.yaml'), `${overlay(components)}#\n`),
  ],
  [
    'a link in place of the overlay',
    (root) => {
      renameSync(join(root, file), join(root, 'elsewhere.yaml'))
      symlinkSync(join(root, 'elsewhere.yaml'), join(root, file))
    },
  ],
  ['a byte of a rendered file', (root) => writeFileSync(someFile(root), `${readFileSync(someFile(root))}#\n`)],
  ['a rendered file less', (root) => rmSync(someFile(root))],
  ['a rendered file more', (root) => cpSync(someFile(root), `${someFile(root)}.yaml`)],
  ['a rendered file under another name', (root) => renameSync(someFile(root), join(root, rendered, '99-other.yaml'))],
  ['an empty folder', (root) => mkdirSync(join(root, rendered, 'empty'))],
  [
    'a link among the rendered files',
    (root) => {
      renameSync(someFile(root), join(root, 'elsewhere.yaml'))
      symlinkSync(join(root, 'elsewhere.yaml'), join(root, rendered, '99-link.yaml'))
    },
  ],
  ['a temporary file', (root) => writeFileSync(join(root, 'overlays/child/.sluice-1.tmp'), '')],
  ['no kustomization.yaml', (root) => rmSync(join(root, 'overlays/child/kustomization.yaml'))],
  ['a second kustomization', (root) => writeFileSync(join(root, 'overlays/child/kustomization.yml'), '')],
]
for (const [what, change] of changes) {
  test(`an overlay is rendered again after ${what}`, async () => {
    const child = `extends: parent\ncluster: {name: child}\n`
    const world = rootWith({ parent: overlay(components), child })
    await run(world, ['child'])
    assert.not((await run(world, ['child'])).anew)
    change(world.root)
    assert.ok((await run(world, ['child'])).anew)
  })
}

test('an overlay is rendered again by other code, from a damaged memory and in another root', async () => {
  const world = rootWith({ one: overlay(components) })
  await run(world)
  assert.ok((await run(world, [], 'other code')).anew)
  assert.not((await run(world, [], 'other code')).anew)
  const [folder = ''] = readdirSync(join(world.cache, 'memory'))
  const memory = join(world.cache, 'memory', folder, 'one')
  writeFileSync(memory, readFileSync(memory).subarray(0, -1))
  assert.ok((await run(world, [], 'other code')).anew)
  const moved = join(temporaryFolder(), 'moved')
  cpSync(world.root, moved, { recursive: true })
  assert.ok((await run({ ...world, root: moved }, [], 'other code')).anew)
})

test('an overlay with an error is rendered again', async () => {
  const world = rootWith({ one: overlay('components: {certs: true}\n') })
  const first = await run(world)
  assert.ok(first.problems.some(({ severity }) => severity === 'error'))
  assert.equal(await run(world), first)
})

test('overlays that are well alone and clash together are refused, remembered or not', async () => {
  const world = rootWith({ one: overlay(components, { name: 'shared' }) })
  await run(world)
  assert.not((await run(world)).anew)
  mkdirSync(join(world.root, 'overlays', 'two'))
  writeFileSync(join(world.root, 'overlays', 'two', 'overlay.yaml'), overlay(components, { name: 'shared' }))
  const rules = ({ problems }: Outcome): string[] => [...new Set(problems.map(({ rule }) => rule))]
  assert.equal(rules(await run(world, ['one'])), ['fleet/objects-are-of-one-overlay'])
  assert.equal(rules(await run(world)), ['fleet/objects-are-of-one-overlay'])
  assert.equal(rules(await run(world)), ['fleet/objects-are-of-one-overlay'])
})

test('the rules of components across overlays see those that are remembered', async () => {
  const kafka = (name: string, nodePort: number): string =>
    overlay(
      `components: {namespace: true, certs: true, kafka: true}
values:
  namespace: {namespaces: {${name}: {}, data: null}}
  kafka:
    clusterId: ${Buffer.from(name.padEnd(16)).toString('base64url')}
    listeners: {external: {type: NodePort, host: "${name}-{broker}.example.com", nodePort: ${nodePort}}}
`,
      { name: 'shared' },
    ).replace('namespace: data', `namespace: ${name}`)
  const world = rootWith({ one: kafka('one', 30000), two: kafka('two', 30100) })
  assert.equal((await run(world)).problems, [])
  assert.not((await run(world)).anew)
  writeFileSync(join(world.root, 'overlays/two/overlay.yaml'), kafka('two', 30002))
  assert.equal(
    (await run(world)).problems.map(({ rule }) => rule),
    ['kafka/node-ports-differ'],
  )
})

test.run()
