import { setTimeout as pause } from 'node:timers/promises'

/** Tries until it does not throw, for so many seconds; then throws what the last try threw. */
export async function eventually<T>(seconds: number, attempt: () => Promise<T>): Promise<T> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (performance.now() > end) throw error
      await pause(1000)
    }
  }
}

/** How many seconds something took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}
