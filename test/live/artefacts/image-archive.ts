import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Image } from '../images/image.ts'
import { archive } from './archive.ts'
import type { BuiltLayer } from './layer.ts'

/** An image and its layers, from the lowest to the topmost. */
export type BuiltImage = { readonly image: Image; readonly layers: readonly BuiltLayer[] }

/** Writes images into one archive, in the format of `docker save`. A layer of several is in it once. */
export async function archiveImages(images: readonly BuiltImage[], file: string): Promise<void> {
  const folder = `${file}.content`
  mkdirSync(folder)
  const layerName = ({ digest }: BuiltLayer): string => `${digest.replace('sha256:', '')}.tar`
  const layers = new Map(images.flatMap(({ layers }) => layers.map((layer) => [layerName(layer), layer.file])))
  for (const [name, layer] of layers) linkSync(layer, join(folder, name))
  const manifest = images.map(({ image, layers }) => {
    const config = imageConfig(image, layers)
    const name = `${createHash('sha256').update(config).digest('hex')}.json`
    writeFileSync(join(folder, name), config)
    return { Config: name, RepoTags: [fullName(image.image)], Layers: layers.map(layerName) }
  })
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
  await archive(folder, file)
  rmSync(folder, { recursive: true })
}

/** What a container of the image is started with, as OCI wants it. */
function imageConfig({ config }: Image, layers: readonly BuiltLayer[]): string {
  return JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config,
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
  })
}

/** A name as containerd keeps it: `zookeeper:3.9.5` is `docker.io/library/zookeeper:3.9.5`. */
export function fullName(image: string): string {
  const [first = '', ...rest] = image.split('/')
  if (rest.length === 0) return `docker.io/library/${image}`
  return /[.:]|^localhost$/.test(first) ? image : `docker.io/${image}`
}
