import { basename } from 'node:path'
import type { Document } from 'yaml'
import { apply } from '../cluster/apply.ts'
import { untilReady } from '../cluster/until-ready.ts'
import { overlayFolderOf, renderedAs } from '../overlays.ts'
import { expect, type Live } from './check.ts'

/**
 * Does something while the overlay runs with its `overlay.yaml` changed, as somebody who edits, renders and commits;
 * then takes the change back.
 */
export async function whileChanged<T>(
  live: Live,
  change: (written: Document) => void,
  work: () => Promise<T>,
): Promise<T> {
  const overlay = basename(live.overlayFolder)
  await apply(renderedAs(overlay, live.context, change), live.context, () => {})
  try {
    return await work()
  } finally {
    await apply(overlayFolderOf(overlay, live.context), live.context, () => {})
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
