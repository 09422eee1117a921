import type { Image } from '../images/image.ts'
import { binaries } from './binaries.ts'
import { type Cache, closeCache, openCache } from './cache.ts'
import type { BuiltImage } from './image-archive.ts'
import { imageStore } from './image-store.ts'
import { buildLayer } from './layer.ts'
import { systemRoot } from './system.ts'

/** What a cluster is made of. All paths are absolute. */
export type Artefacts = {
  /** The folder with etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubelet, kube-proxy and kubectl. */
  readonly bin: string
  /** A folder like / with what a node has beside: containerd, runc, network plugins, ip, tc, nft, tini. */
  readonly system: string
  /** The root folder of a containerd that has the images. A node starts with a copy of it. */
  readonly store: string
}

/**
 * Builds or fetches all that a cluster with these images is made of, unless it is there: about ten minutes and 6 GB with
 * Go's own cache, 4 GB more with Pulsar and Flink, then milliseconds. Says a line for each part that it makes. What a process that was killed had finished is not made again.
 * Throws where a tool is missing, fails, or a registry lacks what is pinned.
 */
export async function artefacts(
  cacheFolder: string,
  images: readonly Image[],
  say: (line: string) => void,
): Promise<Artefacts> {
  const cache = openCache(cacheFolder, say)
  try {
    const [bin, system, built] = await Promise.all([binaries(cache), systemRoot(cache), buildImages(cache, images)])
    return { bin, system, store: await imageStore(cache, system, built) }
  } finally {
    closeCache(cache)
  }
}

async function buildImages(cache: Cache, images: readonly Image[]): Promise<BuiltImage[]> {
  const built: BuiltImage[] = []
  for (const image of images) built.push(await builtImage(cache, image))
  return built
}

/** An image with its layers, one after the other: they wait for the same two things, the network and the disk. */
export async function builtImage(cache: Cache, image: Image): Promise<BuiltImage> {
  const layers = []
  for (const layer of image.layers) layers.push(await buildLayer(cache, layer))
  return { image, layers }
}
