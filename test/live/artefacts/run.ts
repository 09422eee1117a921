import { spawn } from 'node:child_process'

export type RunOptions = {
  readonly folder?: string
  readonly environment?: Readonly<Record<string, string>>
  /** What the program reads from its standard input. */
  readonly input?: string
}

/** Runs a program and gives what it prints. Throws, with the last lines that it said, if it ends otherwise than well. */
export function run(command: readonly [string, ...string[]], options: RunOptions = {}): Promise<string> {
  const [program, ...args] = command
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.folder,
      env: { ...process.env, ...options.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const printed: Buffer[] = []
    const said: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => {
      printed.push(part)
      said.push(part)
    })
    child.stderr.on('data', (part: Buffer) => said.push(part))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(printed).toString())
      const last = Buffer.concat(said).toString().trimEnd().split('\n').slice(-20).join('\n')
      reject(new Error(`${command.join(' ').slice(0, 500)} ended with ${signal ?? `code ${code}`}:\n${last}`))
    })
    // A program that reads nothing and ends closes the pipe: how it ended says enough.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
  })
}
