import { expect, type Live } from './check.ts'
import type { Endpoint, Labels, Port } from './declared-edges.ts'
import { list } from './kubectl.ts'

/** Who takes part in the matrix: a component, one whom the policies name, or one who has no business here. */
export type Actor = {
  readonly what: string
  /** The namespace of one who is not of the platform. */
  readonly where?: string
  /** The pods that connect as it; none: others connect to it only. */
  readonly members: readonly Member[]
  /** All that others connect to. */
  readonly endpoints: readonly Endpoint[]
  readonly ports: readonly Port[]
}

/** A pod as one that connects. */
export type Member = Endpoint & { readonly name: string; readonly namespace: string; readonly nodeAddress: string }

/** What is looked at of a pod. */
export type Pod = {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels?: Labels }
  readonly spec: {
    readonly hostNetwork?: boolean
    readonly containers: readonly {
      readonly ports?: readonly { readonly containerPort: number; readonly protocol?: string }[]
    }[]
  }
  readonly status: { readonly podIP?: string; readonly hostIP?: string; readonly phase?: string }
}

/** The pods with these labels that run and have a network of their own, but for those of the checks. */
export async function runningPods(live: Live, namespace: string, labels: Labels = {}): Promise<Pod[]> {
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`)
  const pods = await list<Pod>(live, 'pods', ['!sluice.test/tools', ...selector].join(','), namespace)
  return pods.filter(({ spec, status }) => status.phase === 'Running' && status.podIP && !spec.hostNetwork)
}

/** A pod that runs, as policies see it and as one that connects. */
export function memberOf({ metadata: { name, namespace, labels = {} }, status: { podIP, hostIP } }: Pod): Member {
  expect(podIP !== undefined && hostIP !== undefined, `${name} has no address, or its node has none`)
  return { address: podIP, pod: { namespace, labels }, name, namespace, nodeAddress: hostIP }
}

/** What pods with these labels are called: `kafka broker`, `prometheus`, `kafka-client`. */
export function whatOf(labels: Labels): string {
  const app = ['name', 'component'].flatMap((key) => labels[`app.kubernetes.io/${key}`] ?? [])
  if (app.length > 0) return app.join(' ')
  const others = Object.entries(labels).map(([key, value]) =>
    value === 'true' ? (key.split('/').at(-1) ?? key) : value,
  )
  return others.join(' ') || 'no labels'
}
