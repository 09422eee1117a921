import type { Port } from './declared-edges.ts'
import { distinct, grouped } from './named-peers.ts'

/**
 * Whether one connects to a port of another. What is as declared is in small letters, and what no policy concerns is free:
 * it shows that somebody listens. Capitals are for what is not as declared.
 */
export type Edge<Party extends Named = Named> = {
  readonly from: Party
  readonly to: Party
  readonly port: Port
  readonly found: 'open' | '-' | 'free' | 'OPEN' | 'CLOSED'
}

type Named = { readonly what: string; readonly where?: string }

/** `prometheus in monitoring`. */
export const labelOf = ({ what, where }: Named): string => (where === undefined ? what : `${what} in ${where}`)

/** `53/udp`; a port without a word is one of TCP. */
export const portText = ({ port, protocol }: Port): string => (protocol === 'TCP' ? `${port}` : `${port}/udp`)

/** Who reaches what, as text: a row for who connects, a column for each port, and those of a target together. */
export function edgeTable(edges: readonly Edge[]): string {
  const sources = [...new Set(edges.map(({ from }) => from))]
  const blocks = grouped(edges, ({ to }) => labelOf(to)).map((those) => {
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
  const all = [evenly(['', '', 'from', ...sources.map(labelOf)]), ...blocks]
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
