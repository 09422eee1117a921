import { setTimeout as pause } from 'node:timers/promises'
import type { Actor, Source } from './actor.ts'
import { type Check, expect, type Live } from './check.ts'
import { type Endpoint, isDeclared, isRestricted, type Policy, type Port } from './declared-edges.ts'
import { type Edge, edgeTable, labelOf, portText } from './edge-table.ts'
import { inPod } from './kubectl.ts'
import { withActors } from './network-actors.ts'

/** What holds of the NetworkPolicies of any overlay. */
export const networkChecks: readonly Check[] = [
  { fact: 'Network: what is declared connects, and nothing else does', prove: onlyDeclaredEdgesConnect },
]

async function onlyDeclaredEdgesConnect(live: Live): Promise<string> {
  const policies = live.running.objects.filter(isPolicy)
  const edges = await withActors(live, policies, async (actors) => {
    await pause(3000) // what enforces the policies follows the pods that have just come
    const rows = await Promise.all(actors.map((from) => edgesFrom(live, policies, from, actors)))
    return rows.flat()
  })
  live.say(`\n${edgeTable(edges)}\n`)
  const those = (found: Edge['found']): readonly Edge<Actor>[] => edges.filter((edge) => edge.found === found)
  const wrong = [...those('OPEN'), ...those('CLOSED')].map(
    ({ from, to, port, found }) =>
      `${labelOf(from)} -> ${labelOf(to)} ${portText(port)} is ${found === 'OPEN' ? 'open and not declared' : 'declared and closed'}`,
  )
  expect(wrong.length === 0, wrong.join('; '))
  expect(those('open').length > 0 && those('-').length > 0, 'nothing was tried')
  return `${those('open').length} declared edges open, ${those('-').length} others closed`
}

type Rendered = Live['running']['objects'][number]

const isPolicy = (object: Rendered): object is Rendered & Policy => object.kind === 'NetworkPolicy'

/** What one finds when it connects to all others. */
async function edgesFrom(
  live: Live,
  policies: readonly Policy[],
  from: Actor,
  actors: readonly Actor[],
): Promise<Edge<Actor>[]> {
  const { source } = from
  if (!source) return []
  // The API leaves open what a pod sends to its own node; the enforcer of our cluster does not.
  const isTried = ({ address }: Endpoint): boolean =>
    address !== source.address && (live.context.external === undefined || address !== source.node)
  const tries = actors.flatMap((to) => {
    const targets = to.targets.filter(isTried)
    return targets.length > 0 ? to.ports.map((port) => ({ to, targets, port })) : []
  })
  const open = await connections(
    live,
    source,
    tries.flatMap(({ targets, port }) => targets.map(({ address }) => ({ address, port }))),
  )
  return tries.map(({ to, targets, port }) => {
    // Some ports are open on one of the members only, the one that leads.
    const reached = targets.filter(({ address }) => open.has(named(address, port)))
    const declared = targets.filter((target) => isDeclared(policies, source, target, port))
    const isFree = targets.every((target) => !isRestricted(policies, source, target))
    const found = wordFor(isFree, declared, reached)
    return { from, to, port, found }
  })
}

function wordFor(isFree: boolean, declared: readonly Endpoint[], reached: readonly Endpoint[]): Edge['found'] {
  if (reached.some((target) => !declared.includes(target))) return 'OPEN'
  if (reached.length === 0) return declared.length === 0 ? '-' : 'CLOSED'
  return isFree ? 'free' : 'open'
}

const named = (address: string, port: Port): string => `${address} ${portText(port)}`

/**
 * Which of the ports a pod can connect to; it tries all at once, for five seconds. What is asked over UDP is a DNS
 * server: it is tried with a name, as the pod looks up any.
 */
async function connections(
  live: Live,
  { name, namespace }: Source,
  tries: readonly { readonly address: string; readonly port: Port }[],
): Promise<ReadonlySet<string>> {
  const lines = tries.map(
    ({ address, port }) =>
      `(${port.protocol === 'TCP' ? `connect ${address} ${port.port}` : 'look_up'} > /dev/null 2>&1 && echo '${named(address, port)}') &`,
  )
  const script = [attempts, ...lines, 'wait'].join('\n')
  const { code, stdout, stderr } = await inPod(live, { name, namespace }, ['sh', '-c', script])
  expect(code === 0, `${name} could try nothing: ${stderr}`)
  return new Set(stdout.split('\n'))
}

/** With what each image has: bash, which looks up the name of whom it would send a datagram, or tools of busybox. */
const attempts = `
  name=kubernetes.default.svc.cluster.local
  if [ -x /bin/bash ]; then
    connect() { timeout 5 bash -c "exec 3<>/dev/tcp/$1/$2"; }
    look_up() { timeout 5 bash -c "exec 3<>/dev/udp/$name/9"; }
  else
    connect() { nc -w 5 "$1" "$2" < /dev/null; }
    look_up() { timeout 5 nslookup "$name"; }
  fi`
