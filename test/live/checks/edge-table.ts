import type { Actor } from './actor.ts'
import type { Port } from './declared-edges.ts'
import { distinct, grouped } from './named-peers.ts'

/**
 * Whether one connects to a port of another. What is as declared is in small letters, and what no policy concerns is free.
 * `?` is what would look closed in any case: nobody listens there. Capitals are for what is not as declared.
 */
export type Edge = {
  readonly from: Heading
  readonly to: Heading
  readonly port: Port
  readonly found: 'open' | '-' | 'free' | '?' | 'OPEN' | 'CLOSED'
}

type Heading = Pick<Actor, 'what' | 'where'>

/** `prometheus in monitoring`. */
export const headingText = ({ what, where }: Heading): string => (where === undefined ? what : `${what} in ${where}`)

/** `53/udp`; a port without a word is one of TCP. */
export const portText = ({ port, protocol }: Port): string => (protocol === 'TCP' ? `${port}` : `${port}/udp`)

/** Who reaches what, as text: a row for who connects, a column for each port, and those of one actor together. */
export function edgeTable(edges: readonly Edge[]): string {
  const sources = [...new Set(edges.map(({ from }) => from))]
  const blocks = grouped(edges, ({ to }) => headingText(to)).map((those) => {
    const [{ to }] = those
    const columns = distinct(those.map(({ port }) => port)).map((port) => {
      const found = sources.map(
        (from) => those.find((edge) => edge.from === from && portText(edge.port) === portText(port))?.found ?? '',
      )
      return evenly([portText(port), ...found])
    })
    const lines = sources.map((_, row) => row + 1).map((row) => columns.map((column) => column[row]).join(' '))
    return evenly([to.what, to.where ? `in ${to.where}` : '', columns.map(([head]) => head).join(' '), ...lines])
  })
  const all = [evenly(['', '', 'from', ...sources.map(headingText)]), ...blocks]
  return (all[0] ?? [])
    .map((_, row) =>
      all
        .map((block) => block[row])
        .join(' | ')
        .trimEnd(),
    )
    .join('\n')
}

/** Texts, all as long as the longest of them. */
function evenly(texts: readonly string[]): string[] {
  const width = Math.max(...texts.map(({ length }) => length))
  return texts.map((text) => text.padEnd(width))
}
