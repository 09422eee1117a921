import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Drift, describeDrift, hasDrift, showDrift } from '../engine/check.ts'
import { problemAt } from '../engine/failure.ts'
import { withLock } from '../engine/lock.ts'
import { noMemory, openMemory } from '../engine/memory.ts'
import type { ManifestSet, Problem } from '../engine/model.ts'
import type { Order } from '../engine/order.ts'
import { hasError } from '../engine/problem.ts'
import { isRemembered, type Outcome, render, unknownOverlay } from '../engine/render.ts'
import type { RenderedOverlay } from '../engine/render-one.ts'
import type { World } from '../engine/render-overlay.ts'
import { keepCompiled } from '../engine/script.mjs'
import { type Command, exit } from './command.ts'
import { annotation, counted, type Format, formatFrom, report } from './report.ts'

const help = `Usage: npm run render [-- [overlay…] [options]]

Renders overlays into overlays/*/rendered. Writes nothing while any of them has an error.

  --check          compares with what is there instead: changed, missing and left over files; exit 1 on any
  --strict         warnings stop the write too
  --json           problems as JSON lines on stdout
  --format github  problems as annotations of GitHub Actions
  -q, --quiet      says nothing of overlays that are well
  -v, --verbose    says of every overlay which reference forces which order of its directories
  --root DIR       another folder of overlays

Examples: npm run render
          npm run render -- prod staging
          npm run render -- --check
          npx sluice render --json
`

/** How long a second render waits for the first, in milliseconds. */
const lockPatience = 60_000

type Options = { check: boolean; strict: boolean; format: Format; quiet: boolean; verbose: boolean; overlays: string[] }

/** `render`: renders overlays and writes what changed, or compares. */
export const renderCommand: Command = async (args, { roots, cacheFolder, inputsKey, codeKey }) => {
  const options = parsed(args)
  if (options === 'help') {
    process.stdout.write(help)
    return exit.clean
  }
  const { root } = roots
  const say = (line: string): void => void process.stderr.write(`${line}\n`)
  const open = async (): Promise<World> => {
    const [{ openWorld }, { components }] = await Promise.all([
      import('../engine/world.ts'),
      import('sluice:components'),
    ])
    return openWorld(roots, components, cacheFolder, inputsKey)
  }
  // What is remembered says nothing of what forced it.
  const memory = options.verbose ? noMemory : openMemory(root, cacheFolder, `${inputsKey} ${codeKey}`)
  const sets: ManifestSet[] = []
  let tried = false
  const work = async (): Promise<Outcome> => {
    const outcome = await render(
      {
        root,
        overlays: options.overlays,
        strict: options.strict,
        progress: progress(options),
        seen: ({ set }) => void (options.verbose && set && sets.push(set)),
      },
      open,
      memory,
    )
    tried = !options.check && !hasError(outcome.problems)
    return tried ? written(root, outcome) : outcome
  }
  const refused = (problem: Problem): Outcome => ({ overlays: [], problems: [problem] })
  // Where nothing can be written, nothing needs to be locked.
  const unlocked = options.check || !existsSync(join(root, 'overlays')) || isRemembered(root, options.overlays, memory)
  const outcome = unlocked
    ? await work()
    : await withLock(join(root, 'overlays', '.sluice.lock'), work, {
        label: 'overlays/.sluice.lock',
        patience: lockPatience,
        say,
        refused,
      })
  report(outcome.problems, options.format, root)
  if (outcome.problems.some(({ rule }) => rule === unknownOverlay)) return exit.wrong
  if (hasError(outcome.problems)) {
    // What goes wrong while writing says itself how far it came.
    const nothing = tried ? '' : options.check ? '; nothing was compared' : '; nothing was written'
    if (options.format === 'text') process.stderr.write(`${counted(outcome.problems)}${nothing}\n`)
    return exit.problems
  }
  if (outcome.overlays.length > 0) keepCompiled()
  if (options.verbose) {
    const { ordersOf } = await import('../engine/order.ts')
    for (const set of sets) process.stdout.write(ordersIn(set, ordersOf(set)))
  }
  if (options.check) return checked(outcome, options, root)
  summarize(outcome, options)
  return exit.clean
}

function parsed(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      format: { type: 'string', default: 'text' },
      quiet: { type: 'boolean', short: 'q', default: false },
      verbose: { type: 'boolean', short: 'v', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return 'help'
  const format = formatFrom(values, ['text', 'json', 'github'])
  const { check, strict, quiet, verbose } = values
  return { check, strict, quiet, verbose, format, overlays: positionals }
}

/** Writes what differs and removes what is left over. */
async function written(root: string, outcome: Outcome): Promise<Outcome> {
  const { overlays, problems } = outcome
  const isClean = ({ comparison }: RenderedOverlay): boolean =>
    !hasDrift(comparison) && comparison.abandoned.length === 0
  if (overlays.every(isClean)) return outcome
  const [{ sweepTemporaryFiles, writeFiles }, { patienceOn }] = await Promise.all([
    import('../engine/write.ts'),
    import('../engine/patiently.ts'),
  ])
  const folderOf = ({ name }: RenderedOverlay): string => `overlays/${name}`
  const swept = sweepTemporaryFiles(
    root,
    overlays.map((overlay) => ({ folder: folderOf(overlay), abandoned: overlay.comparison.abandoned })),
  )
  const plans = overlays.map((overlay) => ({
    folder: folderOf(overlay),
    write: [...overlay.comparison.changed, ...overlay.comparison.missing],
    remove: overlay.comparison.leftOver,
  }))
  const result = writeFiles(root, plans, patienceOn(process.platform))
  return { overlays, problems: [...problems, ...swept, ...result.problems] }
}

/** What a check prints: drift overlay by overlay, and the exit code. */
async function checked({ overlays }: Outcome, { format, quiet }: Options, root: string): Promise<number> {
  const drifted = overlays.filter(({ comparison }) => hasDrift(comparison))
  const color = process.stdout.isTTY === true && !process.env['NO_COLOR']
  for (const { name, comparison } of drifted) {
    const drift = await describeDrift(comparison, { root, folder: `overlays/${name}`, lines: 20, files: 50 })
    const told = {
      text: () => showDrift(drift, color),
      json: () => JSON.stringify(drift),
      github: () => annotations(drift, root),
    }
    process.stdout.write(`${told[format]()}\n`)
  }
  if (format === 'text' && !quiet)
    for (const { name, objects, comparison } of overlays)
      if (!hasDrift(comparison)) process.stdout.write(`${name}: ${objects} objects, as committed\n`)
  if (drifted.length === 0) return exit.clean
  process.stderr.write(
    `${drifted.length} of ${overlays.length} overlays differ from what would be rendered: npm run render\n`,
  )
  return exit.problems
}

/** A drift beside the files of a pull request; a file that is not there cannot have a line. */
function annotations({ changed, missing, leftOver }: Drift, root: string): string {
  const found = [
    ...changed.map(({ path }) => ({ path, message: 'this is not what would be rendered' })),
    ...missing.map((path) => ({ path, message: 'this file would be rendered, and is not there' })),
    ...leftOver.map((path) => ({ path, message: 'this file would not be rendered any more' })),
  ]
  return found
    .map(({ path, message }) =>
      annotation(problemAt(path, { rule: 'render/drift', message, hint: 'npm run render, and commit' }), root),
    )
    .join('\n')
}

/** A line for each overlay. */
function summarize({ overlays }: Outcome, { format, quiet }: Options): void {
  if (quiet || format !== 'text') return
  for (const { name, objects, comparison } of overlays) {
    const { changed, missing, leftOver } = comparison
    const differences = [`${missing.length} added`, `${changed.length} changed`, `${leftOver.length} removed`].filter(
      (text) => !text.startsWith('0 '),
    )
    process.stdout.write(
      `${name}: ${objects} objects, ${differences.length === 0 ? 'nothing changed' : differences.join(', ')}\n`,
    )
  }
}

/** What forces the order of an overlay's directories, a line each. */
function ordersIn({ overlay: { name } }: ManifestSet, orders: readonly Order[]): string {
  return orders
    .map(({ directory, after, because, count }) => {
      const more = count > 1 ? ` and ${count - 1} more` : ''
      return `${name}: ${directory} after ${after}: ${because}${more}\n`
    })
    .join('')
}

/** A line that counts overlays on a terminal once the work takes more than a second. */
function progress({ format, quiet }: Options): (done: number, of: number) => void {
  if (quiet || format !== 'text' || !process.stderr.isTTY) return () => {}
  const start = Date.now()
  return (done, of) => {
    if (Date.now() - start < 1000) return
    process.stderr.write(done === of ? '\r\u001b[K' : `\r\u001b[K${done} of ${of} overlays`)
  }
}
