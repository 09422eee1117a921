import type { Actor, Member } from './actor.ts'
import { expect, type Live } from './check.ts'
import type { Endpoint, Port } from './declared-edges.ts'
import { inPod } from './kubectl.ts'
import type { Attempt } from './network-edges.ts'

/** So many pods try at a time: hundreds of attempts each would keep one another from connecting in time. */
const atOnce = 6

/** The first pod of each actor tries all the actors there are, and every pod tries those of its own actor. */
export async function attemptsOf(live: Live, actors: readonly Actor[]): Promise<Attempt[]> {
  const sources = actors.flatMap((from) =>
    from.members.map((source, index) => ({ from, source, to: index === 0 ? actors : [from] })),
  )
  const attempts: Attempt[] = []
  while (sources.length > 0) {
    const now = sources.splice(0, atOnce)
    attempts.push(
      ...(await Promise.all(now.map(({ from, source, to }) => attemptsFrom(live, from, source, to)))).flat(),
    )
  }
  return attempts
}

async function attemptsFrom(live: Live, from: Actor, source: Member, actors: readonly Actor[]): Promise<Attempt[]> {
  const tries = actors.flatMap((to) =>
    to.endpoints.flatMap((endpoint) => to.ports.map((port) => ({ from, to, source, endpoint, port }))),
  )
  const reached = await connections(live, source, tries)
  return tries.map((one, index) => ({ ...one, connected: reached.has(index) }))
}

/** Which of the ports, by index, a pod can connect to; it tries all at once, for five seconds. */
async function connections(
  live: Live,
  { name, namespace }: Member,
  tries: readonly { readonly endpoint: Endpoint; readonly port: Port }[],
): Promise<ReadonlySet<number>> {
  const lines = tries.map(({ endpoint, port }, index) => {
    const attempt = port.protocol === 'TCP' ? 'connect' : 'look_up'
    return `(${attempt} ${endpoint.address} ${port.port} > /dev/null 2>&1 && echo ${index}) &`
  })
  const script = [commands, ...lines, 'wait'].join('\n')
  const { code, stdout, stderr } = await inPod(live, { name, namespace }, ['sh', '-c', script])
  expect(code === 0, `${name} could try nothing: ${stderr}`)
  return new Set(stdout.trim().split('\n').filter(Boolean).map(Number))
}

/**
 * With what each image has: bash, or tools of busybox. What is asked over UDP is a DNS server, as no other says who it is:
 * any answer will do. The query of bash, for the address of cluster.local, begins with two letters, as its answer does.
 */
const commands = String.raw`
  if [ -x /bin/bash ]; then
    connect() { timeout 5 bash -c "exec 3<>/dev/tcp/$1/$2"; }
    query='xx\1\0\0\1\0\0\0\0\0\0\7cluster\5local\0\0\1\0\1'
    look_up() { timeout 5 bash -c "exec 3<>/dev/udp/$1/$2; printf '$query' >&3; [ \"\$(head -c 1 <&3)\" = x ]"; }
  else
    connect() { nc -w 5 "$1" "$2" < /dev/null; }
    look_up() { timeout 5 nslookup kubernetes.default.svc.cluster.local "$1"; }
  fi`
