import { join } from 'node:path'

/** Where a live command works. All paths are absolute. */
export type LiveContext = {
  /** The repository whose overlays are started. */
  readonly repository: string
  /** What is built or fetched once. */
  readonly cacheFolder: string
  /** The cluster that runs: its settings, keys, logs and disks. */
  readonly stateFolder: string
  /** This very script, which a node's processes are started with. */
  readonly bundle: string
  /** The kubeconfig of a cluster that somebody else runs; absent: the cluster is ours. */
  readonly external?: string
}

/** What a live command is given: its arguments. Gives the exit code. */
export type LiveCommand = (args: readonly string[], context: LiveContext) => Promise<number>

/** The context that `npm run live` hands down; throws where the script was started in another way. */
export function liveContext(): LiveContext {
  const { SLUICE_LIVE_REPOSITORY: repository, SLUICE_LIVE_CACHE: cacheFolder } = process.env
  const [, bundle] = process.argv
  if (!repository || !cacheFolder || !bundle) throw new Error('this script is started by npm run live')
  return { repository, cacheFolder, stateFolder: join(cacheFolder, 'state'), bundle }
}
