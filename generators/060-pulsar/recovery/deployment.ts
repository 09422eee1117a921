import { tlsOf } from '../../005-certs/address.ts'
import type { ConfigMap, Deployment } from '../../kubernetes.ts'
import { imageOf } from '../../parts/image.ts'
import { labels, selector } from '../../parts/labels.ts'
import { checksumOf } from '../../parts/marks.ts'
import { onDifferentHosts, overZones, scheduling } from '../../parts/placement.ts'
import { resources } from '../../parts/resources.ts'
import { containerSecurity, podSecurity } from '../../parts/security.ts'
import { tlsVolume } from '../access.ts'
import { waitContainer } from '../container-wait.ts'
import { serverEnvironment } from '../java.ts'
import { certificates, directories, nameOf, type Pulsar, ports, user } from '../names.ts'
import { probes } from '../probes.ts'
import { zookeeperMounts, zookeeperOptions, zookeeperVolumes } from '../zookeeper.ts'

/** One of them finds what is missing; any of them copies. None keeps anything. */
export const recoveryDeployment = (pulsar: Pulsar, config: ConfigMap) => {
  const { image, recovery } = pulsar.values
  const pods = selector(pulsar, 'recovery')
  const tls = tlsOf(pulsar) ? [tlsVolume('peers', certificates.recoveryPeer)] : []
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: nameOf('recovery'), namespace: pulsar.namespace, labels: labels(pulsar, 'recovery') },
    spec: {
      replicas: recovery.replicas,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      selector: { matchLabels: pods },
      template: {
        metadata: { labels: labels(pulsar, 'recovery'), annotations: { 'checksum/config': checksumOf(config) } },
        spec: {
          serviceAccountName: nameOf('recovery'),
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 30,
          securityContext: podSecurity(user),
          affinity: onDifferentHosts(pods, recovery.placement),
          topologySpreadConstraints: overZones(pods, recovery.placement),
          ...scheduling(recovery.placement),
          initContainers: [waitContainer(pulsar, [])],
          containers: [
            {
              name: 'recovery',
              image: imageOf(pulsar, image),
              command: ['bin/pulsar', 'autorecovery'],
              workingDir: directories.home,
              env: [
                { name: 'PULSAR_BOOKKEEPER_CONF', value: `${directories.config}/bookkeeper.conf` },
                ...serverEnvironment(pulsar, recovery, zookeeperOptions(pulsar)),
              ],
              ports: [{ name: 'http', containerPort: ports.bookieHttp }],
              ...probes('http', { alive: '/heartbeat', serves: '/heartbeat', startWithin: '5m' }),
              resources: resources(recovery.resources),
              securityContext: containerSecurity,
              volumeMounts: [
                { name: 'config', mountPath: directories.config, readOnly: true },
                { name: 'tmp', mountPath: '/tmp' },
                ...tls.map(({ mount }) => mount),
                ...zookeeperMounts(pulsar),
              ],
            },
          ],
          volumes: [
            { name: 'config', configMap: { name: config.metadata.name } },
            { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
            ...tls.map(({ volume }) => volume),
            ...zookeeperVolumes(pulsar),
          ],
        },
      },
    },
  } satisfies Deployment
}
