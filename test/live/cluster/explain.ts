import type { LiveContext } from '../context.ts'
import { kubectl, listed } from './kubectl.ts'
import { nameOf, unready, type Workload, workloadKinds } from './workloads.ts'

type KubernetesEvent = {
  readonly involvedObject: { readonly kind: string; readonly name: string; readonly namespace?: string }
  readonly type: string
  readonly reason: string
  readonly message: string
  readonly count?: number
}

/** What is not ready and why: for each object its warnings, and for a pod the last lines that its containers wrote. */
export async function explain(context: LiveContext): Promise<string> {
  const objects = await listed<Workload>(context, workloadKinds)
  const events = await listed<KubernetesEvent>(context, 'events')
  const parts = unready(objects).map(async ({ object, sentence }) => {
    const warnings = events
      .filter(({ type, involvedObject: { kind, name, namespace } }) => {
        const { metadata } = object
        return type !== 'Normal' && kind === object.kind && name === metadata.name && namespace === metadata.namespace
      })
      .slice(-3)
      .map(({ reason, message, count }) => `  ${reason}: ${message}${(count ?? 1) > 1 ? ` (${count} times)` : ''}`)
    return [sentence, ...warnings, ...(object.kind === 'Pod' ? await lastLines(context, object) : [])]
  })
  return (await Promise.all(parts)).flat().join('\n')
}

async function lastLines(context: LiveContext, pod: Workload): Promise<string[]> {
  const containers = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
  const logs = containers.map(async ({ name, restartCount, state }) => {
    // A container that waits to be started again has its words in the run before.
    const before = restartCount > 0 && state?.waiting ? ['--previous'] : []
    const where = [`--namespace=${pod.metadata.namespace}`, `--container=${name}`, '--tail=5', ...before]
    const { code, stdout } = await kubectl(context, ['logs', pod.metadata.name, ...where])
    if (code !== 0 || stdout.trim() === '') return []
    return [
      `  ${nameOf(pod)}, ${name}:`,
      ...stdout
        .trimEnd()
        .split('\n')
        .map((line) => `    ${line}`),
    ]
  })
  return (await Promise.all(logs)).flat()
}
