import { listed } from '../cluster/kubectl.ts'
import { type Actor, memberOf, runningPods, whatOf } from './actor.ts'
import type { Live } from './check.ts'
import type { Policy, Port } from './declared-edges.ts'
import { applied, ask, list } from './kubectl.ts'
import { addressesNamed, distinct, grouped, isNamed, type NamedPods, podsNamed } from './named-peers.ts'
import { playedAddresses } from './played-addresses.ts'
import { matrixLabel, playedRoles, rolesToPlay } from './roles.ts'

/**
 * Does something with all actors there: the components as they run, and pods of tools in the place of everybody else. Those
 * are gone afterwards, with the namespaces that were made for them.
 */
export async function withActors<T>(
  live: Live,
  policies: readonly Policy[],
  work: (actors: readonly Actor[]) => Promise<T>,
): Promise<T> {
  const clear = (): Promise<string> => ask(live, ['delete', 'pods', `--selector=${matrixLabel}`, '--all-namespaces'])
  await clear()
  const named = podsNamed(policies)
  const components = await runningComponents(live, named)
  const roles = await rolesToPlay(live, named, components)
  const made = await absentNamespaces(live, [...new Set(roles.map(({ namespace }) => namespace))])
  const machines = await machinesOf(live)
  const addresses = await playedAddresses(live, await freeAddresses(live, policies, machines))
  try {
    if (made.length > 0) await applied(live, ...made.map(namespaceObject))
    return await work([...components, ...(await playedRoles(live, roles)), ...machines, ...addresses.actors])
  } finally {
    addresses.end()
    await clear()
    if (made.length > 0) await ask(live, ['delete', 'namespace', ...made, '--ignore-not-found', '--timeout=120s'])
  }
}

async function absentNamespaces(live: Live, names: readonly string[]): Promise<string[]> {
  const there = await ask(live, ['get', 'namespaces', ...names, '--ignore-not-found', '--output=name'])
  return names.filter((name) => !there.split('\n').includes(`namespace/${name}`))
}

const namespaceObject = (name: string): object => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })

/** The platform's components, each with its running pods, and the ports that they or their policies name. */
async function runningComponents(live: Live, named: readonly NamedPods[]): Promise<Actor[]> {
  const running = await runningPods(live, live.namespace)
  return grouped(running, ({ metadata }) => whatOf(metadata.labels ?? {})).flatMap((alike): Actor[] => {
    const [first] = alike
    const members = alike.map(memberOf)
    const declared = first.spec.containers
      .flatMap(({ ports = [] }) => ports)
      .flatMap(({ containerPort: port, protocol = 'TCP' }): Port[] => (protocol === 'TCP' ? [{ port, protocol }] : []))
    const spokenOf = named.filter((one) => members.some((member) => isNamed(one, member))).flatMap(({ ports }) => ports)
    const ports = distinct([...declared, ...spokenOf])
    return [{ what: whatOf(first.metadata.labels ?? {}), members, endpoints: members, ports }]
  })
}

/** The single addresses that rules let pods connect to and that nobody has; none where we may give none to nodes. */
async function freeAddresses(
  live: Live,
  policies: readonly Policy[],
  machines: readonly Actor[],
): Promise<ReturnType<typeof addressesNamed>> {
  const services = await listed<Service>(live.context, 'services')
  const taken = [
    ...services.flatMap(({ spec }) => spec.clusterIPs ?? []),
    ...machines.flatMap(({ endpoints }) => endpoints.map(({ address }) => address)),
  ]
  const free = addressesNamed(policies).filter(({ address }) => !taken.includes(address))
  if (live.context.external === undefined) return free
  for (const { address } of free) live.say(`not tried: ${address}, as nobody of ours can be there`)
  return []
}

type Service = { readonly spec: { readonly clusterIPs?: readonly string[] } }

type Slice = {
  readonly endpoints: readonly { readonly addresses: readonly string[] }[]
  readonly ports: readonly { readonly port: number }[]
}
type Node = {
  readonly status: {
    readonly addresses: readonly { readonly type: string; readonly address: string }[]
    readonly daemonEndpoints: { readonly kubeletEndpoint: { readonly Port: number } }
  }
}

/** The API server and the nodes' kubelets. */
async function machinesOf(live: Live): Promise<Actor[]> {
  const slices = await list<Slice>(live, 'endpointslices', 'kubernetes.io/service-name=kubernetes', 'default')
  const nodes = await list<Node>(live, 'nodes')
  const tcp = (port: number): Port => ({ port, protocol: 'TCP' })
  return [
    {
      what: 'API server',
      members: [],
      endpoints: slices.flatMap(({ endpoints }) =>
        endpoints.flatMap(({ addresses }) => addresses.map((address) => ({ address }))),
      ),
      ports: distinct(slices.flatMap(({ ports }) => ports.map(({ port }) => tcp(port)))),
    },
    {
      what: nodes.length === 1 ? 'node' : 'nodes',
      members: [],
      endpoints: nodes.flatMap(({ status }) =>
        status.addresses.flatMap(({ type, address }) => (type === 'InternalIP' ? [{ address }] : [])),
      ),
      ports: distinct(nodes.map(({ status }) => tcp(status.daemonEndpoints.kubeletEndpoint.Port))),
    },
  ]
}
