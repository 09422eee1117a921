import { type LiveCommand, liveContext } from './context.ts'
import { Obstacle } from './obstacle.ts'

/** What can be typed after `npm run live --`, and what a node's processes are started as. */
const commands: Readonly<Record<string, () => Promise<LiveCommand>>> = {
  up: async () => (await import('./cluster/up.ts')).upCommand,
  status: async () => (await import('./cluster/status.ts')).statusCommand,
  kubectl: async () => (await import('./cluster/kubectl.ts')).kubectlCommand,
  logs: async () => (await import('./cluster/logs.ts')).logsCommand,
  down: async () => (await import('./cluster/down.ts')).downCommand,
  test: async () => (await import('./test.ts')).testCommand,
  check: async () => (await import('./test.ts')).checkCommand,
  image: async () => (await import('./artefacts/image-file.ts')).imageCommand,
  node: async () => (await import('./cluster/node.ts')).nodeCommand,
  'argocd-rules': async () => (await import('./argocd-rules/command.ts')).argocdRulesCommand,
  double: async () => (await import('./doubles/command.ts')).doubleCommand,
}

const [, , name = '', ...args] = process.argv
const load = Object.hasOwn(commands, name) ? commands[name] : undefined
if (load) {
  try {
    process.exitCode = await (await load())(args, liveContext())
  } catch (error) {
    if (!(error instanceof Obstacle || isWrongArgument(error))) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  }
} else {
  process.stderr.write(`There is no command "${name}"; there are ${Object.keys(commands).join(', ')}.\n`)
  process.exitCode = 2
}

/** What node:util's parseArgs throws at an option that it does not know. */
function isWrongArgument(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')
}
