import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { images } from './images/all.ts'
import { imageTable } from './images/table.ts'

/** Puts what was proven of an overlay into the README, and what its images are. */
export function tellReadme(repository: string, overlay: string, proven: string): void {
  const file = join(repository, 'README.md')
  const text = withBlock(readFileSync(file, 'utf8'), `proven on ${overlay}`, proven)
  writeFileSync(file, withBlock(text, 'live images', imageTable(images).trimEnd()))
}

/** The text with a block between its two comments replaced; throws where it has no such block. */
function withBlock(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`]
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`README.md has no block between ${begin.trim()} and ${end}`)
  return `${text.slice(0, from + begin.length)}\n${content}\n\n${text.slice(to)}`
}
