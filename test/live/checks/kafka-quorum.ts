import { allReady, change } from './change.ts'
import { expect, type Live } from './check.ts'
import { eventually } from './eventually.ts'
import { type Controllers, kafkaTool } from './kafka-tools.ts'
import { ask, printed } from './kubectl.ts'
import { lose, members, uidOf } from './pods.ts'

/**
 * With `bootstrap: initial`, a controller that lost its disk is refused, and the quorum stays as it was. Then `join` is set,
 * for good, and an operator makes it a voter again.
 */
export async function aLostDiskIsRefused(live: Live, set: Controllers): Promise<string> {
  const { lost, node } = await lastOf(live, set)
  const before = await quorum(live, set)
  expect(before.voters.some(isOf(node)), `node ${node} was no voter before`)
  const uid = await uidOf(live, lost)
  await ask(live, ['delete', 'pvc', `data-${lost}`, `--namespace=${live.namespace}`, '--wait=false'])
  await ask(live, ['delete', 'pod', lost, `--namespace=${live.namespace}`])
  const complaint = await eventually(180, async () => {
    expect((await uidOf(live, lost)) !== uid, `${lost} is still the old one`)
    const log = await ask(live, ['logs', lost, '--container=prepare', `--namespace=${live.namespace}`])
    const found = /^The quorum runs, .*$/m.exec(log)?.[0]
    expect(found !== undefined, `${lost} was not refused: ${log}`)
    return found
  })
  expectSame(before.voters, (await quorum(live, set)).voters)
  await change(live, (written) => written.setIn(['values', 'kafka', 'controllers', 'bootstrap'], 'join'))
  await allReady(live, 900)
  await watches(live, set, node)
  expectSame(before.voters, (await quorum(live, set)).voters)
  await eventually(60, () => printed(live, { name: lost }, ['bash', '/etc/kafka/config/add-controller.sh']))
  const { voters } = await quorum(live, set)
  const others = (all: readonly string[]): readonly string[] => all.filter((one) => !isOf(node)(one))
  expectSame(others(before.voters), others(voters))
  const again = voters.find(isOf(node))
  expect(again !== undefined && !before.voters.includes(again), `node ${node} is ${again ?? 'no voter'}`)
  return `"${complaint}" Then with join and add-controller.sh a voter again`
}

/** With `bootstrap: join`, a controller that lost its disk follows the quorum and is none of its voters. */
export async function aLostControllerOnlyWatches(live: Live, set: Controllers): Promise<string> {
  const { lost, node } = await lastOf(live, set)
  const before = await quorum(live, set)
  expect(before.voters.some(isOf(node)), `node ${node} was no voter before`)
  await ask(live, ['delete', 'pvc', `data-${lost}`, `--namespace=${live.namespace}`, '--wait=false'])
  await lose(live, lost)
  const after = await watches(live, set, node)
  expectSame(before.voters, after.voters)
  return `${after.voters.length} voters as before, observers ${before.observers.length} to ${after.observers.length}`
}

/** Waits until a node follows the quorum without a vote. */
function watches(live: Live, set: Controllers, node: string): Promise<Quorum> {
  return eventually(60, async () => {
    const found = await quorum(live, set)
    const watching = found.observers.some(isOf(node))
    expect(watching, `node ${node} does not watch: ${found.observers.join(', ')}`)
    return found
  })
}

const isOf =
  (node: string) =>
  (member: string): boolean =>
    member.startsWith(`${node} `)

const expectSame = (before: readonly string[], after: readonly string[]): void =>
  expect(after.join() === before.join(), `the voters were ${before.join(', ')} and are ${after.join(', ')}`)

/** The last controller of a StatefulSet, and its node id. */
async function lastOf(live: Live, set: Controllers): Promise<{ lost: string; node: string }> {
  const lost = (await members(live, set)).at(-1)
  expect(lost !== undefined, `${set} has no pods`)
  const node = ['sed', '-n', 's/^node.id=//p', '/etc/kafka/completed/server.properties']
  return { lost, node: (await printed(live, { name: lost }, node)).trim() }
}

/** Who is in the controllers' quorum, each as `node directory`. */
type Quorum = { readonly voters: readonly string[]; readonly observers: readonly string[] }

async function quorum(live: Live, set: Controllers): Promise<Quorum> {
  const [pod = ''] = await members(live, set)
  const text = await kafkaTool(live, pod, 'kafka-metadata-quorum', 'describe --replication')
  const rows = [...text.matchAll(/^(\d+)\s+(\S+)\s.*\s(Leader|Follower|Observer)\s*$/gm)]
  const named = (of: (status: string) => boolean): string[] =>
    rows
      .filter(([, , , status = '']) => of(status))
      .map(([, node, directory]) => `${node} ${directory}`)
      .sort()
  return { voters: named((status) => status !== 'Observer'), observers: named((status) => status === 'Observer') }
}
