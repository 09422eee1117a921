import { tlsOf } from '../005-certs/address.ts'
import type { Container } from '../kubernetes.ts'
import { imageOf } from '../parts/image.ts'
import { containerSecurity } from '../parts/security.ts'
import { podEnvironment } from './environment.ts'
import { directories, type Kafka } from './names.ts'
import type { Pool } from './pools.ts'

/** Completes the server's configuration and formats an empty disk. Kafka's tools start a JVM, with a heap of 256 MiB. */
export const prepareContainer = (kafka: Kafka, pool: Pool): Container => ({
  name: 'prepare',
  image: imageOf(kafka, kafka.values.image),
  command: ['/bin/bash', `${directories.config}/prepare.sh`],
  env: podEnvironment(kafka, pool),
  resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '512Mi' } },
  securityContext: containerSecurity,
  volumeMounts: [
    { name: 'config', mountPath: directories.config, readOnly: true },
    { name: 'completed', mountPath: directories.completed },
    { name: 'data', mountPath: directories.data },
    { name: 'tmp', mountPath: '/tmp' },
    ...(tlsOf(kafka) && pool.isController ? [{ name: 'tls-peers', mountPath: directories.peers, readOnly: true }] : []),
  ],
})
