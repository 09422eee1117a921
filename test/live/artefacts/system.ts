import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { debianReleases } from '../versions.ts'
import { artefact, type Cache } from './cache.ts'
import { unpackPackages } from './debian.ts'

const packages = ['containerd', 'containernetworking-plugins', 'iproute2', 'kmod', 'nftables', 'runc', 'tini'] as const

/** What needs libraries that this machine may lack. The rest needs libc, and runc what apt-get itself needs. */
const withLibraries = ['usr/bin/ip', 'usr/bin/ss', 'usr/sbin/nft', 'usr/sbin/tc'] as const

/** Starts a program with the libraries beside it, wherever the folder is. */
const starter = (name: string): string => `#!/bin/sh
root=\${0%/*}/../..
exec "$root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$root/usr/lib/x86_64-linux-gnu" "$root/usr/lib/sluice/${name}" "$@"
`

/** A folder like / with the programs that make a node: containerd, runc, network plugins, ip, tc, nft, tini. */
export function systemRoot(cache: Cache): Promise<string> {
  const debian = { release: debianReleases.stable, packages }
  return artefact(cache, 'system', { debian, starters: withLibraries.map(starter) }, async (folder) => {
    await unpackPackages(cache, debian, folder)
    mkdirSync(join(folder, 'usr/lib/sluice'))
    for (const path of withLibraries) {
      const name = basename(path)
      renameSync(join(folder, path), join(folder, 'usr/lib/sluice', name))
      writeFileSync(join(folder, path), starter(name))
      chmodSync(join(folder, path), 0o755)
    }
    // Debian's link leads to this machine's /bin.
    rmSync(join(folder, 'usr/sbin/ip'))
    symlinkSync('../bin/ip', join(folder, 'usr/sbin/ip'))
  })
}
