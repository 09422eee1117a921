import { type LiveCommand, liveContext } from './context.ts'

/** What can be typed after `npm run live --`, and what a node's processes are started as. */
const commands: Readonly<Record<string, () => Promise<LiveCommand>>> = {}

const [, , name = '', ...args] = process.argv
const load = Object.hasOwn(commands, name) ? commands[name] : undefined
if (load) {
  process.exitCode = await (await load())(args, liveContext())
} else {
  process.stderr.write(`There is no command "${name}"; there are ${Object.keys(commands).join(', ')}.\n`)
  process.exitCode = 2
}
