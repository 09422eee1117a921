import type { Actor, Member } from './actor.ts'
import { type Endpoint, isDeclared, isRestricted, type Policy, type Port } from './declared-edges.ts'
import { type Edge, headingText, portText } from './edge-table.ts'
import { grouped } from './named-peers.ts'

/** What came of it when a pod tried to connect to a port of an actor; each pod tries its own address as well. */
export type Attempt = {
  readonly from: Actor
  readonly to: Actor
  readonly source: Member
  readonly endpoint: Endpoint
  readonly port: Port
  readonly connected: boolean
}

/**
 * What the attempts come to. Those on a pod's own address are no edges, as no policy has a say there, nor are those that
 * are not `judged`; but where any attempt connected, somebody listens.
 */
export function edgesOf(
  policies: readonly Policy[],
  attempts: readonly Attempt[],
  judged: (attempt: Attempt) => boolean,
): Edge[] {
  const listening = new Set(attempts.filter(({ connected }) => connected).map(endpointText))
  const others = attempts.filter((attempt) => attempt.source.address !== attempt.endpoint.address && judged(attempt))
  return grouped(others, ({ from, to, port }) => [headingText(from), headingText(to), portText(port)].join()).map(
    (those) => {
      const [{ from, to, port }] = those
      return { from, to, port, found: wordFor(policies, those, listening) }
    },
  )
}

function wordFor(
  policies: readonly Policy[],
  those: readonly Attempt[],
  listening: ReadonlySet<string>,
): Edge['found'] {
  const declared = those.filter(({ source, endpoint, port }) => isDeclared(policies, source, endpoint, port))
  const reached = those.filter(({ connected }) => connected)
  if (reached.some((attempt) => !declared.includes(attempt))) return 'OPEN'
  if (declared.length === 0) return those.some((attempt) => listening.has(endpointText(attempt))) ? '-' : '?'
  // Some ports are open on one of the members only, the one that leads.
  const isMissed = declared.some((attempt) => !attempt.connected && listening.has(endpointText(attempt)))
  if (isMissed || reached.length === 0) return 'CLOSED'
  return those.some(({ source, endpoint }) => isRestricted(policies, source, endpoint)) ? 'open' : 'free'
}

/** `10.244.1.3 53/udp`: what somebody listens at. */
const endpointText = ({ endpoint, port }: Attempt): string => `${endpoint.address} ${portText(port)}`
