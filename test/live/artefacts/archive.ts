import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { run } from './run.ts'

/** Archives what is in a folder, with its owners and modes. The same content gives the same bytes, whenever it was made. */
export async function archive(folder: string, file: string): Promise<void> {
  const same = ['--sort=name', '--mtime=@0', '--numeric-owner', '--format=gnu']
  await run(['tar', '--create', ...same, `--file=${file}`, `--directory=${folder}`, '.'])
}

/** The digest of a file: `sha256:…`. */
export async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return `sha256:${hash.digest('hex')}`
}
