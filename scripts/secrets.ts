import { parseArgs } from 'node:util'
import { noMemory } from '../engine/memory.ts'
import type { Overlay } from '../engine/model.ts'
import { hasError } from '../engine/problem.ts'
import { render, unknownOverlay } from '../engine/render.ts'
import { inWords, type ListedSecret, listSecrets, type Maker } from '../engine/secrets/list.ts'
import { openWorld } from '../engine/world.ts'
import { type Command, exit } from './command.ts'
import { counted, report } from './report.ts'

const help = `Usage: npm run secrets [-- [overlay…] [options]]

Lists every Secret that the platform needs: its keys, who needs it, where it comes from; then prints the command for each that a
person makes, with path/to/... in place of your own files. Talks to no cluster, writes nothing, shows no value.

  --json       Secrets and problems as JSON lines on stdout
  -q, --quiet  leaves out what nobody has to make
  --root DIR   another folder of overlays

Examples: npm run secrets
          npm run secrets -- prod
          npx sluice secrets --json
`

type Options = { readonly json: boolean; readonly quiet: boolean; readonly overlays: readonly string[] }

/** What an overlay needs, with what must be said beside it. */
type Listed = { readonly overlay: Overlay; readonly secrets: readonly ListedSecret[] }

/** `secrets`: lists what the overlays need, and how a person makes what nobody else does. */
export const secretsCommand: Command = async (args, { roots, cacheFolder, inputsKey }) => {
  const options = parsed(args)
  if (options === 'help') {
    process.stdout.write(help)
    return exit.clean
  }
  const listed: Listed[] = []
  const { problems } = await render(
    {
      root: roots.root,
      overlays: options.overlays,
      strict: false,
      progress: () => {},
      seen: (rendering) => {
        if (rendering.instantiation && rendering.complete)
          listed.push({ overlay: rendering.instantiation.overlay, secrets: listSecrets(rendering) })
      },
    },
    async () => openWorld(roots, (await import('sluice:components')).components, cacheFolder, inputsKey),
    noMemory,
  )
  const errors = problems.filter(({ severity }) => severity === 'error')
  process.stdout.write(
    listed.map((one) => (options.json ? jsonOf(one) : textOf(one, options))).join(options.json ? '' : '\n'),
  )
  report(errors, options.json ? 'json' : 'text', roots.root)
  if (!options.json && hasError(errors)) process.stderr.write(`${counted(errors)}\n`)
  if (errors.some(({ rule }) => rule === unknownOverlay)) return exit.wrong
  return hasError(errors) ? exit.problems : exit.clean
}

function parsed(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      quiet: { type: 'boolean', short: 'q', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  return values.help ? 'help' : { json: values.json, quiet: values.quiet, overlays: positionals }
}

function jsonOf({ secrets }: Listed): string {
  return secrets.map((secret) => `${JSON.stringify({ secret: asJson(secret) })}\n`).join('')
}

/** Every field that the Secret has, always in the same order. */
function asJson({ overlay, namespace, name, type, keys, neededBy, by, from, command }: ListedSecret) {
  return { overlay, namespace, name, type, keys, neededBy, by, from: from || undefined, command: command?.join(' ') }
}

const comesFrom: Readonly<Record<Maker, string>> = {
  person: 'a person',
  'sealed-secrets': 'sealed-secrets, ',
  'external-secrets': 'external-secrets, ',
  'cert-manager': 'cert-manager, ',
}

function textOf({ overlay, secrets }: Listed, { quiet }: Options): string {
  const shown = quiet ? secrets.filter(({ command }) => command) : secrets
  const toMake = secrets.filter(({ command }) => command)
  const summary = `${overlay.name}: ${secrets.length} Secret${secrets.length === 1 ? '' : 's'}, ${toMake.length === 0 ? 'none' : toMake.length} for a person to make`
  const rows = shown.map((one) => [
    one.name,
    one.namespace,
    one.keys.join(', ') || '(not known)',
    someOf(one.neededBy),
    `${comesFrom[one.by]}${one.from}${one.by === 'sealed-secrets' && one.command ? ' (not there yet)' : ''}`,
  ])
  const table =
    rows.length === 0 ? [] : ['', ...columns([['SECRET', 'NAMESPACE', 'KEYS', 'NEEDED BY', 'FROM'], ...rows])]
  const commands = toMake.flatMap(({ command = [] }) => ['', continued(command)])
  const note = commands.length === 0 ? [] : ['', 'Each file holds a value alone, without a line break at its end:']
  const words = inWords(overlay).flatMap((line) => ['', line])
  return `${[summary, ...table, ...note, ...commands, ...words].join('\n')}\n`
}

const mostNamed = 2

function someOf(names: readonly string[]): string {
  if (names.length === 0) return '-'
  const more = names.length - mostNamed
  return `${names.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Rows of texts, each column as wide as its widest. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** A command over several lines, as a shell reads it. */
function continued(words: readonly string[]): string {
  return words.map((word, index) => (index === 0 ? word : `  ${word}`)).join(' \\\n')
}
