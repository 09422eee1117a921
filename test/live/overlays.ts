import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Document, parseDocument } from 'yaml'
import type { LiveContext } from './context.ts'
import { Obstacle } from './obstacle.ts'

/**
 * The folder of an overlay with its `rendered/`: the repository's own as it is committed, or one of test/live/overlays,
 * rendered beside those that it extends.
 */
export function overlayFolderOf(overlay: string, context: LiveContext): string {
  const committed = join(context.repository, 'overlays', overlay)
  return existsSync(committed) ? committed : renderedAs(overlay, context, () => {})
}

/** The folder of an overlay that was rendered with its `overlay.yaml` changed. */
export function renderedAs(
  overlay: string,
  { repository, cacheFolder }: LiveContext,
  change: (written: Document) => void,
): string {
  const root = join(cacheFolder, 'overlays-root', overlay)
  rmSync(root, { recursive: true, force: true })
  for (const from of [join(repository, 'overlays'), join(repository, 'test', 'live', 'overlays')])
    for (const name of readdirSync(from)) {
      mkdirSync(join(root, 'overlays', name), { recursive: true })
      cpSync(join(from, name, 'overlay.yaml'), join(root, 'overlays', name, 'overlay.yaml'))
    }
  const folder = join(root, 'overlays', overlay)
  const written = parseDocument(readFileSync(join(folder, 'overlay.yaml'), 'utf8'))
  change(written)
  writeFileSync(join(folder, 'overlay.yaml'), written.toString())
  const command = [join(repository, 'scripts', 'sluice.mjs'), 'render', '-q', overlay, '--root', root]
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
  if (status !== 0) throw new Obstacle(`overlay ${overlay} does not render:\n${stderr}`)
  return folder
}
