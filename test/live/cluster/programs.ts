import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readIfThere } from './record.ts'
import { writeWhole } from './write-whole.ts'

/** A program that a node keeps running. */
export type Program = {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
}

/** How a program fares, for `status`. */
export type ProgramState = {
  readonly name: string
  /** As the node counts. */
  readonly pid: number
  /** 1 unless it ended and was started again. */
  readonly starts: number
  /** How and when it ended last. */
  readonly ended?: string
}

/** How the programs of a node fare; none where it was not started. */
export function programStates(stateFile: string): ProgramState[] {
  return JSON.parse(readIfThere(stateFile) ?? '[]') as ProgramState[] // written by a keeper
}

/**
 * Gives a function that starts a program and starts it again when it ends, as systemd does on a real node: a second later,
 * with a line in the log of whoever started it and in the program's own. How all of them fare is kept in `stateFile`.
 */
export function keeper(stateFile: string, logs: string, environment: NodeJS.ProcessEnv): (program: Program) => void {
  const states = new Map<string, ProgramState>()
  const tell = (state: ProgramState): void => {
    states.set(state.name, state)
    writeWhole(stateFile, JSON.stringify([...states.values()], null, 2))
  }
  const start = ({ name, command, args }: Program, starts: number, endedLast: string | undefined): void => {
    const log = openSync(join(logs, `${name}.log`), 'a')
    const child = spawn(command, args, { stdio: ['ignore', log, log], env: environment })
    closeSync(log)
    const state = { name, pid: child.pid ?? 0, starts, ...(endedLast ? { ended: endedLast } : {}) }
    tell(state)
    let over = false
    const end = async (how: string): Promise<void> => {
      if (over) return
      over = true
      const ended = `${how} at ${new Date().toISOString()}`
      console.error(`${name} ended with ${ended}, and is started again`)
      tell({ ...state, ended })
      await pause(1000)
      start({ name, command, args }, starts + 1, ended)
    }
    child.on('error', (error) => end(error.message))
    child.on('exit', (code, signal) => end(signal ?? `code ${code}`))
  }
  return (program) => start(program, 1, undefined)
}
