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
import { type Command, type Context, exit, WrongArguments } from './command.ts'

const help = `Usage: npm run bench [-- --fleets 100,300,1000] [--runs 5]

Measures Sluice against kubectl kustomize in one run, on the same content: overlays with the content of overlays/prod,
each with names and identities of its own, validation on. The two take turns, so that a change of the machine's speed
meets both; what stands in the table are medians. Without kubectl the peer's columns are empty. Takes some minutes.

  all written         the first render: every file is made
  rendered anew       as if nothing were remembered: everything is rendered, checked and compared, nothing is written
  nothing changed     the next render: what did not change by a byte is not rendered again
  one value changed   after a change of overlay.yaml: rendered anew, and what differs is written

kubectl kustomize prints the same overlays one by one, which its files on disk must be there for.

Then what npm run validate takes with each of its engines, for one overlay and for some 5,000 and 50,000 objects. The second
engine is built with Go where it is not kept yet; without Go its columns tell of ajv as well, as validate does.

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
  const fleets = values.fleets.split(',').map((size) => countFrom('--fleets', size))
  const runs = countFrom('--runs', values.runs)
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
    for (const size of fleets) await fleet(context, folder, size, Math.min(runs, 3), kubectl)
    await linearity(context, folder, Math.min(runs, 3))
    await validating(context, folder, Math.min(runs, 3))
    return exit.clean
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A number that an option states. */
function countFrom(option: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new WrongArguments(`${option} takes numbers from 1 to 9999, not "${text}".`)
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

/** Many overlays in one run, against the peer one by one, which takes its turns with a part of them each. */
async function fleet(context: Context, folder: string, size: number, runs: number, kubectl: boolean): Promise<void> {
  const root = join(folder, `fleet-${size}`)
  await makeFleet(context, root, size)
  const render = () => sluice(context, root, join(folder, 'cache'), ['render', '-q'])
  const written = await render()
  const names = readdirSync(join(root, 'overlays')).filter((name) => !name.startsWith('.'))
  const [anew, again, peer]: [Measured[], Measured[], Measured[]] = [[], [], []]
  for (let run = 0; run < runs; run++) {
    forget(folder)
    anew.push(await render())
    again.push(await render())
    for (const name of kubectl ? names.filter((_, index) => index % runs === run) : [])
      peer.push(await measure('kubectl', ['kustomize', join(root, 'overlays', name)]))
  }
  const total = kubectl ? sum(peer) : undefined
  const what = `${size} overlays (${objectsIn(root)} objects)`
  row(`${what}, all written`, written, total)
  row(`${size} overlays, rendered anew`, median(anew), total)
  row(`${size} overlays, nothing changed`, median(again), total)
  rmSync(root, { recursive: true })
}

/** Whether an object more costs the same in a large fleet as in a small one, rendered anew. */
async function linearity(context: Context, folder: string, runs: number): Promise<void> {
  const one = join(folder, 'single')
  const perOverlay = objectsIn(one)
  const roots: { root: string; objects: number; took: Measured[] }[] = []
  for (const wanted of [500, 1000, 20_000]) {
    const root = join(folder, `objects-${wanted}`)
    await makeFleet(context, root, Math.round(wanted / perOverlay))
    await sluice(context, root, join(folder, 'cache'), ['render', '-q'])
    roots.push({ root, objects: objectsIn(root), took: [] })
  }
  for (let run = 0; run < runs; run++)
    for (const { root, took } of roots) {
      forget(folder)
      took.push(await sluice(context, root, join(folder, 'cache'), ['render', '-q']))
    }
  const [small, middle, large] = roots.map(({ objects, took }) => ({ objects, seconds: median(took).seconds }))
  if (!small || !middle || !large) throw new Error('nothing was measured')
  const microseconds = (from: typeof small, to: typeof small): number =>
    ((to.seconds - from.seconds) / (to.objects - from.objects)) * 1e6
  const [early, late] = [microseconds(small, middle), microseconds(small, large)]
  say('')
  say(
    `An object more, rendered anew: ${early.toFixed(0)} µs between ${small.objects} and ${middle.objects} objects, ${late.toFixed(0)} µs between ${small.objects} and ${large.objects}: × ${(late / early).toFixed(2)}.`,
  )
}

/** What `npm run validate` takes, with each engine, and whether its memory grows with what it reads. */
async function validating(context: Context, folder: string, runs: number): Promise<void> {
  say('')
  say('| validated | ajv | objects a second | peak memory | WebAssembly | objects a second | peak memory |')
  say('|---|---|---|---|---|---|---|')
  const cache = join(folder, 'cache')
  const perOverlay = objectsIn(join(folder, 'single'))
  for (const wanted of [1, 5000, 50_000]) {
    const root = join(folder, `validated-${wanted}`)
    await makeFleet(context, root, Math.max(1, Math.round(wanted / perOverlay)))
    await sluice(context, root, cache, ['render', '-q'])
    const objects = objectsIn(root)
    const [first, second] = await inTurns(
      wanted === 50_000 ? 1 : runs,
      ['ajv', 'wasm'].map((engine) => () => sluice(context, root, cache, ['validate', '--engine', engine])),
    )
    const cells = [first, second].flatMap((took) =>
      took ? [shown(took), (objects / took.seconds).toFixed(0), memory(took)] : [],
    )
    say(`| ${objects} objects | ${cells.join(' | ')} |`)
    rmSync(root, { recursive: true })
  }
}

/** The medians of several commands that take turns; each is run once before, so that it is warm. */
async function inTurns(runs: number, commands: readonly (() => Promise<Measured>)[]): Promise<Measured[]> {
  const took: Measured[][] = commands.map(() => [])
  for (const command of commands) if (runs > 1) await command()
  for (let run = 0; run < runs; run++)
    for (const [index, command] of commands.entries()) took[index]?.push(await command())
  return took.map(median)
}

/** Nothing of what was rendered before is remembered; what was compiled is. */
function forget(folder: string): void {
  rmSync(join(folder, 'cache', 'memory'), { recursive: true, force: true })
}

function sum(measured: readonly Measured[]): Measured {
  return {
    seconds: measured.reduce((seconds, one) => seconds + one.seconds, 0),
    megabytes: Math.max(...measured.map(({ megabytes }) => megabytes ?? 0)),
  }
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
  const scheme = /^[a-z0-9]+:\/\//.exec(text)?.[0] ?? ''
  return text.startsWith('/') ? `${text}-${mark}` : `${scheme}fleet${mark}-${text.slice(scheme.length)}`
}

/** Every rendered object is a file. */
function objectsIn(root: string): number {
  const paths = readdirSync(join(root, 'overlays'), { recursive: true, encoding: 'utf8' })
  return paths.filter((path) => /[\\/]rendered[\\/].*\.yaml$/.test(path)).length
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
