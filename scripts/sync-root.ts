import { parseArgs } from 'node:util'
import { noMemory } from '../engine/memory.ts'
import type { Json, Overlay } from '../engine/model.ts'
import { printYaml } from '../engine/print.ts'
import { hasError } from '../engine/problem.ts'
import { render, unknownOverlay } from '../engine/render.ts'
import { rootObjects } from '../engine/sync/root.ts'
import { openWorld } from '../engine/world.ts'
import { type Command, exit, WrongArguments } from './command.ts'
import { formatFrom, report } from './report.ts'

const help = `Usage: npm run -s sync-root -- OVERLAY [options]

Prints what is applied by hand for an overlay, once, where its engine runs: the root that syncs overlays/OVERLAY/sync. All
else arrives through it, later changes included. For a fleet print that of its hub.

  --json           problems as JSON lines on stdout
  --format github  problems as annotations of GitHub Actions
  --root DIR       another folder of overlays

Example: npm run -s sync-root -- prod | kubectl apply -f -
`

/** `sync-root`: prints the root object of an overlay. */
export const syncRootCommand: Command = async (args, { roots, cacheFolder, inputsKey }) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      format: { type: 'string', default: 'text' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return exit.clean
  }
  const format = formatFrom(values, ['text', 'json', 'github'])
  if (positionals.length !== 1)
    throw new WrongArguments(`sync-root takes the name of one overlay, and got ${positionals.length} words.`)
  const seen: Overlay[] = []
  const { problems } = await render(
    {
      root: roots.root,
      overlays: positionals,
      strict: false,
      progress: () => {},
      seen: ({ instantiation }) => void (instantiation && seen.push(instantiation.overlay)),
    },
    async () => openWorld(roots, (await import('sluice:components')).components, cacheFolder, inputsKey),
    noMemory,
  )
  const errors = problems.filter(({ severity }) => severity === 'error')
  report(errors, format, roots.root)
  if (errors.some(({ rule }) => rule === unknownOverlay)) return exit.wrong
  if (hasError(errors)) return exit.problems
  const [overlay] = seen
  if (!overlay) {
    process.stderr.write(`${positionals[0]} is abstract: it is never rendered, and nothing syncs it.\n`)
    return exit.problems
  }
  process.stdout.write(
    rootObjects(overlay)
      .map((manifest) => printYaml(manifest as unknown as Json)) // a manifest is plain JSON
      .join('---\n'),
  )
  return exit.clean
}
