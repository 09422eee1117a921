import { parseArgs } from 'node:util'
import { type Api, openApi } from '../api.ts'
import type { LiveCommand } from '../context.ts'

const options = {
  kubeconfig: { type: 'string' },
  class: { type: 'string' },
  folder: { type: 'string' },
  nft: { type: 'string' },
  range: { type: 'string' },
} as const

type Given = { readonly [Name in keyof typeof options]?: string }

/** What stands in for what no package registry has. */
const doubles: Readonly<Record<string, (api: Api, given: Given) => Promise<never>>> = {
  'cert-manager': async (api) => (await import('./cert-manager/cert-manager.ts')).certManager(api),
  'load-balancer': async (api, given) => (await import('./load-balancer.ts')).loadBalancer(api, need(given, 'range')),
  'network-policies': async (api, given) =>
    (await import('./network-policies/network-policies.ts')).networkPolicies(api, need(given, 'nft')),
  volumes: async (api, given) =>
    (await import('./volumes.ts')).volumes(api, need(given, 'folder'), need(given, 'class')),
}

/**
 * Runs a test double until it is ended:
 * `double cert-manager --kubeconfig FILE`
 * `double load-balancer --kubeconfig FILE --range FIRST-LAST`
 * `double network-policies --kubeconfig FILE --nft FILE`, in the network namespace of each node
 * `double volumes --kubeconfig FILE --folder FOLDER --class NAME`
 */
export const doubleCommand: LiveCommand = async ([name = '', ...args]) => {
  const start = Object.hasOwn(doubles, name) ? doubles[name] : undefined
  if (!start) throw new Error(`there is no double "${name}"; there are ${Object.keys(doubles).join(', ')}`)
  const { values } = parseArgs({ args, options })
  return start(openApi(need(values, 'kubeconfig')), values)
}

function need(given: Given, option: keyof Given): string {
  const value = given[option]
  if (value === undefined) throw new Error(`this double needs --${option}`)
  return value
}
