import type { ConfigMap, Container, Job, Volume } from '../../kubernetes.ts'
import { imageOf } from '../../parts/image.ts'
import { labels } from '../../parts/labels.ts'
import { checksumOf, nameWithHash } from '../../parts/marks.ts'
import { resources } from '../../parts/resources.ts'
import { containerSecurity, podSecurity } from '../../parts/security.ts'
import { directories, nameOf, type Pulsar, user } from '../names.ts'

/**
 * A Job that runs a script of its ConfigMap. It waits inside the script for what it needs, may be run again at any time, and
 * is made anew, under another name, when what it reads changes.
 */
export const job = (
  pulsar: Pulsar,
  config: ConfigMap,
  container: Pick<Container, 'name' | 'command' | 'env' | 'resources' | 'volumeMounts'>,
  volumes: readonly Volume[],
) =>
  ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: nameWithHash(config.metadata.name),
      namespace: pulsar.namespace,
      labels: labels(pulsar, 'admin'),
    },
    spec: {
      backoffLimit: 10,
      activeDeadlineSeconds: 86400,
      template: {
        metadata: {
          labels: labels(pulsar, 'admin'),
          annotations: {
            'checksum/config': checksumOf(config),
            'sluice/generation': String(pulsar.values.jobs.generation),
          },
        },
        spec: {
          restartPolicy: 'OnFailure',
          serviceAccountName: nameOf('admin'),
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: podSecurity(user),
          containers: [
            {
              image: imageOf(pulsar, pulsar.values.image),
              workingDir: directories.home,
              resources: resources(pulsar.values.jobs.resources),
              securityContext: containerSecurity,
              ...container,
              volumeMounts: [
                { name: 'config', mountPath: directories.config, readOnly: true },
                { name: 'tmp', mountPath: '/tmp' },
                ...(container.volumeMounts ?? []),
              ],
            },
          ],
          volumes: [
            { name: 'config', configMap: { name: config.metadata.name } },
            { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
            ...volumes,
          ],
        },
      },
    },
  }) satisfies Job
