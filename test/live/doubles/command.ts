import { parseArgs } from 'node:util'
import { type Api, openApi } from '../api.ts'
import type { LiveCommand } from '../context.ts'

/** What each double is given after its name and `--kubeconfig FILE`. */
const doubles: Readonly<Record<string, () => Promise<(api: Api, args: readonly string[]) => Promise<never>>>> = {
  'cert-manager': async () => (await import('./cert-manager/cert-manager.ts')).certManager,
}

/** `double NAME --kubeconfig FILE …`: runs a test double until it is ended. */
export const doubleCommand: LiveCommand = async ([name = '', ...args]) => {
  const load = Object.hasOwn(doubles, name) ? doubles[name] : undefined
  if (!load) throw new Error(`there is no double "${name}"; there are ${Object.keys(doubles).join(', ')}`)
  const { values } = parseArgs({ args: [...args], options: { kubeconfig: { type: 'string' } }, strict: false })
  if (typeof values.kubeconfig !== 'string') throw new Error('a double needs --kubeconfig FILE')
  return (await load())(openApi(values.kubeconfig), args)
}
