import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Makes stack traces name the `.ts` lines. A map is read when the first stack needs it: Node's own switch
 * (`--enable-source-maps`) reads it at every start.
 *
 * @param {import('./cache.mjs').Bundle} bundle
 */
export function mapStacks(bundle) {
  /** @type {SourceMap | undefined} */
  let map
  Error.prepareStackTrace = (error, frames) => {
    map ??= readMap(bundle)
    return [String(error), ...frames.map((frame) => `    at ${atSource(frame, bundle, map)}`)].join('\n')
  }
}

/** @param {NodeJS.CallSite} frame @param {import('./cache.mjs').Bundle} bundle @param {SourceMap | undefined} map */
function atSource(frame, { url, sourcesFrom }, map) {
  const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()]
  if (frame.getFileName() !== url || !line || !column) return String(frame)
  const origin = map?.findEntry(line - 1, column - 1)
  if (!origin || !('originalSource' in origin)) return String(frame)
  const source = fileURLToPath(new URL(origin.originalSource, sourcesFrom))
  return String(frame).replace(
    `${url}:${line}:${column}`,
    () => `${source}:${origin.originalLine + 1}:${origin.originalColumn + 1}`,
  )
}

/** @param {import('./cache.mjs').Bundle} bundle */
function readMap({ readMap }) {
  try {
    return new SourceMap(JSON.parse(readMap()))
  } catch {
    return undefined // The error that is being shown matters more than its map.
  }
}
