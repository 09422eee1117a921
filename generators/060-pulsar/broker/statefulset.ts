import type { ConfigMap, StatefulSet } from '../../kubernetes.ts'
import { labels, selector } from '../../parts/labels.ts'
import { checksumOf } from '../../parts/marks.ts'
import { onDifferentHosts, overZones, scheduling } from '../../parts/placement.ts'
import { podSecurity } from '../../parts/security.ts'
import { seconds } from '../../parts/units.ts'
import { waitContainer } from '../container-wait.ts'
import { nameOf, type Pulsar, services, user } from '../names.ts'
import { zookeeperVolumes } from '../zookeeper.ts'
import { brokerContainer } from './container.ts'
import { brokerFiles } from './files.ts'

/** Not for a disk, of which it has none, but for a name of its own: a client is sent to the broker that has its topic. */
export const brokerStatefulSet = (pulsar: Pulsar, config: ConfigMap) => {
  const { placement, replicas, rollout } = pulsar.values.brokers
  const pods = selector(pulsar, 'broker')
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: nameOf('broker'), namespace: pulsar.namespace, labels: labels(pulsar, 'broker') },
    spec: {
      serviceName: services.brokersHeadless,
      replicas,
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      minReadySeconds: seconds(rollout.settle),
      selector: { matchLabels: pods },
      template: {
        metadata: { labels: labels(pulsar, 'broker'), annotations: { 'checksum/config': checksumOf(config) } },
        spec: {
          serviceAccountName: nameOf('broker'),
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: seconds(rollout.stopWithin),
          securityContext: podSecurity(user),
          affinity: onDifferentHosts(pods, placement),
          topologySpreadConstraints: overZones(pods, placement),
          ...scheduling(placement),
          initContainers: [waitContainer(pulsar, [])],
          containers: [brokerContainer(pulsar)],
          volumes: [
            { name: 'config', configMap: { name: config.metadata.name } },
            { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
            ...brokerFiles(pulsar).volumes,
            ...zookeeperVolumes(pulsar),
          ],
        },
      },
    },
  } satisfies StatefulSet
}
