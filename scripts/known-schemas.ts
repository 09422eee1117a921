import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Definitions, Schema } from '../engine/strict-schema.ts'

/** The minors of Kubernetes whose schemas some of these folders `schemas/` have, oldest first. */
export function minorsIn(folders: readonly string[]): string[] {
  const last = (minor: string): number => Number(minor.split('.')[1])
  const names = folders
    .map((folder) => join(folder, 'kubernetes'))
    .flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []))
    .filter((name) => /^\d+\.\d+$/.test(name))
  return [...new Set(names)].sort((one, other) => last(one) - last(other))
}

/** The newest of them. Throws where there is none. */
export function newestMinor(folders: readonly string[]): string {
  const minor = minorsIn(folders).at(-1)
  if (minor === undefined) throw new Error(`there are no schemas of Kubernetes in ${folders.join(' or ')}`)
  return minor
}

/** The schemas of a minor, from the first folder that has it. Throws where none has. */
export function definitionsOf(folders: readonly string[], minor: string): Definitions {
  const file = folders
    .map((folder) => join(folder, 'kubernetes', minor, 'definitions.json'))
    .find((path) => existsSync(path))
  if (file === undefined) throw new Error(`there are no schemas of Kubernetes ${minor} in ${folders.join(' or ')}`)
  return JSON.parse(readFileSync(file, 'utf8')).definitions
}

/** The schemas of custom resources that the folders have. */
export function customResourcesIn(folders: readonly string[]): Schema[] {
  return folders
    .map((folder) => join(folder, 'crds'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))),
    )
}
