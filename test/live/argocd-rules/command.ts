import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openApi } from '../api.ts'
import { run } from '../cluster/command-line.ts'
import type { LiveCommand } from '../context.ts'
import { told } from '../obstacle.ts'
import type { Application } from './application.ts'
import { compare } from './compare.ts'
import { operate, type Phase, say } from './operate.ts'
import { openWorld, resources } from './world.ts'

const options = {
  kubeconfig: { type: 'string', default: '' },
  folder: { type: 'string', default: '' },
  application: { type: 'string', default: '' },
  namespace: { type: 'string', default: 'argocd' },
  everything: { type: 'boolean', default: false },
} as const

/**
 * `argocd-rules --kubeconfig FILE --folder CHECKOUT --application NAME [--everything]`: what Argo CD does with an Application
 * of the cluster, once, by the rules that it publishes; Argo CD itself is not to be had. Compares, syncs where something
 * differs (or all, as somebody who presses the button does), tries again what failed as the Application says. An interrupt
 * ends the operation, as `controller.sync.timeout.seconds` does. Prints JSON lines, as the program for Flux does.
 */
export const argocdRulesCommand: LiveCommand = async (args) => {
  const { values } = parseArgs({ args: [...args], options })
  const { kubeconfig, folder, application: name, namespace, everything } = values
  const ended = new AbortController()
  process.on('SIGINT', () => ended.abort())
  const api = openApi(kubeconfig)
  const began = performance.now()
  for (let attempt = 0; ; attempt += 1) {
    const application = await api.get(resources.applications, name, namespace)
    if (!application) throw new Error(`there is no Application ${name}`)
    // What is tried again is what git holds by then: `retry.refresh`.
    const revision = run(['git', '-C', folder, 'rev-parse', 'HEAD']).trim()
    const world = await openWorld(api, application)
    const compared = await compare(world, folder)
    for (const { object, drift } of compared.differing)
      for (const sentence of drift) say({ step: name, object, action: 'differs', message: sentence })
    const last = application.status?.operationState
    const isTried = last?.syncResult?.revision === revision
    const isSynced = compared.differing.length === 0
    if (isSynced && !everything) return tell(name, true, began, 'is synced')
    if (isTried && last?.phase !== 'Succeeded' && attempt === 0 && !everything)
      return tell(name, false, began, `failed previous sync attempt to ${revision} and will not retry`)
    const { prune = false, allowEmpty = false } = application.spec.syncPolicy?.automated ?? {}
    if (prune && !allowEmpty && compared.targets.length === 0)
      return tell(name, false, began, `Skipping sync attempt to ${revision}: auto-sync will wipe out all resources`)
    const chosen = isTried && !everything ? new Set(compared.differing.map(({ key }) => key)) : undefined
    const { phase, message } = await operate(world, compared, chosen, ended.signal)
    const state = { phase, message, ...operation(application, revision) }
    await api.patch(resources.applications, name, namespace, { status: { operationState: state } })
    if (phase === 'Succeeded') return tell(name, true, began, message)
    const { limit = 5 } = application.spec.syncPolicy?.retry ?? {}
    if (ended.signal.aborted || (limit >= 0 && attempt >= limit)) return tell(name, false, began, message)
    const seconds = Math.min(10 * 2 ** attempt, 180)
    say({ step: name, message: `${message}. Retrying attempt #${attempt + 1} in ${seconds} s` })
    await pause(seconds * 1000, undefined, { signal: ended.signal }).catch(told)
  }
}

function operation({ spec: { source } }: Application, revision: string) {
  const now = new Date().toISOString()
  return { startedAt: now, finishedAt: now, operation: { sync: { revision } }, syncResult: { revision, source } }
}

function tell(step: string, ready: boolean, began: number, message: Phase | string): number {
  say({ step, ready, seconds: (performance.now() - began) / 1000, message })
  return 0
}
