import { tlsOf } from '../../005-certs/address.ts'
import type { ConfigMap, StatefulSet } from '../../kubernetes.ts'
import { labels, selector } from '../../parts/labels.ts'
import { checksumOf } from '../../parts/marks.ts'
import { onDifferentHosts, overZones, scheduling } from '../../parts/placement.ts'
import { podSecurity } from '../../parts/security.ts'
import { seconds } from '../../parts/units.ts'
import { waitContainer } from '../container-wait.ts'
import { certificates, nameOf, type Pulsar, services, user } from '../names.ts'
import { zookeeperVolumes } from '../zookeeper.ts'
import { bookieContainer } from './container.ts'
import { bookieVolumes } from './volumes.ts'

/** A bookie is known by the name of its pod, so neither that of the StatefulSet nor that of its Service may ever change. */
export const bookieStatefulSet = (pulsar: Pulsar, config: ConfigMap) => {
  const { placement, rack, replicas, rollout } = pulsar.values.bookies
  const { journals, ledgers } = bookieVolumes(pulsar)
  const pods = selector(pulsar, 'bookie')
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: nameOf('bookie'), namespace: pulsar.namespace, labels: labels(pulsar, 'bookie') },
    spec: {
      serviceName: services.bookiesHeadless,
      replicas,
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      minReadySeconds: seconds(rollout.settle),
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      selector: { matchLabels: pods },
      template: {
        metadata: { labels: labels(pulsar, 'bookie'), annotations: { 'checksum/config': checksumOf(config) } },
        spec: {
          serviceAccountName: nameOf('bookie'),
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: seconds(rollout.stopWithin),
          securityContext: podSecurity(user),
          affinity: onDifferentHosts(pods, placement),
          topologySpreadConstraints: overZones(pods, placement),
          ...scheduling(placement),
          initContainers: [
            waitContainer(
              pulsar,
              rack === 'zone'
                ? [
                    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
                    {
                      name: 'ZONE',
                      valueFrom: { fieldRef: { fieldPath: "metadata.labels['topology.kubernetes.io/zone']" } },
                    },
                  ]
                : [],
            ),
          ],
          containers: [bookieContainer(pulsar)],
          volumes: [
            { name: 'config', configMap: { name: config.metadata.name } },
            { name: 'tmp', emptyDir: { sizeLimit: '512Mi' } },
            ...(tlsOf(pulsar)
              ? [
                  {
                    name: 'tls-peers',
                    secret: { secretName: certificates.bookiePeer.secretName, defaultMode: 0o440 },
                  },
                ]
              : []),
            ...zookeeperVolumes(pulsar),
          ],
        },
      },
      volumeClaimTemplates: [...journals, ...ledgers].map(({ name, size, storageClass }) => ({
        metadata: { name },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: storageClass ?? pulsar.overlay.cluster.storageClass,
          resources: { requests: { storage: size } },
        },
      })),
    },
  } satisfies StatefulSet
}
