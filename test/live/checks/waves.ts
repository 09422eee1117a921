import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { makeExpectedSecrets } from '../cluster/expected-secrets.ts'
import { overlayFolderOf } from '../overlays.ts'
import { allReady, unchanged } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { eventually, timed } from './eventually.ts'
import { ask, list } from './kubectl.ts'
import { nothingRestarted } from './platform.ts'

/** What holds when the platform goes and comes back. After it only those checks may come that begin anew. */
export const waveChecks: readonly Check[] = [
  {
    fact: 'applied wave by wave, each healthy before the next, everything becomes Ready as well',
    prove: wavesEndReady,
  },
]

type Conditioned = {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> }
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

const edge = '095-edge'

async function wavesEndReady(live: Live): Promise<string> {
  await ask(live, ['delete', 'namespace', live.namespace, '--timeout=400s'])
  // As it is written, whatever it was changed to meanwhile.
  const folder = overlayFolderOf(basename(live.overlayFolder), live.context)
  const rendered = join(folder, 'rendered')
  const seconds = await timed(async () => {
    for (const [at, directory] of readdirSync(rendered).sort().entries()) {
      await ask(live, ['apply', '--server-side', '--recursive', `--filename=${join(rendered, directory)}`])
      if (at === 0) await makeExpectedSecrets(folder, live.context, live.say)
      // What may wait for the world outside blocks nobody, and nothing comes after it.
      if (directory !== edge) await healthy(live, directory)
    }
  })
  Object.assign(live.running, unchanged(folder))
  await nothingRestarted(live)
  return `${seconds.toFixed(0)} s`
}

/** Waits as Argo CD and Flux do: for workloads and Jobs, and for what has a condition `Ready`. */
async function healthy(live: Live, directory: string): Promise<void> {
  await eventually(120, async () => {
    const objects = await list<Conditioned>(live, 'certificates.cert-manager.io,issuers.cert-manager.io')
    const waiting = objects.filter(
      ({ metadata, status }) =>
        metadata.annotations?.['argocd.argoproj.io/sync-wave'] !== String(Number.parseInt(edge, 10)) &&
        !status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    )
    expect(
      waiting.length === 0,
      `after ${directory}: ${waiting.map(({ kind, metadata }) => `${kind}/${metadata.name}`).join(', ')} not Ready`,
    )
  })
  await allReady(live)
}
