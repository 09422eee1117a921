import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contentKey } from '../engine/cache.ts'
import { readKept, writeKept } from '../engine/script.mjs'
import { WrongArguments } from './command.ts'

const flags = ['-trimpath', '-buildvcs=false', '-buildmode=c-shared', '-ldflags=-s -w']

/** The core is not there, and this machine cannot build it. */
export class NoCore extends WrongArguments {}

/**
 * The core of kubeconform-wasm as WebAssembly, built from its sources where the cache does not hold it: some 15 s, with Go 1.26 or
 * newer. Throws `NoCore` where this machine cannot, and another error where the sources cannot be built.
 */
export function kubeconformCore(packageFolder: string, cacheFolder: string | undefined): Uint8Array<ArrayBuffer> {
  const sources = join(packageFolder, 'core')
  const names = readdirSync(sources).sort()
  const key = contentKey([...flags, ...names.flatMap((name) => [name, readFileSync(join(sources, name))])]).slice(0, 16)
  const kept = cacheFolder === undefined ? undefined : join(cacheFolder, 'kubeconform', `core-${key}.wasm`)
  const before = kept === undefined ? undefined : readKept(kept)
  if (before !== undefined) return new Uint8Array(before)
  const folder = mkdtempSync(join(tmpdir(), 'kubeconform-core-'))
  try {
    const built = join(folder, 'core.wasm')
    const go = (...args: string[]) =>
      spawnSync('go', args, {
        cwd: sources,
        encoding: 'utf8',
        env: { ...process.env, GOOS: 'wasip1', GOARCH: 'wasm', GOFLAGS: '-mod=readonly' },
      })
    const fetched = go('list', '-deps', '.')
    if (fetched.error) throw new NoCore(`The core of kubeconform is built with Go, which is not here.`)
    if (fetched.status !== 0)
      throw new NoCore(`What the core of kubeconform is built of cannot be fetched: ${fetched.stderr.trim()}`)
    const { status, stderr } = go('build', ...flags, '-o', built, '.')
    if (status !== 0) throw new WrongArguments(`The core of kubeconform does not build: ${stderr.trim()}`)
    const bytes = readFileSync(built)
    if (kept !== undefined) writeKept(kept, bytes)
    return new Uint8Array(bytes)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
