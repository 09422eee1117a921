import { kubectl } from '../cluster/kubectl.ts'
import { expect, type Live } from './check.ts'
import { eventually, timed } from './eventually.ts'
import { ask, get, list } from './kubectl.ts'

type StatefulSet = { readonly spec: { readonly replicas: number } }
type Pod = {
  readonly metadata: { readonly name: string; readonly uid: string }
  readonly spec: { readonly nodeName?: string }
  readonly status: {
    readonly podIP?: string
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
  }
}

/** The names of a StatefulSet's pods, in order. */
export async function members(live: Live, statefulSet: string): Promise<string[]> {
  const { spec } = await get<StatefulSet>(live, 'statefulset', statefulSet)
  return Array.from({ length: spec.replicas }, (_, ordinal) => `${statefulSet}-${ordinal}`)
}

/** Deletes a pod and waits until the one that takes its name is Ready. Gives the seconds that took. */
export async function lose(live: Live, pod: string): Promise<number> {
  const uid = await uidOf(live, pod)
  return timed(async () => {
    await ask(live, ['delete', 'pod', pod, `--namespace=${live.namespace}`, '--wait=false'])
    await eventually(180, async () => expect((await uidOf(live, pod)) !== uid, `${pod} is still the old one`))
    await untilPodReady(live, pod)
  })
}

/** What tells a pod from the next one of its name. */
export async function uidOf(live: Live, pod: string): Promise<string> {
  const { metadata } = await get<Pod>(live, 'pod', pod)
  return metadata.uid
}

/** Whether the API says of a pod that it is Ready. */
export async function isReady(live: Live, pod: string): Promise<boolean> {
  const { status } = await get<Pod>(live, 'pod', pod)
  return status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false
}

/** Waits until a pod is Ready. */
export async function untilPodReady(live: Live, pod: string): Promise<void> {
  await ask(live, ['wait', 'pod', pod, `--namespace=${live.namespace}`, '--for=condition=Ready', '--timeout=180s'])
}

/** Sets how many pods a StatefulSet has, and waits until there are so many, Ready or not. */
export async function scale(live: Live, statefulSet: string, replicas: number): Promise<void> {
  await ask(live, ['scale', 'statefulset', statefulSet, `--namespace=${live.namespace}`, `--replicas=${replicas}`])
  await eventually(240, async () => {
    const pods = await list<Pod>(live, 'pods')
    const there = pods.filter(({ metadata }) => new RegExp(`^${statefulSet}-\\d+$`).test(metadata.name))
    expect(there.length === replicas, `${statefulSet} has ${there.length} pods`)
  })
}

/** Asks for a pod's eviction, as a drain does. Gives what the API says against it, undefined where it agrees. */
export async function evict({ context, namespace }: Live, pod: string): Promise<string | undefined> {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace } }
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}/eviction`
  const { code, stdout, stderr } = await kubectl(
    context,
    ['create', '--raw', path, '--filename=-'],
    JSON.stringify(eviction),
  )
  return code === 0 ? undefined : `${stdout}${stderr}`
}

/** A pod's address. */
export async function addressOf(live: Live, pod: string, namespace = live.namespace): Promise<string> {
  const { status } = await get<Pod>(live, 'pod', pod, namespace)
  expect(status.podIP !== undefined, `${pod} has no address`)
  return status.podIP
}

/** The node that a pod is on. */
export async function nodeOf(live: Live, pod: string): Promise<string> {
  const { spec } = await get<Pod>(live, 'pod', pod)
  expect(spec.nodeName !== undefined, `${pod} is on no node`)
  return spec.nodeName
}
