import type { Api } from '../../api.ts'
import { finished } from '../../cluster/command-line.ts'
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
async function load(nft: string, rules: string): Promise<void> {
  const { code, stderr } = await finished([nft, '-f', '-'], { input: rules })
  if (code !== 0) throw new Error(`${nft} ended with ${code}: ${stderr}`)
}
