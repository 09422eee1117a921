import { tlsOf } from '../005-certs/address.ts'
import type { ConfigMap, Job } from '../kubernetes.ts'
import { imageOf } from '../parts/image.ts'
import { labels } from '../parts/labels.ts'
import { checksumOf, nameWithHash } from '../parts/marks.ts'
import { resources } from '../parts/resources.ts'
import { containerSecurity, podSecurity } from '../parts/security.ts'
import { brokerUrls } from './broker/listeners.ts'
import { toolEnvironment } from './java.ts'
import { loggingFiles } from './logging.ts'
import { directories, nameOf, type Pulsar, template, user } from './names.ts'
import {
  clusterNode,
  initialiseJob,
  metadataUrl,
  zookeeperFiles,
  zookeeperMounts,
  zookeeperVolumes,
} from './zookeeper.ts'

/** The script that makes the cluster's tree, and what it must know. */
export const initialiseConfig = (pulsar: Pulsar) => {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: initialiseJob, namespace: pulsar.namespace, labels: labels(pulsar, 'admin') },
    data: {
      ...loggingFiles(pulsar),
      ...zookeeperFiles(pulsar),
      'initialise.sh': template(
        pulsar,
        'initialise.sh',
      )({
        cluster: clusterNode(pulsar),
        clusterName: pulsar.values.clusterName,
        metadata: metadataUrl(pulsar),
        urls: brokerUrls(pulsar),
        tls: tlsOf(pulsar) !== undefined,
      }),
    },
  } satisfies ConfigMap
}

/** May be run again at any time: what is there is left as it is. */
export const initialise = (pulsar: Pulsar, config: ConfigMap) =>
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
              name: 'initialise',
              image: imageOf(pulsar, pulsar.values.image),
              command: ['/bin/bash', `${directories.config}/initialise.sh`],
              workingDir: directories.home,
              env: toolEnvironment(pulsar),
              resources: resources(pulsar.values.jobs.resources),
              securityContext: containerSecurity,
              volumeMounts: [
                { name: 'config', mountPath: directories.config, readOnly: true },
                { name: 'tmp', mountPath: '/tmp' },
                ...zookeeperMounts(pulsar),
              ],
            },
          ],
          volumes: [
            { name: 'config', configMap: { name: config.metadata.name } },
            { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
            ...zookeeperVolumes(pulsar),
          ],
        },
      },
    },
  }) satisfies Job
