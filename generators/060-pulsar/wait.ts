import { serviceHost } from '../parts/names.ts'
import { template } from '../parts/template.ts'
import { type Part, type Pulsar, ports, services } from './names.ts'
import { cookiesNode, initialiseJob, racksNode, zookeeperFiles } from './zookeeper.ts'

/** What the init container of a server runs. */
export function waitFiles(pulsar: Pulsar, part: Part): Record<string, string> {
  const { bookies, clusterName } = pulsar.values
  return {
    ...zookeeperFiles(pulsar),
    'wait.sh': template(
      pulsar,
      'wait.sh',
    )({
      initialised: cookiesNode(pulsar),
      clusterName,
      job: initialiseJob,
      bookie:
        part === 'bookie' && bookies.rack === 'zone'
          ? {
              service: serviceHost(pulsar.overlay, services.bookiesHeadless, pulsar.namespace),
              port: ports.bookie,
              racks: racksNode(pulsar),
            }
          : null,
    }),
  }
}
