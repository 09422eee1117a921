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
import { members, ready, uidOf } from './pods.ts'

type Named = { readonly metadata: { readonly name: string } }
type Pod = {
  readonly metadata: { readonly name: string; readonly uid: string }
  readonly status: { readonly containerStatuses?: readonly { readonly restartCount: number }[] }
}

/** Kills each server of the platform, one after the other. */
export async function serversAreKilled(live: Live): Promise<string> {
  const seconds: string[] = []
  for (const { metadata } of await list<Named>(live, 'statefulsets')) {
    const each: string[] = []
    for (const pod of await members(live, metadata.name)) each.push((await killed(live, pod)).toFixed(0))
    seconds.push(`${metadata.name} ${each.join(', ')} s`)
  }
  return `Ready again after: ${seconds.join('; ')}`
}

/** Kills a pod's server and waits until it is Ready again. Gives the seconds that took. */
export async function killed(live: Live, pod: string): Promise<number> {
  const before = await restartsOf(live, pod)
  await signalled(live, pod, 'SIGKILL')
  return timed(async () => {
    await eventually(60, async () => expect((await restartsOf(live, pod)) > before, `${pod} was not restarted`))
    await ready(live, pod)
  })
}

/** Sends a signal to a pod's server. */
export async function signalled(live: Live, pod: string, signal: NodeJS.Signals): Promise<void> {
  const servers = podProcesses(`pod${await uidOf(live, pod)}`).filter((pid) =>
    /^(java|mosquitto)\n$/.test(readFileSync(`/proc/${pid}/comm`, 'utf8')),
  )
  expect(servers.length > 0, `${pod} runs no server`)
  for (const pid of servers) process.kill(pid, signal)
}

/** How often a pod's containers were restarted. */
export async function restartsOf(live: Live, pod: string): Promise<number> {
  return restarts(await get<Pod>(live, 'pod', pod))
}

const restarts = ({ status }: Pod): number =>
  (status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0)

/** Kills the API server, which comes back, and no pod notices. */
export async function theApiServerIsKilled(live: Live): Promise<string> {
  const { stateFolder } = live.context
  const { name: node } = controlNode(ownPlan(live).nodes)
  const before = await list<Pod>(live, 'pods')
  const state = programStates(clusterPaths(stateFolder).node(node).programs).find(({ name }) => name === 'apiserver')
  const inside = firstProcessOf(stateFolder, node)
  const pid = inside === undefined || !state ? undefined : processesIn(inside).get(state.pid)
  expect(pid !== undefined, 'the API server does not run')
  process.kill(pid, 'SIGKILL')
  const seconds = await timed(() => eventually(60, () => ask(live, ['get', '--raw=/readyz'])))
  await pause(10_000)
  const after = await list<Pod>(live, 'pods')
  for (const pod of before) {
    const same = after.find(({ metadata }) => metadata.uid === pod.metadata.uid)
    expect(same !== undefined && restarts(same) === restarts(pod), `${pod.metadata.name} was restarted`)
  }
  return `it answers again after ${seconds.toFixed(0)} s`
}
