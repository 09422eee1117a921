import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../temporary-folder.ts'
import { environment, type Outcome } from './clone.ts'
import { repository } from './world.ts'

const program = join(repository, 'scripts', 'sluice.mjs')
const caches = temporaryFolder()

/** `sluice ARGS`, typed in a folder. `user` is who types it, where it is not the one who runs the tests. */
export function sluice(folder: string, args: readonly string[], user?: User): Outcome {
  return ran(process.execPath, [program, ...args], folder, {}, user)
}

/** The same, with a text on standard input. */
export function sluiceReading(input: string, folder: string, args: readonly string[]): Outcome {
  return ran(process.execPath, [program, ...args], folder, {}, undefined, input)
}

/** `sluice ARGS` where no other program is on the PATH, and nothing was kept from before. */
export function sluiceAlone(folder: string, args: readonly string[]): Outcome {
  return ran(process.execPath, [program, ...args], folder, { PATH: temporaryFolder(), SLUICE_CACHE: temporaryFolder() })
}

/** Runs a shell script in which `sluice` is the command, in a namespace where it may mount. */
export function mounting(folder: string, script: string): Outcome {
  const shell = ['sh', '-euc', `node=$1 program=$2; sluice() { "$node" "$program" "$@"; }; ${script}`, 'sh']
  return ran('unshare', ['--map-root-user', '--mount', ...shell, process.execPath, program], folder, {})
}

/** Why nothing can be mounted here; undefined where it can. */
export function noMounting(): string | undefined {
  const { status, stderr, error } = spawnSync('unshare', ['--map-root-user', '--mount', 'true'], { encoding: 'utf8' })
  return status === 0 ? undefined : `nothing can be mounted (${error?.message ?? stderr.trim()})`
}

export type User = { readonly uid: number; readonly gid: number }

/** A user whom permissions stop: this one, or nobody where this is root. */
export function ordinaryUser(): User | undefined {
  return process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined
}

/** Why such a user cannot run the command at all; undefined where it can. */
export function noOrdinaryUser(): string | undefined {
  if (process.platform === 'win32') return 'Windows has other permissions'
  const { status, stderr, error } = spawnSync(process.execPath, ['--check', program], {
    encoding: 'utf8',
    ...ordinaryUser(),
  })
  return status === 0 ? undefined : `nobody but root may read this repository (${error?.message ?? stderr.trim()})`
}

/** `npm run -s SCRIPT -- ARGS`, typed in the repository. */
export function npm(script: string, args: readonly string[]): Outcome {
  return ran('npm', ['run', '-s', script, '--', ...args], repository, {})
}

/** `sluice ARGS` on a terminal, which shows stdout and stderr as one text. */
export function onTerminal(
  folder: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): { code: number | null; text: string } {
  const command = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ')
  const { code, stdout } = ran('script', ['-qec', command, '/dev/null'], folder, more)
  return { code, text: stdout.replaceAll('\r\n', '\n') }
}

/** Why there is no terminal to be had here; undefined where there is one. */
export function noTerminal(): string | undefined {
  const { stdout, error } = spawnSync('script', ['--version'], { encoding: 'utf8' })
  return stdout?.includes('util-linux') ? undefined : `no terminal to be had without script of util-linux (${error})`
}

function ran(
  command: string,
  args: readonly string[],
  folder: string,
  more: Readonly<Record<string, string>>,
  user?: User,
  input?: string,
): Outcome {
  const cache = join(caches, user === undefined ? 'own' : 'other')
  mkdirSync(cache, { recursive: true })
  chmodSync(caches, 0o755)
  chmodSync(cache, 0o777)
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: folder,
    env: environment(folder, { NO_COLOR: '', SLUICE_CACHE: cache, ...more }),
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && command === 'npm',
    ...user,
  })
  if (error) throw error
  return { code: status, stdout, stderr }
}
