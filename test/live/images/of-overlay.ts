import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastGlob from 'fast-glob'
import { parseAllDocuments } from 'yaml'
import { Obstacle } from '../obstacle.ts'
import { images } from './all.ts'
import { coredns } from './coredns.ts'
import type { Image } from './image.ts'
import { pause } from './pause.ts'
import { pulsar, pulsarClients } from './pulsar.ts'
import { tools } from './tools.ts'

/** What every cluster needs, whatever its overlay. */
const always: readonly Image[] = [coredns, pause, tools]

/** What checks need beside an image that an overlay names. */
const beside: ReadonlyMap<Image, Image> = new Map([[pulsarClients, pulsar]])

/** The images of a cluster for an overlay: what its `rendered/` names, what checks call that with, and what every cluster needs. */
export function imagesOf(overlayFolder: string): Image[] {
  const files = fastGlob.sync('rendered/**/*.yaml', { cwd: overlayFolder })
  const texts = files.map((file) => readFileSync(join(overlayFolder, file), 'utf8'))
  const named = new Set(texts.flatMap(imagesNamed))
  const unknown = [...named].filter((name) => !images.some(({ image }) => image === name))
  if (unknown.length > 0) {
    const known = images.map(({ image }) => image).join(', ')
    throw new Obstacle(`The cluster reaches no registry and cannot have ${unknown.join(', ')}; there are ${known}.`)
  }
  return images.filter((image) => always.includes(image) || named.has((beside.get(image) ?? image).image))
}

/** Every image that a manifest names, wherever in it. */
export function imagesNamed(manifest: string): string[] {
  return parseAllDocuments(manifest).flatMap((document) => namedIn(document.toJS()))
}

function namedIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(namedIn)
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'image' && typeof value === 'string' ? [value] : namedIn(value),
  )
}
