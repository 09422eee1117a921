import { codeOf } from './failure.ts'

/** Which refusals of the system pass by themselves, and how long to go on trying, in milliseconds. */
export type Patience = { readonly codes: readonly string[]; readonly milliseconds: number }

/**
 * The patience that a platform needs. On Windows a scanner or an indexer opens every new file for a moment, and a file
 * that is open cannot be replaced: https://github.com/nodejs/node/issues/29481
 */
export function patienceOn(platform: NodeJS.Platform): Patience {
  return { codes: platform === 'win32' ? ['EPERM', 'EACCES', 'EBUSY'] : ['EBUSY'], milliseconds: 5000 }
}

/** Does what the system may refuse for a moment: tries again, ever more slowly, until the patience is used up. */
export function patiently<T>(patience: Patience, act: () => T): T {
  const end = performance.now() + patience.milliseconds
  for (let pause = 5; ; pause = Math.min(pause * 2, 250)) {
    try {
      return act()
    } catch (error) {
      const left = end - performance.now()
      if (left <= 0 || !patience.codes.includes(codeOf(error) ?? '')) throw error
      sleep(Math.min(pause, left))
    }
  }
}

/** Stops this thread: writing is synchronous, so that no other work can come between the steps. */
function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
