import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Makes stack traces name the `.ts` lines. A map is read when the first stack needs it: Node's own switch
 * (`--enable-source-maps`) reads it at every start.
 *
 * @param {import('./cache.mjs').Bundle} bundle
 */
export function mapStacks(bundle) {
  /** @type {Map<string, SourceMap | undefined>} */
  const maps = new Map()
  const mapOf = (/** @type {string} */ url) => {
    if (!maps.has(url)) maps.set(url, readMap(bundle, url))
    return maps.get(url)
  }
  Error.prepareStackTrace = (error, frames) =>
    [String(error), ...frames.map((frame) => `    at ${atSource(frame, bundle, mapOf)}`)].join('\n')
}

/**
 * @param {NodeJS.CallSite} frame
 * @param {import('./cache.mjs').Bundle} bundle
 * @param {(url: string) => SourceMap | undefined} mapOf
 */
function atSource(frame, bundle, mapOf) {
  const [url, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()]
  if (!url || !line || !column) return String(frame)
  const origin = mapOf(url)?.findEntry(line - 1, column - 1)
  if (!origin || !('originalSource' in origin)) return String(frame)
  const source = fileURLToPath(new URL(origin.originalSource, bundle.sourcesFrom))
  return String(frame).replace(
    `${url}:${line}:${column}`,
    () => `${source}:${origin.originalLine + 1}:${origin.originalColumn + 1}`,
  )
}

/** @param {import('./cache.mjs').Bundle} bundle @param {string} url */
function readMap(bundle, url) {
  try {
    const text = bundle.readMap(url)
    return text === undefined ? undefined : new SourceMap(JSON.parse(text))
  } catch {
    return undefined // The error that is being shown matters more than its map.
  }
}
