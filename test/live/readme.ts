import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { images } from './images/all.ts'
import { imageTable } from './images/table.ts'

/**
 * Puts what was proven of an overlay into the README, and what its images are. A row stays until its fact is looked at
 * again, or is none any more.
 */
export function tellReadme(repository: string, overlay: string, head: string, facts: readonly Row[]): void {
  const file = join(repository, 'README.md')
  const text = readFileSync(file, 'utf8')
  const block = blockOf(text, `proven on ${overlay}`)
  const before = new Map([...block.matchAll(/^\| (.+?) \| .* \|$/gm)].map(([row, fact = '']) => [fact, row]))
  const rows = facts.flatMap(({ fact, row }) => row ?? before.get(fact) ?? [])
  const proven = withBlock(text, `proven on ${overlay}`, [head, '|---|---|---|', ...rows].join('\n'))
  writeFileSync(file, withBlock(proven, 'live images', imageTable(images).trimEnd()))
}

/** A fact, and its row in the table where it was looked at now. */
export type Row = { readonly fact: string; readonly row?: string | undefined }

/** Where a block between its two comments begins and ends; throws where the text has no such block. */
function blockAt(text: string, name: string): [from: number, to: number] {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`]
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`README.md has no block between ${begin.trim()} and ${end}`)
  return [from + begin.length, to]
}

const blockOf = (text: string, name: string): string => text.slice(...blockAt(text, name))

function withBlock(text: string, name: string, content: string): string {
  const [from, to] = blockAt(text, name)
  return `${text.slice(0, from)}\n${content}\n\n${text.slice(to)}`
}
