import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bundle } from './bundle.ts'
import { type Generation, generation, renderGeneration } from './generations.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { tree } from './tree.ts'

const kills = 200

const texts = { a: textsOf('a'), b: textsOf('b') }

test(`a render that is killed ${kills} times at random points never leaves a torn file, and the next one repairs all`, async () => {
  const random = randomNumbers(seed())
  const program = await bundle('test/writer.process.ts')
  const root = temporaryFolder()
  const overlay = join(root, 'overlays', 'prod')
  mkdirSync(overlay, { recursive: true })
  const [whollyA, whollyB] = [stateOf('a'), stateOf('b')]
  const seen = { betweenFiles: 0, withTemporary: 0, locked: 0 }

  for (let kill = 0; kill < kills; kill++) {
    const writer = spawn(process.execPath, [program, 'alternate', root], { stdio: ['ignore', 'pipe', 'inherit'] })
    await firstOutput(writer)
    await wait(random() * 30)
    const ended = once(writer, 'exit')
    writer.kill('SIGKILL')
    assert.equal((await ended)[1], 'SIGKILL', 'the writer was still at work')

    const left = stateBelow(overlay)
    const torn = Object.keys(left).filter((path) => left[path] === 'torn')
    const lost = Object.keys(whollyA).filter((path) => path in whollyB && !(path in left))
    assert.equal({ torn, lost }, { torn: [], lost: [] }, `after kill ${kill}`)
    const states = new Set(Object.values(left))
    if (states.has('a') && states.has('b')) seen.betweenFiles += 1
    if (states.has('temporary')) seen.withTemporary += 1
    if (readdirSync(join(root, 'overlays')).includes('.sluice.lock')) seen.locked += 1

    const [letter, expected] = kill % 2 === 0 ? (['a', whollyA] as const) : (['b', whollyB] as const)
    assert.equal(await renderGeneration(root, letter), [])
    assert.equal(stateBelow(overlay), expected, `repaired after kill ${kill}`)
    assert.equal(readdirSync(join(root, 'overlays')), ['prod'], `swept after kill ${kill}`)
  }
  console.log(
    `killed while locked ${seen.locked}, with temporary files ${seen.withTemporary}, between files ${seen.betweenFiles}`,
  )
  assert.ok(seen.withTemporary > kills / 20 && seen.betweenFiles > 0, 'the kills met the writing')
})
test.run()

type State = Record<string, Generation | 'temporary' | 'empty folder' | 'torn'>

function textsOf(letter: Generation): ReadonlyMap<string, string> {
  return new Map(generation(letter).map(({ path, text }) => [path, text]))
}

/** Which generation each file below a folder is of, if it is wholly of one. */
function stateBelow(folder: string): State {
  return Object.fromEntries(
    Object.entries(tree(folder)).map(([path, text]): [string, State[string]] => {
      if (path.endsWith('.tmp')) return [path, 'temporary']
      if (path.endsWith('/')) return [path, 'empty folder']
      return [path, text === texts.a.get(path) ? 'a' : text === texts.b.get(path) ? 'b' : 'torn']
    }),
  )
}

function stateOf(letter: Generation): State {
  return Object.fromEntries([...texts[letter].keys()].sort().map((path) => [path, letter]))
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
