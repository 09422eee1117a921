import { tlsOf } from '../005-certs/address.ts'
import type { ConfigMap, StatefulSet } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { checksumOf } from '../parts/marks.ts'
import { onDifferentHosts, overZones, scheduling } from '../parts/placement.ts'
import { podSecurity } from '../parts/security.ts'
import { seconds } from '../parts/units.ts'
import { prepareContainer } from './container-prepare.ts'
import { serverContainer } from './container-server.ts'
import { certificates, type Kafka, user } from './names.ts'
import type { Pool } from './pools.ts'

/** `Parallel`: no server is ready before there is a quorum, so the first alone would be waited for for ever. */
export const statefulSet = (kafka: Kafka, pool: Pool, config: ConfigMap) => {
  const { placement, replicas, rollout, storage, storageClass } = pool.values
  const pods = selector(kafka, pool.part)
  const tls = tlsOf(kafka)
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: pool.name, namespace: kafka.namespace, labels: labels(kafka, pool.part) },
    spec: {
      serviceName: pool.headless,
      replicas,
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      minReadySeconds: seconds(rollout.settle),
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      selector: { matchLabels: pods },
      template: {
        metadata: {
          labels: labels(kafka, pool.part),
          annotations: {
            'checksum/config': checksumOf(config),
            ...(tls ? { 'sluice/certificates-generation': String(kafka.values.certificates.generation) } : {}),
          },
        },
        spec: {
          serviceAccountName: pool.name,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: seconds(rollout.stopWithin),
          securityContext: podSecurity(user),
          affinity: onDifferentHosts(pods, placement),
          topologySpreadConstraints: overZones(pods, placement),
          ...scheduling(placement),
          initContainers: [prepareContainer(kafka, pool)],
          containers: [serverContainer(kafka, pool)],
          volumes: [
            { name: 'config', configMap: { name: config.metadata.name } },
            { name: 'completed', emptyDir: { sizeLimit: '1Mi' } },
            { name: 'tmp', emptyDir: { sizeLimit: '512Mi' } },
            ...(tls ? [{ name: 'tls-peers', secret: { secretName: pool.peer.secretName, defaultMode: 0o440 } }] : []),
            ...(tls && pool.isBroker
              ? [{ name: 'tls-clients', secret: { secretName: certificates.broker.secretName, defaultMode: 0o440 } }]
              : []),
            ...(tls && kafka.values.mode === 'zookeeper'
              ? [
                  {
                    name: 'tls-zookeeper',
                    secret: { secretName: certificates.zookeeperClient.secretName, defaultMode: 0o440 },
                  },
                ]
              : []),
          ],
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: storageClass ?? kafka.overlay.cluster.storageClass,
            resources: { requests: { storage } },
          },
        },
      ],
    },
  } satisfies StatefulSet
}
