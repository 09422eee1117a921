import type { Container } from '../../kubernetes.ts'
import { imageOf } from '../../parts/image.ts'
import { resources } from '../../parts/resources.ts'
import { containerSecurity } from '../../parts/security.ts'
import { serverEnvironment } from '../java.ts'
import { directories, type Pulsar } from '../names.ts'
import { offloadCredentials } from '../offload.ts'
import { probes } from '../probes.ts'
import { zookeeperMounts, zookeeperOptions } from '../zookeeper.ts'
import { brokerFiles } from './files.ts'
import { clientListeners, withHttp } from './listeners.ts'

export const brokerContainer = (pulsar: Pulsar): Container => {
  const { brokers, functions, image } = pulsar.values
  return {
    name: 'broker',
    image: imageOf(pulsar, image),
    command: ['bin/pulsar', 'broker'],
    ...(functions.place === 'brokers'
      ? { args: ['--functions-worker-conf', `${directories.config}/functions_worker.yml`] }
      : {}),
    workingDir: directories.home,
    env: [
      { name: 'PULSAR_BROKER_CONF', value: `${directories.config}/broker.conf` },
      ...serverEnvironment(pulsar, brokers, zookeeperOptions(pulsar)),
      ...offloadCredentials(pulsar).environment,
    ],
    ports: withHttp(Object.values(clientListeners(pulsar))).map(({ name, port }) => ({ name, containerPort: port })),
    ...probes('http', {
      alive: '/status.html',
      serves: '/status.html',
      startWithin: brokers.rollout.startWithin,
    }),
    resources: resources(brokers.resources),
    securityContext: containerSecurity,
    volumeMounts: [
      { name: 'config', mountPath: directories.config, readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
      ...brokerFiles(pulsar).mounts,
      ...zookeeperMounts(pulsar),
    ],
  }
}
