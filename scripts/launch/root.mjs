import { realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Refusal } from './failure.mjs'

/**
 * The folder that holds the overlays: what `--root` says, else the working directory.
 *
 * @param {string[]} argv
 * @returns {string} absolute, without symbolic links, so that the same folder is always the same text
 */
export function chosenRoot(argv) {
  const named = lastRoot(argv)
  const folder = resolve(named ?? '.')
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Refusal(`--root must name a folder, and ${folder} is none.`)
  }
  return realpathSync(folder)
}

/** @param {string[]} argv */
function lastRoot(argv) {
  const end = argv.indexOf('--')
  const flags = end < 0 ? argv : argv.slice(0, end)
  return flags.reduce(
    (found, flag, index) => {
      if (flag.startsWith('--root=')) return folderIn(flag.slice('--root='.length))
      return flag === '--root' ? folderIn(flags[index + 1]) : found
    },
    /** @type {string | undefined} */ (undefined),
  )
}

/** @param {string | undefined} value */
function folderIn(value) {
  if (!value || value.startsWith('-')) throw new Refusal('--root needs a folder: --root DIR.')
  return value
}
