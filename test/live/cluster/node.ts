import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import type { LiveCommand } from '../context.ts'
import { makeGroups, removeGroups } from './cgroups.ts'
import { apiPrograms, controllerPrograms, nodePrograms, runtimeProgram } from './control-plane.ts'
import { doublesOf } from './doubles.ts'
import { goAhead } from './kernel-namespaces.ts'
import { mountOwnFolders, temporaryFolder } from './mounts.ts'
import { clusterPaths } from './paths.ts'
import { apiPort } from './pki.ts'
import { cgroupOf, controlNode, readPlan } from './plan.ts'
import { keeper } from './programs.ts'

/** `node NAME`: a node of the cluster, in namespaces that are open and connected. Ends when they do. */
export const nodeCommand: LiveCommand = async ([name], context) => {
  if (!(await heardGoAhead())) return 0
  const plan = readPlan(context.stateFolder)
  const node = plan?.nodes.find((one) => one.name === name)
  if (!plan || !node) throw new Error(`there is no plan of a node ${name}`)
  const paths = clusterPaths(context.stateFolder)

  // Written where the namespaces' own /proc is: other machines, and this one, keep theirs.
  writeFileSync('/proc/sys/kernel/hostname', node.name)
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1')
  mountOwnFolders(paths.node(node.name))
  const group = cgroupOf(context.stateFolder, node.number)
  // A machine that comes back after a power cut has none of its old groups; the kubelet would look for their containers.
  await removeGroups(group)
  makeGroups(group)

  const keep = keeper(paths.node(node.name).programs, paths.logs, { ...process.env, TMPDIR: temporaryFolder })
  const isControl = node.number === controlNode(plan.nodes).number
  keep(runtimeProgram(plan, node, context))
  if (isControl) apiPrograms(plan, node, context).forEach(keep)
  await apiReady(
    `https://${controlNode(plan.nodes).address}:${apiPort}/readyz`,
    readFileSync(join(paths.keys, 'ca.crt')),
  )
  if (isControl) controllerPrograms(plan, context).forEach(keep)
  nodePrograms(plan, node, context).forEach(keep)
  doublesOf(plan, node, context).forEach(keep)
  return new Promise<never>(() => {})
}

/** Whether whoever started this node lived long enough to write it down. */
async function heardGoAhead(): Promise<boolean> {
  for await (const chunk of process.stdin) if (String(chunk) === goAhead) return true
  return false
}

/** Waits until the API server says that it is ready; every ten seconds says why it is not. */
async function apiReady(url: string, ca: Buffer): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await answerOf(url, ca)
    if (answer === 'ok') return
    if (attempt % 100 === 0) console.error(`${url}: ${answer}`)
    await pause(100)
  }
}

/** The body of a response, or why there is none. */
async function answerOf(url: string, ca: Buffer): Promise<string> {
  try {
    const request = get(url, { ca, signal: AbortSignal.timeout(2000) })
    const [response] = (await once(request, 'response')) as [IncomingMessage] // by its contract
    return await text(response)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
