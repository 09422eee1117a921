import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Makes stack traces name the `.ts` lines. A map is read when the first stack needs it: Node's own switch
 * (`--enable-source-maps`) reads it at every start.
 *
 * @param {import('./cache.mjs').Bundle} bundle
 */
export function mapStacks({ main, later, sourcesFrom }) {
  /** @type {Map<string, SourceMap | undefined>} */
  const maps = new Map()
  const mapOf = (/** @type {string | null | undefined} */ url) => {
    const script = [main, later].find((one) => one.url === url)
    if (script && !maps.has(script.url)) maps.set(script.url, readMap(script))
    return script && maps.get(script.url)
  }
  Error.prepareStackTrace = (error, frames) =>
    [String(error), ...frames.map((frame) => `    at ${atSource(frame, sourcesFrom, mapOf)}`)].join('\n')
}

/**
 * @param {NodeJS.CallSite} frame
 * @param {string} sourcesFrom
 * @param {(url: string | null | undefined) => SourceMap | undefined} mapOf
 */
function atSource(frame, sourcesFrom, mapOf) {
  const [url, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()]
  if (!line || !column) return String(frame)
  const origin = mapOf(url)?.findEntry(line - 1, column - 1)
  if (!origin || !('originalSource' in origin)) return String(frame)
  const source = fileURLToPath(new URL(origin.originalSource, sourcesFrom))
  return String(frame).replace(
    `${url}:${line}:${column}`,
    () => `${source}:${origin.originalLine + 1}:${origin.originalColumn + 1}`,
  )
}

/** @param {import('./cache.mjs').BundledScript} script */
function readMap({ readMap }) {
  try {
    return new SourceMap(JSON.parse(readMap()))
  } catch {
    return undefined // The error that is being shown matters more than its map.
  }
}
