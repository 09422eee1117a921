/**
 * A process that renders generations, for tests that kill it, starve it or let several meet.
 * `once ROOT a|b` renders one and prints its problems; `alternate ROOT` renders both in turn until it is killed and prints a
 * line for each; `contend ROOT a|b ROUNDS` renders the same again and again beside others; `compare ROOT a|b` prints how the
 * disk differs from a generation.
 */

import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { compareFiles } from '../engine/files.ts'
import { type Generation, generation, renderGeneration } from './generations.ts'

const [task, root = '', letter, rounds] = process.argv.slice(2)
const own: Generation = letter === 'b' ? 'b' : 'a'

// As root no permission stops a write; whoever starts this with a user id wants to be stopped.
const user = process.env.SLUICE_TEST_USER
if (user !== undefined) process.setuid?.(Number(user))

if (task === 'once') console.log(JSON.stringify(await renderGeneration(root, own)))

if (task === 'compare') {
  const comparison = compareFiles(join(root, 'overlays/prod'), generation(own), 'overlays/prod')
  console.log(JSON.stringify(comparison))
}

if (task === 'alternate') {
  for (let round = 0; ; round++) {
    const problems = await renderGeneration(root, round % 2 === 0 ? 'a' : 'b')
    if (problems.length > 0) throw new Error(JSON.stringify(problems))
    console.log(round)
  }
}

if (task === 'contend') {
  for (let round = 0; round < Number(rounds); round++) {
    const problems = await renderGeneration(root, own)
    if (problems.length > 0) throw new Error(JSON.stringify(problems))
    await wait(Math.random() * 3)
  }
}
