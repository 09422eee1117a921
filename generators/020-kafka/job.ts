import { tlsOf } from '../005-certs/address.ts'
import type { ConfigMap, Job, Volume } from '../kubernetes.ts'
import { imageOf } from '../parts/image.ts'
import { labels } from '../parts/labels.ts'
import { checksumOf, nameWithHash } from '../parts/marks.ts'
import { resources } from '../parts/resources.ts'
import { containerSecurity, podSecurity } from '../parts/security.ts'
import { certificates, directories, type Kafka, user } from './names.ts'

/**
 * A Job that runs a script of its ConfigMap as super user. It waits for the brokers inside the script, may be run again at
 * any time, and is made anew, under another name, when what it reads changes.
 */
export const adminJob = (kafka: Kafka, config: ConfigMap, script: string, passwords: Volume | undefined) =>
  ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: nameWithHash(config.metadata.name),
      namespace: kafka.namespace,
      labels: labels(kafka, 'admin'),
    },
    spec: {
      backoffLimit: 10,
      activeDeadlineSeconds: 86400,
      template: {
        metadata: {
          labels: labels(kafka, 'admin'),
          annotations: {
            'checksum/config': checksumOf(config),
            'sluice/generation': String(kafka.values.jobs.generation),
          },
        },
        spec: {
          restartPolicy: 'OnFailure',
          serviceAccountName: 'kafka-admin',
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: podSecurity(user),
          containers: [
            {
              name: 'admin',
              image: imageOf(kafka, kafka.values.image),
              command: ['/bin/bash', `${directories.config}/${script}`],
              env: [{ name: 'LOG_DIR', value: '/tmp' }],
              resources: resources(kafka.values.jobs.resources),
              securityContext: containerSecurity,
              volumeMounts: [
                { name: 'config', mountPath: directories.config, readOnly: true },
                { name: 'tmp', mountPath: '/tmp' },
                ...(tlsOf(kafka) ? [{ name: 'tls-peers', mountPath: directories.peers, readOnly: true }] : []),
                ...(passwords ? [{ name: passwords.name, mountPath: directories.passwords, readOnly: true }] : []),
              ],
            },
          ],
          volumes: [
            { name: 'config', configMap: { name: config.metadata.name } },
            { name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: '32Mi' } },
            ...(tlsOf(kafka)
              ? [{ name: 'tls-peers', secret: { secretName: certificates.admin.secretName, defaultMode: 0o440 } }]
              : []),
            ...(passwords ? [passwords] : []),
          ],
        },
      },
    },
  }) satisfies Job
