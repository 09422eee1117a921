import { setTimeout as pause } from 'node:timers/promises'
import type { LiveContext } from '../context.ts'
import { explain } from './explain.ts'
import { listed } from './kubectl.ts'
import type { Say } from './say.ts'
import { unready, type Workload, workloadKinds } from './workloads.ts'

/**
 * Waits until every workload has its pods Ready and every Job is complete; says what changes. After so many seconds says
 * what is not ready and why, and gives false.
 */
export async function untilReady(context: LiveContext, seconds: number, say: Say): Promise<boolean> {
  const end = performance.now() + seconds * 1000
  let said: readonly string[] = []
  for (;;) {
    const objects = await listed<Workload>(context, workloadKinds)
    const sentences = unready(objects).map(({ sentence }) => sentence)
    for (const sentence of sentences.filter((one) => !said.includes(one))) say(sentence)
    if (sentences.length === 0) {
      say(`all is ready: ${objects.length} workloads, Jobs and pods`)
      return true
    }
    if (performance.now() > end) {
      say(`not ready after ${seconds} s:\n${await explain(context)}`)
      return false
    }
    said = sentences
    await pause(1000)
  }
}
