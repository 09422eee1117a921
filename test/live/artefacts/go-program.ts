import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import corednsModule from '../go/coredns/go.mod' with { type: 'text' }
import corednsSums from '../go/coredns/go.sum' with { type: 'text' }
import corednsMain from '../go/coredns/main.go' with { type: 'text' }
import etcdModule from '../go/etcd/go.mod' with { type: 'text' }
import etcdSums from '../go/etcd/go.sum' with { type: 'text' }
import etcdMain from '../go/etcd/main.go' with { type: 'text' }
import fluxModule from '../go/flux/go.mod' with { type: 'text' }
import fluxSums from '../go/flux/go.sum' with { type: 'text' }
import fluxMain from '../go/flux/main.go' with { type: 'text' }
import kubernetesModule from '../go/kubernetes/go.mod' with { type: 'text' }
import kubernetesSums from '../go/kubernetes/go.sum' with { type: 'text' }
import kubernetesMain from '../go/kubernetes/main.go' with { type: 'text' }
import pauseModule from '../go/pause/go.mod' with { type: 'text' }
import pauseMain from '../go/pause/main.go' with { type: 'text' }
import { versions } from '../versions.ts'
import { artefact, type Cache } from './cache.ts'
import { run } from './run.ts'

/** The sources of what is built from Go modules. */
export const goPrograms = {
  coredns: { 'main.go': corednsMain, 'go.mod': corednsModule, 'go.sum': corednsSums },
  etcd: { 'main.go': etcdMain, 'go.mod': etcdModule, 'go.sum': etcdSums },
  flux: { 'main.go': fluxMain, 'go.mod': fluxModule, 'go.sum': fluxSums },
  kubernetes: { 'main.go': kubernetesMain, 'go.mod': kubernetesModule, 'go.sum': kubernetesSums },
  pause: { 'main.go': pauseMain, 'go.mod': pauseModule },
} as const

export type GoProgram = keyof typeof goPrograms

/** The path of a program, built of its sources. A long build says so before. */
export async function goProgram(cache: Cache, name: GoProgram): Promise<string> {
  const sources = goPrograms[name]
  const flags = ['-mod=readonly', '-trimpath', '-buildvcs=false', `-ldflags=${linkerFlags(name)}`]
  const compiler = (await run(['go', 'env', 'GOVERSION'])).trim()
  const folder = await artefact(cache, name, { sources, flags, compiler }, async (folder) => {
    if (name === 'kubernetes') cache.say(`${name}: to be built, 5 to 10 minutes`)
    if (name === 'flux') cache.say(`${name}: to be built, about 4 minutes`)
    const files = Object.entries(sources)
    for (const [file, text] of files) writeFileSync(join(folder, file), text)
    await run(['go', 'build', ...flags, '-o', name, '.'], { folder, environment: { CGO_ENABLED: '0', GOFLAGS: '' } })
    for (const [file] of files) rmSync(join(folder, file))
  })
  return join(folder, name)
}

/** Kubernetes learns its version from the linker, and behaves as 0.0 without. */
function linkerFlags(name: GoProgram): string {
  if (name !== 'kubernetes') return '-s -w'
  const [major, minor] = versions.kubernetes.split('.')
  const facts = {
    gitVersion: `v${versions.kubernetes}`,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: 'clean',
    gitCommit: '0'.repeat(40),
    buildDate: '2026-01-01T00:00:00Z',
  }
  return [
    '-s -w',
    ...Object.entries(facts).map(([fact, value]) => `-X k8s.io/component-base/version.${fact}=${value}`),
  ].join(' ')
}
