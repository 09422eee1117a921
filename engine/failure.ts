import type { Problem } from './model.ts'

type Meaning = { readonly found: string; readonly hint: string }

// The codes of libuv that a person can do something about: https://nodejs.org/api/errors.html#common-system-errors
const meanings: Readonly<Record<string, Meaning>> = {
  EACCES: { found: 'no permission', hint: 'make the file and its folder yours: look at owner and mode with ls -la' },
  EPERM: { found: 'no permission', hint: 'look at the owner, the read-only and the immutable attribute (lsattr)' },
  EROFS: { found: 'a file system that is read-only', hint: 'mount it writable, or work on a copy' },
  ENOSPC: { found: 'no space left on the disk', hint: 'free some space, or inodes (df -h, df -i), and render again' },
  EDQUOT: { found: 'a disk quota that is used up', hint: 'free some space and render again' },
  EFBIG: { found: 'a limit on the size of files', hint: 'raise the limit (ulimit -f) and render again' },
  EBUSY: { found: 'it in use', hint: 'close what uses it (an editor, a scanner, a mount) and render again' },
  EMFILE: { found: 'too many open files', hint: 'raise the limit (ulimit -n)' },
  ENFILE: { found: 'too many open files on this machine', hint: 'close some programs' },
  ENAMETOOLONG: { found: 'a path that is too long for this system', hint: 'check out in a folder with a shorter path' },
  EISDIR: { found: 'a folder in its place', hint: 'move the folder away' },
  ENOTDIR: { found: 'a file where a folder must be', hint: 'move the file away' },
  ELOOP: { found: 'a symbolic link', hint: 'remove the link' },
  ENOENT: { found: 'nothing there', hint: 'see whether something else moves or removes files here' },
  EIO: { found: 'a disk that fails', hint: 'check the disk' },
}

/** The code of a failed system call, `ENOSPC`; undefined where the error is not of the system, but our own fault. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/**
 * The problem that a failed system call is to a person. `expected` says what was to be done, `to write this file`;
 * `state` what stands now, `nothing was changed`. An error that is our own fault is thrown on.
 */
export function failure(
  error: unknown,
  { rule, file, expected, state }: { rule: string; file: string; expected: string; state?: string },
): Problem {
  const code = codeOf(error)
  if (code === undefined) throw error
  const { found, hint } = meanings[code] ?? { found: 'an error of the system', hint: `look up ${code}` }
  const message = `expected ${expected}, found ${found} (${code})${state === undefined ? '' : `; ${state}`}`
  return problemAt(file, { rule, message, hint })
}

/** An error that is of a whole file; its overlay is the one whose folder the file is in. */
export function problemAt(
  file: string,
  { rule, message, hint }: { rule: string; message: string; hint: string },
): Problem {
  const [folder, overlay] = file.split('/')
  const ofOverlay = folder === 'overlays' && overlay !== undefined && !overlay.startsWith('.')
  const at = { file, line: 1, column: 1, path: '' }
  return { rule, severity: 'error', at, message, hint, ...(ofOverlay ? { overlay } : {}) }
}

/** A symbolic link where a generated file or its folder must be. */
export function symlink(place: string): Problem {
  return problemAt(place, {
    rule: 'files/symlink',
    message: 'expected a file or folder of its own, found a symbolic link',
    hint: 'put what it points to in its place: nothing is rendered through a link, which may lead anywhere',
  })
}
