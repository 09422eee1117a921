import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import type { ConfigMap, PersistentVolumeClaim, StatefulSet } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { checksumOf } from '../parts/marks.ts'
import { scheduling } from '../parts/placement.ts'
import { podSecurity } from '../parts/security.ts'
import { seconds } from '../parts/units.ts'
import { brokerContainer } from './container-broker.ts'
import { prepareContainer } from './container-prepare.ts'
import { reloadContainer } from './container-reload.ts'
import { headless, name, part, user, watchedFiles } from './names.ts'
import { volumes } from './volumes.ts'

/**
 * One broker, always: Mosquitto has no clustering, and two would not share a volume. `Parallel`: a pod that never became
 * ready is replaced when its mistake is corrected; in order it would be waited for. There is no PodDisruptionBudget: over
 * one pod it either allows every eviction or none, and none would stop every drain of its node.
 */
export const statefulSet = (mqtt: Instance<MqttValues>, config: ConfigMap) => {
  const { values, namespace, overlay } = mqtt
  const reloads = watchedFiles(mqtt).length > 0
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace, labels: labels(mqtt, part) },
    spec: {
      serviceName: headless,
      replicas: 1,
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      selector: { matchLabels: selector(mqtt, part) },
      template: {
        metadata: {
          labels: labels(mqtt, part),
          annotations: { 'checksum/config': checksumOf(config), 'sluice/generation': String(values.reload.generation) },
        },
        spec: {
          serviceAccountName: name,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          ...(reloads ? { shareProcessNamespace: true } : {}),
          terminationGracePeriodSeconds: seconds(values.rollout.stopWithin),
          securityContext: podSecurity(user),
          ...scheduling(values.placement),
          initContainers: [prepareContainer(mqtt), ...(reloads ? [reloadContainer(mqtt)] : [])],
          containers: [brokerContainer(mqtt)],
          volumes: volumes(mqtt, config.metadata.name),
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: values.storage.storageClass ?? overlay.cluster.storageClass,
            resources: { requests: { storage: values.storage.size } },
          },
        } satisfies Pick<PersistentVolumeClaim, 'metadata' | 'spec'>,
      ],
    },
  } satisfies StatefulSet
}
