/**
 * A process that takes a lock again and again, and each time leaves it as one that died would: `locker FILE ROUNDS`. While it
 * holds the lock it makes a file that nobody else may have made. It prints how often it had the lock.
 */
import { renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { withLock } from '../engine/lock.ts'
import { thisProcess } from '../engine/owner.ts'

const [file = '', rounds] = process.argv.slice(2)

for (let round = 0; round < Number(rounds); round++) {
  await withLock(
    file,
    async () => {
      writeFileSync(`${file}.held`, '', { flag: 'wx' })
      if (round % 3 === 0) await wait(1)
      unlinkSync(`${file}.held`)
      writeFileSync(`${file}.${process.pid}`, JSON.stringify({ ...thisProcess(), start: 'never' }))
      renameSync(`${file}.${process.pid}`, file)
    },
    {
      label: file,
      patience: 30_000,
      say: () => {},
      refused: (problem) => {
        throw new Error(JSON.stringify(problem))
      },
    },
  )
}
console.log(rounds)
