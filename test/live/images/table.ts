import type { Image } from './image.ts'

/** What of each image is real and what is imitated, as a table in Markdown. */
export function imageTable(images: readonly Image[]): string {
  const rows = images.map(({ image, real, imitated }) => `| \`${image}\` | ${real} | ${imitated} |`)
  return ['| image | real | imitated |', '|---|---|---|', ...rows, ''].join('\n')
}
