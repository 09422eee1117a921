import { join } from 'node:path'
import { build } from 'esbuild'
import { temporaryFolder } from './temporary-folder.ts'

/** Bundles a program of the tests, named relative to the root, into one file that a process of its own can run. */
export async function bundle(program: string): Promise<string> {
  const outfile = join(temporaryFolder(), 'program.mjs')
  const root = process.env.SLUICE_ROOT ?? process.cwd()
  await build({ entryPoints: [join(root, program)], outfile, bundle: true, platform: 'node', format: 'esm' })
  return outfile
}
