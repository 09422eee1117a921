import type { Volume, VolumeMount } from '../../kubernetes.ts'
import { partTls, tokenKey } from '../access.ts'
import { certificates, directories, type Pulsar } from '../names.ts'

type Files = { readonly volumes: Volume[]; readonly mounts: VolumeMount[] }

/** Where a worker puts packages of code while they run. */
export const scratch = ({ values }: Pulsar): Files => ({
  volumes: [{ name: 'functions', emptyDir: { sizeLimit: values.functions.scratch } }],
  mounts: [{ name: 'functions', mountPath: directories.functions }],
})

/** What a worker in a pod of its own proves by who it is and who others are, as volumes and where they are mounted. */
export function workerFiles(pulsar: Pulsar): Files {
  const all = [
    scratch(pulsar),
    partTls(pulsar, certificates.functionsPeer, certificates.functions),
    ...(pulsar.values.proxy.enabled ? [] : [tokenKey(pulsar)]),
  ]
  return { volumes: all.flatMap(({ volumes }) => volumes), mounts: all.flatMap(({ mounts }) => mounts) }
}
