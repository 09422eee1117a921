import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parse } from 'yaml'
import { Obstacle } from '../obstacle.ts'

/** What a cluster must know of the overlay that it is started for. */
export type OverlayFacts = {
  readonly name: string
  /** The overlay's folder; `rendered/` is in it. */
  readonly folder: string
  readonly domain: string
  readonly storageClass: string
  readonly zones: readonly string[]
  /** The nodes' address ranges, as the overlay's NetworkPolicies take them; empty where the overlay names none. */
  readonly nodeRanges: readonly string[]
}

type WrittenCluster = {
  domain?: string
  storageClass?: string
  zones?: string[]
  network?: { nodes?: string[] }
}

/**
 * The facts of an overlay's `cluster`, with what it inherits by `extends`. The overlay is one that Sluice rendered, so
 * its shape is known to be right; throws where a fact is missing or the file cannot be read.
 */
export function overlayFacts(folder: string): OverlayFacts {
  const cluster = inheritedCluster(folder)
  const { domain, storageClass, zones, network } = cluster
  if (!domain || !storageClass || !zones?.length) {
    throw new Obstacle(`${join(folder, 'overlay.yaml')}: cluster needs domain, storageClass and zones`)
  }
  return {
    name: basename(folder),
    folder,
    domain,
    storageClass,
    zones,
    nodeRanges: network?.nodes ?? [],
  }
}

/** Objects merge, lists replace: the rule of overlays, as far as the facts above need it. */
function inheritedCluster(folder: string): WrittenCluster {
  const written = parse(readFileSync(join(folder, 'overlay.yaml'), 'utf8')) as {
    extends?: string
    cluster?: WrittenCluster
  } // checked by the overlay's schema when it was rendered
  const own = written.cluster ?? {}
  if (!written.extends) return own
  const parent = inheritedCluster(join(dirname(folder), written.extends))
  return { ...parent, ...own, network: { ...parent.network, ...own.network } }
}
