import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'
import { Obstacle } from '../obstacle.ts'

/** A program with its arguments. */
export type CommandLine = readonly [program: string, ...args: string[]]

/** Runs a program to its end. Gives what it printed; throws with what it complained of where it failed. */
export function run([program, ...args]: CommandLine, input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (error) throw new Obstacle(`${program} cannot be run: ${error.message}`, { cause: error })
  if (status !== 0) {
    throw new Obstacle(`${program} ${args.join(' ')} failed: ${stderr.trim() || `exit code ${status}`}`)
  }
  return stdout
}

/** What a program gave: its exit code and all that it printed. */
export type Finished = { readonly code: number; readonly stdout: string; readonly stderr: string }

export type HowToRun = {
  /** What the program reads from its standard input. */
  readonly input?: string
  /** What its environment has beside that of this process. */
  readonly environment?: Readonly<Record<string, string>>
  readonly folder?: string
  /** After so many seconds it is ended; 20 minutes where nothing is said. */
  readonly deadline?: number
}

/** As timeout(1) tells it. */
const tooLate = 124

/**
 * Runs a program to its end while others go on. A failure is told by the code, an end by a signal or by the deadline also
 * by the last line of `stderr`; throws only where the program cannot be started.
 */
export function finished(
  [program, ...args]: CommandLine,
  { input = '', environment = {}, folder, deadline = 20 * 60 }: HowToRun = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, env: { ...process.env, ...environment } })
    const printed = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        printed[stream] += text
      })
    }
    let late = false
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
      // What it has started may hold them open.
      child.stdout.destroy()
      child.stderr.destroy()
    }, deadline * 1000)
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(new Obstacle(`${program} cannot be run: ${error.message}`, { cause: error }))
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const ended = late ? `did not end within ${deadline} s` : signal ? `was ended by ${signal}` : undefined
      if (ended === undefined) return resolve({ code: code ?? 1, ...printed })
      const lines = [printed.stderr.trimEnd(), `${program} ${ended}`].filter((line) => line !== '')
      const signalled = 128 + (signal ? constants.signals[signal] : 0)
      resolve({ code: late ? tooLate : signalled, stdout: printed.stdout, stderr: `${lines.join('\n')}\n` })
    })
    child.stdin.on('error', () => {}) // a program that reads no input closes it; its exit code says how it went
    child.stdin.end(input)
  })
}
