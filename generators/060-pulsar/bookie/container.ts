import { tlsOf } from '../../005-certs/address.ts'
import type { Container } from '../../kubernetes.ts'
import { imageOf } from '../../parts/image.ts'
import { resources } from '../../parts/resources.ts'
import { containerSecurity } from '../../parts/security.ts'
import { serverEnvironment } from '../java.ts'
import { directories, type Pulsar, ports } from '../names.ts'
import { probes } from '../probes.ts'
import { zookeeperMounts, zookeeperOptions } from '../zookeeper.ts'
import { bookieVolumes } from './volumes.ts'

export const bookieContainer = (pulsar: Pulsar): Container => {
  const { bookies, image } = pulsar.values
  const { journals, ledgers } = bookieVolumes(pulsar)
  return {
    name: 'bookie',
    image: imageOf(pulsar, image),
    command: ['bin/pulsar', 'bookie'],
    workingDir: directories.home,
    env: [
      { name: 'PULSAR_BOOKKEEPER_CONF', value: `${directories.config}/bookkeeper.conf` },
      ...serverEnvironment(pulsar, bookies, zookeeperOptions(pulsar)),
    ],
    ports: [
      { name: bookiePortName(pulsar), containerPort: ports.bookie },
      { name: 'http', containerPort: ports.bookieHttp },
    ],
    ...probes('http', {
      alive: '/api/v1/bookie/state',
      serves: '/api/v1/bookie/is_ready',
      startWithin: bookies.rollout.startWithin,
    }),
    resources: resources(bookies.resources),
    securityContext: containerSecurity,
    volumeMounts: [
      { name: 'config', mountPath: directories.config, readOnly: true },
      ...[...journals, ...ledgers].map(({ name, mountPath }) => ({ name, mountPath })),
      { name: 'tmp', mountPath: '/tmp' },
      ...(tlsOf(pulsar) ? [{ name: 'tls-peers', mountPath: directories.peers, readOnly: true }] : []),
      ...zookeeperMounts(pulsar),
    ],
  }
}

export const bookiePortName = (pulsar: Pulsar): string => (tlsOf(pulsar) ? 'tls-bookie' : 'tcp-bookie')
