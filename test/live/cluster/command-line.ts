import { spawn, spawnSync } from 'node:child_process'

/** A program with its arguments. */
export type CommandLine = readonly [program: string, ...args: string[]]

/** Runs a program to its end. Gives what it printed; throws with what it complained of where it failed. */
export function run([program, ...args]: CommandLine, input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (error) throw error
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr.trim() || `exit code ${status}`}`)
  return stdout
}

/** What a program gave: its exit code and all that it printed. */
export type Finished = { readonly code: number; readonly stdout: string; readonly stderr: string }

/** Runs a program to its end while others go on. A failure is told by the code; throws only where it cannot be started. */
export function finished(
  [program, ...args]: CommandLine,
  { input = '', environment = {} }: { input?: string; environment?: Readonly<Record<string, string>> } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...environment } })
    const printed = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        printed[stream] += text
      })
    }
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, ...printed }))
    child.stdin.on('error', () => {}) // a program that reads no input closes it; its exit code says how it went
    child.stdin.end(input)
  })
}
