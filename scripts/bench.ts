import { execFileSync, spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, platform, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { components } from 'sluice:components'
import { parseDocument } from 'yaml'
import { identities } from '../engine/merge.ts'
import { readYaml } from '../engine/read-yaml.ts'
import { openWorld } from '../engine/world.ts'
import { type Command, type Context, exit } from './command.ts'

const help = `Usage: npm run bench [-- --fleets 100,300,1000] [--runs 5]

Measures Sluice against kubectl kustomize in one run, on the same content: overlays with the content of overlays/prod,
each distinct, validation on. Without kubectl the peer's columns are empty.

Example: npm run bench -- --fleets 100 --runs 3
`

/** One measured run of a command and its children. */
type Measured = { readonly seconds: number; readonly megabytes: number | undefined }

/** `bench`: measures, and prints a table in Markdown. */
export const benchCommand: Command = async (args, context) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      fleets: { type: 'string', default: '100,300,1000' },
      runs: { type: 'string', default: '5' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return exit.clean
  }
  const fleets = values.fleets.split(',').map(Number)
  const runs = Number(values.runs)
  const kubectl = hasKubectl()
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  try {
    const { model } = cpus()[0] ?? { model: 'unknown processor' }
    const memory = (totalmem() / 1024 ** 3).toFixed(0)
    say(
      `${cpus().length} × ${model}, ${memory} GiB, ${platform()} ${release()}, Node ${process.version}; medians of ${runs} runs`,
    )
    say('')
    say('| what | Sluice | peak memory | kubectl kustomize | peak memory | ratio |')
    say('|---|---|---|---|---|---|')
    await singles(context, folder, runs, kubectl)
    const marks: { objects: number; seconds: number }[] = []
    for (const size of fleets) marks.push(await fleet(context, folder, size, kubectl))
    linearity(marks)
    return exit.clean
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** One overlay: with an empty cache, warm, with one value changed. */
async function singles(context: Context, folder: string, runs: number, kubectl: boolean): Promise<void> {
  const root = join(folder, 'single')
  await makeFleet(context, root, 1)
  const cache = join(folder, 'cache')
  const overlay = join(root, 'overlays', 'fleet-0000')
  const render = (cacheFolder: string) => () => sluice(context, root, cacheFolder, ['render', '-q', 'fleet-0000'])
  const peer = () => measure('kubectl', ['kustomize', overlay])
  const cold: Measured[] = []
  for (let run = 0; run < Math.min(runs, 3); run++) cold.push(await render(join(folder, `cold-${run}`))())
  row('one overlay, empty cache', median(cold), undefined)
  await render(cache)()
  row('one overlay, nothing changed', ...(await interleaved(runs, render(cache), kubectl ? peer : undefined)))
  const file = join(overlay, 'overlay.yaml')
  const changed = async (): Promise<Measured> => {
    appendFileSync(file, '#\n')
    const text = readFileSync(file, 'utf8')
    const size = 61 + (text.length % 7)
    writeFileSync(file, text.replace(/renewBefore: \d+d/, `renewBefore: ${size - 40}d`))
    return render(cache)()
  }
  row('one overlay, one value changed', ...(await interleaved(runs, changed, kubectl ? peer : undefined)))
}

/** Many overlays in one run, against the peer one by one. */
async function fleet(
  context: Context,
  folder: string,
  size: number,
  kubectl: boolean,
): Promise<{ objects: number; seconds: number }> {
  const root = join(folder, `fleet-${size}`)
  await makeFleet(context, root, size)
  const cache = join(folder, 'cache')
  const first = await sluice(context, root, cache, ['render', '-q'])
  const names = readdirSync(join(root, 'overlays')).filter((name) => !name.startsWith('.'))
  const objects = names.reduce((sum, name) => sum + filesBelow(join(root, 'overlays', name, 'rendered')), 0)
  const again = await sluice(context, root, cache, ['render', '-q'])
  const peer: Measured[] = []
  if (kubectl)
    for (const name of names) peer.push(await measure('kubectl', ['kustomize', join(root, 'overlays', name)]))
  const total = {
    seconds: peer.reduce((sum, { seconds }) => sum + seconds, 0),
    megabytes: Math.max(...peer.map(({ megabytes }) => megabytes ?? 0)),
  }
  row(`${size} overlays (${objects} objects), all written`, first, kubectl ? total : undefined)
  row(`${size} overlays, nothing changed`, again, kubectl ? total : undefined)
  rmSync(root, { recursive: true })
  return { objects, seconds: again.seconds }
}

/** Whether an object more costs the same in a large fleet as in a small one. */
function linearity(marks: readonly { objects: number; seconds: number }[]): void {
  const [small, middle, large] = marks
  if (!small || !middle || !large) return
  const early = (middle.seconds - small.seconds) / (middle.objects - small.objects)
  const late = (large.seconds - middle.seconds) / (large.objects - middle.objects)
  say('')
  say(
    `Marginal cost of an object: ${(early * 1e6).toFixed(0)} µs from ${small.objects} to ${middle.objects} objects, ${(late * 1e6).toFixed(0)} µs from there to ${large.objects}: × ${(late / early).toFixed(2)}.`,
  )
}

function row(what: string, own: Measured, peer: Measured | undefined): void {
  const ratio = peer ? `${(peer.seconds / own.seconds).toFixed(peer.seconds / own.seconds < 10 ? 2 : 0)} ×` : ''
  say(
    `| ${what} | ${shown(own)} | ${memory(own)} | ${peer ? shown(peer) : ''} | ${peer ? memory(peer) : ''} | ${ratio} |`,
  )
}

const shown = ({ seconds }: Measured): string =>
  seconds < 10 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(1)} s`
const memory = ({ megabytes }: Measured): string => (megabytes === undefined ? '' : `${megabytes.toFixed(0)} MB`)

/** Two commands in turn, so that a change of the machine's speed meets both. */
async function interleaved(
  runs: number,
  own: () => Promise<Measured>,
  peer: (() => Promise<Measured>) | undefined,
): Promise<[Measured, Measured | undefined]> {
  const owns: Measured[] = []
  const peers: Measured[] = []
  for (let run = 0; run < runs; run++) {
    owns.push(await own())
    if (peer) peers.push(await peer())
  }
  return [median(owns), peer ? median(peers) : undefined]
}

function median(measured: readonly Measured[]): Measured {
  const sorted = [...measured].sort((a, b) => a.seconds - b.seconds)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (!middle) throw new Error('nothing was measured')
  return middle
}

const sluice = ({ roots }: Context, root: string, cache: string, args: readonly string[]): Promise<Measured> =>
  measure(process.execPath, [join(roots.package, 'scripts', 'sluice.mjs'), ...args, '--root', root], {
    SLUICE_CACHE: cache,
  })

/** Wall time of a command, and the most memory that it and its children held at once (where /proc tells). */
function measure(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const child = spawn(command, [...args], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const said: Buffer[] = []
    const peak = { kilobytes: 0 }
    const watch = setInterval(() => {
      if (child.pid !== undefined) peak.kilobytes = Math.max(peak.kilobytes, residentMemory(child.pid))
    }, 10)
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      clearInterval(watch)
      const seconds = (performance.now() - start) / 1000
      if (code !== 0) reject(new Error(`${command} ${args.join(' ')} ended with ${code}\n${Buffer.concat(said)}`))
      else resolve({ seconds, megabytes: peak.kilobytes === 0 ? undefined : peak.kilobytes / 1024 })
    })
  })
}

/** Resident memory of a process and all its children now, in kilobytes; 0 where the system does not tell. */
function residentMemory(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const own = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0)
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return (
      own + (children === '' ? 0 : children.split(' ').reduce((sum, child) => sum + residentMemory(Number(child)), 0))
    )
  } catch {
    return 0 // the process has just ended, or this is not Linux
  }
}

/** A root with many overlays of the content of overlays/prod, each with names and identities of its own. */
async function makeFleet({ roots, cacheFolder, inputsKey }: Context, root: string, size: number): Promise<void> {
  const { assets } = await openWorld(roots, components, cacheFolder, inputsKey)
  const bytes = readFileSync(join(roots.package, 'overlays', 'prod', 'overlay.yaml'))
  const { tree } = readYaml('overlay.yaml', bytes)
  if (!tree) throw new Error('overlays/prod/overlay.yaml cannot be read')
  const own = identities(tree, assets.overlaySchema)
  for (let index = 0; index < size; index++) {
    const name = `fleet-${String(index).padStart(4, '0')}`
    const document = parseDocument(bytes.toString('utf8'))
    document.setIn(['cluster', 'name'], name)
    document.setIn(['values', 'certs', 'leaves', 'renewBefore'], `${20 + (index % 9)}d`)
    for (const { path, value } of own) document.setIn(path, distinct(value.value, index))
    mkdirSync(join(root, 'overlays', name), { recursive: true })
    writeFileSync(join(root, 'overlays', name, 'overlay.yaml'), document.toString())
  }
}

/** An identity like the given one, for another overlay: of the same length and alphabet. */
function distinct(value: unknown, index: number): unknown {
  if (Array.isArray(value)) return value.map(({ value: one }: { value: unknown }) => distinct(one, index))
  const text = String(value)
  const mark = String(index).padStart(4, '0')
  const inside = /^[\w-]{22}$/.test(text)
  if (inside) return `${text.slice(0, 8)}${mark}${text.slice(12)}`
  return text.startsWith('/') ? `${text}-${mark}` : `fleet${mark}-${text}`
}

function filesBelow(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).length
}

function hasKubectl(): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' })
    return true
  } catch {
    say('kubectl is not there: no comparison')
    return false
  }
}
