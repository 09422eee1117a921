import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { handDownControllers } from './controllers.ts'
import { mounts } from './mounts.ts'

/** Every hierarchy of control groups: one for each controller in version 1, one for all in version 2. */
function hierarchies(): { readonly folder: string; readonly version: 1 | 2 }[] {
  return mounts()
    .filter(({ type, where }) => type.startsWith('cgroup') && where.startsWith('/sys/fs/cgroup'))
    .map(({ type, where }) => ({ folder: where, version: type === 'cgroup2' ? 2 : 1 }))
}

/** Makes a node's group in every hierarchy: the kubelet wants the root of its pods to be there. */
export function makeGroups(group: string): void {
  for (const { folder, version } of hierarchies()) {
    if (version === 2) handDownControllers(folder)
    mkdirSync(join(folder, group), { recursive: true })
    // In version 1 a new group may use no processor and no memory until it is told which.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      if (version === 1 && existsSync(join(folder, file))) {
        writeFileSync(join(folder, group, file), readFileSync(join(folder, file)))
      }
    }
  }
}

/** The folders of all groups whose names start so, in all hierarchies. */
export function groupsOf(prefix: string): string[] {
  return hierarchies().flatMap(({ folder }) =>
    readdirSync(folder)
      .filter((name) => name.startsWith(prefix))
      .map((name) => join(folder, name)),
  )
}

/** Removes groups with all that is below them. A group cannot go while the kernel still ends its processes: waits up to 10 s. */
export async function removeGroups(prefix: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const left = groupsOf(prefix).filter((folder) => !removed(folder))
    if (left.length === 0) return
    await pause(100)
  }
}

/** Whether a group and all below it could be removed. */
function removed(folder: string): boolean {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !removed(join(folder, entry.name))) return false
    }
    rmdirSync(folder)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException // what node:fs throws
    if (code === 'ENOENT') return true
    if (code === 'EBUSY' || code === 'ENOTEMPTY') return false
    throw error
  }
}
