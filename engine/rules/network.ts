import type { ManifestFinding, SetRule } from '../model.ts'
import { addressesOf, ledTo, readersOf } from './addresses.ts'
import { called, type Entry, indexOf, type Port, type SetIndex, type Workload } from './index-of-set.ts'
import {
  isOpen,
  mayPass,
  openPorts,
  type Policies,
  type Policy,
  type PolicyPeer,
  type PolicyRule,
  policiesOf,
} from './policies-of-set.ts'
import { asList, asMap, asMaps, asText, isMap, type JsonMap, shown } from './read.ts'
import { isPort, portsOf } from './selectors.ts'

/** gitops.md H33, validation.md D29. A policy without labels is about every pod there will be. */
export const everyPolicySelectsAPod: SetRule = {
  id: 'network/policy-selects-a-pod',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    return policiesOf(set).all.flatMap(({ entry, selected }) => {
      const labels = asMap(asMap(entry.spec.podSelector).matchLabels)
      return selected.length > 0 || Object.keys(labels).length === 0 || isOfSolver(labels, entry.namespace, index)
        ? []
        : [
            {
              placed: entry.placed,
              path: ['spec', 'podSelector'],
              message: `expected labels of a rendered pod in ${entry.namespace}, found ${shownLabels(labels)}`,
            },
          ]
    })
  },
}

/** cert-manager starts pods of its own to answer an HTTP-01 challenge, in the namespace of the Certificate. */
function isOfSolver(labels: JsonMap, namespace: string, { ofType }: SetIndex): boolean {
  return (
    labels['acme.cert-manager.io/http01-solver'] === 'true' &&
    ['Issuer', 'ClusterIssuer']
      .flatMap((kind) => ofType(`cert-manager.io/${kind}`))
      .some(
        (issuer) =>
          (issuer.namespace === '' || issuer.namespace === namespace) &&
          asMaps(asMap(issuer.spec.acme).solvers).some(({ http01 }) => isMap(http01)),
      )
  )
}

const instance = 'app.kubernetes.io/instance'

/**
 * validation.md D30: a peer that names an instance of the set is one of its pods. Other pods may stand in the same
 * namespace without being rendered: the applications that a value lets in.
 */
export const everyPeerSelectsAPod: SetRule = {
  id: 'network/peer-selects-a-pod',
  severity: 'error',
  check: (set) => {
    const instances = new Set(indexOf(set).workloads.map(({ labels }) => labels[instance]))
    return policiesOf(set).all.flatMap(({ entry, ingress = [], egress = [] }) =>
      [...ingress, ...egress].flatMap(({ peers = [] }) =>
        peers.flatMap(({ path, pods, named, ours }) =>
          !ours || !named || pods.length > 0 || named[instance] === undefined || !instances.has(named[instance])
            ? []
            : [
                {
                  placed: entry.placed,
                  path: [...path, 'podSelector'],
                  message: `expected labels of a rendered pod, found ${shownLabels(named)}`,
                },
              ],
        ),
      ),
    )
  },
}

/** validation.md D31: an open port that nobody listens on is a port that was meant otherwise. */
export const everyOpenPortIsExposed: SetRule = {
  id: 'network/open-port-is-exposed',
  severity: 'error',
  check: (set) =>
    policiesOf(set).all.flatMap(({ entry, selected, ingress = [], egress = [] }) => {
      const unexposed = ({ path, ports = [] }: PolicyRule, pods: readonly Workload[]): ManifestFinding[] => {
        const exposed = pods.flatMap(portsOf)
        return ports.flatMap((open, at) =>
          pods.length === 0 || exposed.some((port) => isOpen(open, port))
            ? []
            : [
                {
                  placed: entry.placed,
                  path: [...path, 'ports', `${at}`],
                  message: `expected a port of ${list(pods)} (${[...new Set(exposed.map(({ number }) => number))].join(', ') || 'none'}), found ${asText(open.protocol)} ${shown(open.port)}`,
                },
              ],
        )
      }
      const about = Object.keys(asMap(entry.spec.podSelector)).length > 0 ? selected : []
      return [
        ...ingress.flatMap((rule) => unexposed(rule, about)),
        ...egress.flatMap((rule) =>
          rule.peers?.every(({ ours, named }) => ours && named)
            ? unexposed(
                rule,
                rule.peers.flatMap(({ pods }) => pods),
              )
            : [],
        ),
      ]
    }),
}

/**
 * validation.md D32: where pods deny by default, a connection needs both ends: a way out of the one and a way into the
 * other. A rule that names rendered pods has its other end in at least one of them.
 */
export const everyEdgeHasBothEnds: SetRule = {
  id: 'network/edge-has-both-ends',
  severity: 'error',
  check: (set) => {
    const policies = policiesOf(set)
    return policies.all.flatMap((policy) => [
      ...(policy.egress ?? []).flatMap((rule) => edges(policies, policy, rule, 'egress')),
      ...(policy.ingress ?? []).flatMap((rule) => edges(policies, policy, rule, 'ingress')),
    ])
  },
}

function edges(
  policies: Policies,
  { entry, selected }: Policy,
  rule: PolicyRule,
  direction: 'ingress' | 'egress',
): ManifestFinding[] {
  const otherEnd = direction === 'egress' ? 'ingress' : 'egress'
  const ends = (own: Workload, { pods }: PolicyPeer) =>
    pods.map((other) => (direction === 'egress' ? { client: own, server: other } : { client: other, server: own }))
  return (rule.peers ?? [])
    .filter(({ named, ours, pods }) => named && ours && pods.length > 0)
    .flatMap((peer) =>
      selected
        .filter((own) => {
          const wanted = ends(own, peer).flatMap((pair) =>
            openPorts(rule, pair.server).map((port) => ({ ...pair, port })),
          )
          return wanted.length > 0 && !wanted.some((edge) => mayPass(policies, otherEnd, edge))
        })
        .map((own) => ({
          placed: entry.placed,
          path: peer.path,
          message:
            direction === 'egress'
              ? `expected a policy that lets ${called(own.entry)} into ${list(peer.pods)}, found none`
              : `expected a policy that lets ${list(peer.pods)} out to ${called(own.entry)}, found none`,
          hint: 'a connection needs egress at the one end and ingress at the other',
        })),
    )
}

/** gitops.md H33: a pod whose way out is closed finds nobody without DNS. */
export const everyPodReachesDns: SetRule = {
  id: 'network/dns-is-open',
  severity: 'error',
  check: (set) => {
    const { about } = policiesOf(set)
    return indexOf(set).workloads.flatMap((workload) => {
      const closing = about(workload).filter(({ egress }) => egress)
      const open = closing.flatMap(({ egress = [] }) =>
        egress.flatMap(({ ports }) => ports ?? [{ protocol: 'UDP' }, { protocol: 'TCP' }]),
      )
      const missing = ['UDP', 'TCP'].filter(
        (protocol) => !open.some((one) => isOpen(one, { name: 'dns', number: 53, protocol })),
      )
      return closing.length === 0 || missing.length === 0
        ? []
        : [
            {
              placed: workload.entry.placed,
              path: [...workload.templatePath, 'metadata', 'labels'],
              message: `expected a policy that lets it reach port 53 by UDP and TCP, found none for ${missing.join(' and ')}`,
              hint: `its way out is closed by ${closing.map(({ entry }) => called(entry)).join(', ')}`,
            },
          ]
    })
  },
}

/**
 * validation.md D32: what a Job, or a pod of another component, is told to connect to, it may connect to. Among pods of
 * one component an address may be one that they announce, not one that they use.
 */
export const everyAddressIsReachable: SetRule = {
  id: 'network/address-is-reachable',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    const policies = policiesOf(set)
    const readers = readersOf(set)
    return addressesOf(set).flatMap((address) => {
      const { from, path, host, port: number, target } = address
      return readers(from).flatMap((client) =>
        ledTo(address, index).flatMap((server): ManifestFinding[] => {
          const another = client.entry.placed.component !== server.entry.placed.component
          if (!another && (client.entry.type !== 'batch/Job' || client === server)) return []
          const ports = portsOf(server).filter((port) => leadsTo(target, number, port))
          const wanted = ports.map((port) => ({ client, server, port }))
          const ends = (['egress', 'ingress'] as const).filter(
            (end) => !wanted.some((edge) => mayPass(policies, end, edge)),
          )
          return ports.length === 0 || ends.length === 0
            ? []
            : [
                {
                  placed: from.placed,
                  path,
                  message: `expected policies that let ${called(client.entry)} reach ${host}, found none for ${ends.join(' and ')}`,
                  hint: `${called(server.entry)} answers there`,
                },
              ]
        }),
      )
    })
  },
}

/** Whether an address with this port ends at a port of a pod: through the Service, or at the pod itself where it is headless. */
function leadsTo(service: Entry | undefined, number: number | undefined, port: Port): boolean {
  if (number === undefined || !service) return number === undefined
  const through = asMaps(service.spec.ports).find((one) => one.port === number)
  return through
    ? isPort(port, through.targetPort ?? number)
    : service.spec.clusterIP === 'None' && port.number === number
}

const firstNodePort = 30_000
const lastNodePort = 32_767

/** gitops.md H52: ports of the nodes, which are the whole cluster's. */
export const everyPortOfTheNodesIsTakenOnce: SetRule = {
  id: 'network/node-ports-are-taken-once',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    const taken = new Map<string, Entry>()
    const take = (
      entry: Entry,
      path: readonly string[],
      what: string,
      port: unknown,
      protocol: unknown,
    ): ManifestFinding[] => {
      const key = `${what} ${asText(protocol) || 'TCP'} ${String(port)}`
      const first = taken.get(key)
      taken.set(key, first ?? entry)
      return first
        ? [
            {
              placed: entry.placed,
              path,
              message: `expected a port of its own, found ${String(port)}, which ${called(first)} takes`,
            },
          ]
        : []
    }
    return [
      ...index.ofType('/Service').flatMap((entry) =>
        asMaps(entry.spec.ports).flatMap(({ nodePort, protocol }, at): ManifestFinding[] => {
          const path = ['spec', 'ports', `${at}`, 'nodePort']
          if (typeof nodePort !== 'number') return []
          return nodePort < firstNodePort || nodePort > lastNodePort
            ? [
                {
                  placed: entry.placed,
                  path,
                  message: `expected ${firstNodePort} to ${lastNodePort}, found ${nodePort}`,
                },
              ]
            : take(entry, path, 'nodePort', nodePort, protocol)
        }),
      ),
      ...index.workloads.flatMap(({ entry, containers }) =>
        containers.flatMap(({ spec, path }) =>
          asMaps(spec.ports).flatMap(({ hostPort, protocol }, at) =>
            hostPort === undefined
              ? []
              : take(entry, [...path, 'ports', `${at}`, 'hostPort'], 'hostPort', hostPort, protocol),
          ),
        ),
      ),
    ]
  },
}

function list(workloads: readonly Workload[]): string {
  return [...new Set(workloads.map(({ entry }) => called(entry)))].join(', ')
}

function shownLabels(map: JsonMap): string {
  return Object.entries(map)
    .map(([key, value]) => `${key}=${asText(value)}`)
    .join(', ')
}

/**
 * A range begins with its own first address; from Kubernetes 1.36 on the API server refuses others, and before that
 * they read as something that they are not. Only IPv4 is judged.
 */
export const everyRangeBeginsAtItsStart: SetRule = {
  id: 'network/ranges-begin-at-their-start',
  severity: 'error',
  check: (set) =>
    indexOf(set).entries.flatMap(({ placed, type, spec }) =>
      (type === '/Service' ? asList(spec.loadBalancerSourceRanges).map(asText) : rangesOf(spec))
        .filter((range) => firstAddress(range) !== undefined && firstAddress(range) !== range)
        .map((range) => ({
          placed,
          path: ['spec'],
          message: `expected a range that begins at its first address (${firstAddress(range)}), found ${range}`,
        })),
    ),
}

/** The ranges of addresses that a policy names. */
function rangesOf(spec: JsonMap): string[] {
  const peersOf = (direction: string, side: string): JsonMap[] =>
    asMaps(spec[direction]).flatMap((rule) => asMaps(rule[side]))
  return [...peersOf('ingress', 'from'), ...peersOf('egress', 'to')].flatMap((peer) => {
    const block = asMap(peer.ipBlock)
    return [asText(block.cidr), ...asList(block.except).map(asText)].filter((range) => range !== '')
  })
}

/** `10.0.0.0/8` of `10.1.2.3/8`; undefined of what is no range of IPv4. */
function firstAddress(range: string): string | undefined {
  const [, address = '', length = ''] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(range) ?? []
  if (address === '') return undefined
  const size = 2 ** (32 - Number(length))
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const first = Math.floor(number / size) * size
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${length}`
}
