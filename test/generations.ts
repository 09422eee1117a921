import { join } from 'node:path'
import { compareFiles } from '../engine/files.ts'
import { withLock } from '../engine/lock.ts'
import type { File, Problem } from '../engine/model.ts'
import { patienceOn } from '../engine/patiently.ts'
import { sweepTemporaryFiles, writeFiles } from '../engine/write.ts'

/** One of two contents of the overlay `prod`, which differ in every file, and in which files and folders there are. */
export type Generation = 'a' | 'b'

export function generation(letter: Generation): File[] {
  const file = (path: string, size: number): File => ({
    path,
    text: `# Rendered from overlays/prod by generators/020-kafka: edit there, then npm run render.\n${letter.repeat(size)}\n`,
  })
  return [
    file('kustomization.yaml', 500),
    ...Array.from({ length: 60 }, (_, index) =>
      file(`rendered/0${index % 6}0-folder/${index}.yaml`, index % 15 === 0 ? 40_000 : 60 * index),
    ),
    ...Array.from({ length: 12 }, (_, index) => file(`rendered/900-only-${letter}/${letter}-${index}.yaml`, 10_000)),
  ]
}

/** Renders a generation as the real command does its last step; gives what stopped it. */
export function renderGeneration(root: string, letter: Generation): Promise<readonly Problem[]> {
  const folder = 'overlays/prod'
  return withLock(
    join(root, 'overlays', '.sluice.lock'),
    async () => {
      const { changed, missing, leftOver, abandoned, problems } = compareFiles(
        join(root, folder),
        generation(letter),
        folder,
      )
      if (problems.length > 0) return problems
      const unswept = sweepTemporaryFiles(root, [{ folder, abandoned }])
      const plan = { folder, write: [...changed, ...missing], remove: leftOver }
      return [...unswept, ...writeFiles(root, [plan], patienceOn(process.platform)).problems]
    },
    { label: 'overlays/.sluice.lock', patience: 30_000, say: () => {}, refused: (problem) => [problem] },
  )
}
