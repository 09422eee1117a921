import { setTimeout as pause } from 'node:timers/promises'
import { type Check, expect, type Live } from './check.ts'
import { eventually, timed } from './eventually.ts'
import { inPod, printed } from './kubectl.ts'
import { lose, members, scale, untilPodReady } from './pods.ts'
import type { PulsarClients } from './pulsar-client.ts'
import { whileProducing } from './pulsar-records.ts'

const set = 'pulsar-bookie'
const toolset = { name: 'deploy/pulsar-toolset' }

/**
 * What holds where there is a bookie more than a message has copies, and a pod with tools. Before bookies are lost for other
 * reasons: an entry that a bookie missed when it was killed is copied to one that has none of it yet, and while another one is
 * away there is none.
 */
export const pulsarBookieChecks = (clients: PulsarClients): readonly Check[] => [
  {
    fact: 'Pulsar: what a bookie held that stays away is copied to others, and nothing is lost',
    prove: (live) => whileProducing(live, clients, () => copiesAreMade(live), 1_000),
  },
  {
    fact: 'Pulsar: a bookie that is lost comes back with everything on its disks',
    prove: (live) => disksComeBack(live, clients),
  },
]

/** What BookKeeper's own shell prints, in the pod with tools. */
const shell = (live: Live, ...command: readonly string[]): Promise<string> =>
  printed(live, toolset, ['bin/bookkeeper', 'shell', ...command])

const idOf = (live: Live, pod: string): string => `${pod}.${set}-headless.${live.namespace}.svc.cluster.local:3181`

/** The ledgers of which a bookie has entries. */
async function ledgersOf(live: Live, pod: string): Promise<string[]> {
  const text = await shell(live, 'listledgers', '-bookieid', idOf(live, pod))
  return [...text.matchAll(/ledgerID: (\d+)/g)].map(([, id = '']) => id)
}

/** How many entries of ledgers a bookie by itself gives out; none is asked for more than it can have here. */
async function entriesOn(live: Live, pod: string, ledgers: readonly string[]): Promise<number> {
  let entries = 0
  for (const ledger of ledgers) {
    const which = ['-l', ledger, '-fe', '0', '-le', '5000', '-b', idOf(live, pod)]
    // It fails at the first entry that is not there.
    const { stdout } = await inPod(live, toolset, ['bin/bookkeeper', 'shell', 'readledger', ...which])
    entries += [...stdout.matchAll(/Lid=\d+, Eid=\d+/g)].length
  }
  return entries
}

async function disksComeBack(live: Live, clients: PulsarClients): Promise<string> {
  await whileProducing(live, clients, () => pause(3000, ''), 1_000)
  const { pod, ledgers } = await aHolder(live)
  const before = await entriesOn(live, pod, ledgers)
  expect(before > 0, `${pod} has no entry of the ledgers ${ledgers.join(', ')}`)
  const seconds = await lose(live, pod)
  const after = await entriesOn(live, pod, ledgers)
  expect(after >= before, `${pod} has ${after} entries, and had ${before}`)
  return `${before} entries of ${ledgers.length} ledgers, after ${seconds.toFixed(0)} s`
}

/** A bookie with ledgers, and the last ones of them. What was copied away from one is no longer said to be there. */
async function aHolder(live: Live): Promise<{ pod: string; ledgers: readonly string[] }> {
  for (const pod of await members(live, set)) {
    const ledgers = await ledgersOf(live, pod)
    if (ledgers.length > 0) return { pod, ledgers: ledgers.slice(-6) }
  }
  throw new Error('no bookie holds anything')
}

async function copiesAreMade(live: Live): Promise<string> {
  const pods = await members(live, set)
  const away = pods.at(-1) ?? ''
  const held = await ledgersOf(live, away)
  expect(held.length > 0, `${away} holds nothing`)
  // What the overlay says is for people: a pod that is moved comes back sooner.
  const delay = async (seconds: string): Promise<string> => shell(live, 'lostbookierecoverydelay', '-s', seconds)
  const usual = /value in ZK: (\d+)/.exec(await shell(live, 'lostbookierecoverydelay', '-g'))?.[1]
  expect(usual !== undefined, 'BookKeeper does not say how long it waits for a lost bookie')
  await delay('10')
  try {
    await scale(live, set, pods.length - 1)
    const seconds = await timed(() =>
      eventually(420, async () => {
        const left = await ledgersOf(live, away)
        expect(left.length === 0, `${left.length} of ${held.length} ledgers are still said to be on ${away}`)
      }),
    )
    return `${held.length} ledgers of ${away} are on others after ${seconds.toFixed(0)} s`
  } finally {
    await scale(live, set, pods.length)
    await untilPodReady(live, away)
    await delay(usual)
  }
}
