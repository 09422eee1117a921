import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Document, parse } from 'yaml'
import { apply } from '../cluster/apply.ts'
import { untilReady } from '../cluster/until-ready.ts'
import { renderedAs } from '../overlays.ts'
import type { Live } from './check.ts'
import { ask } from './kubectl.ts'

type Change = (written: Document) => void

/** What runs: the objects that were applied last, and the change of the overlay that they are of. */
export type Running = { objects: readonly Rendered[]; change: Change }

/** What runs before anything was changed. */
export function unchanged(overlayFolder: string): Running {
  return { objects: objectsIn(overlayFolder), change: () => {} }
}

/**
 * Changes the overlay for good, as somebody who edits its `overlay.yaml`, renders and commits, and has it synced. Does not
 * wait for anything.
 */
export async function change(live: Live, edit: Change): Promise<void> {
  const { running } = live
  const before = running.change
  running.change = (written) => {
    before(written)
    edit(written)
  }
  await synced(live)
}

/** Takes the platform away with everything in it, and begins with the overlay as it is written but for one change. */
export async function beginAnew(live: Live, edit: Change): Promise<void> {
  await ask(live, ['delete', 'namespace', live.namespace, '--timeout=400s'])
  live.running.objects = []
  live.running.change = edit
  await synced(live)
  await allReady(live)
}

/** Does something while the overlay is changed, then takes the change back. */
export async function whileChanged<T>(live: Live, edit: Change, work: () => Promise<T>): Promise<T> {
  const { running } = live
  const before = running.change
  const takeBack = async (): Promise<void> => {
    running.change = before
    await synced(live)
    await allReady(live)
  }
  try {
    await change(live, edit)
    const outcome = await work()
    await takeBack()
    return outcome
  } catch (error) {
    // What went wrong first is what is told.
    await takeBack().catch((later: unknown) => live.say(`the change was not taken back: ${later}`))
    throw error
  }
}

/** Waits until everything is Ready and complete. */
export async function allReady({ context, say }: Live, seconds = 600): Promise<void> {
  const said: string[] = []
  if (await untilReady(context, seconds, (line) => said.push(line))) return
  say(said.at(-1) ?? '')
  throw new Error(`not everything is Ready after ${seconds} s`)
}

type Rendered = {
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly annotations?: Readonly<Record<string, string>>
  }
}

/** Renders, applies, and takes away what is no longer rendered, but for what is protected: as Argo CD and Flux do. */
async function synced(live: Live): Promise<void> {
  const { running, context, overlayFolder, namespace } = live
  const folder = renderedAs(basename(overlayFolder), context, running.change)
  const now = objectsIn(folder)
  const stays = new Set(now.map(nameOf))
  await apply(folder, context, () => {})
  for (const gone of running.objects.filter((one) => !stays.has(nameOf(one)) && !isProtected(one))) {
    const where = `--namespace=${gone.metadata.namespace ?? namespace}`
    await ask(live, ['delete', gone.kind, gone.metadata.name, where, '--ignore-not-found'])
  }
  running.objects = now
}

function objectsIn(folder: string): Rendered[] {
  const rendered = join(folder, 'rendered')
  return readdirSync(rendered, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => parse(readFileSync(join(rendered, path), 'utf8')) as Rendered) // Sluice rendered it
}

const nameOf = ({ kind, metadata }: Rendered): string => `${kind}/${metadata.namespace}/${metadata.name}`

/** Sluice marks what is protected for both engines at once. */
function isProtected({ metadata }: Rendered): boolean {
  return metadata.annotations?.['argocd.argoproj.io/sync-options']?.includes('Prune=false') ?? false
}
