import { readFile } from 'node:fs/promises'
import { type ShippedFiles, shippedFiles } from './shipped-files.ts'

export * from './index.ts'

/** The package in Node. */
export const { shippedCore, shippedMinors, shippedSchemas }: ShippedFiles = shippedFiles((name) =>
  readFile(new URL(name, import.meta.url)),
)
