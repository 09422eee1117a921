import { expect, type Live } from './check.ts'
import type { Endpoint, Labels, Port } from './declared-edges.ts'
import { list } from './kubectl.ts'

/** Who takes part in the matrix: a component, one whom the policies name, or one who has no business here. */
export type Actor = {
  readonly what: string
  /** The namespace of one who is not of the platform. */
  readonly where?: string
  /** The pod that connects as it; absent: others connect to it only. */
  readonly source?: Source
  /** All whom others connect to. */
  readonly targets: readonly Endpoint[]
  readonly ports: readonly Port[]
}

export type Source = Endpoint & { readonly name: string; readonly namespace: string; readonly node: string }

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

/** A pod as policies see it. */
export function endpointOf({ metadata: { name, namespace, labels = {} }, status: { podIP } }: Pod): Endpoint {
  expect(podIP !== undefined, `${name} has no address`)
  return { address: podIP, pod: { namespace, labels } }
}

/** A pod as one that connects. */
export const sourceOf = (pod: Pod): Source => ({
  ...endpointOf(pod),
  name: pod.metadata.name,
  namespace: pod.metadata.namespace,
  node: pod.status.hostIP ?? '',
})

/** What pods with these labels are called: `kafka broker`, `prometheus`, `kafka-client`. */
export function nameOf(labels: Labels): string {
  const app = ['name', 'component'].flatMap((key) => labels[`app.kubernetes.io/${key}`] ?? [])
  if (app.length > 0) return app.join(' ')
  const others = Object.entries(labels).map(([key, value]) =>
    value === 'true' ? (key.split('/').at(-1) ?? key) : value,
  )
  return others.join(' ') || 'no labels'
}
