import { type Check, type Outcome, proveAll } from './checks/check.ts'
import { takeDown } from './cluster/down.ts'
import { sayer } from './cluster/say.ts'
import { upCommand } from './cluster/up.ts'
import type { LiveCommand, LiveContext } from './context.ts'
import { overlayFolderOf } from './overlays.ts'
import { tellReadme } from './readme.ts'
import { missing } from './requirements.ts'
import { type Suite, suites } from './suites.ts'

/** `test [--readme] [OVERLAY…]`: each overlay up, every fact about it proven, down. The last line counts. */
export const testCommand: LiveCommand = async (given, context) => {
  const args = given.filter((word) => word !== '--readme')
  const unknown = args.filter((name) => !suites.some(({ overlay }) => overlay === name))
  if (unknown.length > 0) {
    const names = suites.map(({ overlay }) => overlay).join(', ')
    process.stderr.write(`There is no live test of ${unknown.join(', ')}; there are tests of ${names}.\n`)
    return 2
  }
  const chosen = suites.filter(({ overlay }) => args.length === 0 || args.includes(overlay))
  const facts = chosen.reduce((sum, { checks }) => sum + checks.length + around, 0)
  const lacks = missing(context)
  if (lacks.length > 0) {
    for (const sentence of lacks) process.stdout.write(`skipped: ${sentence}\n`)
    process.stdout.write(`0 passed, 0 failed, ${facts} skipped\n`)
    return 0
  }
  const outcomes: Outcome[] = []
  for (const suite of chosen) {
    const proven = await provenOn(suite, context)
    process.stdout.write(`\n${table(suite, proven)}\n`)
    outcomes.push(...proven)
    if (given.includes('--readme')) tellReadme(context.repository, suite.overlay, table(suite, proven))
  }
  const passed = outcomes.filter(({ held }) => held).length
  process.stdout.write(`${passed} passed, ${outcomes.length - passed} failed\n`)
  return passed === outcomes.length && passed > 0 ? 0 : 1
}

/** `check OVERLAY [WORD…]`: proves, on the cluster that runs, the facts that hold one of the words; all without any. */
export const checkCommand: LiveCommand = async ([overlay, ...words], context) => {
  const suite = suites.find((one) => one.overlay === overlay)
  if (!suite) {
    process.stderr.write(`Usage: npm run live -- check ${suites.map((one) => one.overlay).join('|')} [WORD…]\n`)
    return 2
  }
  const wanted = suite.checks.filter(({ fact }) => words.length === 0 || words.some((word) => fact.includes(word)))
  const live = {
    context,
    overlayFolder: overlayFolderOf(suite.overlay, context),
    namespace: suite.namespace,
    say: sayer(),
  }
  const outcomes = await proveAll(wanted, live)
  process.stdout.write(`${table(suite, outcomes)}\n`)
  return outcomes.every(({ held }) => held) && outcomes.length > 0 ? 0 : 1
}

/** Facts about every overlay that its checks do not hold: that it starts, and that nothing is left of it. */
const around = 2

async function provenOn({ overlay, namespace, nodes, checks }: Suite, context: LiveContext): Promise<Outcome[]> {
  const say = sayer()
  const overlayFolder = overlayFolderOf(overlay, context)
  const live = { context, overlayFolder, namespace, say }
  const start: Check = {
    fact: 'Kubernetes starts and takes every manifest, all at once',
    prove: async () => {
      if ((await upCommand([overlayFolder, '--nodes', String(nodes)], context)) !== 0) throw new Error('see above')
      return `${nodes} ${nodes === 1 ? 'node' : 'nodes'}`
    },
  }
  const end: Check = {
    fact: 'nothing is left on the machine: no process, mount, control group or kernel setting',
    prove: async () => {
      const left = await takeDown(context)
      if (left.length > 0) throw new Error(left.join('; '))
      return ''
    },
  }
  try {
    const started = await proveAll([start], live)
    const proven = started.every(({ held }) => held) ? await proveAll(checks, live) : []
    return [...started, ...proven, ...(await proveAll([end], live))]
  } finally {
    await takeDown(context)
  }
}

/** What was proven, as the README shows it. */
function table({ overlay, nodes }: Suite, outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(
    ({ fact, held, measured }) =>
      `| ${fact} | ${held ? 'holds' : '**does not hold**'} | ${measured.replaceAll(/\s+/g, ' ')} |`,
  )
  return [`| \`${overlay}\`, ${nodes} ${nodes === 1 ? 'node' : 'nodes'} | | measured |`, '|---|---|---|', ...rows].join(
    '\n',
  )
}
