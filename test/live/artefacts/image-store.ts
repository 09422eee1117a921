import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { artefact, type Cache, unfinishedFolder } from './cache.ts'
import { archiveImages, type BuiltImage } from './image-archive.ts'
import { run } from './run.ts'

/** A containerd of its own, in a /run of its own, for as long as it takes to import an archive. */
const importImages = `
  mount -t tmpfs tmpfs /run
  "$1/usr/bin/containerd" --config "$2/containerd.toml" 2> "$2/log" &
  until "$1/usr/bin/ctr" version > /dev/null 2>&1; do
    kill -0 $! || { tail -n 20 "$2/log" >&2; exit 1; }
    sleep 0.1
  done
  "$1/usr/bin/ctr" --namespace k8s.io images import "$2/images.tar"
  kill $!
  wait $! || true
`

const configuration = (root: string): string => `version = 2
root = "${root}"
state = "/run/containerd"
disabled_plugins = [
  "io.containerd.grpc.v1.cri",
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
]
`

/** The root folder of a containerd that has the images, unpacked. Nodes start with a copy of it. */
export function imageStore(cache: Cache, system: string, images: readonly BuiltImage[]): Promise<string> {
  const contents = images.map(({ image, layers }) => ({
    name: image.image,
    config: image.config,
    digests: layers.map(({ digest }) => digest),
  }))
  return artefact(cache, 'store', { system: basename(system), contents, importImages }, async (folder) => {
    const work = unfinishedFolder(cache, 'store-import')
    mkdirSync(work)
    writeFileSync(join(work, 'containerd.toml'), configuration(folder))
    await archiveImages(images, join(work, 'images.tar'))
    const apart = ['--mount', '--net', '--pid', '--propagation=private', '--fork', '--kill-child', '--mount-proc']
    await run(['unshare', ...apart, 'sh', '-euc', importImages, 'sh', system, work])
    rmSync(work, { recursive: true })
  })
}
