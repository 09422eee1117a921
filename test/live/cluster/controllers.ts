import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mounts } from './mounts.ts'
import { readIfThere } from './record.ts'
import { writeWhole } from './write-whole.ts'

/** What the kubelet wants of the groups of its pods. */
const wanted = ['cpu', 'cpuset', 'memory', 'pids', 'io']

const read = (folder: string, file: 'cgroup.controllers' | 'cgroup.subtree_control'): string[] =>
  readFileSync(join(folder, file), 'utf8').split(/\s+/).filter(Boolean)

/** In version 2 of control groups a group has the controllers that the one above it hands down. */
export function handDownControllers(folder: string): void {
  const has = read(folder, 'cgroup.controllers')
  for (const controller of wanted) {
    if (has.includes(controller)) writeFileSync(join(folder, 'cgroup.subtree_control'), `+${controller}`)
  }
}

type HandedDown = Readonly<Record<string, readonly string[]>>

/** Writes down what the machine's root groups hand down, unless that was done and not restored yet. */
export function saveControllers(file: string): void {
  if (existsSync(file)) return
  const roots = mounts().filter(({ type, where }) => type === 'cgroup2' && where.startsWith('/sys/fs/cgroup'))
  const handedDown = roots.map(({ where }) => [where, read(where, 'cgroup.subtree_control')])
  writeWhole(file, JSON.stringify(Object.fromEntries(handedDown)))
}

const saved = (file: string): HandedDown => JSON.parse(readIfThere(file) ?? '{}') as HandedDown // as it was saved

/** What the root groups hand down and did not when it was saved; none where nothing is saved. */
export function addedControllers(file: string): { readonly folder: string; readonly controller: string }[] {
  return Object.entries(saved(file)).flatMap(([folder, before]) => {
    const now = read(folder, 'cgroup.subtree_control')
    const added = wanted.filter((controller) => now.includes(controller) && !before.includes(controller))
    return added.map((controller) => ({ folder, controller }))
  })
}

/** Makes the root groups hand down what they did. What groups of others have come to use is theirs from here on. */
export function restoreControllers(file: string): void {
  for (const { folder, controller } of addedControllers(file)) {
    if (takenBack(folder, controller)) continue
    const before = saved(file)
    writeWhole(file, JSON.stringify({ ...before, [folder]: [...(before[folder] ?? []), controller] }))
  }
}

function takenBack(folder: string, controller: string): boolean {
  try {
    writeFileSync(join(folder, 'cgroup.subtree_control'), `-${controller}`)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBUSY') return false // what node:fs throws
    throw error
  }
}
