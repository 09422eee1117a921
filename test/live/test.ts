import { parseArgs } from 'node:util'
import { unchanged } from './checks/change.ts'
import { type Check, expect, type Live, type Outcome, proveAll } from './checks/check.ts'
import { timed } from './checks/eventually.ts'
import { ask } from './checks/kubectl.ts'
import { apply } from './cluster/apply.ts'
import { takeDown } from './cluster/down.ts'
import { sayer } from './cluster/say.ts'
import { upCommand } from './cluster/up.ts'
import type { LiveCommand, LiveContext } from './context.ts'
import { overlayFolderOf } from './overlays.ts'
import { tellReadme } from './readme.ts'
import { missing } from './requirements.ts'
import { clientNamespaces, nameOf, type Suite, suites } from './suites.ts'

/**
 * `test [SUITE…] [--readme] [--cluster external]`: each overlay up, every fact about it proven, down. The last line
 * counts. On a cluster of somebody else, which KUBECONFIG names, the overlay's namespaces are taken away at the end.
 */
export const testCommand: LiveCommand = async (args, ours) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { readme: { type: 'boolean', default: false }, cluster: { type: 'string', default: 'own' } },
  })
  const wrong = wrongArguments(positionals, values.cluster)
  if (wrong !== undefined) {
    process.stderr.write(`${wrong}\n`)
    return 2
  }
  const external = values.cluster === 'external' ? process.env['KUBECONFIG'] : undefined
  const context = external === undefined ? ours : { ...ours, external }
  const chosen = suites.filter((suite) => positionals.length === 0 || positionals.includes(nameOf(suite)))
  const lacks = external === undefined ? missing(context) : []
  if (lacks.length > 0) {
    const facts = chosen.reduce((sum, { checks }) => sum + checks.length + around, 0)
    for (const sentence of lacks) process.stdout.write(`skipped: ${sentence}\n`)
    process.stdout.write(`0 passed, 0 failed, ${facts} skipped\n`)
    return 0
  }
  if (external === undefined)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => takeDown(context).finally(() => process.exit(130)))
  const outcomes: Outcome[] = []
  for (const suite of chosen) {
    const proven = await provenOn(suite, context)
    process.stdout.write(`\n${table(suite, proven)}\n`)
    outcomes.push(...proven)
    if (values.readme) inReadme(suite, proven, context)
  }
  const count = (wanted: Outcome['result']): number => outcomes.filter(({ result }) => result === wanted).length
  const [passed, failed, skipped] = [count('holds'), count('does not hold'), count('skipped')]
  for (const { fact, result, measured } of outcomes) {
    if (result === 'skipped') process.stdout.write(`skipped: ${fact}: ${measured}\n`)
    if (result === 'does not hold') process.stdout.write(`failed: ${fact}: ${measured}\n`)
  }
  process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
  return failed === 0 && passed > 0 ? 0 : 1
}

function wrongArguments(overlays: readonly string[], cluster: string): string | undefined {
  const names = suites.map(nameOf)
  const unknown = overlays.filter((name) => !names.includes(name))
  if (unknown.length > 0)
    return `There is no live test of ${unknown.join(', ')}; there are tests of ${names.join(', ')}.`
  if (!['own', 'external'].includes(cluster)) return `--cluster takes own or external, not ${cluster}.`
  if (cluster === 'external' && !process.env['KUBECONFIG'])
    return 'KUBECONFIG must name the kubeconfig of the external cluster.'
  return undefined
}

/** `check SUITE [WORD…]`: proves, on the cluster that runs, the facts that hold one of the words; all without any. */
export const checkCommand: LiveCommand = async (args, context) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { readme: { type: 'boolean', default: false } },
  })
  const [name, ...words] = positionals
  const suite = suites.find((one) => nameOf(one) === name)
  if (!suite) {
    process.stderr.write(`Usage: npm run live -- check ${suites.map(nameOf).join('|')} [WORD…] [--readme]\n`)
    return 2
  }
  const wanted = suite.checks.filter(({ fact }) => words.length === 0 || words.some((word) => fact.includes(word)))
  const outcomes = await proveAll(wanted, liveOf(suite, context))
  process.stdout.write(`${table(suite, outcomes)}\n`)
  if (values.readme) inReadme(suite, outcomes, context)
  return outcomes.every(({ result }) => result === 'holds') && outcomes.length > 0 ? 0 : 1
}

/** Facts about every overlay that its checks do not hold: that it starts, and that nothing is left of it. */
const around = 2

function liveOf({ overlay, namespace }: Suite, context: LiveContext): Live {
  const overlayFolder = overlayFolderOf(overlay, context)
  return { context, overlayFolder, namespace, say: sayer(), running: unchanged(overlayFolder) }
}

async function provenOn(suite: Suite, context: LiveContext): Promise<Outcome[]> {
  const live = liveOf(suite, context)
  const [start, end] = context.external === undefined ? onOurs(suite) : onTheirs
  const [started] = await proveAll([start], live)
  if (!started) throw new Error('one check has one outcome')
  // What is not ours and was not begun is not ended either.
  if (started.result !== 'holds' && context.external !== undefined)
    return [started, ...[...suite.checks, end].map(notTried)]
  const proven = started.result === 'holds' ? await proveAll(suite.checks, live) : suite.checks.map(notTried)
  return [started, ...proven, ...(await proveAll([end], live))]
}

const notTried = ({ fact }: Check): Outcome => ({ fact, result: 'skipped', measured: 'there was no start', seconds: 0 })

/** How a cluster of our own begins and ends. */
function onOurs({ nodes, empty = false }: Suite): [start: Check, end: Check] {
  return [
    {
      fact: empty ? 'Kubernetes starts' : 'Kubernetes starts, and every manifest is taken, all at once',
      prove: async ({ overlayFolder, context }) => {
        const seconds = await timed(async () => {
          const how = ['--nodes', String(nodes), ...(empty ? ['--empty'] : [])]
          const code = await upCommand([overlayFolder, ...how], context)
          expect(code === 0, 'why stands above')
        })
        return empty ? `${seconds.toFixed(0)} s` : `${seconds.toFixed(0)} s until everything was Ready`
      },
    },
    {
      fact: 'nothing is left on the machine: no process, mount, control group or kernel setting',
      prove: async ({ context }) => {
        const left = await takeDown(context)
        expect(left.length === 0, left.join('; '))
        return ''
      },
    },
  ]
}

/** What is done on a cluster that somebody else runs. */
const onTheirs: readonly [start: Check, end: Check] = [
  {
    fact: 'every manifest is taken, all at once',
    prove: async (live) => {
      const { overlayFolder, namespace, context, say } = live
      const taken = await ask(live, [
        'get',
        'namespaces',
        namespace,
        ...clientNamespaces,
        '--ignore-not-found',
        '--output=name',
      ])
      expect(taken === '', `it would take away what is not its own: ${taken.trim().split('\n').join(', ')}`)
      await apply(overlayFolder, context, say)
      return ''
    },
  },
  {
    fact: 'the namespaces of the test are gone, and what it put into kube-system',
    prove: async (live) => {
      await ask(live, [
        'delete',
        'namespace',
        live.namespace,
        ...clientNamespaces,
        '--ignore-not-found',
        '--timeout=300s',
      ])
      await ask(live, [
        'delete',
        'pods,secrets',
        '--namespace=kube-system',
        '--selector=sluice.test/tools',
        '--ignore-not-found',
      ])
      return ''
    },
  },
]

/** What was proven, as the README shows it. */
function table(suite: Suite, outcomes: readonly Outcome[]): string {
  return [headOf(suite), '|---|---|---|', ...outcomes.map(rowOf)].join('\n')
}

const headOf = (suite: Suite): string =>
  `| \`${nameOf(suite)}\`, ${suite.nodes} ${suite.nodes === 1 ? 'node' : 'nodes'} | | measured |`

function rowOf({ fact, result, measured }: Outcome): string {
  const shown = result === 'does not hold' ? '**does not hold**' : result
  return `| ${fact} | ${shown} | ${measured.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')} |`
}

function inReadme(suite: Suite, outcomes: readonly Outcome[], { repository }: LiveContext): void {
  const [start, end] = onOurs(suite)
  const rows = [start, ...suite.checks, end].map(({ fact }) => {
    const outcome = outcomes.find((one) => one.fact === fact)
    return { fact, row: outcome && rowOf(outcome) }
  })
  tellReadme(repository, nameOf(suite), headOf(suite), rows)
}
