import { type Actor, memberOf, type Pod, runningPods, whatOf } from './actor.ts'
import { expect, type Live } from './check.ts'
import type { Labels, Port } from './declared-edges.ts'
import { eventually } from './eventually.ts'
import { jobLabels } from './job-labels.ts'
import { applied, ask } from './kubectl.ts'
import { distinct, elsewhere, grouped, isNamed, type NamedPods } from './named-peers.ts'
import { toolPodObject } from './tool-pod.ts'

/** An actor that a pod of tools plays; where it has endpoints already, it only connects. */
export type Role = Omit<Actor, 'members'> & { readonly namespace: string; readonly labels: Labels }

/** A port that no policy speaks of. */
const anyPort: Port = { port: 8080, protocol: 'TCP' }

/** Jobs, which have ended; those whom policies name and who do not run here; and strangers. */
export async function rolesToPlay(
  live: Live,
  named: readonly NamedPods[],
  components: readonly Actor[],
): Promise<Role[]> {
  const { namespace } = live
  const jobs = grouped(await jobLabels(live), whatOf).map(
    ([labels]): Role => ({ what: `${whatOf(labels)} Job`, namespace, labels, endpoints: [], ports: [] }),
  )
  const present = [
    ...components.flatMap(({ endpoints }) => endpoints),
    ...jobs.map(({ labels }) => ({ address: '', pod: { namespace, labels } })),
  ]
  const absent = named.filter((one) => !present.some((endpoint) => isNamed(one, endpoint)))
  const others = grouped([...absent, ...strangers(named, namespace)], (one) =>
    JSON.stringify([one.namespace, one.labels]),
  ).map(([first, ...same]) => ({ ...first, ports: distinct([first, ...same].flatMap(({ ports }) => ports)) }))
  return [...jobs, ...(await Promise.all(others.map((one) => roleOf(live, one))))]
}

/**
 * Who is none of those whom policies name: without labels, in the platform's namespace and in another; with the labels of
 * each in another namespace; in the namespace of each without its labels. They listen where those of other namespaces
 * would, so that it shows whether somebody who may send to the one may send to the other.
 */
function strangers(named: readonly NamedPods[], namespace: string): NamedPods[] {
  const close = named
    .filter(({ isPeer, labels }) => isPeer && Object.keys(labels).length > 0)
    .flatMap((one) => {
      const ports = one.namespace === namespace ? [] : one.ports
      return [
        { ...one, ports, namespace: elsewhere },
        { ...one, ports, labels: {} },
      ]
    })
  return [
    { namespace, labels: {}, ports: [], isPeer: false },
    { namespace: elsewhere, labels: {}, ports: [anyPort], isPeer: false },
    ...close,
  ]
}

/** Others connect to the pods with those labels that run, where there are any. */
async function roleOf(live: Live, { namespace, labels, ports }: NamedPods): Promise<Role> {
  const isOurs = namespace === live.namespace
  const isAnybody = Object.keys(labels).length === 0
  const real = isOurs || isAnybody ? [] : await runningPods(live, namespace, labels)
  return {
    what: whatOf(labels),
    ...(isOurs ? {} : { where: namespace }),
    namespace,
    labels,
    endpoints: real.map(memberOf),
    // What is looked up over UDP is answered by a real server only.
    ports: real.length > 0 ? ports : ports.filter(({ protocol }) => protocol === 'TCP'),
  }
}

/** What the pods of the matrix have alike. */
export const matrixLabel = 'sluice.test/matrix'

/** Each role with its pod of tools, which takes connections where nobody else does in its place. */
export async function playedRoles(live: Live, roles: readonly Role[]): Promise<Actor[]> {
  const nameOfPod = (index: number): string => `matrix-${index}`
  const pods = roles.map(({ namespace, labels, endpoints, ports }, index) =>
    toolPodObject({
      name: nameOfPod(index),
      namespace,
      labels: { ...labels, [matrixLabel]: 'true' },
      listens: endpoints.length > 0 ? [] : ports.map(({ port }) => port),
      unserved: true,
    }),
  )
  // A namespace that has just been made has no account for pods yet.
  await eventually(20, () => applied(live, ...pods))
  const selector = `--selector=${matrixLabel}`
  await ask(live, ['wait', 'pods', selector, '--all-namespaces', '--for=condition=ContainersReady', '--timeout=120s'])
  const { items } = JSON.parse(await ask(live, ['get', 'pods', selector, '--all-namespaces', '--output=json'])) as {
    items: Pod[]
  } // a List, by kubectl's contract
  return roles.map(({ namespace, labels: _, ...role }, index) => {
    const pod = items.find(({ metadata }) => metadata.name === nameOfPod(index) && metadata.namespace === namespace)
    expect(pod !== undefined, `there is no ${nameOfPod(index)} in ${namespace}`)
    const member = memberOf(pod)
    return { ...role, members: [member], endpoints: role.endpoints.length > 0 ? role.endpoints : [member] }
  })
}
