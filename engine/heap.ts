import { keepCompiled } from './script.mjs'

/**
 * Makes V8 collect garbage when its heap is one and a half times what is in use; by itself it waits for four times, as
 * long as the machine has memory. For runs that are long enough to notice.
 */
export async function keepHeapSmall(): Promise<void> {
  keepCompiled() // what is compiled under other flags is refused by the next run
  const { setFlagsFromString } = await import('node:v8')
  setFlagsFromString('--heap-growing-percent=50')
}
