import type { Container, EnvVar } from '../kubernetes.ts'
import { imageOf } from '../parts/image.ts'
import { containerSecurity } from '../parts/security.ts'
import { toolEnvironment } from './java.ts'
import { directories, type Pulsar } from './names.ts'
import { zookeeperMounts } from './zookeeper.ts'

/** Waits until the cluster is initialised, and fails with a sentence where that takes minutes. */
export const waitContainer = (pulsar: Pulsar, environment: readonly EnvVar[]): Container => ({
  name: 'wait',
  image: imageOf(pulsar, pulsar.values.image),
  command: ['/bin/bash', `${directories.config}/wait.sh`],
  workingDir: directories.home,
  env: [...toolEnvironment(pulsar), ...environment],
  resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '256Mi' } },
  securityContext: containerSecurity,
  volumeMounts: [
    { name: 'config', mountPath: directories.config, readOnly: true },
    { name: 'tmp', mountPath: '/tmp' },
    ...zookeeperMounts(pulsar),
  ],
})
