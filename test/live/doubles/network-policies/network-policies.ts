import { spawn } from 'node:child_process'
import type { Api } from '../../api.ts'
import { resources } from '../../resources.ts'
import { follow } from '../follow.ts'
import { ruleset } from './ruleset.ts'

/**
 * A double of a network plugin that enforces NetworkPolicies: keeps the rules of the network namespace that it runs in
 * up to date, so every node has one. `nft` is the program that sets them.
 */
export async function networkPolicies(api: Api, nft: string): Promise<never> {
  let applied = ''
  const { networkPolicies: policies, pods, namespaces } = resources
  return follow(api, { policies, pods, namespaces }, async (objects) => {
    const wanted = ruleset(objects.policies, objects.pods, objects.namespaces)
    if (wanted === applied) return undefined
    await load(nft, wanted)
    applied = wanted
    return undefined
  })
}

/** Replaces the rules in one step; throws with nft's words where it refuses. */
function load(nft: string, rules: string): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(nft, ['-f', '-'], { stdio: ['pipe', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text
    })
    child.stdin.on('error', failed)
    child.on('error', failed)
    child.on('close', (code) => (code === 0 ? done() : failed(new Error(`${nft} ended with ${code}: ${said}`))))
    child.stdin.end(rules)
  })
}
