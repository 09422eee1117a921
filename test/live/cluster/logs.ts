import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LiveCommand } from '../context.ts'
import { clusterPaths } from './paths.ts'

/** `logs NAME`: what a process of the cluster wrote, also after `down`; without a name: whose logs there are. */
export const logsCommand: LiveCommand = async ([name], { stateFolder }) => {
  const { logs } = clusterPaths(stateFolder)
  const names = existsSync(logs)
    ? readdirSync(logs)
        .filter((file) => file.endsWith('.log'))
        .map((file) => file.slice(0, -'.log'.length))
    : []
  if (name === undefined) {
    process.stdout.write(names.map((one) => `${one}\n`).join(''))
    return 0
  }
  if (!names.includes(name)) {
    process.stderr.write(`There is no log of "${name}"; there are ${names.join(', ') || 'none'}.\n`)
    return 2
  }
  process.stdout.write(readFileSync(join(logs, `${name}.log`)))
  return 0
}
