import { randomBytes } from 'node:crypto'

/** How every generated file begins. A file that begins otherwise is a person's and is never replaced or removed. */
export const mark = '# Rendered from overlays/'

/** What is generated in an overlay's folder; all else there is a person's and is never looked into. */
export const generatedFolders: readonly string[] = ['rendered', 'sync']
export const generatedFiles: readonly string[] = ['kustomization.yaml']

/** Whether a text or the bytes of a file begin as generated files do. An editor's byte order mark changes nothing. */
export function isOurs(content: string | Uint8Array): boolean {
  const start = typeof content === 'string' ? content : new TextDecoder().decode(content.subarray(0, mark.length + 3))
  return start.replace(/^\uFEFF/, '').startsWith(mark)
}

// One stem for all temporary files of a process, random because process ids repeat in containers.
const stem = `.sluice-${randomBytes(6).toString('hex')}`
let count = 0

/** A file name that no other process and no earlier call has given. Git ignores it, and no sync engine reads it. */
export function temporaryName(): string {
  count += 1
  return `${stem}-${count}.tmp`
}

/** Whether a file name is that of a temporary file, of this process or of any other. */
export function isTemporary(name: string): boolean {
  return name.startsWith('.sluice-') && name.endsWith('.tmp')
}

// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
const reservedOnWindows = /^(con|conin\$|conout\$|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i

/**
 * Why a path, relative to an overlay's folder and with `/`, cannot be that of a generated file: it would leave the
 * folder, is not among what is generated, or has a name that some file system cannot hold. Undefined where it can.
 */
export function refusal(path: string): string | undefined {
  const segments = path.split('/')
  const [top = ''] = segments
  for (const segment of segments) {
    if (segment === '') return 'an empty name'
    if (segment.startsWith('.')) return `a name that begins with a dot ("${segment}")`
    if (/[. ]$/.test(segment)) return `a name that ends with a dot or a space ("${segment}")`
    if (/[\\:*?"<>|]|\p{Cc}/u.test(segment))
      return `a character that no file name may have (${JSON.stringify(segment)})`
    if (reservedOnWindows.test(segment)) return `a name that Windows reserves ("${segment}")`
    if (Buffer.byteLength(segment) > 255) return `a name of more than 255 bytes ("${segment.slice(0, 40)}...")`
  }
  if (segments.length === 1) return generatedFiles.includes(top) ? undefined : 'a file that is not among the generated'
  if (!generatedFolders.includes(top)) return `a folder that is not among the generated ("${top}")`
  return path.endsWith('.yaml') ? undefined : 'a file that is not .yaml'
}
