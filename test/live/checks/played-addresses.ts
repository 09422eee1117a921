import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { run } from '../cluster/command-line.ts'
import { inNetworkOf } from '../cluster/kernel-namespaces.ts'
import { mark } from '../cluster/processes.ts'
import type { Actor } from './actor.ts'
import { expect, type Live } from './check.ts'
import type { Port } from './declared-edges.ts'
import { ownPlan } from './own-plan.ts'

/** Listens until its input is closed, so that it does not outlive whoever started it. */
const listener = `
  const places = process.argv.slice(1)
  let left = places.length
  for (const place of places) {
    const [host, port] = place.split(' ')
    const said = () => --left || console.log('listens')
    require('node:net').createServer((socket) => socket.destroy()).listen({ host, port }, said)
  }
  process.stdin.on('end', () => process.exit()).resume()
`

/**
 * Gives every node of our own cluster some addresses beside its own, as a node's DNS cache has one, and takes connections
 * there on the TCP ports, until the end.
 */
export async function playedAddresses(
  live: Live,
  wanted: readonly { readonly address: string; readonly ports: readonly Port[] }[],
): Promise<{ readonly actors: readonly Actor[]; readonly end: () => void }> {
  if (wanted.length === 0) return { actors: [], end: () => {} }
  const { stateFolder } = live.context
  const { nodes, artefacts } = ownPlan(live)
  const actors = wanted.map(({ address, ports }) => ({
    what: address,
    members: [],
    endpoints: [{ address }],
    ports: ports.filter(({ protocol }) => protocol === 'TCP'),
  }))
  const places = actors.flatMap(({ what, ports }) => ports.map(({ port }) => `${what} ${port}`))
  const ip = (verb: 'replace' | 'delete'): void => {
    for (const { name } of nodes)
      for (const { address } of wanted) {
        const command = [join(artefacts.system, 'usr/bin/ip'), 'address', verb, `${address}/32`, 'dev', 'lo'] as const
        run(inNetworkOf(stateFolder, name, command))
      }
  }
  ip('replace')
  const listeners = nodes.map(({ name }) => {
    const [program, ...args] = inNetworkOf(stateFolder, name, [process.execPath, '-e', listener, ...places])
    return spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, [mark]: stateFolder } })
  })
  const end = (): void => {
    for (const one of listeners) one.stdin.end()
    ip('delete')
  }
  const began = await Promise.all(
    listeners.map((one) => Promise.race([once(one.stdout, 'data'), once(one, 'exit').then(() => undefined)])),
  )
  if (began.includes(undefined)) end()
  expect(!began.includes(undefined), `nobody can listen at ${places.join(', ')}`)
  return { actors, end }
}
