import type { Instance } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import { tlsOf } from '../005-certs/address.ts'
import type { ConfigMap, PersistentVolumeClaim, StatefulSet } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { checksumOf } from '../parts/marks.ts'
import { onDifferentHosts, overZones, scheduling } from '../parts/placement.ts'
import { podSecurity } from '../parts/security.ts'
import { seconds } from '../parts/units.ts'
import { certificatesContainer } from './container-certificates.ts'
import { serverContainer } from './container-server.ts'
import { headless, isEnsemble, part, secrets } from './names.ts'

/** `Parallel`: no server is ready before there is a quorum, so the first alone would be waited for for ever. */
export const statefulSet = (zookeeper: Instance<ZookeeperValues>, config: ConfigMap) => {
  const { name, values, namespace } = zookeeper
  const pods = selector(zookeeper, part)
  const tls = tlsOf(zookeeper)
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace, labels: labels(zookeeper, part) },
    spec: {
      serviceName: headless(zookeeper),
      replicas: values.ensemble.size,
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      minReadySeconds: seconds(values.rollout.settle),
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      selector: { matchLabels: pods },
      template: {
        metadata: { labels: labels(zookeeper, part), annotations: { 'checksum/config': checksumOf(config) } },
        spec: {
          serviceAccountName: name,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: seconds(values.rollout.stopWithin),
          securityContext: podSecurity(1000),
          affinity: onDifferentHosts(pods, values.placement),
          topologySpreadConstraints: overZones(pods, values.placement),
          ...scheduling(values.placement),
          ...(tls && isEnsemble(zookeeper) ? { initContainers: [certificatesContainer(zookeeper)] } : {}),
          containers: [serverContainer(zookeeper)],
          volumes: [
            { name: 'configuration', configMap: { name: config.metadata.name } },
            { name: 'logs', emptyDir: { sizeLimit: '64Mi' } },
            { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
            ...(tls
              ? [{ name: 'tls-server', secret: { secretName: secrets(zookeeper).server, defaultMode: 0o440 } }]
              : []),
            ...(tls && isEnsemble(zookeeper)
              ? [
                  { name: 'tls-peer', secret: { secretName: secrets(zookeeper).peer, defaultMode: 0o440 } },
                  { name: 'tls-watched', emptyDir: { sizeLimit: '1Mi' } },
                ]
              : []),
          ],
        },
      },
      volumeClaimTemplates: [
        claim('data', values.storage.data, zookeeper),
        ...(values.storage.log.separate ? [claim('log', values.storage.log, zookeeper)] : []),
      ],
    },
  } satisfies StatefulSet
}

const claim = (
  volume: string,
  { size, storageClass }: { readonly size: string; readonly storageClass: string | null },
  zookeeper: Instance<ZookeeperValues>,
) =>
  ({
    metadata: { name: volume },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: storageClass ?? zookeeper.overlay.cluster.storageClass,
      resources: { requests: { storage: size } },
    },
  }) satisfies Pick<PersistentVolumeClaim, 'metadata' | 'spec'>
