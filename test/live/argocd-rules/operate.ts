import { setTimeout as pause } from 'node:timers/promises'
import { type Compared, manager } from './compare.ts'
import { healthOf } from './health.ts'
import { inParallel } from './in-parallel.ts'
import { type Anything, hasOption, keyOf, shown, waveOf } from './objects.ts'
import { inOrder } from './order.ts'
import { forbids, permitsRepository } from './project.ts'
import type { World } from './world.ts'

/** How an operation ended. */
export type Phase = 'Succeeded' | 'Failed' | 'Error'

type Ended = { readonly phase: Phase; readonly message: string }

/** Prints a line of what is done. */
export const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

/** The pause between two waves, in milliseconds. Source: `controller.sync.wave.delay.seconds`. */
const betweenWaves = 2000

/**
 * An operation: all that is chosen is checked, then applied wave by wave, each healthy before the next, but for the last;
 * what git does not hold any more goes at the end. `chosen` undefined: everything. Aborted: the operation is terminated.
 */
export async function operate(
  world: World,
  { targets, live, extra, shared }: Compared,
  chosen: ReadonlySet<string> | undefined,
  aborted: AbortSignal,
): Promise<Ended> {
  const { application } = world
  const { syncPolicy, source } = application.spec
  const isChosen = (one: Anything): boolean => chosen === undefined || chosen.has(keyOf(one))
  const options = syncPolicy?.syncOptions ?? []
  const applied = targets.filter(isChosen)
  const pruned = syncPolicy?.automated?.prune ? extra.filter(isChosen) : []
  if (options.includes('FailOnSharedResource=true') && shared.length > 0)
    return { phase: 'Failed', message: `Shared resource found: ${shared.join(', ')}` }
  if (!permitsRepository(world.project, source.repoURL))
    return { phase: 'Error', message: `repository ${source.repoURL} is not permitted in project` }
  const refused = await refusals([...applied, ...pruned], world)
  if (refused.length > 0) return { phase: 'Failed', message: refused.join('; ') }

  const waves = inOrder(applied)
  const done: Anything[] = []
  for (const [at, { wave, groups }] of waves.entries()) {
    const step = `${application.metadata.name}, wave ${wave}`
    const began = performance.now()
    for (const group of groups) {
      const failed = (await inParallel(group, (one) => applyOne(one, live, step, world))).flatMap((one) => one ?? [])
      if (failed.length > 0) return { phase: 'Failed', message: failed.join('; ') }
    }
    done.push(...groups.flat())
    const took = (performance.now() - began) / 1000
    if (at === waves.length - 1 && pruned.length === 0) {
      say({ step, ready: true, applied: took, seconds: took })
      break
    }
    const ended = await untilHealthy(done, world, aborted)
    say({ step, ready: !ended, applied: took, seconds: (performance.now() - began) / 1000, message: ended?.message })
    if (ended) return ended
    await pause(betweenWaves)
  }
  await pruneAll(pruned, world)
  return { phase: 'Succeeded', message: 'successfully synced (all tasks run)' }
}

/** Why an operation does not begin: what the project does not permit, and kinds that the server does not have. */
async function refusals(objects: readonly Anything[], { project, server, resourceOf, application }: World) {
  const all = await Promise.all(
    objects.map(async (one) => {
      const resource = await resourceOf(one)
      const forbidden = forbids(project, one, resource?.namespaced ?? one.metadata.namespace !== undefined, server)
      if (forbidden !== undefined) return [forbidden]
      const option = 'SkipDryRunOnMissingResource=true'
      const skips = hasOption(one, option) || application.spec.syncPolicy?.syncOptions?.includes(option)
      return resource || skips ? [] : [`${shown(one)}: the server could not find the requested resource`]
    }),
  )
  return [...new Set(all.flat())]
}

/** Applies an object; gives why it was refused. */
async function applyOne(
  object: Anything,
  live: ReadonlyMap<string, Anything>,
  step: string,
  { api, resourceOf }: World,
): Promise<string | undefined> {
  const resource = await resourceOf(object)
  if (!resource) return `${shown(object)}: the server could not find the requested resource`
  const before = live.get(keyOf(object))
  try {
    const after = await api.apply(resource, object, manager)
    const same = before?.metadata.resourceVersion === after.metadata.resourceVersion
    say({ step, object: shown(object), action: before ? (same ? 'unchanged' : 'configured') : 'created' })
    return undefined
  } catch (error) {
    return `${shown(object)}: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Waits, without an end of its own; gives how the operation ended where that is not well. */
async function untilHealthy(
  objects: readonly Anything[],
  { api, resourceOf }: World,
  aborted: AbortSignal,
): Promise<Ended | undefined> {
  for (;;) {
    const states = await inParallel(
      objects.filter((one) => healthOf(one) !== undefined),
      async (one) => {
        const resource = await resourceOf(one)
        const now = resource && (await api.get(resource, one.metadata.name, one.metadata.namespace))
        return { object: shown(one), health: now ? healthOf(now) : 'Missing' }
      },
    )
    const degraded = states.filter(({ health }) => health === 'Degraded')
    if (degraded.length > 0)
      return { phase: 'Failed', message: `Degraded: ${degraded.map(({ object }) => object).join(', ')}` }
    const waiting = states.filter(({ health }) => health !== 'Healthy')
    if (waiting.length === 0) return undefined
    if (aborted.aborted) {
      const names = waiting.map(({ object, health }) => `${object} is ${health}`).join(', ')
      return {
        phase: 'Failed',
        message: `operation is terminating due to timeout; waiting for healthy state of ${names}`,
      }
    }
    await pause(1000)
  }
}

/** Highest wave first; what is protected, as it is in the cluster, stays. */
async function pruneAll(objects: readonly Anything[], { api, resourceOf, application }: World): Promise<void> {
  const background = application.spec.syncPolicy?.syncOptions?.includes('PrunePropagationPolicy=background')
  for (const one of [...objects].sort((first, second) => waveOf(second) - waveOf(first))) {
    const { name, namespace } = one.metadata
    const resource = await resourceOf(one)
    const isKept = hasOption(one, 'Prune=false')
    if (!isKept && resource) await api.remove(resource, name, namespace, background ? 'Background' : 'Foreground')
    say({ step: `${application.metadata.name}, prune`, object: shown(one), action: isKept ? 'skipped' : 'deleted' })
  }
}
