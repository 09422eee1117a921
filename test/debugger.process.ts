/**
 * Does what an editor's debugger does: attaches to the process whose inspector's address is the first argument, sets a
 * breakpoint in the `.ts` file and line of the next two by the source maps that it meets, and prints where it stops.
 */
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const [address = '', file = '', line = ''] = process.argv.slice(2)
const source = pathToFileURL(file).href
// Node 20 has it behind --experimental-websocket, and its types do not know it.
type Socket = {
  send(text: string): void
  close(): void
  onopen: () => void
  onmessage: (event: { data: unknown }) => void
}
const { WebSocket } = globalThis as unknown as { WebSocket: new (address: string) => Socket } // as above
const socket = new WebSocket(address)
const scripts = new Map<string, { readonly map: SourceMap; readonly lines: readonly string[]; readonly url: string }>()

type Location = { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number }
type Message = {
  readonly method?: string
  readonly params: {
    readonly scriptId: string
    readonly url: string
    readonly sourceMapURL: string
    readonly reason: string
    readonly callFrames: readonly { readonly location: Location }[]
  }
}

let sent = 0
const send = (method: string, params: object = {}): void => {
  sent += 1
  socket.send(JSON.stringify({ id: sent, method, params }))
}

socket.onopen = () => {
  send('Runtime.enable')
  send('Debugger.enable')
  // What `pauseForSourceMap` is in an editor: breakpoints are set before the first line of a script runs.
  send('Debugger.setInstrumentationBreakpoint', { instrumentation: 'beforeScriptWithSourceMapExecution' })
  send('Runtime.runIfWaitingForDebugger')
}

socket.onmessage = ({ data }) => {
  const { method, params }: Message = JSON.parse(String(data))
  if (method === 'Debugger.scriptParsed' && params.sourceMapURL !== '') {
    const text = readFileSync(fileURLToPath(new URL(params.sourceMapURL, params.url)), 'utf8')
    const lines = readFileSync(fileURLToPath(params.url), 'utf8').split('\n')
    scripts.set(params.scriptId, { map: new SourceMap(JSON.parse(text)), lines, url: params.url })
    for (const location of placesIn(params.scriptId)) send('Debugger.setBreakpoint', { location })
  }
  if (method === 'Runtime.executionContextDestroyed') socket.close()
  if (method === 'Debugger.paused') {
    const place = params.callFrames[0]?.location
    if (params.reason === 'other' && place && at(place)) process.stdout.write(`${at(place)}\n`)
    send('Debugger.resume')
  }
}

/** The places in a script that the wanted line became: the first of each generated line. */
function placesIn(scriptId: string): Location[] {
  const { lines = [] } = scripts.get(scriptId) ?? {}
  return lines
    .flatMap((text, lineNumber) => [...text].map((_, columnNumber) => ({ scriptId, lineNumber, columnNumber })))
    .filter(
      (location, index, all) => at(location) === `${file}:${line}` && at(all[index - 1] ?? location) !== at(location),
    )
    .slice(0, 1)
}

/** The `.ts` place of a place in a script. */
function at({ scriptId, lineNumber, columnNumber }: Location): string | undefined {
  const script = scripts.get(scriptId)
  const origin = script?.map.findEntry(lineNumber, columnNumber)
  if (!script || !origin || !('originalSource' in origin)) return undefined
  const url = new URL(origin.originalSource, script.url).href
  return url === source ? `${file}:${origin.originalLine + 1}` : undefined
}
