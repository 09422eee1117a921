import { type ShippedFiles, shippedFiles } from './shipped-files.ts'

export * from './index.ts'

/** The package in a browser: its files are fetched from beside its code. */
export const { shippedCore, shippedMinors, shippedSchemas }: ShippedFiles = shippedFiles(async (name) => {
  const answer = await fetch(new URL(name, import.meta.url))
  if (!answer.ok) throw new Error(`${answer.url}: the server answers ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
})
