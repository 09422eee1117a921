import type { ConfigMap, Deployment } from '../../kubernetes.ts'
import { imageOf } from '../../parts/image.ts'
import { labels, selector } from '../../parts/labels.ts'
import { checksumOf } from '../../parts/marks.ts'
import { resources } from '../../parts/resources.ts'
import { containerSecurity, podSecurity } from '../../parts/security.ts'
import { partTls } from '../access.ts'
import { toolEnvironment } from '../java.ts'
import { certificates, directories, nameOf, type Pulsar, user } from '../names.ts'
import { zookeeperMounts, zookeeperVolumes } from '../zookeeper.ts'

/** A Deployment, not a Pod, of which nothing could be changed once it is there. */
export const toolset = (pulsar: Pulsar, config: ConfigMap) => {
  const tls = partTls(pulsar, certificates.adminPeer, certificates.admin)
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: nameOf('toolset'), namespace: pulsar.namespace, labels: labels(pulsar, 'toolset') },
    spec: {
      replicas: 1,
      selector: { matchLabels: selector(pulsar, 'toolset') },
      template: {
        metadata: { labels: labels(pulsar, 'toolset'), annotations: { 'checksum/config': checksumOf(config) } },
        spec: {
          serviceAccountName: nameOf('toolset'),
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 5,
          securityContext: podSecurity(user),
          containers: [
            {
              name: 'toolset',
              image: imageOf(pulsar, pulsar.values.image),
              command: ['/bin/bash', '-c', "trap 'exit 0' TERM; while true; do sleep 3600 & wait $!; done"],
              workingDir: directories.home,
              env: [
                { name: 'PULSAR_CLIENT_CONF', value: `${directories.config}/client.conf` },
                { name: 'BOOKIE_CONF', value: `${directories.config}/bookkeeper.conf` },
                { name: 'BOOKIE_LOG_CONF', value: `${directories.config}/log4j2.yaml` },
                ...toolEnvironment(pulsar),
              ],
              readinessProbe: {
                exec: { command: ['test', '-r', `${directories.config}/client.conf`] },
                periodSeconds: 30,
                timeoutSeconds: 5,
                failureThreshold: 3,
              },
              resources: resources(pulsar.values.toolset.resources),
              securityContext: containerSecurity,
              volumeMounts: [
                { name: 'config', mountPath: directories.config, readOnly: true },
                { name: 'tmp', mountPath: '/tmp' },
                ...tls.mounts,
                ...zookeeperMounts(pulsar),
              ],
            },
          ],
          volumes: [
            { name: 'config', configMap: { name: config.metadata.name } },
            { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
            ...tls.volumes,
            ...zookeeperVolumes(pulsar),
          ],
        },
      },
    },
  } satisfies Deployment
}
