import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/** A file to look at, with its size in bytes: 0 of what tells none, as a pipe. */
export type SizedFile = { readonly path: string; readonly size: number }

/** A file to look at, or why there is none at a path that was named. */
export type FoundFile = SizedFile | { readonly path: string; readonly reason: string }

/** The files that are named, and those in folders that are: YAML and JSON, in the order of their names. */
export async function filesIn(paths: readonly string[], ignored: readonly RegExp[]): Promise<FoundFile[]> {
  const found: FoundFile[] = []
  for (const path of paths) {
    if (ignored.some((pattern) => pattern.test(path))) continue
    try {
      const is = statSync(path) // of many files, waiting for each takes seven times as long
      if (!is.isDirectory()) {
        found.push({ path, size: is.size })
        continue
      }
      const inside = (await readdir(path, { withFileTypes: true })).sort((one, other) =>
        one.name < other.name ? -1 : 1,
      )
      const wanted = inside.filter((entry) => entry.isDirectory() || /\.(ya?ml|json)$/i.test(entry.name))
      for (const { name } of wanted) found.push(...(await filesIn([join(path, name)], ignored)))
    } catch (error) {
      found.push({ path, reason: (error as Error).message }) // of the file system
    }
  }
  return found
}

/** Pieces are this long, so that joining them to documents costs little. */
const shortestPiece = 1024 * 1024

/** The text of a file: a small one at once, and a large one in pieces. */
export async function* piecesIn({ path, size }: SizedFile): AsyncGenerator<string> {
  const whole = size > 0 && size < shortestPiece ? wholeText(path, size) : undefined
  if (whole === undefined) yield* piecesOf(createReadStream(path, { highWaterMark: shortestPiece }))
  else yield whole
}

/** The text of a file that was so large; undefined where it has grown. */
function wholeText(path: string, size: number): string | undefined {
  const bytes = new Uint8Array(size + 1)
  const file = openSync(path, 'r')
  try {
    const length = readSync(file, bytes)
    return length > size ? undefined : new TextDecoder().decode(bytes.subarray(0, length))
  } finally {
    closeSync(file)
  }
}

/** The text of a stream of bytes. */
export async function* piecesOf(stream: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let piece = ''
  for await (const bytes of stream) {
    piece += typeof bytes === 'string' ? bytes : decoder.decode(bytes, { stream: true })
    if (piece.length < shortestPiece) continue
    yield piece
    piece = ''
  }
  yield piece + decoder.decode()
}
