import type { Volume, VolumeMount } from '../../kubernetes.ts'
import { partTls, tokenKey } from '../access.ts'
import { certificates, directories, type Pulsar } from '../names.ts'

/** Where a worker puts packages of code while they run. */
export function scratch({ values }: Pulsar): { readonly volume: Volume; readonly mount: VolumeMount } {
  return {
    volume: { name: 'functions', emptyDir: { sizeLimit: values.functions.scratch } },
    mount: { name: 'functions', mountPath: directories.functions },
  }
}

/** What a worker in a pod of its own proves by who it is and who others are, as volumes and where they are mounted. */
export function workerFiles(pulsar: Pulsar): { readonly volumes: Volume[]; readonly mounts: VolumeMount[] } {
  const tls = partTls(pulsar, certificates.functionsPeer, certificates.functions)
  const tokens = pulsar.values.proxy.enabled ? { volumes: [], mounts: [] } : tokenKey(pulsar)
  const { volume, mount } = scratch(pulsar)
  return { volumes: [volume, ...tls.volumes, ...tokens.volumes], mounts: [mount, ...tls.mounts, ...tokens.mounts] }
}
