import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from '../temporary-folder.ts'

const sluice = process.env.SLUICE_ROOT ?? process.cwd()

/** A small stand-in for Sluice's commands: says what it got from the launcher, or does what it is told. */
const main = `import { components } from 'sluice:components'

export async function main(argv: readonly string[], launch: object): Promise<number> {
  const [command, ...words] = argv
  const generate = (id: string) => components.find((component) => component.id === id)?.component.generate(words[1])
  if (command === 'generate') generate(words[0] ?? '')
  if (command === 'later') setTimeout(() => generate(words[0] ?? ''), 1)
  if (command === 'lines') for (let line = 0; line < 100_000; line++) process.stdout.write(\`line \${line}\\n\`)
  console.log(JSON.stringify({ argv, ...launch, components }))
  return command === 'problems' ? 1 : 0
}
`

const component = `type Shown = { readonly name: string }

export const component = {
  says: 'as it was',
  generate: (name: string) => {
    const shown: Shown = { name }
    throw new Error(\`no manifest for \${shown.name}\`)
  },
}
`

/** The line of `component` above that throws. */
export const throwingLine = 7

export type Outcome = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** A folder with files in it; `files` by path, folders are made. */
export function write(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

/** Sluice with its launcher, one component and the stand-in for its commands; what it depends on is linked. */
export function clone(files: Readonly<Record<string, string>> = {}): string {
  const folder = join(temporaryFolder(), 'sluice')
  for (const path of ['scripts/sluice.mjs', 'scripts/launch', 'engine/script.mjs', 'tsconfig.json', '.vscode']) {
    cpSync(join(sluice, path), join(folder, path), { recursive: true })
  }
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(sluice, 'node_modules', 'esbuild'), join(folder, 'node_modules', 'esbuild'), 'junction')
  return write(folder, {
    'package.json': packageJson({}),
    'scripts/main.ts': main,
    'generators/020-kafka/component.ts': component,
    ...files,
  })
}

/** The clone's package.json with more fields; its scripts are those of Sluice. */
export function packageJson(fields: object): string {
  const { scripts } = JSON.parse(readFileSync(join(sluice, 'package.json'), 'utf8'))
  return JSON.stringify({ name: 'sluice', version: '0.0.0', type: 'module', scripts, ...fields })
}

/** A team's folder with one component, which depends on Sluice. */
export function teamRoot(files: Readonly<Record<string, string>> = {}): string {
  return write(join(temporaryFolder(), 'team'), {
    'package.json': JSON.stringify({ devDependencies: { sluice: '0.0.0' } }),
    'generators/083-nifi/component.ts': component,
    ...files,
  })
}

/** What a process of a test sees: none of the npm that may have started the test, and a cache of its own. */
export function environment(folder: string, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const outer = Object.entries(process.env).filter(([name]) => !/^(npm_|NPM_|SLUICE_|NODE_OPTIONS)/.test(name))
  return { ...Object.fromEntries(outer), NO_COLOR: '1', SLUICE_CACHE: join(folder, '..', 'cache'), ...more }
}

/** Runs a program in a folder to its end. */
export function run(folder: string, command: readonly string[], more: Readonly<Record<string, string>> = {}): Outcome {
  const [program = '', ...args] = command
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    env: environment(folder, more),
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  return { code: status, stdout, stderr }
}

/** `node scripts/sluice.mjs ARGS` in a clone. */
export function launch(folder: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): Outcome {
  return run(folder, [process.execPath, join(folder, 'scripts', 'sluice.mjs'), ...args], more)
}

/** The same, without waiting for its end. */
export function start(folder: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [join(folder, 'scripts', 'sluice.mjs'), ...args], {
    cwd: folder,
    env: environment(folder, more),
  })
  const ended = new Promise<Outcome>((resolve, reject) => {
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    )
  })
  return { child, ended }
}

/** What the stand-in said of what it got. */
export type Said = {
  readonly argv: readonly string[]
  readonly packageRoot: string
  readonly root: string
  readonly cacheFolder?: string
  readonly inputsKey: string
  readonly components: readonly { id: string; folder: string; root: string; component: { says: string } }[]
}

/** Reads what the stand-in printed last; the process must have ended well. */
export function said({ code, stdout, stderr }: Outcome): Said {
  if (code !== 0 && code !== 1) throw new Error(`the launcher ended with ${code}:\n${stderr}`)
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
}
