import { type CommandLine, finished, type HowToRun } from '../cluster/command-line.ts'
import { Obstacle } from '../obstacle.ts'

/** Seconds that a build or a download may take on a slow machine. */
const patience = 2 * 3600

/** Runs a program and gives what it prints. Throws, with the last lines that it said, if it ends otherwise than well. */
export async function run(command: CommandLine, how: HowToRun = {}): Promise<string> {
  const { code, stdout, stderr } = await finished(command, { deadline: patience, ...how })
  if (code === 0) return stdout
  const last = `${stdout}${stderr}`.trimEnd().split('\n').slice(-20).join('\n')
  throw new Obstacle(`${command.join(' ').slice(0, 500)} ended with code ${code}:\n${last}`)
}
