import type { ConfigMap, StatefulSet } from '../../kubernetes.ts'
import { imageOf } from '../../parts/image.ts'
import { labels, selector } from '../../parts/labels.ts'
import { checksumOf } from '../../parts/marks.ts'
import { onDifferentHosts, overZones, scheduling } from '../../parts/placement.ts'
import { resources } from '../../parts/resources.ts'
import { containerSecurity, podSecurity } from '../../parts/security.ts'
import { seconds } from '../../parts/units.ts'
import { waitContainer } from '../container-wait.ts'
import { serverEnvironment } from '../java.ts'
import { directories, nameOf, type Pulsar, services, user } from '../names.ts'
import { probes } from '../probes.ts'
import { zookeeperMounts, zookeeperOptions, zookeeperVolumes } from '../zookeeper.ts'
import { workerFiles } from './files.ts'
import { workerListeners } from './listeners.ts'

/** Not for a disk, of which it has none, but for a name of its own: one of the workers decides what each of them runs. */
export const functionsStatefulSet = (pulsar: Pulsar, config: ConfigMap) => {
  const { functions, image } = pulsar.values
  const pods = selector(pulsar, 'functions')
  const files = workerFiles(pulsar)
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: nameOf('functions'), namespace: pulsar.namespace, labels: labels(pulsar, 'functions') },
    spec: {
      serviceName: services.functionsHeadless,
      replicas: functions.replicas,
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      minReadySeconds: seconds(functions.rollout.settle),
      selector: { matchLabels: pods },
      template: {
        metadata: { labels: labels(pulsar, 'functions'), annotations: { 'checksum/config': checksumOf(config) } },
        spec: {
          serviceAccountName: nameOf('functions'),
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: seconds(functions.rollout.stopWithin),
          securityContext: podSecurity(user),
          affinity: onDifferentHosts(pods, functions.placement),
          topologySpreadConstraints: overZones(pods, functions.placement),
          ...scheduling(functions.placement),
          initContainers: [waitContainer(pulsar, [])],
          containers: [
            {
              name: 'functions',
              image: imageOf(pulsar, image),
              command: ['bin/pulsar', 'functions-worker'],
              workingDir: directories.home,
              env: [
                { name: 'PULSAR_WORKER_CONF', value: `${directories.config}/functions_worker.yml` },
                ...serverEnvironment(pulsar, functions, zookeeperOptions(pulsar)),
              ],
              ports: workerListeners(pulsar).map(({ name, port }) => ({ name, containerPort: port })),
              ...probes('http', {
                alive: '/version',
                serves: '/initialized',
                startWithin: functions.rollout.startWithin,
              }),
              resources: resources(functions.resources),
              securityContext: containerSecurity,
              volumeMounts: [
                { name: 'config', mountPath: directories.config, readOnly: true },
                { name: 'tmp', mountPath: '/tmp' },
                ...files.mounts,
                ...zookeeperMounts(pulsar),
              ],
            },
          ],
          volumes: [
            { name: 'config', configMap: { name: config.metadata.name } },
            { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
            ...files.volumes,
            ...zookeeperVolumes(pulsar),
          ],
        },
      },
    },
  } satisfies StatefulSet
}
