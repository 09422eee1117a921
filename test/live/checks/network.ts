import { setTimeout as pause } from 'node:timers/promises'
import { type Check, expect, type Live } from './check.ts'
import type { Policy } from './declared-edges.ts'
import { type Edge, edgeTable, headingText, portText } from './edge-table.ts'
import { withActors } from './network-actors.ts'
import { attemptsOf } from './network-attempts.ts'
import { type Attempt, edgesOf } from './network-edges.ts'

/** What holds of the NetworkPolicies of any overlay. */
export const networkChecks: readonly Check[] = [
  { fact: 'Network: what is declared connects, and nothing else does', prove: onlyDeclaredEdgesConnect },
]

async function onlyDeclaredEdgesConnect(live: Live): Promise<string> {
  const policies = live.running.objects.filter(isPolicy)
  const attempts = await withActors(live, policies, async (actors) => {
    await pause(3000) // what enforces the policies follows the pods that have just come
    return attemptsOf(live, actors)
  })
  // The API leaves open what a pod sends to its own node; the enforcer of our cluster does not.
  const isJudged = ({ source, endpoint }: Attempt): boolean =>
    live.context.external === undefined || endpoint.address !== source.nodeAddress
  const edges = edgesOf(policies, attempts, isJudged)
  live.say(`\n${edgeTable(edges)}\n`)
  const those = (found: Edge['found']): readonly Edge[] => edges.filter((edge) => edge.found === found)
  const wrong = [...those('OPEN'), ...those('CLOSED')].map(
    ({ from, to, port, found }) =>
      `${headingText(from)} -> ${headingText(to)} ${portText(port)} is ${found === 'OPEN' ? 'open and not declared' : 'declared and closed'}`,
  )
  expect(wrong.length === 0, wrong.join('; '))
  expect(those('open').length > 0 && those('-').length > 0, 'nothing was tried')
  const silent = new Set(those('?').map(({ to, port }) => `${headingText(to)} ${portText(port)}`))
  const aside = silent.size > 0 ? `; nobody listens at ${[...silent].join(', ')}` : ''
  return `${those('open').length} declared edges open, ${those('-').length} others closed${aside}`
}

type Rendered = Live['running']['objects'][number]

const isPolicy = (object: Rendered): object is Rendered & Policy => object.kind === 'NetworkPolicy'
