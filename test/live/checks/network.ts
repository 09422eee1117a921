import { setTimeout as pause } from 'node:timers/promises'
import { type Check, expect, type Live } from './check.ts'
import { type Endpoint, isDeclared, type Policy } from './declared-edges.ts'
import { jobLabels } from './job-labels.ts'
import { inPod, list } from './kubectl.ts'
import { clientNamespace, toolPod } from './tool-pod.ts'

/** What holds of the NetworkPolicies of any overlay. */
export const networkChecks: readonly Check[] = [
  { fact: 'Network: what is declared connects, and nothing else does', prove: onlyDeclaredEdgesConnect },
]

type Pod = {
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly labels: Readonly<Record<string, string>>
  }
  readonly spec: {
    readonly hostNetwork?: boolean
    readonly containers: readonly {
      readonly ports?: readonly { readonly containerPort: number; readonly protocol?: string }[]
    }[]
  }
  readonly status: { readonly podIP?: string; readonly phase?: string }
}

/** A component or somebody else in the matrix: a pod that connects, and the addresses of all pods like it. */
type Actor = Endpoint & {
  readonly name: string
  readonly pod: string
  readonly addresses: readonly string[]
  readonly ports: readonly number[]
}

async function onlyDeclaredEdgesConnect(live: Live): Promise<string> {
  const actors = [...(await components(live)), ...(await standIns(live))]
  await pause(3000) // what enforces the policies follows the pods that have just come
  const policies = await list<Policy>(live, 'networkpolicies')
  const targets = actors.flatMap((to) => to.ports.map((port) => ({ to, port })))
  const rows = await Promise.all(
    actors.map(async (from) => {
      const open = await connects(live, from, targets)
      return targets.flatMap(({ to, port }) => {
        const others = to.addresses.filter((address) => address !== from.address)
        if (others.length === 0) return []
        // Some ports are open on one of the members only, the one that leads.
        const connected = others.some((address) => open.has(`${address}:${port}`))
        return [{ from, to, port, declared: isDeclared(policies, from, to, port), connected }]
      })
    }),
  )
  const edges = rows.flat()
  live.say(`\n${table(actors, targets, edges)}\n`)
  const wrong = edges.filter(({ declared, connected }) => declared !== connected)
  expect(
    wrong.length === 0,
    wrong
      .map(
        ({ from, to, port, declared }) =>
          `${from.name} -> ${to.name}:${port} is ${declared ? 'declared and closed' : 'open and not declared'}`,
      )
      .join('; '),
  )
  const declared = edges.filter((edge) => edge.declared).length
  return `${declared} declared edges open, ${edges.length - declared} others closed`
}

/** The platform's components, each with its running pods. */
async function components(live: Live): Promise<Actor[]> {
  const pods = await list<Pod>(live, 'pods')
  const running = pods.filter(
    ({ metadata, spec, status }) =>
      status.phase === 'Running' && !spec.hostNetwork && !metadata.labels['sluice.test/tools'],
  )
  const named = (pod: Pod): string =>
    ['name', 'component'].map((key) => pod.metadata.labels[`app.kubernetes.io/${key}`]).join(' ')
  return [...new Set(running.map(named))].flatMap((name): Actor[] => {
    const alike = running.filter((pod) => named(pod) === name)
    const addresses = alike.flatMap(({ status }) => status.podIP ?? [])
    const [pod] = alike
    const [address] = addresses
    if (!pod || address === undefined) return []
    const ports = pod.spec.containers
      .flatMap((container) => container.ports ?? [])
      .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
      .map(({ containerPort }) => containerPort)
    const { name: podName, namespace, labels } = pod.metadata
    return [{ name, pod: podName, namespace, labels, address, addresses, ports }]
  })
}

/** Pods with tools in the place of Jobs, which have ended, and of those who have no business here. */
async function standIns(live: Live): Promise<Actor[]> {
  const labels = [...new Map((await jobLabels(live)).map((one) => [one['app.kubernetes.io/name'], one])).values()]
  await clientNamespace(live, 'elsewhere')
  const wanted = [
    ...labels.map((one, index) => ({
      what: `${one['app.kubernetes.io/name']} Job`,
      name: `matrix-job-${index}`,
      namespace: live.namespace,
      labels: one,
    })),
    { what: 'a pod without labels', name: 'matrix-unlabelled', namespace: live.namespace, labels: {} },
    { what: 'a pod elsewhere', name: 'matrix-elsewhere', namespace: 'elsewhere', labels: {} },
  ]
  return Promise.all(
    wanted.map(async ({ what, ...pod }) => {
      await toolPod(live, pod)
      const [started] = (await list<Pod>(live, 'pods', '', pod.namespace)).filter(
        ({ metadata }) => metadata.name === pod.name,
      )
      expect(started?.status.podIP !== undefined, `${pod.name} has no address`)
      return {
        name: what,
        pod: pod.name,
        namespace: pod.namespace,
        labels: pod.labels,
        address: started.status.podIP,
        addresses: [],
        ports: [],
      }
    }),
  )
}

type Target = { readonly to: Actor; readonly port: number }

/** Which of the ports a pod can connect to; it tries all at once, for three seconds. */
async function connects(
  live: Live,
  { pod, namespace }: Actor,
  targets: readonly Target[],
): Promise<ReadonlySet<string>> {
  const attempt =
    'if [ -x /bin/bash ]; then timeout 3 bash -c "exec 3<>/dev/tcp/$1/$2"; else nc -w 3 "$1" "$2" < /dev/null; fi'
  const tries = targets.flatMap(({ to, port }) =>
    to.addresses.map((address) => `(try ${address} ${port} > /dev/null 2>&1 && echo ${address}:${port}) &`),
  )
  const { code, stdout, stderr } = await inPod(live, { name: pod, namespace }, [
    'sh',
    '-c',
    `try() { ${attempt}; }\n${tries.join('\n')}\nwait`,
  ])
  expect(code === 0, `${pod} could try nothing: ${stderr}`)
  return new Set(stdout.split('\n'))
}

type Edge = {
  readonly from: Actor
  readonly to: Actor
  readonly port: number
  readonly declared: boolean
  readonly connected: boolean
}

/** Who reaches what: `open` and `-` as declared, in capitals where it is otherwise. */
function table(actors: readonly Actor[], targets: readonly Target[], edges: readonly Edge[]): string {
  const head = targets.map(({ to, port }) => `${to.name} :${port}`)
  const rows = actors.map((from) => {
    const cells = targets.map(({ to, port }) => {
      const edge = edges.find((one) => one.from === from && one.to === to && one.port === port)
      if (!edge) return ''
      if (edge.declared !== edge.connected) return edge.connected ? 'OPEN' : 'CLOSED'
      return edge.connected ? 'open' : '-'
    })
    return [from.name, ...cells]
  })
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(['from', ...head]), line(['', ...head].map(() => '---')), ...rows.map(line)].join('\n')
}
