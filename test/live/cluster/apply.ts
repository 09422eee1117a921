import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { LiveContext } from '../context.ts'
import { Obstacle } from '../obstacle.ts'
import { makeExpectedSecrets } from './expected-secrets.ts'
import { kubectl } from './kubectl.ts'
import type { Say } from './say.ts'

/** What the API server said against a manifest, though it took it. */
export type Applied = { readonly directory: string; readonly warnings: readonly string[] }

/**
 * Applies an overlay's `rendered/` as it is committed, directory by directory in their order, without waiting in between,
 * and takes over what others have changed, as Argo CD and Flux do. Secrets that the overlay expects of others are made.
 * Throws with the API server's words where it refuses something.
 */
export async function apply(overlayFolder: string, context: LiveContext, say: Say): Promise<Applied[]> {
  const rendered = join(overlayFolder, 'rendered')
  const applied: Applied[] = []
  for (const [at, directory] of readdirSync(rendered).sort().entries()) {
    const args = [
      'apply',
      '--server-side',
      '--force-conflicts',
      '--recursive',
      `--filename=${join(rendered, directory)}`,
    ]
    const { code, stdout, stderr } = await kubectl(context, args)
    const complaints = stderr.split('\n').filter((line) => line !== '')
    if (code !== 0) throw new Obstacle(`${directory} was refused:\n${complaints.join('\n')}`)
    for (const line of complaints) say(`${directory}: ${line}`)
    applied.push({ directory, warnings: complaints })
    say(`${directory} is applied: ${stdout.trim().split('\n').length} objects`)
    // Their namespaces are there from now on.
    if (at === 0) await makeExpectedSecrets(overlayFolder, context, say)
  }
  return applied
}
