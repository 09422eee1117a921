import { tlsOf } from '../../005-certs/address.ts'
import type { ConfigMap, Deployment } from '../../kubernetes.ts'
import { imageOf } from '../../parts/image.ts'
import { labels, selector } from '../../parts/labels.ts'
import { checksumOf } from '../../parts/marks.ts'
import { onDifferentHosts, overZones, scheduling } from '../../parts/placement.ts'
import { resources } from '../../parts/resources.ts'
import { containerSecurity, podSecurity } from '../../parts/security.ts'
import { seconds } from '../../parts/units.ts'
import { tlsVolume, tokenKey } from '../access.ts'
import { proxyListeners, withHttp } from '../broker/listeners.ts'
import { serverEnvironment } from '../java.ts'
import { certificates, directories, nameOf, type Pulsar, user } from '../names.ts'
import { probes } from '../probes.ts'

export const proxyDeployment = (pulsar: Pulsar, config: ConfigMap) => {
  const { image, proxy } = pulsar.values
  const pods = selector(pulsar, 'proxy')
  const tls = tlsOf(pulsar)
    ? [tlsVolume('clients', certificates.proxy), tlsVolume('peers', certificates.proxyPeer)]
    : []
  const tokens = tokenKey(pulsar)
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: nameOf('proxy'), namespace: pulsar.namespace, labels: labels(pulsar, 'proxy') },
    spec: {
      replicas: proxy.replicas,
      // Never one more: where each must be on another host there may be no room for it.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      minReadySeconds: seconds(proxy.rollout.settle),
      selector: { matchLabels: pods },
      template: {
        metadata: { labels: labels(pulsar, 'proxy'), annotations: { 'checksum/config': checksumOf(config) } },
        spec: {
          serviceAccountName: nameOf('proxy'),
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: seconds(proxy.rollout.stopWithin),
          securityContext: podSecurity(user),
          affinity: onDifferentHosts(pods, proxy.placement),
          topologySpreadConstraints: overZones(pods, proxy.placement),
          ...scheduling(proxy.placement),
          containers: [
            {
              name: 'proxy',
              image: imageOf(pulsar, image),
              command: ['bin/pulsar', 'proxy'],
              workingDir: directories.home,
              env: [
                { name: 'PULSAR_PROXY_CONF', value: `${directories.config}/proxy.conf` },
                ...serverEnvironment(pulsar, proxy, []),
              ],
              ports: withHttp(proxyListeners(pulsar)).map(({ name, port }) => ({ name, containerPort: port })),
              ...probes('http', {
                alive: '/status.html',
                serves: '/status.html',
                startWithin: proxy.rollout.startWithin,
              }),
              resources: resources(proxy.resources),
              securityContext: containerSecurity,
              volumeMounts: [
                { name: 'config', mountPath: directories.config, readOnly: true },
                { name: 'tmp', mountPath: '/tmp' },
                ...tls.map(({ mount }) => mount),
                ...tokens.mounts,
              ],
            },
          ],
          volumes: [
            { name: 'config', configMap: { name: config.metadata.name } },
            { name: 'tmp', emptyDir: { sizeLimit: '512Mi' } },
            ...tls.map(({ volume }) => volume),
            ...tokens.volumes,
          ],
        },
      },
    },
  } satisfies Deployment
}
