import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Document, parseDocument } from 'yaml'
import { run } from '../cluster/command-line.ts'
import type { LiveContext } from '../context.ts'

/** A Git repository with the committed overlays, whose overlay is changed, rendered and committed as a person does. */
export type Repository = {
  readonly folder: string
  readonly overlay: string
  /** The folder of the overlay, with `rendered/` and `sync/`. */
  readonly overlayFolder: string
  /** The commit that is checked out. */
  readonly head: () => string
  /** Changes `overlay.yaml`, renders, commits; gives the commit. */
  readonly change: (message: string, edit: (written: Document) => void) => string
  /** Writes files of the overlay without rendering, and commits. */
  readonly write: (message: string, files: Readonly<Record<string, string>>) => string
  /** Takes the last commit back with another. */
  readonly revert: () => string
}

/** The repository of the cluster that runs; made of what is committed where there is none. It goes with the cluster. */
export function openRepository(overlay: string, context: LiveContext): Repository {
  const folder = join(context.stateFolder, 'repository')
  const git = (...args: readonly string[]): string =>
    run(['git', '-C', folder, '-c', 'user.name=live', '-c', 'user.email=live@example.com', ...args]).trim()
  const commit = (message: string): string => {
    git('add', '--all')
    git('commit', '--quiet', '--allow-empty', `--message=${message}`)
    return git('rev-parse', 'HEAD')
  }
  const render = (): string => {
    const sluice = join(context.repository, 'scripts', 'sluice.mjs')
    return run([process.execPath, sluice, 'render', '-q', overlay, '--root', folder])
  }
  if (!existsSync(join(folder, '.git'))) {
    mkdirSync(folder, { recursive: true })
    for (const from of [join(context.repository, 'overlays'), join(context.repository, 'test', 'live', 'overlays')])
      cpSync(from, join(folder, 'overlays'), { recursive: true })
    // Those of the tests are not committed as they are rendered.
    if (!existsSync(join(folder, 'overlays', overlay, 'rendered'))) render()
    git('init', '--quiet', '--initial-branch=main')
    commit('the overlays as they are committed')
  }
  const overlayFolder = join(folder, 'overlays', overlay)
  const file = join(overlayFolder, 'overlay.yaml')
  return {
    folder,
    overlay,
    overlayFolder,
    head: () => git('rev-parse', 'HEAD'),
    change: (message, edit) => {
      const written = parseDocument(readFileSync(file, 'utf8'))
      edit(written)
      writeFileSync(file, written.toString())
      try {
        render()
      } catch (error) {
        git('checkout', '--quiet', '.')
        throw error
      }
      return commit(message)
    },
    write: (message, files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(overlayFolder, path, '..'), { recursive: true })
        writeFileSync(join(overlayFolder, path), text)
      }
      return commit(message)
    },
    revert: () => {
      git('revert', '--no-edit', 'HEAD')
      return git('rev-parse', 'HEAD')
    },
  }
}
