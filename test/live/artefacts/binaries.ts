import { linkSync } from 'node:fs'
import { join } from 'node:path'
import { artefact, type Cache, nameOf } from './cache.ts'
import { goProgram } from './go-program.ts'

/** One program is all of these; it is what it is called. */
const kubernetesNames = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-proxy',
  'kube-scheduler',
  'kubectl',
  'kubelet',
] as const

/** The folder with Kubernetes' programs and etcd. */
export async function binaries(cache: Cache): Promise<string> {
  const kubernetes = await goProgram(cache, 'kubernetes')
  const etcd = await goProgram(cache, 'etcd')
  return artefact(cache, 'bin', { parts: [kubernetes, etcd].map(nameOf), kubernetesNames }, async (folder) => {
    linkSync(etcd, join(folder, 'etcd'))
    for (const name of kubernetesNames) linkSync(kubernetes, join(folder, name))
  })
}
