import { type Check, expect, type Live } from './check.ts'
import { eventually, timed } from './eventually.ts'
import { inPod } from './kubectl.ts'
import { evict, isReady, lose, members, scale, uidOf, untilPodReady } from './pods.ts'
import { strangersAreRefused } from './strangers.ts'

const set = 'zookeeper'

/** What holds of an ensemble of any size; `client` is a Secret with the certificate of one that may connect. */
export const zookeeperChecks = (client: string): readonly Check[] => [
  { fact: 'ZooKeeper: one member leads and the others follow', prove: oneLeads },
  { fact: 'ZooKeeper: what was written is there after the loss of any one pod', prove: dataSurvivesEachPod },
  {
    fact: 'ZooKeeper: clients without TLS, without a certificate or with a foreign one are refused',
    prove: (live) => strangersAreRefused(live, `${set}-0`, 2281, client),
  },
]

/** What holds of an ensemble of three. */
export const zookeeperQuorumChecks: readonly Check[] = [
  {
    fact: 'ZooKeeper: the quorum speaks TLS and refuses who has no certificate of the peers',
    prove: (live) => strangersAreRefused(live, `${set}-0`, 3888, 'zookeeper-peer-tls'),
  },
  {
    fact: 'ZooKeeper: without a majority nothing is written and nobody is Ready; with one it goes on',
    prove: majorityDecides,
  },
  { fact: 'ZooKeeper: a drain takes one member at a time', prove: drainRespectsTheBudget },
]

async function oneLeads(live: Live): Promise<string> {
  const pods = await members(live, set)
  const modes = await Promise.all(pods.map((pod) => mode(live, pod)))
  const lead = modes.filter((one) => one === 'leader' || one === 'standalone').length
  expect(
    lead === 1 && modes.every((one) => one !== 'none'),
    `${pods.map((pod, index) => `${pod} ${modes[index]}`).join(', ')}`,
  )
  return modes.join(', ')
}

/** What a member says that it is: leader, follower, standalone, or none. */
async function mode(live: Live, pod: string): Promise<string> {
  const { stdout } = await inPod(live, { name: pod, container: 'zookeeper' }, [
    'sh',
    '-c',
    'echo srvr | nc -w 2 127.0.0.1 2181',
  ])
  return /^Mode: (\w+)/m.exec(stdout)?.[1] ?? 'none'
}

async function dataSurvivesEachPod(live: Live): Promise<string> {
  const pods = await members(live, set)
  const seconds: number[] = []
  for (const [index, pod] of pods.entries()) {
    const now = Date.now()
    const [before, meanwhile] = [`/before-${now}`, `/while-${now}`]
    await write(live, pod, before, pod)
    const other = pods[(index + 1) % pods.length] ?? pod
    const [back] = await Promise.all([
      lose(live, pod),
      other === pod ? undefined : eventually(60, () => write(live, other, meanwhile, pod)),
    ])
    seconds.push(back)
    await eventually(30, async () => {
      expect(await holds(live, pod, before, pod), `${before} is not on ${pod}`)
    })
    if (other !== pod) expect(await holds(live, pod, meanwhile, pod), `${meanwhile} is not on ${pod}`)
  }
  return `Ready again after ${seconds.map((one) => one.toFixed(0)).join(', ')} s`
}

async function majorityDecides(live: Live): Promise<string> {
  const pods = await members(live, set)
  const [first = '', second = '', third = ''] = pods
  const now = Date.now()
  const [majority, alone, together] = [`/majority-${now}`, `/alone-${now}`, `/together-${now}`]
  await write(live, first, majority, 'before')
  try {
    await scale(live, set, 1)
    await eventually(90, async () => expect(!(await isReady(live, first)), `${first} is Ready, alone`))
    const { code } = await tryWrite(live, first, alone, 'written')
    expect(code !== 0, 'one of three wrote')
  } finally {
    await scale(live, set, pods.length)
  }
  const seconds = await timed(async () => {
    for (const pod of pods) await untilPodReady(live, pod)
  })
  await eventually(60, () => write(live, third, together, 'after'))
  const { stdout, stderr } = await inCli(live, first, ['get', alone])
  expect(/Node does not exist/.test(stdout + stderr), `${alone} was written after all`)
  expect(await holds(live, second, majority, 'before'), `${majority} was lost`)
  return `three members Ready again after ${seconds.toFixed(0)} s`
}

async function drainRespectsTheBudget(live: Live): Promise<string> {
  const [first = '', second = ''] = await members(live, set)
  const uid = await uidOf(live, first)
  const agreed = await evict(live, first)
  expect(agreed === undefined, `the first eviction was refused: ${agreed}`)
  const refused = await evict(live, second)
  expect(refused !== undefined, 'a second member was evicted while the first was away')
  expect(/disruption budget/.test(refused), refused)
  await eventually(60, async () => expect((await uidOf(live, first)) !== uid, `${first} is still the old one`))
  await untilPodReady(live, first)
  return 'the second eviction was refused'
}

/** Writes something new through a member that is Ready; throws where it is not taken. */
export function zooKeeperWrites(live: Live): Promise<void> {
  return eventually(30, async () => {
    for (const pod of await members(live, set)) {
      if (await isReady(live, pod)) return write(live, pod, `/written-${Date.now()}`, 'written')
    }
    throw new Error('no member is Ready')
  })
}

/**
 * Writes through a member; throws where it is not taken. What is there already counts as written, by an earlier try whose
 * answer was lost: a path is to be new.
 */
export async function write(live: Live, pod: string, path: string, value: string): Promise<void> {
  const { code, stdout, stderr } = await tryWrite(live, pod, path, value)
  expect(
    code === 0 || /Node already exists/.test(stdout + stderr),
    `${path} on ${pod}: ${(stderr || stdout).trim().slice(-300)}`,
  )
}

function tryWrite(live: Live, pod: string, path: string, value: string): ReturnType<typeof inPod> {
  return inCli(live, pod, ['create', path, value])
}

/** Whether a member has a value at a path. The client prints it on a line of its own, among what it logs. */
export async function holds(live: Live, pod: string, path: string, value: string): Promise<boolean> {
  const { stdout } = await inCli(live, pod, ['get', path])
  return stdout.split('\n').includes(value)
}

/** ZooKeeper's own client beside a member, over the port that only the pod itself reaches. */
function inCli(live: Live, pod: string, command: readonly string[]): ReturnType<typeof inPod> {
  const environment = ['env', 'CLIENT_JVMFLAGS=-Xmx48m -XX:+UseSerialGC', 'ZK_CLIENT_HEAP=48']
  const call = ['timeout', '30', 'zkCli.sh', '-timeout', '10000', '-server', '127.0.0.1:2181', ...command]
  return inPod(live, { name: pod, container: 'zookeeper' }, [...environment, ...call])
}
