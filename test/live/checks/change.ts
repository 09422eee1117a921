import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Document, parse } from 'yaml'
import { apply } from '../cluster/apply.ts'
import { untilReady } from '../cluster/until-ready.ts'
import { overlayFolderOf, renderedAs } from '../overlays.ts'
import { expect, type Live } from './check.ts'
import { ask } from './kubectl.ts'

/**
 * Does something while the overlay runs with its `overlay.yaml` changed, as somebody who edits, renders and commits and
 * has it synced; then takes the change back.
 */
export async function whileChanged<T>(
  live: Live,
  change: (written: Document) => void,
  work: () => Promise<T>,
): Promise<T> {
  const overlay = basename(live.overlayFolder)
  const before = objectsIn(live.overlayFolder)
  const during = await synced(live, renderedAs(overlay, live.context, change), before)
  try {
    return await work()
  } finally {
    await synced(live, overlayFolderOf(overlay, live.context), during)
    await allReady(live)
  }
}

/** Waits until everything is Ready and complete. */
export async function allReady({ context, say }: Live, seconds = 600): Promise<void> {
  const said: string[] = []
  if (await untilReady(context, seconds, (line) => said.push(line))) return
  say(said.at(-1) ?? '')
  expect(false, `not everything is Ready after ${seconds} s`)
}

type Rendered = {
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly annotations?: Readonly<Record<string, string>>
  }
}

/** Applies what is rendered and takes away what was and is no longer, but for what is protected: as Argo CD and Flux do. */
async function synced(live: Live, folder: string, before: readonly Rendered[]): Promise<readonly Rendered[]> {
  const now = objectsIn(folder)
  const stays = new Set(now.map(nameOf))
  await apply(folder, live.context, () => {})
  for (const gone of before.filter((one) => !stays.has(nameOf(one)) && !isProtected(one))) {
    const namespace = `--namespace=${gone.metadata.namespace ?? live.namespace}`
    await ask(live, ['delete', gone.kind, gone.metadata.name, namespace, '--ignore-not-found'])
  }
  return now
}

function objectsIn(folder: string): Rendered[] {
  const rendered = join(folder, 'rendered')
  return readdirSync(rendered, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => parse(readFileSync(join(rendered, path), 'utf8')) as Rendered) // Sluice rendered it
}

const nameOf = ({ kind, metadata }: Rendered): string => `${kind}/${metadata.namespace}/${metadata.name}`

function isProtected({ metadata }: Rendered): boolean {
  return metadata.annotations?.['argocd.argoproj.io/sync-options']?.includes('Prune=false') ?? false
}
