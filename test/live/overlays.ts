import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { LiveContext } from './context.ts'

/**
 * The folder of an overlay with its `rendered/`: the repository's own as it is committed, or one of test/live/overlays,
 * rendered beside those that it extends.
 */
export function overlayFolderOf(overlay: string, context: LiveContext): string {
  const { repository } = context
  const committed = join(repository, 'overlays', overlay)
  return existsSync(committed) ? committed : join(renderedRoot(overlay, context), 'overlays', overlay)
}

/** A root with the repository's overlays and the tests', in which one was rendered. */
function renderedRoot(overlay: string, { repository, cacheFolder }: LiveContext): string {
  const root = join(cacheFolder, 'overlays-root')
  rmSync(root, { recursive: true, force: true })
  for (const from of [join(repository, 'overlays'), join(repository, 'test', 'live', 'overlays')])
    for (const name of readdirSync(from)) {
      mkdirSync(join(root, 'overlays', name), { recursive: true })
      cpSync(join(from, name, 'overlay.yaml'), join(root, 'overlays', name, 'overlay.yaml'))
    }
  const command = [join(repository, 'scripts', 'sluice.mjs'), 'render', '-q', overlay, '--root', root]
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`test/live/overlays/${overlay} does not render:\n${stderr}`)
  return root
}
