import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { listOverlays } from '../../../engine/list-overlays.ts'
import { type Artefacts, artefacts } from '../artefacts/artefacts.ts'
import type { LiveCommand, LiveContext } from '../context.ts'
import type { Image } from '../images/image.ts'
import { imagesOf } from '../images/of-overlay.ts'
import { Obstacle, told } from '../obstacle.ts'
import { overlayFolderOf } from '../overlays.ts'
import { missing } from '../requirements.ts'
import { apply } from './apply.ts'
import { groupsOf } from './cgroups.ts'
import { takeDown } from './down.ts'
import { overlayFacts } from './facts.ts'
import { firstProcessOf } from './kernel-namespaces.ts'
import { clusterPaths } from './paths.ts'
import { cgroupOf, cgroupPrefix, readPlan } from './plan.ts'
import { mark } from './processes.ts'
import { recordedProcess, recordProcess } from './record.ts'
import { type Say, sayer } from './say.ts'
import { startCluster, type Wanted } from './start.ts'
import { untilReady } from './until-ready.ts'

/**
 * `up OVERLAY [--nodes 1|3] [--timeout MINUTES] [--empty]`: a cluster, and on it what the overlay's `rendered/` holds;
 * nothing with `--empty`.
 */
export const upCommand: LiveCommand = async (args, context) => {
  const request = parse(args)
  if (!request) {
    process.stderr.write('Usage: npm run live -- up OVERLAY [--nodes 1|3] [--timeout MINUTES] [--empty]\n')
    return 2
  }
  const obstacles = [...unknown(request.overlay, context), ...missing(context), ...running(context)]
  if (obstacles.length > 0) {
    process.stderr.write(`${obstacles.join('\n')}\n`)
    return 1
  }
  const folder = isFolder(request.overlay) ? resolve(request.overlay) : overlayFolderOf(request.overlay, context)
  const images = imagesOf(folder)
  const say = sayer()
  // What an `up` that was killed left is in the way.
  await cleanOrThrow(context)
  recordProcess(clusterPaths(context.stateFolder).starter, process.pid)
  // For what is started from here on: should this process be killed, `down` ends that too.
  process.env[mark] = context.stateFolder
  const found = await madeArtefacts(images, context, say)
  const facts = overlayFacts(folder)
  if (!(await started({ facts, count: request.nodes, artefacts: found }, context, say))) return 1
  if (request.empty) return 0
  if (!(await applied(folder, context, say))) return 1
  return (await untilReady(context, request.minutes * 60, say)) ? 0 : 1
}

type Request = { readonly overlay: string; readonly nodes: number; readonly minutes: number; readonly empty: boolean }

function parse(args: readonly string[]): Request | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      nodes: { type: 'string', default: '1' },
      timeout: { type: 'string', default: '10' },
      empty: { type: 'boolean', default: false },
    },
  })
  const [overlay] = positionals
  const nodes = Number(values.nodes)
  const minutes = Number(values.timeout)
  if (!overlay || positionals.length > 1 || ![1, 3].includes(nodes) || !(minutes > 0)) return undefined
  return { overlay, nodes, minutes, empty: values.empty }
}

/** An overlay is named, or its folder is, wherever that is. */
const isFolder = (overlay: string): boolean => overlay.includes('/')

/** Why an overlay cannot be started: no sentence where it can. Those of the tests are rendered when they are. */
function unknown(overlay: string, { repository }: LiveContext): string[] {
  const folder = isFolder(overlay) ? resolve(overlay) : join(repository, 'overlays', overlay)
  const ofTests = listOverlays(join(repository, 'test', 'live')).names
  if (existsSync(join(folder, 'rendered')) || ofTests.includes(overlay)) return []
  const names = [...listOverlays(repository).names, ...ofTests]
  return [`There is no overlay with a rendered/ at ${folder}; there are ${names.join(', ')}.`]
}

/** Why a second cluster cannot be started, a sentence each. */
function running({ stateFolder }: LiveContext): string[] {
  const starter = recordedProcess(clusterPaths(stateFolder).starter)
  if (starter && starter.pid !== process.pid) return [`A cluster is being started by process ${starter.pid}.`]
  const nodes = (readPlan(stateFolder)?.nodes ?? []).filter(({ name }) => firstProcessOf(stateFolder, name))
  if (nodes.length > 0) return ['A cluster runs already: npm run live -- down ends it.']
  // Kubelets change settings of the whole machine: of two clusters the second would save what the first has changed.
  const others = groupsOf(cgroupPrefix).filter((folder) => !basename(folder).startsWith(cgroupOf(stateFolder)))
  return others.slice(0, 1).map((folder) => `A cluster of another cache runs on this machine: it has ${folder}.`)
}

/** What a cluster is made of. Where one part cannot be had, what still makes another is ended. */
async function madeArtefacts(images: readonly Image[], context: LiveContext, say: Say): Promise<Artefacts> {
  try {
    return await artefacts(context.cacheFolder, images, say)
  } catch (error) {
    await cleanOrThrow(context)
    throw error
  }
}

/** Whether the cluster started. One that does not, or that Ctrl-C breaks off, is taken down; one that runs stays. */
async function started(wanted: Wanted, context: LiveContext, say: Say): Promise<boolean> {
  const broken = new AbortController()
  const breakOff = (signal: NodeJS.Signals): void => broken.abort(new Obstacle(`broken off by ${signal}`))
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, breakOff)
  try {
    await startCluster(wanted, context, say, broken.signal)
    return true
  } catch (error) {
    say(told(error))
    await cleanOrThrow(context)
    return false
  } finally {
    for (const signal of signals) process.off(signal, breakOff)
  }
}

/** Whether the API server took all; what it refuses is said, and the cluster stays to look at. */
async function applied(folder: string, context: LiveContext, say: Say): Promise<boolean> {
  try {
    await apply(folder, context, say)
    return true
  } catch (error) {
    say(told(error))
    return false
  }
}

async function cleanOrThrow(context: LiveContext): Promise<void> {
  const left = await takeDown(context)
  if (left.length > 0) throw new Obstacle(`what was started before could not be ended:\n${left.join('\n')}`)
}
