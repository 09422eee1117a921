import type { Container } from '../kubernetes.ts'
import { imageOf } from '../parts/image.ts'
import { containerSecurity } from '../parts/security.ts'
import { jarFile } from './jar.ts'
import { type Cluster, directories, type Flink } from './names.ts'
import { prepareMounts } from './volumes.ts'

const resources = { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '64Mi' } }

/** What runs before Flink: prepare.sh, and where the job's jar is in another image, what copies it from there. */
export function prepareContainers(flink: Flink, cluster: Cluster): Container[] {
  const { from, image, path } = cluster.job.jar
  const target = jarFile(cluster)
  return [
    ...(target !== undefined && from === 'container'
      ? [
          {
            name: 'jar',
            image: `${flink.overlay.cluster.registry === null ? '' : `${flink.overlay.cluster.registry}/`}${image}`,
            command: ['cp', path ?? '', target],
            resources,
            securityContext: containerSecurity,
            volumeMounts: [{ name: 'jars', mountPath: directories.userJars }],
          },
        ]
      : []),
    {
      name: 'prepare',
      image: imageOf(flink, cluster.image),
      command: ['/bin/bash', `${directories.source}/prepare.sh`],
      env: [
        { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ],
      resources,
      securityContext: containerSecurity,
      volumeMounts: prepareMounts(flink, cluster),
    },
  ]
}
