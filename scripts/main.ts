import { closest } from '../engine/closest.ts'
import { type Command, exit, wrongArguments } from './command.ts'
import { renderCommand } from './render.ts'

/** What can be typed after `sluice`. Each is loaded when it is asked for. */
const commands: Readonly<Record<string, { readonly says: string; readonly load: () => Promise<Command> }>> = {
  render: {
    says: 'renders overlays into overlays/*/rendered; -- --check compares instead',
    load: async () => renderCommand,
  },
  validate: {
    says: 'checks what is committed, or any other Kubernetes YAML, by the schemas of any minor',
    load: async () => (await import('./validate.ts')).validateCommand,
  },
  secrets: {
    says: 'lists every Secret that overlays need, who makes it, and how a person does',
    load: async () => (await import('./secrets.ts')).secretsCommand,
  },
  'sync-root': {
    says: 'prints what is applied by hand for an overlay, once: the root that Argo CD or Flux syncs it from',
    load: async () => (await import('./sync-root.ts')).syncRootCommand,
  },
  test: {
    says: 'types, lint, every test, render --check',
    load: async () => (await import('./test.ts')).testCommand,
  },
  bench: {
    says: 'measures rendering, against kubectl kustomize where it is there',
    load: async () => (await import('./bench.ts')).benchCommand,
  },
  live: {
    says: 'starts an overlay on a real Kubernetes on this machine, and proves it',
    load: async () => (await import('./live.ts')).liveCommand,
  },
  hook: {
    says: 'installs the git hook that renders before a commit',
    load: async () => (await import('./hook.ts')).hookCommand,
  },
  new: {
    says: 'starts a component of your own in its three places',
    load: async () => (await import('./new.ts')).newCommand,
  },
  types: {
    says: 'writes the types of values and the schema of overlay.yaml from schemas/',
    load: async () => (await import('./types.ts')).typesCommand,
  },
  schemas: {
    says: 'adds the kinds of CustomResourceDefinitions; for maintainers: makes schemas/ anew, with Go and Maven',
    load: async () => (await import('./schemas.ts')).schemasCommand,
  },
}

/** What nobody types after `sluice`: what the binaries of packages run, which explain themselves, and a part of a command. */
const hidden: Readonly<Record<string, () => Promise<Command>>> = {
  kubeconform: async () => (await import('./kubeconform.ts')).kubeconformCommand,
  'validate-part': async () => (await import('./validate/spread.ts')).validatePartCommand,
  'kubeconform-dist': async () => (await import('./kubeconform-dist.ts')).kubeconformDistCommand,
}

type Launch = {
  readonly packageRoot: string
  readonly root: string
  readonly cacheFolder: string | undefined
  readonly inputsKey: string
  readonly codeKey: string
}

/** Runs the command that `argv` names. Gives the exit code. */
export async function main(argv: readonly string[], launch: Launch): Promise<number> {
  const [name, ...args] = withoutRoot(argv)
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(overview())
    return name === undefined ? exit.wrong : exit.clean
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  const load = command?.load ?? (Object.hasOwn(hidden, name) ? hidden[name] : undefined)
  if (!load) {
    const meant = closest(name, Object.keys(commands))
    process.stderr.write(`There is no command "${name}"${meant ? `; did you mean "${meant}"?` : '.'}\n${overview()}`)
    return exit.wrong
  }
  const run = await load()
  try {
    return await run(args, {
      roots: { package: launch.packageRoot, root: launch.root },
      cacheFolder: launch.cacheFolder,
      inputsKey: launch.inputsKey,
      codeKey: launch.codeKey,
    })
  } catch (error) {
    const wrong = wrongIn(error)
    if (wrong === undefined) throw error
    process.stderr.write(command ? `${wrong}\nnpm run ${name} -- --help says what it takes.\n` : `${wrong}\n`)
    return exit.wrong
  }
}

/** What is wrong with the arguments, in one sentence; undefined where an error is about anything else. */
function wrongIn(error: unknown): string | undefined {
  if (error instanceof Error && error.name === wrongArguments) return error.message
  if (!(error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')))
    return undefined
  const [sentence = ''] = error.message.split('. ') // what follows is advice for another case
  return `${sentence.replace(/\.$/, '')}.`
}

/** The launcher has read `--root DIR`. */
function withoutRoot(argv: readonly string[]): string[] {
  return argv.filter((word, index) => word !== '--root' && !word.startsWith('--root=') && argv[index - 1] !== '--root')
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map(({ length }) => length))
  const lines = Object.entries(commands).map(([name, { says }]) => `  ${name.padEnd(width)}  ${says}`)
  return `Usage: npm run COMMAND [-- ARGUMENTS], or npx sluice COMMAND [ARGUMENTS]\n\n${lines.join('\n')}\n\nEach takes --help, and --root DIR for another folder of overlays.\nExample: npm run render -- prod\n`
}
