import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { bundleOptions } from './bundle-options.ts'
import { type Command, type Context, exit } from './command.ts'

const help = `Usage: npm run live -- COMMAND

A real Kubernetes on this machine, and an overlay on it, as it is committed. Needs Linux, root, Go, Java,
Maven, pip and Debian's apt-get; builds and fetches what it needs once: about 6 GB and 12 minutes, and with Pulsar and
Flink 4 GB and a minute or two more.

  up OVERLAY [--nodes 3]   starts Kubernetes and applies overlays/OVERLAY/rendered; nothing with --empty
  status                   processes, nodes and pods
  kubectl ARGUMENTS        kubectl with that cluster
  logs [NAME]              what a process of the cluster wrote
  down                     ends all of it, whatever state it is in
  check SUITE [WORD…]      proves on the running cluster the facts that hold one of the words, or all
  test [SUITE…]            what npm run test:live does: up, every check, down; --readme puts the outcome into README.md;
                           --cluster external proves it on the cluster of KUBECONFIG
  image FILE               writes the image that the checks need into an archive, for docker load or
                           kind load image-archive: an external cluster must have it

A SUITE is an overlay, or dev-sync or prod-sync: the same, synced from git by Argo CD's rules and by Flux.

Example: npm run live -- up dev
`

/** `live`: starts the harness of test/live, which is bundled as it is now. */
export const liveCommand: Command = async (args, context) => {
  const [name] = args
  if (name === undefined || name === '--help' || name === '-h') {
    process.stdout.write(help)
    return name === undefined ? exit.wrong : exit.clean
  }
  const cacheFolder = join(context.cacheFolder ?? join(tmpdir(), 'sluice'), 'live')
  const bundle = await bundleOf(context, join(cacheFolder, 'bundles'))
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', bundle, ...args], {
      stdio: 'inherit',
      env: { ...process.env, SLUICE_LIVE_REPOSITORY: context.roots.root, SLUICE_LIVE_CACHE: cacheFolder },
    })
    // The harness hears the same Ctrl-C, and tidies up before it ends.
    process.on('SIGINT', () => {})
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? exit.wrong))
  })
}

/** The harness as one script, named by its content: a cluster that runs keeps the one that it was started with. */
async function bundleOf({ roots }: Context, folder: string): Promise<string> {
  const { outputFiles } = await build({
    ...bundleOptions(roots),
    entryPoints: [join(roots.package, 'test', 'live', 'main.ts')],
    sourcemap: 'inline',
    write: false,
  })
  const [output] = outputFiles
  if (!output) throw new Error('esbuild gave no script')
  const file = join(folder, `live-${createHash('sha256').update(output.contents).digest('hex').slice(0, 16)}.mjs`)
  if (existsSync(file)) return file
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const temporary = `${file}.${process.pid}`
  writeFileSync(temporary, output.contents)
  renameSync(temporary, file)
  return file
}
