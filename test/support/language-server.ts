import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** A conversation with a language server over its standard input and output. */
export type LanguageServer = {
  readonly request: (method: string, params: unknown) => Promise<unknown>
  readonly notify: (method: string, params: unknown) => void
  /** The parameters of the next notification of this method that are `wanted`. */
  readonly notified: (method: string, wanted: (params: unknown) => boolean) => Promise<unknown>
  readonly stop: () => void
}

type Message = { readonly id?: number; readonly method?: string; readonly params?: unknown; readonly result?: unknown }

/**
 * Starts the yaml-language-server that is installed below `root`. What it asks its editor for is answered with nothing.
 * https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol
 */
export function startLanguageServer(root: string): LanguageServer {
  const program = join(root, 'node_modules', 'yaml-language-server', 'bin', 'yaml-language-server')
  const child = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const asked: ((result: unknown) => void)[] = []
  const awaited = new Set<(method: string, params: unknown) => boolean>()
  let received = Buffer.alloc(0)

  const send = (message: Message): void => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }
  const receive = ({ id, method, params, result }: Message): void => {
    if (method === undefined) asked[id ?? 0]?.(result)
    else if (id !== undefined) send({ id, result: null })
    else for (const tell of awaited) if (tell(method, params)) awaited.delete(tell)
  }
  child.stdout.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    for (;;) {
      const start = received.indexOf('\r\n\r\n') + 4
      const length = Number(/Content-Length: (\d+)/.exec(received.toString('latin1', 0, start))?.[1])
      if (start < 4 || received.length < start + length) return
      const text = received.toString('utf8', start, start + length)
      received = received.subarray(start + length)
      receive(JSON.parse(text))
    }
  })
  return {
    request: (method, params) => new Promise((found) => send({ id: asked.push(found) - 1, method, params })),
    notify: (method, params) => send({ method, params }),
    notified: (method, wanted) =>
      new Promise((found) =>
        awaited.add((its, params) => {
          const isIt = its === method && wanted(params)
          if (isIt) found(params)
          return isIt
        }),
      ),
    stop: () => void child.kill(),
  }
}
