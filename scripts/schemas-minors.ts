import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The minors of Kubernetes that a folder `schemas/` knows, oldest first. */
export function minorsIn(schemasFolder: string): string[] {
  const last = (minor: string): number => Number(minor.split('.')[1])
  return readdirSync(join(schemasFolder, 'kubernetes'))
    .filter((name) => /^\d+\.\d+$/.test(name))
    .sort((one, other) => last(one) - last(other))
}

/** The newest of them. Throws where there is none. */
export function newestMinor(schemasFolder: string): string {
  const minor = minorsIn(schemasFolder).at(-1)
  if (minor === undefined) throw new Error(`there are no schemas of Kubernetes in ${schemasFolder}`)
  return minor
}
