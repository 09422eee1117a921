import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { firstProcessOf } from '../cluster/kernel-namespaces.ts'
import { clusterPaths } from '../cluster/paths.ts'
import { controlNode } from '../cluster/plan.ts'
import { podProcesses, processesIn } from '../cluster/processes.ts'
import { programStates } from '../cluster/programs.ts'
import { expect, type Live } from './check.ts'
import { eventually, timed } from './eventually.ts'
import { ask, get, list } from './kubectl.ts'
import { ownPlan } from './own-plan.ts'
import { members, uidOf, untilPodReady } from './pods.ts'

type Named = { readonly metadata: { readonly name: string } }
type Pod = {
  readonly metadata: { readonly name: string; readonly uid: string }
  readonly status: {
    readonly containerStatuses?: readonly { readonly restartCount: number }[]
    readonly conditions?: readonly {
      readonly type: string
      readonly status: string
      readonly lastTransitionTime: string
    }[]
  }
}

/** Kills each server of the platform, one after the other. */
export async function serversAreKilled(live: Live): Promise<string> {
  const sets = await list<Named>(live, 'statefulsets')
  expect(sets.length > 0, 'there are no StatefulSets')
  const seconds: string[] = []
  for (const { metadata } of sets) {
    const each: string[] = []
    for (const pod of await members(live, metadata.name)) each.push((await kill(live, pod)).toFixed(0))
    expect(each.length > 0, `${metadata.name} has no pods`)
    seconds.push(`${metadata.name} ${each.join(', ')} s`)
  }
  return `Ready again after: ${seconds.join('; ')}`
}

/** Kills a pod's server and waits until it is Ready again. Gives the seconds that took. */
export async function kill(live: Live, pod: string): Promise<number> {
  const before = await restartsOf(live, pod)
  await signal(live, pod, 'SIGKILL')
  return timed(async () => {
    await eventually(60, async () => expect((await restartsOf(live, pod)) > before, `${pod} was not restarted`))
    await untilPodReady(live, pod)
  })
}

/** Sends a signal to a pod's server. */
export async function signal(live: Live, pod: string, name: NodeJS.Signals): Promise<void> {
  const servers = podProcesses(`pod${await uidOf(live, pod)}`).filter((pid) =>
    /^(java|mosquitto)\n$/.test(readFileSync(`/proc/${pid}/comm`, 'utf8')),
  )
  expect(servers.length > 0, `${pod} runs no server`)
  for (const pid of servers) process.kill(pid, name)
}

/** How often a pod's containers were restarted. */
export async function restartsOf(live: Live, pod: string): Promise<number> {
  return restarts(await get<Pod>(live, 'pod', pod))
}

const restarts = ({ status }: Pod): number =>
  (status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0)

/** Kills the API server, which comes back, and no pod notices. */
export async function theApiServerIsKilled(live: Live): Promise<string> {
  const before = await list<Pod>(live, 'pods')
  expect(before.length > 0, 'there are no pods')
  const pid = apiServerProcess(live)
  process.kill(pid, 'SIGKILL')
  const seconds = await timed(() => eventually(60, () => ask(live, ['get', '--raw=/readyz'])))
  await pause(10_000)
  expect(apiServerProcess(live) !== pid, 'the API server is still the old one')
  const after = await list<Pod>(live, 'pods')
  for (const pod of before) {
    const same = after.find(({ metadata }) => metadata.uid === pod.metadata.uid)
    expect(same !== undefined && restarts(same) === restarts(pod), `${pod.metadata.name} was restarted`)
    expect(readiness(same) === readiness(pod), `${pod.metadata.name} was ${readiness(pod)} and is ${readiness(same)}`)
  }
  return `it answers again after ${seconds.toFixed(0)} s; ${before.length} pods are as they were`
}

/** Whether a pod is Ready, and since when. */
function readiness({ status }: Pod): string {
  const ready = status.conditions?.find(({ type }) => type === 'Ready')
  return `${ready?.status === 'True' ? '' : 'not '}Ready since ${ready?.lastTransitionTime}`
}

/** The process of the API server, as the machine counts; throws where it does not run. */
function apiServerProcess(live: Live): number {
  const { stateFolder } = live.context
  const { name: node } = controlNode(ownPlan(live).nodes)
  const state = programStates(clusterPaths(stateFolder).node(node).programs).find(({ name }) => name === 'apiserver')
  const inside = firstProcessOf(stateFolder, node)
  const pid = inside === undefined || !state ? undefined : processesIn(inside).get(state.pid)
  expect(pid !== undefined, 'the API server does not run')
  return pid
}
