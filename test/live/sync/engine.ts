import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Manifest } from '../../../engine/model.ts'
import { argocdRoot } from '../../../engine/sync/argocd.ts'
import { fluxRoot } from '../../../engine/sync/flux.ts'
import { closeCache, openCache } from '../artefacts/cache.ts'
import { goProgram } from '../artefacts/go-program.ts'
import type { Live } from '../checks/check.ts'
import { ownPlan } from '../checks/own-plan.ts'
import { inNetworkOf } from '../cluster/kernel-namespaces.ts'
import { clusterPaths } from '../cluster/paths.ts'
import { controlNode } from '../cluster/plan.ts'
import { mark } from '../cluster/processes.ts'
import { completeOverlay } from './overlay.ts'
import type { Repository } from './repository.ts'

/** What a sync does to an object; both engines' words for it are these. */
export type Action = 'created' | 'configured' | 'unchanged' | 'deleted' | 'skipped'

/** What a sync came to. */
export type Synced = {
  readonly objects: readonly { readonly step: string; readonly object: string; readonly action: Action }[]
  /** In the order in which they ended. `applied`: seconds until it began to wait for health. */
  readonly steps: readonly Step[]
  readonly seconds: number
}

export type Step = {
  readonly step: string
  readonly ready: boolean
  readonly applied?: number
  readonly seconds?: number
  readonly message?: string
}

type Line = Partial<Step> & { readonly step: string; readonly object?: string; readonly action?: Action }

/** How a sync is asked for. */
export type Asked = {
  /** Ends the wait for health: what `controller.sync.timeout.seconds` and a newer revision do. */
  readonly signal?: AbortSignal
  /** Argo CD: applies every object, though nothing differs. Flux always does. */
  readonly everything?: boolean
  /** Flux: other managers whose fields it takes for its own, `--override-manager`. */
  readonly override?: string
}

/** An engine that syncs what a repository holds. */
export type Engine = {
  readonly id: 'argocd' | 'flux'
  /** As rows of the README call it, with what is imitated. */
  readonly name: string
  /** What a person applies by hand, once. */
  readonly root: (repository: Repository, live: Live) => Promise<Manifest[]>
  /** Syncs what is checked out, once. */
  readonly sync: (repository: Repository, live: Live, asked?: Asked) => Promise<Synced>
}

const revisionOf = (repository: Repository): string => `main@sha1:${repository.head()}`

export const flux: Engine = {
  id: 'flux',
  name: 'Flux (its own libraries)',
  root: async ({ overlay, folder }, { context }) => fluxRoot(await completeOverlay(overlay, folder, context)),
  sync: async (repository, live, { signal, override } = {}) => {
    const cache = openCache(live.context.cacheFolder, live.say)
    const program = await goProgram(cache, 'flux').finally(() => closeCache(cache))
    const more = override === undefined ? [] : [`-override-manager=${override}`]
    const args = [`-folder=${repository.folder}`, `-revision=${revisionOf(repository)}`, ...more]
    return ran(live, [program, `-kubeconfig=${kubeconfigOf(live)}`, ...args], signal)
  },
}

export const argocd: Engine = {
  id: 'argocd',
  name: 'Argo CD (a harness that follows its published rules)',
  root: async ({ overlay, folder }, { context }) => argocdRoot(await completeOverlay(overlay, folder, context)),
  sync: async (repository, live, { signal, everything = false } = {}) => {
    const names = [`${repository.overlay}-root`, `${repository.overlay}-platform`]
    const outcomes: Synced[] = []
    for (const name of names) {
      const command = [process.execPath, '--enable-source-maps', live.context.bundle, 'argocd-rules'] as const
      const args = ['--kubeconfig', kubeconfigOf(live), '--folder', repository.folder, '--application', name]
      outcomes.push(await ran(live, [...command, ...args, ...(everything ? ['--everything'] : [])], signal))
    }
    return {
      objects: outcomes.flatMap(({ objects }) => objects),
      steps: outcomes.flatMap(({ steps }) => steps),
      seconds: outcomes.reduce((sum, { seconds }) => sum + seconds, 0),
    }
  },
}

const kubeconfigOf = ({ context }: Live): string => join(clusterPaths(context.stateFolder).keys, 'admin.kubeconfig')

/** Runs an engine's program where it reaches the API server, to its end; throws with what it says where it fails. */
async function ran(live: Live, command: readonly [string, ...string[]], signal?: AbortSignal): Promise<Synced> {
  const { stateFolder } = live.context
  const [program, ...args] = inNetworkOf(stateFolder, controlNode(ownPlan(live).nodes).name, command)
  const began = performance.now()
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_PROXY: '*', [mark]: stateFolder },
  })
  const interrupt = (): void => void child.kill('SIGINT')
  signal?.addEventListener('abort', interrupt)
  const said: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text))
  const lines: Line[] = []
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as Line // written by the engines' programs
    lines.push(line)
    if (line.ready !== undefined) live.say(shown(line))
  })
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exit, by) => resolve(exit ?? (by ? 1 : 0)))
  })
  signal?.removeEventListener('abort', interrupt)
  if (code !== 0) throw new Error(`${said.join('').trim().slice(-2000)}`)
  return {
    objects: lines.flatMap(({ step, object, action }) => (object && action ? [{ step, object, action }] : [])),
    steps: lines.flatMap((line) => (line.ready === undefined ? [] : [{ ...line, ready: line.ready }])),
    seconds: (performance.now() - began) / 1000,
  }
}

const shown = ({ step, ready, seconds = 0, message = '' }: Line): string =>
  `${step}: ${ready ? 'ready' : 'NOT READY'} after ${seconds.toFixed(1)} s${message === '' ? '' : `: ${message.slice(0, 600)}`}`
