import { setTimeout as pause } from 'node:timers/promises'
import { type Check, expect, type Live } from './check.ts'
import { eventually, timed } from './eventually.ts'
import { signal } from './faults-processes.ts'
import { jobsChangeNothing } from './jobs-again.ts'
import { get, list, printed } from './kubectl.ts'
import { lose, members } from './pods.ts'
import { type PulsarAdmin, type PulsarClients, pulsarAdmin, pulsarPod } from './pulsar-client.ts'
import { whileProducing } from './pulsar-records.ts'
import { strangersAreRefused } from './strangers.ts'

/** What holds of a Pulsar of any size. */
export const pulsarChecks = (clients: PulsarClients): readonly Check[] => [
  { fact: 'Pulsar: tenants, namespaces, policies, grants and topics are as declared', prove: asDeclared },
  {
    fact: 'Pulsar: the Jobs change nothing when they run again',
    prove: (live) =>
      jobsChangeNothing(live, 'pulsar', {
        change: /(now|made|any more)\.$|set up/,
        end: /as declared|initialised already/,
      }),
  },
  {
    fact: 'Pulsar: at the proxies, clients without TLS, without a certificate or with a foreign one are refused',
    prove: async (live) => strangersAreRefused(live, await aProxy(live), 6651, clients.owner),
  },
  {
    fact: 'Pulsar: brokers and their admin API refuse who has no certificate of the peers',
    prove: async (live) =>
      [
        await strangersAreRefused(live, 'pulsar-broker-0', 6651, 'pulsar-proxy-peer-tls'),
        await strangersAreRefused(live, 'pulsar-broker-0', 8443, 'pulsar-proxy-peer-tls'),
      ].join('; '),
  },
  {
    fact: 'Pulsar: a client reads and writes nothing outside of what it was granted',
    prove: (live) => grantsHold(live, clients),
  },
  {
    fact: 'Pulsar: bookies are there again, and stay, after ZooKeeper was away for longer than their sessions',
    prove: (live) => whileProducing(live, clients, () => bookiesStay(live), 1_000),
  },
  {
    fact: 'Pulsar: 50,000 records are there after the loss of each bookie and each broker in turn',
    prove: (live) => recordsSurvive(live, clients),
  },
]

/** The time after which Pulsar gives a session up by itself, 5/6 of 30 s; ZooKeeper, which cannot tell the time meanwhile, keeps it. */
const longerThanSessions = 27_000

/** A bookie whose two registrations are at odds makes dozens of new ones in this time. */
const watched = 10_000

async function bookiesStay(live: Live): Promise<string> {
  const servers = await members(live, 'zookeeper')
  const bookies = await members(live, 'pulsar-bookie')
  const toAll = async (name: NodeJS.Signals): Promise<void> => {
    for (const server of servers) await signal(live, server, name)
  }
  try {
    await toAll('SIGSTOP')
    await pause(longerThanSessions)
  } finally {
    await toAll('SIGCONT')
  }
  const registrations = async (): Promise<string> =>
    (await Promise.all(bookies.map((one) => registration(live, one)))).join()
  // What is read first may be of the session that ZooKeeper is about to end.
  let settled = ''
  const seconds = await timed(() =>
    eventually(120, async () => {
      settled = await registrations()
      await pause(watched)
      expect((await registrations()) === settled, 'they register anew all the while')
    }),
  )
  await pause(watched)
  const after = await registrations()
  expect(after === settled, `they register anew all the while: ${settled}, then ${after}`)
  return `registered ${(seconds - watched / 1000).toFixed(0)} s after ZooKeeper was back, and never since`
}

/** By which transaction a bookie is registered. */
async function registration(live: Live, pod: string): Promise<string> {
  const { data } = await get<{ data: Record<string, string> }>(live, 'configmap', 'pulsar-bookie')
  const [, root = ''] = /^zkServers=[^/\n]+(\/\S+)$/m.exec(data['bookkeeper.conf'] ?? '') ?? []
  const node = `${root}/ledgers/available/${pod}.pulsar-bookie-headless.${live.namespace}.svc.cluster.local:3181`
  const line = `. /etc/pulsar/config/zookeeper.sh; PULSAR_MEM=-Xmx64m zookeeper get -s ${node}`
  const told = await printed(live, { name: pod }, ['bash', '-c', line])
  const [, transaction] = /^cZxid = (\S+)$/m.exec(told) ?? []
  expect(transaction !== undefined, `${pod} is not registered: ${told.slice(-500)}`)
  return transaction
}

type Declared = {
  readonly tenants: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  readonly namespaces: Readonly<Record<string, DeclaredNamespace>>
}

type DeclaredNamespace = {
  readonly clusters: readonly string[]
  readonly policies: Readonly<Record<string, unknown>>
  readonly grants: Readonly<Record<string, readonly string[]>>
  readonly topics: Readonly<Record<string, number | null>>
}

async function asDeclared(live: Live): Promise<string> {
  const { data } = await get<{ data: Record<string, string> }>(live, 'configmap', 'pulsar-tenants')
  const { tenants, namespaces } = JSON.parse(data['declared.json'] ?? '') as Declared // Sluice rendered it
  const admin = await pulsarAdmin(live)
  const there = (await admin.get('tenants')) as string[]
  const missing = Object.keys(tenants).filter((name) => !there.includes(name))
  expect(missing.length === 0, `there is no tenant ${missing.join(', ')}`)
  let topics = 0
  for (const [name, declared] of Object.entries(namespaces)) topics += await namespaceIsDeclared(admin, name, declared)
  return `${Object.keys(tenants).length} tenants, ${Object.keys(namespaces).length} namespaces, ${topics} topics`
}

async function namespaceIsDeclared(admin: PulsarAdmin, name: string, declared: DeclaredNamespace): Promise<number> {
  const found = (await admin.get(`namespaces/${name}`)) as Record<string, unknown> & {
    replication_clusters: string[]
    auth_policies: { namespace_auth: Record<string, string[]> }
  }
  same(`${name}: clusters`, [...found.replication_clusters].sort(), [...declared.clusters].sort())
  same(`${name}: grants`, sorted(found.auth_policies.namespace_auth), sorted(declared.grants))
  for (const [policy, wanted] of Object.entries(declared.policies)) {
    const is = found[policy]
    if (wanted === null) expect(is === undefined || is === null || is === 'UNDEFINED', `${name}: ${policy} is ${is}`)
    else same(`${name}: ${policy}`, is, wanted)
  }
  const [parted, whole] = (await Promise.all([
    admin.get(`persistent/${name}/partitioned`),
    admin.get(`persistent/${name}`),
  ])) as [string[], string[]]
  for (const [topic, partitions] of Object.entries(declared.topics)) {
    const full = `persistent://${name}/${topic}`
    if (partitions === null) expect(whole.includes(full), `there is no topic ${full}`)
    else {
      expect(parted.includes(full), `there is no topic ${full} with partitions`)
      const is = (await admin.get(`persistent/${name}/${topic}/partitions`)) as { partitions: number }
      same(`${full}: partitions`, is.partitions, partitions)
    }
  }
  return Object.keys(declared.topics).length
}

function same(what: string, is: unknown, wanted: unknown): void {
  const [one, other] = [JSON.stringify(is), JSON.stringify(wanted)]
  expect(one === other, `${what}: ${one}, not ${other}`)
}

const sorted = (grants: Readonly<Record<string, readonly string[]>>): unknown =>
  Object.entries(grants)
    .map(([role, actions]) => [role, [...actions].sort()])
    .sort()

type Pod = { readonly metadata: { readonly name: string } }

/** The name of one of the proxies' pods. */
async function aProxy(live: Live): Promise<string> {
  const [pod] = await list<Pod>(live, 'pods', 'app.kubernetes.io/name=pulsar,app.kubernetes.io/component=proxy')
  expect(pod !== undefined, 'there is no proxy')
  return pod.metadata.name
}

async function grantsHold(live: Live, clients: PulsarClients): Promise<string> {
  const { topic, otherTopic, owner, stranger } = clients
  const { pulsar } = await pulsarPod(live, 'pulsar-clients', clients)
  for (const what of ['produce', 'consume']) {
    const done = await pulsar(owner, `${what} ${topic}`)
    expect(done.code === 0, `${owner}: ${what} ${topic} came to ${done.stdout.slice(-500)}`)
    for (const [secret, where] of [
      [stranger, topic],
      [owner, otherTopic],
    ] as const) {
      const { code, stdout } = await pulsar(secret, `${what} ${where}`)
      expect(
        code !== 0 && /^AuthorizationException/m.test(stdout),
        `${secret}: ${what} ${where} came to ${stdout.slice(-500)}`,
      )
    }
  }
  return `${stranger} on ${topic}, ${owner} on ${otherTopic}: AuthorizationException`
}

const records = 50_000

/** Bookies first: a broker that was lost as well has nothing left in memory of what it then reads. */
async function recordsSurvive(live: Live, clients: PulsarClients): Promise<string> {
  return whileProducing(
    live,
    clients,
    async () => {
      const figures: string[] = []
      for (const set of ['pulsar-bookie', 'pulsar-broker']) {
        const seconds: string[] = []
        for (const pod of await members(live, set)) seconds.push((await lose(live, pod)).toFixed(0))
        figures.push(`${seconds.length} ${set.replace('pulsar-', '')} lost and back after ${seconds.join(', ')} s`)
      }
      return figures.join('; ')
    },
    records,
  )
}
