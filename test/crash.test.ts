import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bundle } from './bundle.ts'
import { generation, renderGeneration } from './generations.ts'
import { temporaryFolder } from './temporary-folder.ts'

const kills = 200

test(`a render that is killed ${kills} times at random points never leaves a torn file, and the next one repairs all`, async () => {
  const random = randomNumbers(seed())
  const program = await bundle('test/writer.process.ts')
  const root = temporaryFolder()
  const overlay = join(root, 'overlays', 'prod')
  mkdirSync(overlay, { recursive: true })
  const old = new Map(generation('a').map(({ path, text }) => [path, text]))
  const young = new Map(generation('b').map(({ path, text }) => [path, text]))
  const seen = { betweenFiles: 0, withTemporary: 0, locked: 0 }

  for (let kill = 0; kill < kills; kill++) {
    const writer = spawn(process.execPath, [program, 'alternate', root], { stdio: ['ignore', 'pipe', 'inherit'] })
    await firstOutput(writer)
    await wait(random() * 30)
    const ended = once(writer, 'exit')
    writer.kill('SIGKILL')
    assert.equal((await ended)[1], 'SIGKILL', 'the writer was still at work')

    const left = filesBelow(overlay)
    const torn = [...left].filter(
      ([path, text]) => !path.endsWith('.tmp') && text !== old.get(path) && text !== young.get(path),
    )
    assert.equal(
      torn.map(([path]) => path),
      [],
      `kill ${kill}`,
    )
    const wholly = (texts: ReadonlyMap<string, string>): number =>
      [...left].filter(([path, text]) => texts.get(path) === text).length
    if (wholly(old) > 0 && wholly(young) > 0) seen.betweenFiles += 1
    if ([...left.keys()].some((path) => path.endsWith('.tmp'))) seen.withTemporary += 1
    if (readdirSync(join(root, 'overlays')).includes('.sluice.lock')) seen.locked += 1

    const [letter, expected] = kill % 2 === 0 ? (['a', old] as const) : (['b', young] as const)
    assert.equal(await renderGeneration(root, letter), [])
    assert.equal(new Map([...filesBelow(overlay)].sort()), new Map([...expected].sort()), `repaired after kill ${kill}`)
    assert.equal(readdirSync(join(root, 'overlays')), ['prod'], `swept after kill ${kill}`)
  }
  console.log(
    `killed while locked ${seen.locked}, with temporary files ${seen.withTemporary}, between files ${seen.betweenFiles}`,
  )
  assert.ok(seen.withTemporary > kills / 20 && seen.betweenFiles > kills / 50, 'the kills met the writing')
})
test.run()

/** The texts of all files below a folder, by path with `/`. */
function filesBelow(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(paths.map((path) => [relative(folder, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')]))
}

async function firstOutput({ stdout }: ChildProcess): Promise<void> {
  if (stdout === null) throw new Error('the writer has no output to read')
  await once(stdout, 'data')
  stdout.resume()
}

/** The seed of this run, told so that a failure can be seen again. */
function seed(): number {
  const chosen = Number(process.env.SLUICE_SEED ?? Date.now() % 1_000_000)
  console.log(`SLUICE_SEED=${chosen}`)
  return chosen
}

/** Numbers from 0 to below 1, the same for the same seed: mulberry32. */
function randomNumbers(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
