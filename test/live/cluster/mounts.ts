import { mkdirSync, readFileSync } from 'node:fs'
import { run } from './command-line.ts'
import type { NodePaths } from './paths.ts'

/** Where a node's programs put what is only for now. */
export const temporaryFolder = '/run/tmp'

/** Gives a node, from inside its mount namespace, a /run, /var/lib and /var/log of its own. */
export function mountOwnFolders({ varLib, varLog }: NodePaths): void {
  for (const folder of [varLib, varLog]) mkdirSync(folder, { recursive: true })
  run(['mount', '--bind', varLib, '/var/lib'])
  run(['mount', '--bind', varLog, '/var/log'])
  run(['mount', '-t', 'tmpfs', 'tmpfs', '/run'])
  for (const folder of ['/run/lock', temporaryFolder]) mkdirSync(folder)
  // Mounts of the kubelet must reach containers that run; the machine itself is cut off already, by unshare.
  run(['mount', '--make-rshared', '/'])
}

/** The mounts of this process's namespace: what is mounted and where, as /proc/self/mounts tells. */
export function mounts(): { readonly what: string; readonly where: string; readonly type: string }[] {
  return readFileSync('/proc/self/mounts', 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [what = '', where = '', type = ''] = line.split(' ')
      return { what, where, type }
    })
}
