import type { ConfigMap, Container, PodTemplateSpec } from '../kubernetes.ts'
import { imageOf } from '../parts/image.ts'
import { labels, selector } from '../parts/labels.ts'
import { checksumOf } from '../parts/marks.ts'
import { onDifferentHosts, overZones, scheduling } from '../parts/placement.ts'
import { resources } from '../parts/resources.ts'
import { containerSecurity, podSecurity } from '../parts/security.ts'
import { seconds } from '../parts/units.ts'
import { prepareContainers } from './containers-prepare.ts'
import { containerMemory } from './memory.ts'
import { asksKubernetes, type Cluster, type Flink, nameOf, partOf, type Role, user } from './names.ts'
import { protectionOf } from './security.ts'
import { pluginEnvironment } from './storage.ts'
import { flinkMounts, volumes } from './volumes.ts'

/** What differs between the containers of a JobManager and a TaskManager. */
export type Process = Required<
  Pick<Container, 'command' | 'args' | 'ports' | 'startupProbe' | 'livenessProbe' | 'readinessProbe'>
> & { readonly size: { readonly cpu: string; readonly cpuLimit: string | null; readonly memory: string } }

/** The pod of one kind of a cluster. */
export function podTemplate(
  flink: Flink,
  cluster: Cluster,
  role: Role,
  config: ConfigMap,
  { size, ...process }: Process,
): PodTemplateSpec {
  const pods = selector(flink, partOf(cluster, role))
  const { placement, rollout } = cluster
  return {
    metadata: {
      labels: labels(flink, partOf(cluster, role)),
      annotations: {
        'checksum/config': checksumOf(config),
        ...(protectionOf(flink, cluster) || cluster.highAvailability === 'zookeeper'
          ? { 'sluice/certificates-generation': String(flink.values.certificates.generation) }
          : {}),
      },
    },
    spec: {
      serviceAccountName: nameOf(cluster),
      automountServiceAccountToken: asksKubernetes(cluster, role),
      enableServiceLinks: false,
      terminationGracePeriodSeconds: seconds(rollout.stopWithin),
      securityContext: podSecurity(user),
      affinity: onDifferentHosts(pods, placement),
      topologySpreadConstraints: overZones(pods, placement),
      ...scheduling(placement),
      initContainers: prepareContainers(flink, cluster),
      containers: [
        {
          name: role,
          image: imageOf(flink, cluster.image),
          command: process.command,
          args: process.args,
          env: [
            // As the image's entry point does, which would rewrite the configuration: glibc keeps what RocksDB frees.
            { name: 'LD_PRELOAD', value: 'libjemalloc.so.2' },
            ...pluginEnvironment(flink, cluster),
          ],
          ports: process.ports,
          startupProbe: process.startupProbe,
          livenessProbe: process.livenessProbe,
          readinessProbe: process.readinessProbe,
          resources: resources({ ...size, memory: containerMemory(size.memory) }),
          securityContext: containerSecurity,
          volumeMounts: flinkMounts(flink, cluster, role),
        },
      ],
      volumes: volumes(flink, cluster, role, config),
    },
  }
}
